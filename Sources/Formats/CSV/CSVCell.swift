/// One cell of a table, with the place where it stands in the file.
public struct CSVCell: Sendable, Equatable {
  /// The row, from 0, header and blank lines not counted.
  public let row: Int
  /// The column in the file, from 0.
  public let column: Int
  /// The name of the column.
  public let columnName: String
  /// The content: without quotes, and without the spaces around it if it is not quoted.
  public let text: String
  /// The place of the content; for an empty cell an empty range where the content would be.
  public let position: FormatPosition

  /// The contents that mean "no value": nothing, `?`, `NA`, `N/A`, `n/a`, `NaN`, `nan`, `null`, `.`.
  public static let missingMarks: Set<String> = [
    "", "?", "NA", "N/A", "n/a", "NaN", "nan", "null", ".",
  ]

  /// Whether this content, apart from spaces around it, means that the cell has no value.
  public static func isMissingMark(_ text: String) -> Bool {
    guard let first = text.utf8.firstIndex(where: { $0 != ASCII.space }),
      let last = text.utf8.lastIndex(where: { $0 != ASCII.space })
    else { return true }
    let mark = text[first...last]
    return mark.utf8.count <= 4 && missingMarks.contains(String(mark))
  }

  /// The content of a field, doubled quotes made single.
  static func text(of field: CSVField, in bytes: borrowing Span<UInt8>) -> String {
    let text = bytes.text(field.content)
    return field.hasDoubledQuotes ? unescaped(text) : text
  }

  /// The content of a field, or nil where it is not UTF-8.
  static func validText(of field: CSVField, in bytes: borrowing Span<UInt8>) -> String? {
    guard let text = bytes.validText(field.content) else { return nil }
    return field.hasDoubledQuotes ? unescaped(text) : text
  }

  private static func unescaped(_ text: String) -> String {
    var result = ""
    var skipNext = false
    for scalar in text.unicodeScalars {
      let isQuote = scalar == "\""
      if isQuote && skipNext {
        skipNext = false
        continue
      }
      skipNext = isQuote
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}

extension CSVFile {
  /// One cell, with its place, found by walking to it: for messages, not for reading tables.
  ///
  /// `row` and `column` count from 0. Throws `noSuchColumn`; a row past the end is a broken
  /// invariant.
  public func cell(
    row: Int, column: Int, in bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> CSVCell {
    precondition(0..<rowCount ~= row, "the table has \(rowCount) rows")
    try check(columns: [column])
    var cursor = start(in: bytes)
    for _ in 0..<row {
      _ = cursor.skipBlankLines(bytes)
      _ = try Self.row(bytes, &cursor)
    }
    _ = cursor.skipBlankLines(bytes)
    for _ in 0..<column {
      _ = try cursor.field(bytes)
      _ = try cursor.step(bytes)
    }
    let (line, lineStart) = (cursor.line, cursor.lineStart)
    let field = try cursor.field(bytes)
    return CSVCell(
      row: row, column: column, columnName: columnNames[column],
      text: CSVCell.text(of: field, in: bytes),
      position: bytes.position(of: field.content, line: line, lineStart: lineStart))
  }

  /// Throws `noSuchColumn` for the first index that is no column of the table.
  func check(columns: [Int]) throws(FormatError) {
    for column in columns where !(0..<columnCount ~= column) {
      throw FormatError(
        .noSuchColumn,
        "column \(column + 1) is asked for, the table has \(columnCount)"
          + (columnCount == 1 ? " column" : " columns"))
    }
  }
}
