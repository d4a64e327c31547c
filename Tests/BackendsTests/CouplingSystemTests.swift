import Canonicalize
import LinearAlgebra
import Testing

@testable import Backends

/// The structured u-update equals the dense solve of (I (x) M + k F'F) U = B.
@Suite struct CouplingSystemTests {
  @Test(
    arguments: ADMMSettings.Method.allCases, [(12, 3, 5), (30, 7, 9), (1, 2, 1), (40, 2, 12)])
  func equalsTheDenseSolve(_ method: ADMMSettings.Method, _ sizes: (n: Int, d: Int, p: Int)) throws
  {
    let program = RandomPrograms.program(
      n: sizes.n, d: sizes.d, p: sizes.p, beta: 1, seed: UInt64(sizes.n))
    try check(program, method, single: false, tolerance: 1e-10)
  }

  /// What is done in single precision is refined to the accuracy that is asked for.
  @Test(arguments: [ADMMSettings.Method.samples, .gradients], [(40, 5, 7), (2500, 4, 3)])
  func singlePrecisionIsRefined(
    _ method: ADMMSettings.Method, _ sizes: (n: Int, d: Int, p: Int)
  ) throws {
    let program = RandomPrograms.program(n: sizes.n, d: sizes.d, p: sizes.p, beta: 1, seed: 3)
    try check(program, method, single: true, tolerance: 1e-9)
  }

  /// Where rounding leaves single precision nothing to gain, double precision goes on.
  @Test func singlePrecisionGivesUp() throws {
    let program = RandomPrograms.program(n: 60, d: 6, p: 5, beta: 1, seed: 4)
    try check(program, .gradients, single: true, weight: 1e8, tolerance: 1e-6)
  }

  /// Relative to the predictions, which a strong coupling makes small beside the right-hand side.
  @Test(arguments: [false, true]) func predictionsAreAccurate(_ single: Bool) throws {
    let program = RandomPrograms.program(n: 80, d: 6, p: 5, beta: 1, seed: 6)
    let maps = PatternOperator(program)
    var source = RandomSource(seed: 10)
    let right = Matrix(
      rows: maps.d, columns: maps.groupCount,
      elements: (0..<maps.d * maps.groupCount).map { _ in source.nextNormal() })
    func predictions(_ method: ADMMSettings.Method, _ accuracy: Double) throws -> [Double] {
      var system = try CouplingSystem(
        maps, patterns: program.patterns.bits, weight: 1e4, constraintWeight: 1e-3,
        method: method, singlePrecision: single)
      var u = right
      system.solve(&u, accuracy: accuracy)
      var (products, sums) = (
        Matrix(rows: maps.n, columns: maps.groupCount), [Double](repeating: 0, count: maps.n)
      )
      multiply(maps.x, .none, u, into: &products)
      maps.sumGatedDifferences(of: products, into: &sums)
      return sums
    }
    let exact = try predictions(.features, 0)
    let found = try predictions(.gradients, 1e-3)
    #expect(norm2(zip(exact, found).map { $0 - $1 }) <= 5e-3 * norm2(exact))
  }

  /// What is no number ends too.
  @Test(arguments: [Double.nan, .infinity], [false, true])
  func oddNumbersEnd(_ value: Double, _ single: Bool) throws {
    let program = RandomPrograms.program(n: 30, d: 4, p: 3, beta: 1, seed: 7)
    let maps = PatternOperator(program)
    for method in [ADMMSettings.Method.gradients, .samples] {
      var system = try CouplingSystem(
        maps, patterns: program.patterns.bits, weight: 3, constraintWeight: 1, method: method,
        singlePrecision: single)
      var u = Matrix(rows: maps.d, columns: maps.groupCount, repeating: value)
      system.solve(&u, accuracy: 1e-12)
      #expect(u.elements.contains { !$0.isFinite })
    }
  }

  private func check(
    _ program: ConvexTrainingProgram, _ method: ADMMSettings.Method, single: Bool,
    weight: Double = 3, tolerance: Double
  ) throws {
    let maps = PatternOperator(program)
    let constraintWeight = 0.7
    var system = try CouplingSystem(
      maps, patterns: program.patterns.bits, weight: weight, constraintWeight: constraintWeight,
      method: method, singlePrecision: single)
    let (d, p) = (maps.d, maps.p)
    var source = RandomSource(seed: 9)
    let right = Matrix(
      rows: d, columns: 2 * p, elements: (0..<2 * d * p).map { _ in source.nextNormal() })
    var u = right
    system.solve(&u, accuracy: 1e-13)

    // The dense matrix, from D_i X built and the scaled constraints built.
    let scaled = ConvexTrainingProgram(
      features: maps.x, targets: program.targets, lossWeight: program.squareLossWeight ?? .nan,
      groupWeight: program.groupWeight, patterns: program.patterns)
    var dense = gram(RandomPrograms.denseForward(scaled), scale: weight)
    let block = maps.constraintGram()
    for g in 0..<2 * p {
      for a in 0..<d {
        for b in 0..<d {
          dense[g * d + a, g * d + b] += constraintWeight * block[a, b] + (a == b ? 1 : 0)
        }
      }
    }
    var expected = right.elements
    try Cholesky(dense).solve(&expected)
    let size = norm2(expected)
    let error = norm2(zip(u.elements, expected).map { $0 - $1 })
    #expect(error <= tolerance * size)
  }
}
