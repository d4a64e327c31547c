import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// Proximal steps of worst cases for every loss and norm: no other point does better, and the slopes prove it.
@Suite struct WorstCaseStepTests {
  /// Losses of the nominal tests, and more that are neither monotone nor symmetric.
  static let losses =
    RandomTraining.losses + [
      "exp(-t*z) + 0.3*abs(z - 0.5)", "max(0.3*(t - z), 0.7*(z - t)) + 0.1*(z - t)^2",
    ]

  @Test(arguments: losses, SupportStepTests.norms)
  func stepsAreOptimal(_ formula: String, _ norm: SupportShape.Norm) throws {
    let program = try #require(
      try RandomTraining(loss: formula, seed: 4).training.convexProgram())
    for seed in 0..<60 {
      var random = SeededGenerator(seed: UInt64(seed))
      let loss = program.losses[seed % program.losses.count]
      let d = Int.random(in: 1...4, using: &random)
      let shape = SupportStepTests.shape(norm, d, using: &random)
      let support = SupportStep(shape)
      let x = Double.random(in: -3...3, using: &random)
      let b = SupportStepTests.vector(d, using: &random)
      let (rho, sigma) = (
        Double.random(in: 0.1...5, using: &random), Double.random(in: 0.1...5, using: &random)
      )
      let step = WorstCaseStep(
        loss, center: loss.symmetryCenter, support, predictionWeight: rho, vectorWeight: sigma)
      let found = step.point(x, b.span)
      let (a, height) = SupportStepTests.moved(support, b, found.length)
      #expect(abs(height.value - found.height) <= 1e-9 * (1 + found.height))

      /// What the step makes least.
      func value(_ r: Double, _ a: [Double]) -> Double {
        let q = SupportStepTests.value(shape, a)
        let change = norm2(zip(a, b).map { $0 - $1 })
        return max(loss.value(r + q), loss.value(r - q)) + rho / 2 * (r - x) * (r - x)
          + sigma / 2 * change * change
      }
      let own = value(found.prediction, a)
      let slack = 1e-8 * (1 + abs(own))
      for size in [1e-4, 1e-3, 1e-2, 0.1, 1] {
        for _ in 0..<12 {
          let r = found.prediction + size * Double.random(in: -1...1, using: &random)
          let other = a.map { $0 + size * Double.random(in: -1...1, using: &random) }
          // Strong convexity: what is elsewhere is worse by a quadratic at least.
          let distance = norm2(zip(a, other).map { $0 - $1 })
          let least =
            own + rho / 2 * (r - found.prediction) * (r - found.prediction)
            + sigma / 2 * distance * distance
          #expect(value(r, other) >= least - slack, "\(formula) \(norm) \(seed) \(found)")
        }
      }
      // The slopes: a lower bound that touches.
      var slopes = found.slopes
      // Rounding may leave the domain of the conjugate, which bounds move slopes back into.
      let domain = loss.slopeRange
      let inside = EndSlopes(
        share: slopes.share, upper: min(slopes.upper, domain.upperBound),
        lower: max(slopes.lower, domain.lowerBound))
      #expect(abs(inside.upper - slopes.upper) + abs(inside.lower - slopes.lower) <= 1e-9)
      slopes = inside
      #expect(slopes.share >= 0 && slopes.share <= 1 && slopes.upper >= 0 && slopes.lower <= 0)
      let pull = zip(a, b).map { sigma * ($1 - $0) }
      #expect(abs(slopes.prediction - rho * (x - found.prediction)) <= 1e-6 * (1 + rho * abs(x)))
      #expect(support.gauge(pull.span) <= slopes.height * (1 + 1e-6) + 1e-6)
      let q = found.height
      var touching = slopes.prediction * found.prediction + slopes.height * q
      if slopes.share > 0 { touching -= slopes.share * loss.conjugate(slopes.upper) }
      if slopes.share < 1 { touching -= (1 - slopes.share) * loss.conjugate(slopes.lower) }
      let worst = max(loss.value(found.prediction + q), loss.value(found.prediction - q))
      #expect(abs(touching - worst) <= 1e-6 * (1 + abs(worst)), "\(formula) \(norm) \(seed)")
    }
  }

  /// |r - t| and its like know their centers; hinge and quantile have none.
  @Test func centersAreFound() throws {
    for (formula, isSymmetric) in [
      ("(z - t)^2", true), ("abs(z - t)", true), ("huber(z - t, 0.5)", true),
      ("pos(abs(z - t) - 0.1)", true), ("pos(1 - t*z)", false),
      ("max(0.3*(t - z), 0.7*(z - t))", false), ("square(pos(1 - t*z)) + 0.1*abs(z)", false),
    ] {
      let training = try RandomTraining(loss: formula, seed: 2).training
      let program = try #require(try training.convexProgram())
      for (k, loss) in program.losses.enumerated() {
        let target = training.vectors["t"]?[k] ?? .nan
        if isSymmetric {
          #expect(abs((loss.symmetryCenter ?? .nan) - target) <= 1e-12, "\(formula)")
        } else {
          #expect(loss.symmetryCenter == nil, "\(formula)")
        }
      }
    }
  }
}
