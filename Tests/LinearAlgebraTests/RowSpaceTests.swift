import LinearAlgebra
import TestSupport
import Testing

@Suite struct RowSpaceTests {
  @Test(arguments: [(3, 10), (1, 1), (5, 5), (0, 4)])
  func theBasisHoldsTheRows(_ n: Int, _ d: Int) {
    var generator = SeededGenerator(seed: UInt64(n + d))
    var a = Matrix(
      rows: n, columns: d,
      elements: (0..<n * d).map { _ in Double.random(in: -1...1, using: &generator) })
    // Dependent rows are rows of the space too.
    if n > 1 { for j in 0..<d { a[1, j] = 2 * a[0, j] } }
    let q = rowSpaceBasis(of: a)
    let identity = gram(q)
    for i in 0..<n {
      for j in 0..<n { #expect(abs(identity[i, j] - (i == j ? 1 : 0)) < 1e-14) }
    }
    var coordinates = Matrix(rows: n, columns: n)
    multiply(a, .none, q, .none, into: &coordinates)
    var back = Matrix(rows: n, columns: d)
    multiply(coordinates, .none, q, .transposed, into: &back)
    for (x, y) in zip(a.elements, back.elements) { #expect(abs(x - y) < 1e-14) }
  }

  /// With more rows than columns the basis has as many columns as the rank.
  @Test(arguments: [(12, 5, 3), (40, 9, 9), (7, 6, 1), (4, 3, 0)])
  func theBasisOfManyRowsHasTheirRank(_ n: Int, _ d: Int, _ rank: Int) {
    var generator = SeededGenerator(seed: UInt64(n * d + rank))
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
    }
    var a = Matrix(rows: n, columns: d)
    multiply(random(n, rank), .none, random(rank, d), .none, into: &a)
    let basis = rowSpaceBasis(of: a)
    #expect(basis.rowCount == d && basis.columnCount == rank)
    let identity = gram(basis)
    for i in 0..<rank {
      for j in 0..<rank { #expect(abs(identity[i, j] - (i == j ? 1 : 0)) < 1e-14) }
    }
    var coordinates = Matrix(rows: n, columns: rank)
    multiply(a, .none, basis, .none, into: &coordinates)
    var back = Matrix(rows: n, columns: d)
    multiply(coordinates, .none, basis, .transposed, into: &back)
    for (x, y) in zip(a.elements, back.elements) { #expect(abs(x - y) < 1e-13) }
  }
}
