import LinearAlgebra
import Testing

@testable import Canonicalize

/// The dual bound is sharp where the optimum is known in closed form.
@Suite struct DualityTests {
  /// One sample, one feature, the pattern in which it is active:
  /// min weight/2 (x (v - w) - t)^2 + beta (|v| + |w|) with x v >= 0, x w >= 0.
  private func program(
    x: Double, t: Double, beta: Double, weight: Double
  ) -> ConvexTrainingProgram {
    let features = Matrix(rows: [[x]])
    return ConvexTrainingProgram(
      features: features, targets: [t], lossWeight: weight, constant: 0.5,
      groupWeight: beta, patterns: .ofVectors(features, on: features))
  }

  @Test(arguments: [(2.0, 3.0), (-2, 3), (2, -3), (0.5, 1), (0.1, 1)], [0.25, 4])
  func theCertificateOfTheOptimumHasNoGap(_ point: (x: Double, t: Double), _ weight: Double) {
    let beta = 0.5
    let program = program(x: point.x, t: point.t, beta: beta, weight: weight)
    // |r| = max(0, |t| - beta / (weight |x|)): soft-thresholding.
    let size = max(0, abs(point.t) - beta / (weight * abs(point.x)))
    let r = point.t < 0 ? -size : size
    var panel = Matrix(rows: 1, columns: 2)
    panel[0, point.t > 0 ? 0 : 1] = size / abs(point.x) * (point.x < 0 ? -1 : 1)
    let evaluation = program.evaluate(panel)
    #expect(abs(evaluation.predictions[0] - r) < 1e-15)
    #expect(evaluation.violation == 0)
    let multipliers = ConvexTrainingProgram.DualPoint(
      nu: program.gradient(at: evaluation.predictions), alpha: Matrix(rows: 1, columns: 2))
    let certificate = Certificate(
      of: panel, multipliers: program.tightened(multipliers, sweeps: 5), in: program)
    // The margin of the bound is 1e-12 of the norm.
    #expect(abs(certificate.gap) < 1e-11)
    #expect(certificate.isOptimal(to: 1e-11))
    #expect(certificate.networkObjective == certificate.objective)
  }

  /// The residual of the dual constraints, from D_i X and S_i X as matrices.
  @Test func theDualResidualIsTheDefinition() {
    var source = RandomSource(seed: 3)
    let (n, d) = (67, 3)
    let x = Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in source.nextNormal() })
    let program = ConvexTrainingProgram(
      features: x, targets: (0..<n).map { _ in source.nextNormal() }, lossWeight: 1,
      groupWeight: 1, patterns: .sampled(on: x, count: 4, seed: 2))
    let p = program.patternCount
    let nu = (0..<n).map { _ in source.nextNormal() }
    let alpha = Matrix(
      rows: n, columns: 2 * p, elements: (0..<2 * n * p).map { _ in source.nextNormal() })
    let found = program.dualResidual(.init(nu: nu, alpha: alpha))
    for g in 0..<2 * p {
      for j in 0..<d {
        var sum = 0.0
        for k in 0..<n {
          let bit = program.patterns.bits[k, g % p] ? 1.0 : 0
          let sigma = g < p ? 1.0 : -1
          sum += x[k, j] * (sigma * bit * nu[k] - (2 * bit - 1) * max(alpha[k, g], 0))
        }
        #expect(abs(found[j, g] - sum) < 1e-12)
      }
    }
  }

  /// Multipliers that are not finite prove nothing, and say nothing wrong.
  @Test(arguments: [Double.nan, .infinity])
  func brokenMultipliersGiveTheTrivialBound(_ value: Double) {
    let program = program(x: 1, t: 2, beta: 0.1, weight: 1)
    let alpha = Matrix(rows: 1, columns: 2)
    let bound = program.lowerBound(.init(nu: [value], alpha: alpha))
    #expect(bound <= 0.5)
  }

  @Test func zeroMultipliersGiveTheConstant() {
    let program = program(x: 1, t: 2, beta: 0.1, weight: 1)
    let alpha = Matrix(rows: 1, columns: 2)
    #expect(program.lowerBound(.init(nu: [0], alpha: alpha)) == 0.5)
  }
}
