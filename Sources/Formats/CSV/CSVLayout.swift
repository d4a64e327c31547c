/// The first step of reading a table: separator, header, and the number of fields in each row.
extension CSVFile {
  /// The most frequent separator outside quotes in the first line that is not blank.
  static func detectedSeparator(_ bytes: borrowing Span<UInt8>, from start: Int) -> UInt8 {
    let candidates = [ASCII.comma, ASCII.semicolon, ASCII.tab]
    var counts = [0, 0, 0]
    var quoted = false
    var blank = true
    for index in start..<bytes.count {
      let byte = bytes[index]
      if byte == ASCII.newline && !quoted && !blank { break }
      if byte == ASCII.quote { quoted.toggle() }
      if byte > ASCII.space { blank = false }
      if !quoted, let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
    }
    var best = 0
    for candidate in 1..<3 where counts[candidate] > counts[best] { best = candidate }
    return candidates[best]
  }

  /// The fields of the row at the cursor, which moves behind it.
  static func row(
    _ bytes: borrowing Span<UInt8>, _ cursor: inout CSVCursor
  ) throws(FormatError) -> [CSVField] {
    var fields: [CSVField] = []
    repeat {
      fields.append(try cursor.field(bytes))
    } while try cursor.step(bytes) == .separator
    return fields
  }

  /// Whether a field of the first row can only be a name: neither a number nor a missing mark.
  static func isName(_ bytes: borrowing Span<UInt8>, _ field: CSVField) -> Bool {
    if CSVCell.isMissingMark(CSVCell.text(of: field, in: bytes)) { return false }
    return number(in: field, bytes) == nil
  }

  /// The number that fills a field, quoted or not, infinite if it is too large; nil for none.
  static func number(in field: CSVField, _ bytes: borrowing Span<UInt8>) -> Double? {
    // Spaces around an unquoted number are gone already; those inside quotes are dropped here.
    var (first, end) = (field.content.lowerBound, field.content.upperBound)
    while first < end && bytes[first] == ASCII.space { first += 1 }
    while first < end && bytes[end - 1] == ASCII.space { end -= 1 }
    guard let number = DecimalNumber.match(bytes, at: first) else { return nil }
    return number.end == end ? number.value : nil
  }

  /// The number of rows from the cursor on; each must have the same number of fields.
  static func countRows(
    _ bytes: borrowing Span<UInt8>, from start: CSVCursor, fields expected: Int, headerLine: Int?
  ) throws(FormatError) -> Int {
    var cursor = start
    var rows = 0
    while cursor.skipBlankLines(bytes) {
      let (line, lineStart) = (cursor.line, cursor.lineStart)
      var found = 0
      var last: CSVField
      repeat {
        last = try cursor.field(bytes)
        found += 1
      } while try cursor.step(bytes) == .separator
      if found != expected {
        let position = bytes.position(
          of: lineStart..<last.whole.upperBound, line: line, lineStart: lineStart)
        throw ragged(
          found: found, expected: expected, at: position, lastIsEmpty: last.content.isEmpty,
          isFirstRow: rows == 0, headerLine: headerLine, firstLine: start.line)
      }
      rows += 1
    }
    return rows
  }

  private static func ragged(
    found: Int, expected: Int, at position: FormatPosition, lastIsEmpty: Bool, isFirstRow: Bool,
    headerLine: Int?, firstLine: Int
  ) -> FormatError {
    let reference = headerLine.map { "the header in line \($0)" } ?? "line \(firstLine)"
    var hint: String?
    if found == expected + 1 && lastIsEmpty {
      hint = "a separator at the end of a line opens one more field: take it away"
    } else if found == expected + 1 && isFirstRow && headerLine != nil {
      hint = "if the first column holds row names, give it a name in the header"
    }
    return FormatError(
      .ragged,
      "line \(position.line) has \(counted(found)), expected \(expected) as in \(reference)",
      at: position, hint: hint)
  }

  private static func counted(_ fields: Int) -> String {
    fields == 1 ? "1 field" : "\(fields) fields"
  }
}
