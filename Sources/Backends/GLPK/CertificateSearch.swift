internal import Canonicalize
internal import LinearAlgebra

/// Linear programs whose points are proofs. Both have the point 0 and a bounded objective, and the
/// proof exists where the optimum is negative.
extension ConicProgram {
  /// minimize b'z subject to A'z = 0, z in K*, |z_i| at most the inverse of the largest entry of row i.
  var farkasSearch: GLPKProblem.Description {
    var largest = [Double](repeating: 0, count: rowCount)
    for (row, value) in zip(matrix.rowIndices, matrix.values) {
      largest[Int(row)] = max(largest[Int(row)], abs(value))
    }
    var search = GLPKProblem.Description()
    search.costs = rightHandSide
    search.upper = largest.map { $0 > 0 ? 1 / $0 : 1 }
    search.lower = zip(search.upper, isEqualityRow).map { $1 ? -$0 : 0 }
    search.bounds = [Double](repeating: 0, count: variableCount)
    search.isEquality = [Bool](repeating: true, count: variableCount)
    search.setEntries(matrix.transposed)
    return search
  }

  /// minimize c'd subject to -Ad in K, |d_j| <= 1.
  var raySearch: GLPKProblem.Description {
    var search = GLPKProblem.Description()
    search.costs = linear
    search.upper = [Double](repeating: 1, count: variableCount)
    search.lower = [Double](repeating: -1, count: variableCount)
    search.bounds = [Double](repeating: 0, count: rowCount)
    search.isEquality = isEqualityRow
    search.setEntries(matrix)
    return search
  }
}

extension GLPKProblem.Description {
  /// Takes the entries of a matrix.
  mutating func setEntries(_ matrix: SparseMatrix) {
    rows = matrix.rowIndices
    values = matrix.values
    columns = (0..<matrix.columnCount).flatMap { j in
      [Int32](repeating: Int32(j), count: matrix.columnStarts[j + 1] - matrix.columnStarts[j])
    }
  }
}
