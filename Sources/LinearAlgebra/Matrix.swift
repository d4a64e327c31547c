/// A dense, column-major matrix of doubles.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The elements, column after column.
  public private(set) var elements: [Double]

  /// The `rows` x `columns` matrix whose elements are all `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative size")
    rowCount = rows
    columnCount = columns
    elements = largeArray(repeating: value, count: rows * columns)
  }

  /// The `rows` x `columns` matrix with the given elements, column after column.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(elements.count == rows * columns, "as many elements as the shape has places")
    rowCount = rows
    columnCount = columns
    self.elements = elements
  }

  /// The matrix with the given rows, each of the same length.
  public init(rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of one length")
    self.init(rows: rows.count, columns: columns)
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { elements[i + j * rows.count] = value }
    }
  }

  /// One element; for assembly and tests, not for inner loops.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row + column * rowCount] }
    set {
      let place = row + column * rowCount
      withElements { $0[place] = newValue }
    }
  }

  /// Column `j` as an array of `rowCount` numbers.
  public func column(_ j: Int) -> [Double] {
    Array(elements[j * rowCount..<(j + 1) * rowCount])
  }

  /// Row `i` as an array of `columnCount` numbers.
  public func row(_ i: Int) -> [Double] {
    (0..<columnCount).map { elements[i + $0 * rowCount] }
  }

  /// Replaces column `j` by `rowCount` numbers.
  public mutating func setColumn(_ j: Int, to values: [Double]) {
    precondition(values.count == rowCount, "a column has rowCount numbers")
    elements.replaceSubrange(j * rowCount..<(j + 1) * rowCount, with: values)
  }

  /// Changes elements in place; the span holds them column after column.
  @inlinable
  public mutating func update<Result>(_ body: (inout MutableSpan<Double>) -> Result) -> Result {
    withElements { elements in
      var span = elements.mutableSpan
      return body(&span)
    }
  }

  @usableFromInline
  mutating func withElements<Result, Failure: Error>(
    _ body: (inout [Double]) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result = try body(&elements)
    precondition(elements.count == rowCount * columnCount, "the shape of a matrix is fixed")
    return result
  }

  /// The transpose, `columnCount` x `rowCount`.
  public func transposed() -> Matrix {
    var result = Matrix(rows: columnCount, columns: rowCount)
    let (rows, columns) = (rowCount, columnCount)
    let source = elements.span
    // Blocks of 32 keep both sides in cache.
    result.update { target in
      for j0 in stride(from: 0, to: columns, by: 32) {
        for i0 in stride(from: 0, to: rows, by: 32) {
          for j in j0..<min(j0 + 32, columns) {
            for i in i0..<min(i0 + 32, rows) { target[j + i * columns] = source[i + j * rows] }
          }
        }
      }
    }
    return result
  }

  /// The columns with the given indices, in that order.
  public func selectingColumns(_ indices: [Int]) -> Matrix {
    var picked: [Double] = []
    picked.reserveCapacity(indices.count * rowCount)
    for j in indices { picked.append(contentsOf: elements[j * rowCount..<(j + 1) * rowCount]) }
    return Matrix(rows: rowCount, columns: indices.count, elements: picked)
  }

  /// The Frobenius norm.
  public var frobeniusNorm: Double { norm2(elements) }
}
