/// A dense, column-major matrix of floats, for products whose last digits do not count: half of the memory and twice
/// the numbers in a register.
public struct SinglePrecisionMatrix: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The elements, column after column.
  public fileprivate(set) var elements: [Float]

  /// The `rows` x `columns` matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative size")
    rowCount = rows
    columnCount = columns
    elements = largeArray(repeating: 0, count: rows * columns)
  }

  /// A matrix rounded; numbers beyond the range of a float become infinite.
  public init(_ matrix: Matrix) {
    rowCount = matrix.rowCount
    columnCount = matrix.columnCount
    elements = matrix.elements.map { Float($0) }
  }

  /// Calls `body` with each column and its index, columns split over the cores.
  public mutating func updateColumns(
    _ body: @Sendable (inout MutableSpan<Float>, Int) -> Void
  ) {
    elements.updateColumns(of: rowCount, count: columnCount, body)
  }
}

extension [Float] {
  /// Calls `body` with each of `count` columns of `n` numbers, columns split over the cores.
  mutating func updateColumns(
    of n: Int, count: Int, _ body: @Sendable (inout MutableSpan<Float>, Int) -> Void
  ) {
    unsafe withUnsafeMutableBufferPointer { all in
      nonisolated(unsafe) let all = unsafe all
      inParallel(count: count, work: n * count) { j in
        var column = unsafe MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[j * n..<(j + 1) * n]))
        body(&column, j)
      }
    }
  }
}

/// C := op(A) * B, by sgemm.
///
/// The shapes must fit.
public func multiply(
  _ a: SinglePrecisionMatrix, _ transA: Transposition, _ b: SinglePrecisionMatrix,
  into c: inout SinglePrecisionMatrix
) {
  let shape = ProductShape(
    rows: c.rowCount, columns: c.columnCount, depth: b.rowCount, (transA, a.rowCount),
    (.none, b.rowCount))
  precondition(
    (a.rowCount, a.columnCount)
      == (transA == .none ? (c.rowCount, b.rowCount) : (b.rowCount, c.rowCount))
      && b.columnCount == c.columnCount, "shapes of a product must fit")
  multiply(a.elements, b.elements, shape, scale: 1, keep: 0, into: &c.elements)
}
