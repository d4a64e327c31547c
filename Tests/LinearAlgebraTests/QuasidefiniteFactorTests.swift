import TestSupport
import Testing

@testable import LinearAlgebra

/// Sparse factors of quasi-definite matrices, row by row and by panels, against the matrix itself.
@Suite struct QuasidefiniteFactorTests {
  /// A random quasi-definite matrix as an upper triangle by columns, and all of it.
  private struct Sample {
    var starts = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    let signs: [Double]
    var full: [[Double]]

    init(order n: Int, density: Double, seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      signs = (0..<n).map { _ in Bool.random(using: &generator) ? 1 : -1 }
      full = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
      for j in 0..<n {
        for i in 0..<j where Double.random(in: 0..<1, using: &generator) < density {
          // Within a block of one sign small, so that the block stays definite.
          let size = signs[i] == signs[j] ? 0.5 / Double(n) : 1
          let value = size * Double.random(in: -1...1, using: &generator)
          full[i][j] = value
          full[j][i] = value
          rows.append(Int32(i))
          values.append(value)
        }
        full[j][j] = signs[j] * Double.random(in: 1...2, using: &generator)
        rows.append(Int32(j))
        values.append(full[j][j])
        starts.append(rows.count)
      }
    }

    func residual(of x: [Double], _ b: [Double], shift: Double) -> Double {
      b.indices.reduce(0) { worst, i in
        let row = zip(full[i], x).reduce(shift * signs[i] * x[i]) { $0 + $1.0 * $1.1 }
        return max(worst, abs(row - b[i]))
      }
    }
  }

  @Test(arguments: 0..<20)
  func sizesAreKnownBeforeTheFactorIsMade(_ seed: Int) {
    let sample = Sample(order: 5 + 3 * seed, density: 0.15, seed: UInt64(seed))
    let factor = QuasidefiniteFactor(
      columnStarts: sample.starts, rowIndices: sample.rows, signs: sample.signs)
    let size = QuasidefiniteFactor.size(columnStarts: sample.starts, rowIndices: sample.rows)
    #expect(size.entries == factor.entryCount && size.flops == factor.flops)
  }

  /// Rows whose pivot is 0 come after a neighbor, all others keep their order.
  @Test(arguments: 0..<40)
  func weakRowsWait(_ seed: Int) {
    let sample = Sample(order: 4 + seed, density: 0.3, seed: UInt64(seed))
    var random = SeededGenerator(seed: UInt64(seed) + 100)
    let n = sample.full.count
    let weak = (0..<n).map { _ in Int.random(in: 0..<3, using: &random) == 0 }
    let order = (0..<n).map(Int32.init).shuffled(using: &random)
    let delayed = delaying(
      order, weak: weak, columnStarts: sample.starts, rowIndices: sample.rows)
    #expect(delayed.sorted() == order.sorted())
    var place = [Int](repeating: 0, count: n)
    for (k, j) in delayed.enumerated() { place[Int(j)] = k }
    for j in 0..<n where weak[j] {
      let neighbors = (0..<n).filter { $0 != j && sample.full[j][$0] != 0 }
      // A part of weak rows alone has none that could come first.
      guard neighbors.contains(where: { !weak[$0] }) else { continue }
      #expect(neighbors.contains { place[$0] < place[j] })
    }
    let strong = delayed.filter { !weak[Int($0)] }
    #expect(strong == order.filter { !weak[Int($0)] })
  }

  @Test(arguments: [(1, 1.0), (2, 1.0), (7, 0.3), (40, 0.05), (60, 0.2), (90, 0.9), (150, 0.4)])
  func bothWaysSolve(_ n: Int, _ density: Double) {
    for seed in 0..<6 {
      let sample = Sample(order: n, density: density, seed: UInt64(seed))
      let tree = EliminationTree(columnStarts: sample.starts, rowIndices: sample.rows)
      let b = (0..<n).map { Double($0 % 5) - 1.5 }
      let rowWise = SimplicialFactor(tree, signs: sample.signs)
      let panels = SupernodalFactor(tree, signs: sample.signs)
      for shift in [0, 0.25] {
        #expect(rowWise.factor(sample.values, shift: shift))
        #expect(panels.factor(sample.values, shift: shift))
        #expect(rowWise.replacedPivots == 0 && panels.replacedPivots == 0)
        var (x, y) = (b, b)
        rowWise.solve(&x)
        panels.solve(&y)
        #expect(sample.residual(of: x, b, shift: shift) < 1e-10)
        #expect(sample.residual(of: y, b, shift: shift) < 1e-10)
      }
    }
  }

  @Test func pivotsOfTheWrongSignAreReplaced() {
    // [[1, 2], [2, 1]] with both signs + has the pivots 1 and -3.
    let factor = QuasidefiniteFactor(
      columnStarts: [0, 1, 3], rowIndices: [0, 0, 1], signs: [1, 1])
    #expect(factor.factor([1, 2, 1], shift: 0))
    #expect(factor.replacedPivots == 1)
    #expect(!factor.factor([1, .nan, 1], shift: 0))
    #expect(factor.factor([1, 0.5, 1], shift: 0) && factor.replacedPivots == 0)
  }

  @Test func orderingsArePermutations() {
    let sample = Sample(order: 80, density: 0.1, seed: 3)
    let order = minimumDegreeOrder(columnStarts: sample.starts, rowIndices: sample.rows)
    #expect(order.sorted() == (0..<80).map { Int32($0) })
    #expect(minimumDegreeOrder(columnStarts: [0], rowIndices: []).isEmpty)
  }

  /// An arrow has no fill once its point is eliminated last.
  @Test func orderingsAvoidFill() {
    let n = 50
    var (starts, rows): ([Int], [Int32]) = ([0, 1], [0])
    for j in 1..<n {
      rows += [0, Int32(j)]
      starts.append(rows.count)
    }
    let order = minimumDegreeOrder(columnStarts: starts, rowIndices: rows)
    #expect(order.suffix(2).contains(0))
  }
}
