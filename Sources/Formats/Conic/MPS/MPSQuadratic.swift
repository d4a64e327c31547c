/// The matrix P of a quadratic objective 1/2 x'Px.
struct MPSQuadratic {
  private var entries = Triplets()
  private var places: [Int] = []
  /// Whether both triangles are given, as in QMATRIX, or one; nil before the first entry.
  private var isWhole: Bool?

  /// Checks the header `QSECTION ROW`, which must name the objective.
  func check(
    _ bytes: borrowing Span<UInt8>, _ word: Range<Int>, _ rest: [Range<Int>], _ rows: MPSRows
  ) throws(FormatError) {
    guard rest.count == 1 else {
      throw bytes.fault(.malformedLine, word, expected: "QSECTION and the name of the objective")
    }
    if rows.names.find(rest[0], in: bytes) != rows.objective {
      throw bytes.fault(
        .unsupportedFeature, rest[0], expected: "the objective: rows have no quadratic part",
        hint: "a convex quadratic row is a second-order cone: write the program as CBF")
    }
  }

  /// Reads `COLUMN COLUMN NUMBER [COLUMN NUMBER]`.
  mutating func add(
    _ bytes: borrowing Span<UInt8>, _ fields: [Range<Int>], _ columns: NameTable, isWhole: Bool
  ) throws(FormatError) {
    guard fields.count == 3 || fields.count == 5 else {
      throw bytes.fault(
        .malformedLine, fields[fields.count - 1], expected: "two columns and a number")
    }
    if let known = self.isWhole, known != isWhole {
      throw bytes.fault(
        .inconsistent, fields[0], expected: "one of QUADOBJ, QMATRIX and QSECTION")
    }
    self.isWhole = isWhole
    let first = try column(bytes, fields[0], columns)
    for pair in stride(from: 1, to: fields.count, by: 2) {
      let second = try column(bytes, fields[pair], columns)
      let value = try bytes.finiteNumber(fields[pair + 1], "a number")
      if isWhole {
        places.append(fields[pair].lowerBound)
        entries.append(first, second, value)
      } else {
        add(first, second, value, at: fields[pair].lowerBound)
      }
    }
  }

  /// Adds an entry of one triangle; the word it comes from starts at `place`.
  mutating func add(_ first: Int, _ second: Int, _ value: Double, at place: Int) {
    places.append(place)
    entries.append(max(first, second), min(first, second), value)
  }

  private func column(
    _ bytes: borrowing Span<UInt8>, _ name: Range<Int>, _ columns: NameTable
  ) throws(FormatError) -> Int {
    guard let column = columns.find(name, in: bytes) else {
      throw bytes.fault(.unknownName, name, expected: "the name of a column")
    }
    return column
  }

  /// The lower triangle of P, once all entries are there.
  func lowerTriangle(
    _ bytes: borrowing Span<UInt8>, _ columns: NameTable
  ) throws(FormatError) -> SparseColumns {
    let count = columns.count
    let sorted = entries.sorted(rowCount: count, columnCount: count)
    if let entry = sorted.firstRepeated {
      let place = bytes.place(of: places[entry]..<places[entry] + 1)
      throw FormatError(
        .duplicateEntry, "a second entry for \(pair(bytes, entry, columns)), expected one",
        at: place,
        hint: isWhole == true ? nil : "entries off the diagonal are given once, not mirrored")
    }
    return isWhole == true ? try halved(bytes, columns) : sorted.compressed
  }

  /// The lower triangle of a matrix given whole, which must be symmetric.
  private func halved(
    _ bytes: borrowing Span<UInt8>, _ columns: NameTable
  ) throws(FormatError) -> SparseColumns {
    let count = columns.count
    var (lower, upper) = (Triplets(), Triplets())
    for index in 0..<entries.count {
      let (i, j) = (Int(entries.rows[index]), Int(entries.columns[index]))
      if i >= j { lower.append(i, j, entries.values[index]) }
      if i <= j { upper.append(j, i, entries.values[index]) }
    }
    let result = lower.compressed(rowCount: count, columnCount: count)
    if upper.compressed(rowCount: count, columnCount: count) != result {
      throw try asymmetry(bytes, columns)
    }
    return result
  }

  /// The message about the first entry whose mirror image is another number.
  private func asymmetry(
    _ bytes: borrowing Span<UInt8>, _ columns: NameTable
  ) throws(FormatError) -> FormatError {
    var values: [Int: Double] = [:]
    let count = columns.count
    for index in 0..<entries.count {
      values[Int(entries.rows[index]) * count + Int(entries.columns[index])] =
        entries.values[index]
    }
    let wrong = (0..<entries.count).first { index in
      let mirror = Int(entries.columns[index]) * count + Int(entries.rows[index])
      return values[mirror] ?? 0 != entries.values[index]
    }
    guard let wrong else {
      preconditionFailure("a matrix whose triangles differ has such an entry")
    }
    return FormatError(
      .inconsistent,
      "the entry for \(pair(bytes, wrong, columns)) is not that of the opposite pair, "
        + "expected a symmetric matrix",
      at: bytes.place(of: places[wrong]..<places[wrong] + 1),
      hint: "QMATRIX has both triangles, QUADOBJ one")
  }

  private func pair(
    _ bytes: borrowing Span<UInt8>, _ entry: Int, _ columns: NameTable
  ) -> String {
    let first = bytes.text(columns.places[Int(entries.rows[entry])])
    let second = bytes.text(columns.places[Int(entries.columns[entry])])
    return "the columns \(first.shown) and \(second.shown)"
  }
}
