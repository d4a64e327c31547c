/// The chosen columns of a table as numbers.
public struct CSVNumbers: Sendable, Equatable {
  /// The number of rows, header and blank lines not counted.
  public let rowCount: Int
  /// The columns of the file (from 0) in the order in which they were asked for.
  public let columns: [Int]
  /// The numbers, rowCount x columns.count in column-major order; NaN where a cell is missing.
  public var values: [Double]
  /// The cells without a value, row after row as they stand in the file.
  public let missing: [CSVCell]

  /// The numbers of the `index`-th column that was asked for, one a row.
  public func column(_ index: Int) -> ArraySlice<Double> {
    values[(index * rowCount)..<((index + 1) * rowCount)]
  }

  /// Throws `missingValue` for the first cell without a value.
  public func checkComplete() throws(FormatError) {
    guard let cell = missing.first else { return }
    let name = cell.columnName.shown
    let found =
      cell.text.isEmpty
      ? "an empty cell in column \(name)" : "\"\(cell.text)\" in column \(name) means no value"
    let more = missing.count == 1 ? "" : ", the first of \(missing.count) missing values"
    throw FormatError(.missingValue, "\(found), expected a number\(more)", at: cell.position)
  }

  /// Equal cell by cell; a missing cell equals a missing cell.
  public static func == (left: CSVNumbers, right: CSVNumbers) -> Bool {
    left.rowCount == right.rowCount && left.columns == right.columns
      && left.missing == right.missing
      && left.values.elementsEqual(right.values) { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }
}

/// One column of a table as texts.
public struct CSVTexts: Sendable, Equatable {
  /// The contents, one a row: without quotes, without the spaces around unquoted ones.
  public let values: [String]
  /// The cells that hold a missing mark; `values` has the mark itself in their place.
  public let missing: [CSVCell]
}
