import LinearAlgebra
import TestSupport
import Testing

/// Signs of X a: the same bits on every machine.
@Suite struct SignPatternTests {
  @Test(arguments: [1, 63, 64, 65, 200])
  func signsOfTheSumsInColumnOrder(_ n: Int) {
    var generator = SeededGenerator(seed: UInt64(n))
    let d = 7
    let x = Matrix(
      rows: n, columns: d,
      elements: (0..<n * d).map { _ in Double.random(in: -1...1, using: &generator) })
    let a = (0..<d).map { _ in Double.random(in: -1...1, using: &generator) }
    let expected = (0..<n).map { k -> Bool in
      var sum = 0.0
      for j in 0..<d {
        let product = a[j] * x[k, j]
        sum += product
      }
      return sum >= 0
    }
    #expect(signPattern(of: x, along: a) == BitMatrix.pack(count: n) { expected[$0] })
  }

  /// (1e16 - 1) - 1e16 is 0 in doubles, (1e16 - 1e16) - 1 is not.
  @Test func theOrderOfTheColumnsCounts() {
    let ordered = Matrix(rows: [[1e16, -1, -1e16], [1e16, -1e16, -1]])
    #expect(signPattern(of: ordered, along: [1, 1, 1]) == [0b01])
  }

  /// (1 + h)(1 - h) rounds to 1 for h = 2^-30; a fused operation would keep the -h^2 and see a
  /// negative sum.
  @Test func productsAreRoundedBeforeTheyAreAdded() {
    let h = 0x1p-30
    let x = Matrix(rows: [[-1, 1 - h]])
    #expect(signPattern(of: x, along: [1, 1 + h]) == [1])
  }

  @Test func emptyShapes() {
    #expect(signPattern(of: Matrix(rows: 0, columns: 2), along: [1, 2]) == [])
    // A sum of nothing is 0, and 0 counts as active.
    #expect(signPattern(of: Matrix(rows: 2, columns: 0), along: []) == [0b11])
    let none = BitMatrix(rows: 0)
    #expect(none.transposed().columnCount == 0)
    #expect(none.expanded(zero: 0, one: 1) == Matrix(rows: 0, columns: 0))
  }
}
