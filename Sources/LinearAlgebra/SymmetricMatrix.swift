/// A sparse symmetric matrix, kept as its upper triangle: an entry off the diagonal stands for two.
public struct SymmetricMatrix: Equatable, Sendable {
  /// The entries (i, j) with i <= j, by columns.
  public let upper: SparseMatrix

  /// The matrix with this upper triangle.
  public init(upper: SparseMatrix) {
    precondition(upper.rowCount == upper.columnCount, "a symmetric matrix is square")
    self.upper = upper
  }

  /// The matrix with this lower triangle.
  public init(lower: SparseMatrix) { self.init(upper: lower.transposed) }

  /// A diagonal matrix.
  public init(diagonal: [Double]) { self.init(upper: SparseMatrix(diagonal: diagonal)) }

  /// The number of rows and columns.
  public var order: Int { upper.columnCount }
  /// The entries of the upper triangle.
  public var values: [Double] { upper.values }
  /// Whether all entries are 0.
  public var isZero: Bool { !upper.values.contains { $0 != 0 } }

  /// The diagonal.
  public var diagonal: [Double] {
    var result = [Double](repeating: 0, count: order)
    forEach { i, j, value in if i == j { result[j] = value } }
    return result
  }

  /// Whether every entry off the diagonal is 0.
  public var isDiagonal: Bool {
    var result = true
    forEach { i, j, value in if i != j && value != 0 { result = false } }
    return result
  }

  /// The first column with an entry that is not 0.
  public var firstColumn: Int? {
    (0..<order).first { j in
      upper.values[upper.columnStarts[j]..<upper.columnStarts[j + 1]].contains { $0 != 0 }
    }
  }

  /// Calls `body` with row, column and value of each entry of the upper triangle.
  public func forEach(_ body: (Int, Int, Double) -> Void) {
    for j in 0..<order {
      for place in upper.columnStarts[j]..<upper.columnStarts[j + 1] {
        body(Int(upper.rowIndices[place]), j, upper.values[place])
      }
    }
  }

  /// P x.
  public func times(_ x: [Double]) -> [Double] { upper.symmetricTimes(x) }
}

extension SparseMatrix {
  /// The nonzeros of a diagonal.
  public init(diagonal: [Double]) {
    var starts = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    for (j, value) in diagonal.enumerated() {
      if value != 0 {
        rows.append(Int32(j))
        values.append(value)
      }
      starts.append(rows.count)
    }
    self.init(
      rowCount: diagonal.count, columnStarts: starts, rowIndices: rows, values: values)
  }

  /// (U + U' - diag U) x for an upper triangle U.
  public func symmetricTimes(_ x: [Double]) -> [Double] {
    precondition(x.count == columnCount && rowCount == columnCount, "one number for each column")
    var result = [Double](repeating: 0, count: x.count)
    for j in 0..<columnCount {
      var sum = 0.0
      for p in columnStarts[j]..<columnStarts[j + 1] {
        let i = Int(rowIndices[p])
        sum += values[p] * x[i]
        if i != j { result[i] += values[p] * x[j] }
      }
      result[j] += sum
    }
    return result
  }
}
