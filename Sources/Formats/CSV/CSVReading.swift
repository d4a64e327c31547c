/// The second step of reading a table: the cells of chosen columns.
extension CSVFile {
  /// The columns with the given indices (from 0) as numbers, in one pass over the bytes.
  ///
  /// `bytes` must be those that the layout was learned from. Missing cells are not an error here:
  /// they are listed in the result. Throws `noSuchColumn`, `notANumber`, `outOfRange`.
  public func numbers(
    columns: [Int], in bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> CSVNumbers {
    try check(columns: columns)
    // Where the first cell of a column goes in the result; -1 for a column to be skipped.
    var targets = [Int](repeating: -1, count: columnCount)
    for (index, column) in columns.enumerated() where targets[column] < 0 {
      targets[column] = index * rowCount
    }
    var values = [Double](repeating: .nan, count: rowCount * columns.count)
    var missing: [CSVCell] = []
    var cursor = start(in: bytes)
    for row in 0..<rowCount {
      _ = cursor.skipBlankLines(bytes)
      for column in 0..<columnCount {
        let target = targets[column]
        if target < 0 {
          _ = try cursor.field(bytes)
        } else if let value = plainNumber(bytes, &cursor) {
          values[target + row] = value
        } else if let value = try otherCell(
          bytes, &cursor, row: row, column: column, missing: &missing)
        {
          values[target + row] = value
        }
        _ = try cursor.step(bytes)
      }
    }
    for (index, column) in columns.enumerated() where targets[column] != index * rowCount {
      // Asked for twice: the cells were read once.
      for row in 0..<rowCount { values[index * rowCount + row] = values[targets[column] + row] }
    }
    return CSVNumbers(rowCount: rowCount, columns: columns, values: values, missing: missing)
  }

  /// One column (from 0) as texts.
  ///
  /// `bytes` must be those that the layout was learned from. Throws `noSuchColumn`, and
  /// `badEncoding` for a cell that is not UTF-8.
  public func texts(column: Int, in bytes: borrowing Span<UInt8>) throws(FormatError) -> CSVTexts {
    try check(columns: [column])
    var values: [String] = []
    values.reserveCapacity(rowCount)
    var missing: [CSVCell] = []
    var cursor = start(in: bytes)
    for row in 0..<rowCount {
      _ = cursor.skipBlankLines(bytes)
      for skipped in 0..<columnCount {
        let (line, lineStart) = (cursor.line, cursor.lineStart)
        let field = try cursor.field(bytes)
        _ = try cursor.step(bytes)
        if skipped != column { continue }
        guard let text = CSVCell.validText(of: field, in: bytes) else {
          throw FormatError(
            .badEncoding, "the text \(bytes.excerpt(field.content)) is not UTF-8",
            at: bytes.position(of: field.content, line: line, lineStart: lineStart),
            hint: "save the file as UTF-8")
        }
        values.append(text)
        if CSVCell.isMissingMark(text) {
          let position = bytes.position(of: field.content, line: line, lineStart: lineStart)
          missing.append(
            CSVCell(
              row: row, column: column, columnName: columnNames[column], text: text,
              position: position))
        }
      }
    }
    return CSVTexts(values: values, missing: missing)
  }

  /// The finite number that fills the unquoted field at the cursor, which moves behind it.
  ///
  /// Nil, with the cursor where it was, for anything else.
  @inline(__always)
  private func plainNumber(
    _ bytes: borrowing Span<UInt8>, _ cursor: inout CSVCursor
  ) -> Double? {
    let first = cursor.skippingBlanks(bytes, from: cursor.index)
    guard let number = DecimalNumber.match(bytes, at: first) else { return nil }
    let end = cursor.skippingBlanks(bytes, from: number.end)
    if !cursor.isFieldEnd(bytes, at: end) || !number.value.isFinite { return nil }
    cursor.index = end
    return number.value
  }

  /// A quoted number, or nil for a missing cell; throws for the rest.
  @inline(never)
  private func otherCell(
    _ bytes: borrowing Span<UInt8>, _ cursor: inout CSVCursor, row: Int, column: Int,
    missing: inout [CSVCell]
  ) throws(FormatError) -> Double? {
    let (line, lineStart) = (cursor.line, cursor.lineStart)
    let field = try cursor.field(bytes)
    let number = Self.number(in: field, bytes)
    if let number, number.isFinite { return number }
    let text = CSVCell.text(of: field, in: bytes)
    let position = bytes.position(
      of: field.content, line: line, lineStart: lineStart, after: missing.last?.position)
    if CSVCell.isMissingMark(text) {
      missing.append(
        CSVCell(
          row: row, column: column, columnName: columnNames[column], text: text,
          position: position))
      return nil
    }
    let name = columnNames[column].shown
    if number == nil {
      throw FormatError(
        .notANumber, "\(bytes.excerpt(field.content)) in column \(name) is not a number",
        at: position, hint: hint(for: text))
    }
    throw FormatError(
      .outOfRange,
      "\(bytes.excerpt(field.content)) in column \(name) is too large: "
        + "the largest number is about 1.8e308",
      at: position)
  }

  private func hint(for text: String) -> String? {
    let digitsAndComma = text.utf8.allSatisfy { byte in
      byte &- ASCII.zero <= 9 || byte == ASCII.comma || byte == ASCII.minus || byte == ASCII.plus
    }
    if digitsAndComma && text.utf8.count(where: { $0 == ASCII.comma }) == 1 {
      return "write a decimal point, not a decimal comma"
    }
    switch text.lowercased() {
    case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity":
      return "an infinite value cannot be used: leave the row out or write a finite number"
    default:
      return nil
    }
  }
}
