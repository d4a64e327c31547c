import DSL
import LinearAlgebra
import Testing

@testable import Backends
@testable import Canonicalize

/// All patterns of small data, against counts that are known and patterns that were drawn.
@Suite struct PatternEnumerationTests {
  private func all(_ features: Matrix, limit: Int = 10_000) throws -> ActivationPatterns {
    guard case .all(let patterns) = enumeratePatterns(on: features, limit: limit) else {
      throw TooMany()
    }
    return patterns
  }

  private struct TooMany: Error {}

  private func columns(_ patterns: ActivationPatterns) -> Set<[UInt64]> {
    Set((0..<patterns.count).map { Array(patterns.bits.columnWords($0)) })
  }

  /// Points in general position have as many patterns as Cover counts.
  @Test(arguments: 1..<40)
  func generalPositionHasCoversCount(_ seed: UInt64) throws {
    let (n, d) = (Int(seed % 9) + 1, Int(seed % 4) + 1)
    let features = Matrix.gaussian(rows: n, columns: d, seed: seed)
    let most = ActivationPatterns.maximumPatternCount(samples: n, rank: d)
    #expect(Double(try all(features).count) == most)
  }

  /// Rows of small whole numbers: equal, opposite and zero rows, and many that depend on each other. Every
  /// pattern that is drawn is listed, and a linear program finds a vector with every one that is listed.
  @Test(arguments: 1..<60)
  func degenerateDataMissNothing(_ seed: UInt64) throws {
    var source = RandomSource(seed: seed)
    let (n, d) = (3 + Int(seed % 8), 1 + Int(seed % 4))
    let rows = (0..<n).map { _ in (0..<d).map { _ in (source.nextNormal() * 1.2).rounded() } }
    let features = Matrix(rows: rows)
    let patterns = try all(features)
    let drawn = ActivationPatterns.sampled(on: features, count: 100_000, seed: seed)
    #expect(columns(drawn).isSubset(of: columns(patterns)))
    let set = NumericSet(
      name: "B", isFree: [Bool](repeating: true, count: d), conditions: [.ball(.infinity, 1)])
    let samples = rows.indices.filter { k in rows[k].contains { $0 != 0 } }
    for i in 0..<patterns.count where !samples.isEmpty {
      let cone = GateCone(features: features, isActive: { patterns.bits[$0, i] }, sets: [set])
      let program = try #require(cone.radiusProgram(samples: samples))
      let found = solveByGLPK(
        program, control: SolverControl(tolerance: 1e-8, maxIterations: 10_000))
      #expect(found.status == .optimal && found.check.objective < -1e-6)
    }
  }

  /// In the plane the patterns change at the normals of the rows alone.
  @Test(arguments: 1..<20)
  func planesAreSweptByAngles(_ seed: UInt64) throws {
    let features = Matrix.gaussian(rows: 4 + Int(seed), columns: 2, seed: seed)
    var seen: Set<[UInt64]> = []
    for step in 0..<200_000 {
      let turn = Double(step) / 200_000 * 2 * Double.pi
      let (c, s) = (cosine(turn), cosine(turn - Double.pi / 2))
      seen.insert(signPattern(of: features, along: [c, s]))
    }
    #expect(seen.isSubset(of: columns(try all(features))))
    #expect(try all(features).count == 2 * features.rowCount)
  }

  @Test func tooManyAreToldWithNumbers() {
    let features = Matrix.gaussian(rows: 40, columns: 20, seed: 1)
    guard case .tooMany(let count, let samples) = enumeratePatterns(on: features, limit: 1000)
    else {
      Issue.record("2^20 patterns and more")
      return
    }
    #expect(count == 1024 && samples == 10)
  }

  private func cosine(_ x: Double) -> Double {
    // A test may use a series: 30 terms are exact to rounding within a turn.
    var (term, sum) = (1.0, 1.0)
    let turn = x.remainder(dividingBy: 2 * Double.pi)
    for k in 1..<30 {
      term *= -turn * turn / Double((2 * k - 1) * (2 * k))
      sum += term
    }
    return sum
  }
}
