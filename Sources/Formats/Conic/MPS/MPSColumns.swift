/// The sections COLUMNS, RHS and RANGES.
extension MPSReader {
  /// Reads `COLUMN ROW NUMBER [ROW NUMBER]`, or a marker of integer columns.
  mutating func readColumn(
    _ bytes: borrowing Span<UInt8>, _ fields: [Range<Int>]
  ) throws(FormatError) {
    if fields.count == 3 && bytes.text(fields[1]) == "'MARKER'" {
      return try readMarker(bytes, fields[2])
    }
    guard fields.count == 3 || fields.count == 5 else {
      throw bytes.fault(
        .malformedLine, fields[fields.count - 1],
        expected: "a column and one or two pairs of a row and a number")
    }
    let column: Int
    if let last = columns.places.last, bytes.areEqual(last, fields[0]) {
      column = columns.count - 1
    } else {
      let (number, isKnown) = columns.add(fields[0], in: bytes)
      if isKnown {
        throw bytes.fault(
          .duplicateName, fields[0], expected: "the entries of a column one after the other")
      }
      column = number
      bounds.addVariable(isInteger: isInteger)
      if isInteger {
        warnings.add(
          .relaxedIntegers, at: fields[0],
          "\(bytes.text(fields[0]).shown) is integer: read as continuous, "
            + "from 0 to 1 unless BOUNDS says otherwise")
      }
    }
    for pair in stride(from: 1, to: fields.count, by: 2) {
      let row = try row(bytes, fields[pair])
      places.append(fields[pair].lowerBound)
      entries.append(row, column, try bytes.finiteNumber(fields[pair + 1], "a number"))
    }
  }

  func row(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) throws(FormatError) -> Int {
    guard let row = rows.names.find(name, in: bytes) else {
      throw bytes.fault(.unknownName, name, expected: "the name of a row")
    }
    return row
  }

  private mutating func readMarker(
    _ bytes: borrowing Span<UInt8>, _ kind: Range<Int>
  ) throws(FormatError) {
    switch bytes.text(kind) {
    case "'INTORG'" where relaxingIntegers: isInteger = true
    case "'INTORG'": throw bytes.integerVariable(kind, "integer columns")
    case "'INTEND'": isInteger = false
    default: throw bytes.fault(.malformedLine, kind, expected: "'INTORG' or 'INTEND'")
    }
  }

  /// Reads `[VECTOR] ROW NUMBER [ROW NUMBER]`.
  mutating func readVector(
    _ bytes: borrowing Span<UInt8>, _ fields: [Range<Int>], _ section: MPSSection
  ) throws(FormatError) {
    guard 2...5 ~= fields.count else {
      throw bytes.fault(
        .malformedLine, fields[fields.count - 1],
        expected: "a name and one or two pairs of a row and a number")
    }
    let first = fields.count % 2
    if first == 1 { try checkVector(bytes, fields[0], section) }
    for pair in stride(from: first, to: fields.count, by: 2) {
      try rows.setValue(bytes, try row(bytes, fields[pair]), fields[pair + 1], section)
    }
  }

  /// Throws `unsupportedFeature` for a second vector of the section: which of them is meant?
  mutating func checkVector(
    _ bytes: borrowing Span<UInt8>, _ name: Range<Int>, _ section: MPSSection
  ) throws(FormatError) {
    guard let known = vectors[section] else {
      vectors[section] = name
      return
    }
    if !bytes.areEqual(known, name) {
      throw bytes.fault(
        .unsupportedFeature, name, expected: "the name \(bytes.excerpt(known)) as before",
        hint: "keep one set of \(section.rawValue) in the file")
    }
  }
}

extension Span where Element == UInt8 {
  /// The message about integer variables.
  func integerVariable(_ range: Range<Int>, _ what: String) -> FormatError {
    FormatError(
      .integerVariable, "\(excerpt(range)): \(what), expected continuous variables",
      at: place(of: range),
      hint: "a conic program has no integer variables: declare them continuous for the relaxation")
  }
}
