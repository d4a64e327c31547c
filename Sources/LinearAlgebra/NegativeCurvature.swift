/// A proof that a symmetric matrix is not positive semidefinite: a direction d with d'Pd < 0.
public struct NegativeCurvature: Equatable, Sendable {
  /// d; its largest entry is 1 or -1.
  public let direction: [Double]
  /// d'Pd, negative by more than rounding can have made it.
  public let value: Double
}

extension SymmetricMatrix {
  /// What is added to the diagonal, where that is scaled to 1, before a factor is looked for: curvature
  /// that is negative by less is taken for rounding.
  private static let shift = 1e-10

  /// A direction of negative curvature; nil where the matrix is positive semidefinite, up to rounding.
  ///
  /// A factor L D L' with positive D is a proof that there is none. Where it has a pivot that is not
  /// positive, the leading part up to the first of them has a direction of negative curvature.
  public func negativeCurvature() -> NegativeCurvature? {
    let diagonal = diagonal
    if let j = diagonal.indices.first(where: { diagonal[$0] < 0 }) {
      return proof(entries: [(j, 1)])
    }
    // A zero on the diagonal leaves no room for anything else in its row.
    var found: (zero: Int, other: Int, value: Double)?
    forEach { i, j, value in
      if i != j && value != 0 && found == nil {
        if diagonal[i] == 0 {
          found = (i, j, value)
        } else if diagonal[j] == 0 {
          found = (j, i, value)
        }
      }
    }
    if let (zero, other, value) = found {
      let step = -(diagonal[other] + 1) / (2 * value)
      return proof(entries: [(zero, step), (other, 1)])
    }
    if isDiagonal { return nil }
    return ScaledPart(self, diagonal, shift: Self.shift).failure.flatMap(proof)
  }

  /// The direction with its curvature, if that is negative beyond rounding.
  private func proof(entries: [(index: Int, value: Double)]) -> NegativeCurvature? {
    var size = 0.0
    for entry in entries { size = max(size, abs(entry.value)) }
    guard size > 0, size.isFinite else { return nil }
    var d = [Double](repeating: 0, count: order)
    for entry in entries { d[entry.index] = entry.value / size }
    var (sum, magnitude) = (0.0, 0.0)
    forEach { i, j, value in
      let term = (i == j ? 1 : 2) * d[i] * value * d[j]
      sum += term
      magnitude += abs(term)
    }
    guard sum < -1e-13 * magnitude else { return nil }
    return NegativeCurvature(direction: d, value: sum)
  }
}

/// The rows and columns with a positive diagonal, scaled to a diagonal of 1 and permuted for a sparse
/// factor.
private struct ScaledPart {
  private let matrix: SparseMatrix
  private let scales: [Double]
  /// The row of the whole matrix at each place.
  private let origins: [Int]
  private let shift: Double

  init(_ whole: SymmetricMatrix, _ diagonal: [Double], shift: Double) {
    self.shift = shift
    let kept = diagonal.indices.filter { diagonal[$0] > 0 }
    var number = [Int32](repeating: -1, count: diagonal.count)
    for (k, j) in kept.enumerated() { number[j] = Int32(k) }
    // The pattern of the part, both indices renumbered.
    var (rows, columns, values): ([Int32], [Int32], [Double]) = ([], [], [])
    whole.forEach { i, j, value in
      guard number[i] >= 0, number[j] >= 0 else { return }
      rows.append(number[i])
      columns.append(number[j])
      values.append(
        i == j ? 1 : value / (diagonal[i].squareRoot() * diagonal[j].squareRoot()))
    }
    let plain = SparseMatrix(order: kept.count, rows, columns, values)
    let order = minimumDegreeOrder(columnStarts: plain.columnStarts, rowIndices: plain.rowIndices)
    var place = [Int32](repeating: 0, count: kept.count)
    for (k, j) in order.enumerated() { place[Int(j)] = Int32(k) }
    for p in rows.indices {
      let (i, j) = (place[Int(rows[p])], place[Int(columns[p])])
      (rows[p], columns[p]) = (min(i, j), max(i, j))
    }
    matrix = SparseMatrix(order: kept.count, rows, columns, values)
    origins = order.map { kept[Int($0)] }
    scales = origins.map { 1 / diagonal[$0].squareRoot() }
  }

  /// The factor of the first `count` rows and columns; whether all pivots are positive.
  private func factor(_ count: Int) -> (factor: QuasidefiniteFactor, isDefinite: Bool) {
    let starts = Array(matrix.columnStarts[0...count])
    let entries = 0..<starts[count]
    let factor = QuasidefiniteFactor(
      columnStarts: starts, rowIndices: Array(matrix.rowIndices[entries]),
      signs: [Double](repeating: 1, count: count))
    let isFinite = factor.factor(Array(matrix.values[entries]), shift: shift)
    return (factor, isFinite && factor.replacedPivots == 0)
  }

  /// The direction that the first pivot that is not positive gives, by rows of the whole matrix; nil where
  /// all are.
  var failure: [(index: Int, value: Double)]? {
    var high = matrix.columnCount
    guard high > 0, !factor(high).isDefinite else { return nil }
    var low = 0
    while high - low > 1 {
      let middle = (low + high) / 2
      if factor(middle).isDefinite { low = middle } else { high = middle }
    }
    // With its last pivot replaced, the leading part takes d to a multiple of the last unit vector.
    var d = [Double](repeating: 0, count: high)
    d[high - 1] = 1
    factor(high).factor.solve(&d)
    return d.indices.map { (origins[$0], d[$0] * scales[$0]) }
  }
}

extension SparseMatrix {
  /// The square matrix with these entries, rows ascending in each column.
  fileprivate init(order: Int, _ rows: [Int32], _ columns: [Int32], _ values: [Double]) {
    var starts = [Int](repeating: 0, count: order + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for j in 0..<order { starts[j + 1] += starts[j] }
    var next = starts
    var sortedRows = rows
    var sortedValues = values
    for p in rows.indices {
      let j = Int(columns[p])
      sortedRows[next[j]] = rows[p]
      sortedValues[next[j]] = values[p]
      next[j] += 1
    }
    // Two transpositions sort the rows of each column.
    self =
      SparseMatrix(
        rowCount: order, columnStarts: starts, rowIndices: sortedRows, values: sortedValues
      ).transposed.transposed
  }
}
