import TestSupport
import Testing

@testable import LinearAlgebra

/// Work that is split among threads gives what one thread gives.
@Suite(.serialized) struct SplitWorkTests {
  private func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
  }

  /// Shapes above the size from which products are split, by columns and by rows, with parts of unequal length.
  @Test(
    arguments: [(301, 203, 280), (4001, 37, 120), (3, 4001, 1500), (4001, 3, 1500)],
    [Transposition.none, .transposed])
  func productsAreSplit(_ shape: (m: Int, n: Int, k: Int), _ transA: Transposition) {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    for transB in [Transposition.none, .transposed] {
      let (m, n, k) = shape
      let a = transA == .none ? random(m, k, 1) : random(k, m, 1)
      let b = transB == .none ? random(k, n, 2) : random(n, k, 2)
      var (one, many) = (random(m, n, 3), random(m, n, 3))
      ComputeLibrary.threadCount = 1
      multiply(a, transA, b, transB, scale: 0.5, keep: -2, into: &one)
      ComputeLibrary.threadCount = 3
      multiply(a, transA, b, transB, scale: 0.5, keep: -2, into: &many)
      let error = zip(one.elements, many.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= 1e-12 * Double(k))
      let (i, j) = (m - 1, n - 1)
      let exact = (0..<k).reduce(-2 * random(m, n, 3)[i, j]) {
        $0 + 0.5 * (transA == .none ? a[i, $1] : a[$1, i]) * (transB == .none ? b[$1, j] : b[j, $1])
      }
      #expect(abs(many[i, j] - exact) <= 1e-12 * Double(k))
    }
  }

  @Test(arguments: [40, 901])
  func solvesAreSplit(_ columns: Int) throws {
    let all = ComputeLibrary.threadCount
    defer { ComputeLibrary.threadCount = all }
    let order = columns == 40 ? 701 : 203
    var matrix = gram(random(order + 5, order, 4))
    for j in 0..<order { matrix[j, j] += 1 }
    let factor = try Cholesky(matrix)
    let right = random(order, columns, 5)
    ComputeLibrary.threadCount = 3
    var solved = right
    factor.solve(&solved)
    var back = Matrix(rows: order, columns: columns)
    multiply(matrix, .none, solved, into: &back)
    let error = zip(back.elements, right.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error <= 1e-9)
  }

  @Test func resultsComeInOrder() {
    var taken: [Int] = []
    forEachComputed(count: 17, { $0 * $0 }, { taken.append($0) })
    #expect(taken == (0..<17).map { $0 * $0 })
    forEachComputed(count: 0, { $0 }, { taken.append($0) })
    #expect(taken.count == 17)
  }
}
