import LinearAlgebra
import Testing

@testable import Canonicalize

/// The program evaluates and bounds itself; checked against definitions that build D_i X.
@Suite struct ConvexProgramTests {
  private func random(
    _ n: Int, _ d: Int, _ p: Int, beta: Double = 0.7, weight: Double = 1, seed: UInt64
  ) -> (program: ConvexTrainingProgram, source: RandomSource) {
    var source = RandomSource(seed: seed)
    let x = Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in source.nextNormal() })
    let y = (0..<n).map { _ in source.nextNormal() }
    let program = ConvexTrainingProgram(
      features: x, targets: y, lossWeight: weight, constant: 0.25, groupWeight: beta,
      patterns: .sampled(on: x, count: p, seed: seed))
    return (program, source)
  }

  private func randomPanel(
    _ program: ConvexTrainingProgram, _ source: inout RandomSource, scale: Double = 1
  ) -> Matrix {
    let count = program.featureCount * 2 * program.patternCount
    return Matrix(
      rows: program.featureCount, columns: 2 * program.patternCount,
      elements: (0..<count).map { _ in scale * source.nextNormal() })
  }

  /// A feasible point: v_i = t a_i with a_i a vector of the pattern's cone, found by drawing again.
  private func feasiblePanel(
    _ program: ConvexTrainingProgram, _ source: inout RandomSource
  ) -> Matrix {
    var panel = Matrix(rows: program.featureCount, columns: 2 * program.patternCount)
    for _ in 0..<3000 {
      let a = (0..<program.featureCount).map { _ in source.nextNormal() }
      let pattern = signPattern(of: program.features, along: a)
      for i in 0..<program.patternCount where Array(program.patterns.bits.columnWords(i)) == pattern
      {
        let g = source.nextUniform() < 0.5 ? i : program.patternCount + i
        let size = source.nextUniform()
        panel.setColumn(g, to: a.map { size * $0 })
      }
    }
    return panel
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func evaluationIsTheDefinition(_ seed: UInt64) {
    // 70 rows: more than one word of bits.
    var (program, source) = random(70, 3, 9, seed: seed)
    let panel = randomPanel(program, &source)
    let (n, p) = (program.sampleCount, program.patternCount)
    var (r, network) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    var (norms, worst, largest) = (0.0, 0.0, 0.0)
    for g in 0..<2 * p {
      let v = panel.column(g)
      norms += v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for k in 0..<n {
        let value = zip(program.features.row(k), v).reduce(0) { $0 + $1.0 * $1.1 }
        let d = program.patterns.bits[k, g % p] ? 1.0 : 0
        r[k] += (g < p ? 1 : -1) * d * value
        network[k] += (g < p ? 1 : -1) * max(value, 0)
        worst = max(worst, -(2 * d - 1) * value)
        largest = max(largest, abs(value))
      }
    }
    func objective(_ r: [Double]) -> Double {
      zip(r, program.targets).reduce(0.25 + 0.7 * norms) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 }
    }
    let found = program.evaluate(panel)
    #expect(abs(found.objective - objective(r)) < 1e-11 * found.objective)
    #expect(abs(found.violation - worst / (1 + largest)) < 1e-14)
    #expect(abs(found.networkObjective - objective(network)) < 1e-11 * found.networkObjective)
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func theRecoveredNetworkCostsTheSameAtAFeasiblePoint(_ seed: UInt64) {
    var (program, source) = random(6, 2, 8, seed: seed)
    let panel = feasiblePanel(program, &source)
    #expect(panel.frobeniusNorm > 0)
    let evaluation = program.evaluate(panel)
    #expect(evaluation.violation == 0)
    let network = Network(recoveredFrom: panel)
    #expect(
      abs(network.objective(of: program) - evaluation.objective) < 1e-12 * evaluation.objective)
    #expect(abs(evaluation.networkObjective - evaluation.objective) < 1e-12 * evaluation.objective)
  }

  @Test(arguments: 10...30 as ClosedRange<UInt64>)
  func noBoundExceedsAFeasibleObjective(_ seed: UInt64) {
    var (program, source) = random(6, 2, 8, beta: 0.1, weight: 2.5, seed: seed)
    let objectives = (0..<5).map { _ in
      program.evaluate(feasiblePanel(program, &source)).objective
    }
    let zero = Matrix(rows: 2, columns: 2 * program.patternCount)
    let best = min(objectives.min() ?? .infinity, program.evaluate(zero).objective)
    for _ in 0..<20 {
      let scale = 3 * source.nextUniform()
      var alpha = Matrix(rows: 6, columns: 2 * program.patternCount)
      for g in 0..<alpha.columnCount {
        alpha.setColumn(g, to: (0..<6).map { _ in scale * source.nextNormal() })
      }
      let nu = (0..<6).map { _ in scale * source.nextNormal() }
      let point = ConvexTrainingProgram.DualPoint(nu: nu, alpha: alpha)
      let bound = program.lowerBound(point)
      #expect(bound <= best)
      // Improving alpha can only help.
      #expect(program.lowerBound(program.tightened(point, sweeps: 10)) >= bound - 1e-12)
    }
  }

  @Test func theCertificateCallsAnInfeasiblePointWhatItIs() {
    var (program, source) = random(20, 3, 5, seed: 40)
    let panel = randomPanel(program, &source)
    let certificate = Certificate(of: panel, multipliers: nil, in: program)
    #expect(certificate.violation > 0.1)
    #expect(!certificate.isOptimal(to: 1e-3))
    #expect(certificate.lowerBound <= certificate.networkObjective)
  }
}
