/// The lines of a file in the Conic Benchmark Format, without comments and blank lines.
struct CBFLines {
  private var lines: TokenLines

  init(at start: Int) { lines = TokenLines(at: start) }

  /// The keyword of the next information item; nil at the end of the file. `previous` says what the
  /// lines before it were announced to be.
  mutating func keyword(
    _ bytes: borrowing Span<UInt8>, after previous: String?
  ) throws(FormatError) -> Range<Int>? {
    guard try lines.next(bytes, comment: ASCII.hash) else { return nil }
    let word = lines.tokens[0]
    let first = bytes[word.lowerBound]
    if let previous, first &- ASCII.zero <= 9 || first == ASCII.minus {
      throw bytes.fault(.inconsistent, word, expected: "a keyword: \(previous)")
    }
    if lines.tokens.count > 1 {
      throw bytes.fault(
        .malformedLine, lines.tokens[1], expected: "the end of the line after a keyword")
    }
    return word
  }

  /// The fields of the next line, which must be as many as are named.
  mutating func line(
    _ bytes: borrowing Span<UInt8>, _ fields: [String]
  ) throws(FormatError) -> [Range<Int>] {
    guard try lines.next(bytes, comment: ASCII.hash) else {
      throw bytes.cutOff(expected: fields[0])
    }
    if lines.tokens.count != fields.count { throw wrongCount(bytes, fields) }
    return lines.tokens
  }

  /// Reads the number of entries, and then that many lines of indices below `limits` and a number.
  mutating func entries(
    _ bytes: borrowing Span<UInt8>, limits: [Int], names: [String],
    _ body: (_ indices: (Int, Int), _ value: Double, _ place: Range<Int>) throws(FormatError) ->
      Void
  ) throws(FormatError) -> Int {
    let count = try bytes.wholeNumber(
      try line(bytes, ["the number of entries"])[0], "the number of entries")
    let fields = names + ["a number"]
    for entry in 0..<count {
      guard try lines.next(bytes, comment: ASCII.hash) else {
        throw bytes.cutOff(expected: "entry \(entry + 1) of \(count)")
      }
      if lines.tokens.count != fields.count {
        if lines.tokens.count == 1 && CBFSection(rawValue: bytes.text(lines.tokens[0])) != nil {
          throw bytes.fault(
            .inconsistent, lines.tokens[0], expected: "entry \(entry + 1) of \(count)")
        }
        throw wrongCount(bytes, fields)
      }
      let first = try index(bytes, 0, limits, names)
      let second = limits.count > 1 ? try index(bytes, 1, limits, names) : 0
      let number = lines.tokens[limits.count]
      try body((first, second), try bytes.finiteNumber(number, "a number"), lines.tokens[0])
    }
    return count
  }

  @inline(__always)
  private func index(
    _ bytes: borrowing Span<UInt8>, _ field: Int, _ limits: [Int], _ names: [String]
  ) throws(FormatError) -> Int {
    let index = try bytes.wholeNumber(lines.tokens[field], names[field])
    if index >= limits[field] { throw outOfRange(bytes, field, limits, names) }
    return index
  }

  @inline(never)
  private func outOfRange(
    _ bytes: borrowing Span<UInt8>, _ field: Int, _ limits: [Int], _ names: [String]
  ) -> FormatError {
    bytes.fault(
      .badIndex, lines.tokens[field],
      expected: limits[field] == 0
        ? "no entry: there is nothing with \(names[field])"
        : "\(names[field]) from 0 to \(limits[field] - 1)")
  }

  @inline(never)
  private func wrongCount(_ bytes: borrowing Span<UInt8>, _ fields: [String]) -> FormatError {
    let found = lines.tokens.count
    return FormatError(
      .malformedLine,
      "\(found) \(found == 1 ? "field" : "fields") in the line, expected \(fields.count): "
        + fields.joined(separator: ", "),
      at: bytes.place(of: lines.tokens[0].lowerBound..<lines.tokens[found - 1].upperBound))
  }
}
