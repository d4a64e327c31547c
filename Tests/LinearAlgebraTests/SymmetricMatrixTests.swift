import TestSupport
import Testing

@testable import LinearAlgebra

/// Products of symmetric matrices, and who is found to be positive semidefinite.
@Suite struct SymmetricMatrixTests {
  /// The matrix of a full array.
  private func symmetric(_ full: [[Double]]) -> SymmetricMatrix {
    var (starts, rows, values): ([Int], [Int32], [Double]) = ([0], [], [])
    for j in full.indices {
      for i in 0...j where full[i][j] != 0 {
        rows.append(Int32(i))
        values.append(full[i][j])
      }
      starts.append(rows.count)
    }
    return SymmetricMatrix(
      upper: SparseMatrix(
        rowCount: full.count, columnStarts: starts, rowIndices: rows, values: values))
  }

  /// G'G of a sparse random k x n matrix G with columns of very different sizes.
  private func gram(
    _ n: Int, rank k: Int, _ generator: inout SeededGenerator
  ) -> [[Double]] {
    var g = [[Double]](repeating: [Double](repeating: 0, count: n), count: k)
    for j in 0..<n {
      let scale = Double.random(in: 0...1, using: &generator) < 0.2 ? 1e-4 : 1.0
      for i in 0..<k where Double.random(in: 0...1, using: &generator) < 0.4 {
        g[i][j] = scale * Double.random(in: -1...1, using: &generator)
      }
    }
    return (0..<n).map { a in (0..<n).map { b in g.reduce(0) { $0 + $1[a] * $1[b] } } }
  }

  @Test func productsAreThoseOfTheWholeMatrix() {
    let matrix = symmetric([[1, 2, 0], [2, 0, -3], [0, -3, 5]])
    #expect(matrix.times([1, 10, 100]) == [21, -298, 470])
    #expect(matrix.diagonal == [1, 0, 5] && !matrix.isDiagonal && matrix.firstColumn == 0)
    let diagonal = SymmetricMatrix(diagonal: [0, 2])
    #expect(diagonal.isDiagonal && diagonal.firstColumn == 1 && diagonal.times([3, 4]) == [0, 8])
    #expect(SymmetricMatrix(diagonal: [0, 0]).isZero)
    #expect(SymmetricMatrix(lower: matrix.upper.transposed) == matrix)
  }

  @Test(arguments: 0..<200)
  func gramMatricesAreSemidefinite(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let n = Int.random(in: 1...40, using: &generator)
    let full = gram(n, rank: Int.random(in: 1...n, using: &generator), &generator)
    #expect(symmetric(full).negativeCurvature() == nil)
  }

  /// Less on one place of the diagonal than the rest leaves room for: the direction shows it.
  @Test(arguments: 0..<200)
  func aLackIsFound(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let n = Int.random(in: 2...40, using: &generator)
    var full = gram(n, rank: Int.random(in: 1...max(1, n / 2), using: &generator), &generator)
    let j = Int.random(in: 0..<n, using: &generator)
    // d'Pd with d the direction that G does not see is negative then, wherever it reaches j.
    full[j][j] = full[j][j] > 0 ? 0.5 * full[j][j] : -1e-9
    let matrix = symmetric(full)
    guard let found = matrix.negativeCurvature() else {
      // It was larger than it had to be: the smallest eigenvalue is not negative.
      #expect(isSemidefinite(full))
      return
    }
    let product = matrix.times(found.direction)
    let value = zip(product, found.direction).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(value < 0 && abs(value - found.value) <= 1e-10 * abs(value) + 1e-15)
    #expect(found.direction.map(abs).max() == 1)
  }

  /// By Gaussian elimination with the largest pivot first.
  private func isSemidefinite(_ full: [[Double]]) -> Bool {
    var a = full
    var left = Array(a.indices)
    while let k = left.max(by: { a[$0][$0] < a[$1][$1] }) {
      if left.contains(where: { a[$0][$0] < -1e-9 }) { return false }
      if a[k][k] <= 1e-9 { return true }
      left.removeAll { $0 == k }
      for i in left { for j in left { a[i][j] -= a[i][k] * a[k][j] / a[k][k] } }
    }
    return true
  }

  @Test func smallProofsAreExact() throws {
    #expect(symmetric([[-1e-300]]).negativeCurvature()?.direction == [1])
    let hyperbola = try #require(symmetric([[0, 1e-8], [1e-8, 3]]).negativeCurvature())
    #expect(hyperbola.value < 0)
    let saddle = try #require(symmetric([[2, 3], [3, 2]]).negativeCurvature())
    let (a, b) = (saddle.direction[0], saddle.direction[1])
    #expect(abs(saddle.value - (2 * a * a + 6 * a * b + 2 * b * b)) < 1e-12 && saddle.value < -1)
    #expect(symmetric([[1, 1], [1, 1]]).negativeCurvature() == nil)
    #expect(symmetric([[0, 0], [0, 1]]).negativeCurvature() == nil)
    #expect(SymmetricMatrix(diagonal: []).negativeCurvature() == nil)
  }
}
