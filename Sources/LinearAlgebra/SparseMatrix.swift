/// A sparse matrix by columns: the entries of column j have the places
/// `columnStarts[j] ..< columnStarts[j + 1]`, rows ascending.
public struct SparseMatrix: Equatable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// Where each column starts; one more than there are columns.
  public let columnStarts: [Int]
  /// The row of each entry.
  public let rowIndices: [Int32]
  /// The value of each entry.
  public let values: [Double]

  /// The matrix whose row r has the entries `rowStarts[r] ..< rowStarts[r + 1]` of `columns` and
  /// `values`; no row names a column twice.
  public init(columnCount: Int, rowStarts: [Int], columns: [Int32], values: [Double]) {
    rowCount = rowStarts.count - 1
    self.columnCount = columnCount
    var starts = [Int](repeating: 0, count: columnCount + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for j in 0..<columnCount { starts[j + 1] += starts[j] }
    var next = starts
    var rows = [Int32](repeating: 0, count: columns.count)
    var sorted = [Double](repeating: 0, count: columns.count)
    // Spans, for an array asks before each change whether it is shared.
    var rowSpan = rows.mutableSpan
    var valueSpan = sorted.mutableSpan
    var places = next.mutableSpan
    for r in 0..<rowStarts.count - 1 {
      for place in rowStarts[r]..<rowStarts[r + 1] {
        let column = Int(columns[place])
        rowSpan[places[column]] = Int32(r)
        valueSpan[places[column]] = values[place]
        places[column] += 1
      }
    }
    columnStarts = starts
    rowIndices = rows
    self.values = sorted
  }

  /// The matrix with these entries by columns; in a column, rows ascend.
  public init(rowCount: Int, columnStarts: [Int], rowIndices: [Int32], values: [Double]) {
    precondition(
      columnStarts.last == values.count && rowIndices.count == values.count,
      "a row for each value")
    self.rowCount = rowCount
    columnCount = columnStarts.count - 1
    self.columnStarts = columnStarts
    self.rowIndices = rowIndices
    self.values = values
  }

  /// How many entries are stored.
  public var nonzeroCount: Int { values.count }

  /// A x.
  public func times(_ x: [Double]) -> [Double] {
    precondition(x.count == columnCount, "one number for each column")
    var result = [Double](repeating: 0, count: rowCount)
    for j in 0..<columnCount where x[j] != 0 {
      for place in columnStarts[j]..<columnStarts[j + 1] {
        result[Int(rowIndices[place])] += values[place] * x[j]
      }
    }
    return result
  }

  /// A'y.
  public func transposeTimes(_ y: [Double]) -> [Double] {
    precondition(y.count == rowCount, "one number for each row")
    return (0..<columnCount).map { j in
      var sum = 0.0
      for place in columnStarts[j]..<columnStarts[j + 1] {
        sum += values[place] * y[Int(rowIndices[place])]
      }
      return sum
    }
  }

  /// The transpose: the entries by rows.
  public var transposed: SparseMatrix {
    SparseMatrix(
      columnCount: rowCount, rowStarts: columnStarts, columns: rowIndices, values: values)
  }
}
