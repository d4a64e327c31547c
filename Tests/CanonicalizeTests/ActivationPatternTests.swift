import LinearAlgebra
import Testing

@testable import Canonicalize

@Suite struct ActivationPatternTests {
  private func points(_ n: Int, _ d: Int, seed: UInt64) -> Matrix {
    var source = RandomSource(seed: seed)
    return Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in source.nextNormal() })
  }

  @Test(arguments: [3, 6, 10])
  func pointsInThePlaneHaveTwiceAsManyPatterns(_ n: Int) {
    // Brute force: a ray between each two neighbouring directions at which a point changes sides.
    let x = points(n, 2, seed: UInt64(n))
    var patterns: Set<[UInt64]> = []
    for step in 0..<20_000 {
      let t = Double(step) / 20_000 * 2 - 1
      for (a, b) in [(t, 1 - abs(t)), (t, abs(t) - 1)] {
        patterns.insert(signPattern(of: x, along: [a, b]))
      }
    }
    #expect(patterns.count == 2 * n)
    #expect(ActivationPatterns.maximumPatternCount(samples: n, rank: 2) == Double(2 * n))
    let sampled = ActivationPatterns.sampled(on: x, count: 1000, seed: 1)
    #expect(sampled.count == 2 * n)
    #expect(Set((0..<2 * n).map { Array(sampled.bits.columnWords($0)) }) == patterns)
  }

  @Test func theSeedDecides() {
    let x = points(50, 4, seed: 2)
    let first = ActivationPatterns.sampled(on: x, count: 20, seed: 5)
    #expect(first == ActivationPatterns.sampled(on: x, count: 20, seed: 5))
    #expect(first.bits != ActivationPatterns.sampled(on: x, count: 20, seed: 6).bits)
    // More patterns of one seed begin with the fewer ones.
    let more = ActivationPatterns.sampled(on: x, count: 30, seed: 5)
    #expect(more.bits.selectingColumns(Array(0..<20)) == first.bits)
  }

  @Test func duplicatesAreMerged() {
    let x = points(10, 3, seed: 4)
    let gates = Matrix(rows: [[1, 0, 0], [2, 0, 0], [0, 1, 0]])
    let patterns = ActivationPatterns.ofVectors(gates, on: x)
    #expect(patterns.asked == 3 && patterns.count == 2)
    for k in 0..<10 { #expect(patterns.bits[k, 0] == (x[k, 0] >= 0)) }
  }

  @Test func countsInGeneralPosition() {
    // 2 sum_{k<r} C(n-1, k), by enumeration in the literature: (10, 2), (8, 3), (9, 4), (8, 5).
    for (n, r, count) in [(10, 2, 20.0), (8, 3, 58), (9, 4, 186), (8, 5, 198), (3, 5, 8)] {
      #expect(ActivationPatterns.maximumPatternCount(samples: n, rank: r) == count)
    }
  }
}
