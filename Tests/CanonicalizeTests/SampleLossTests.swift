import DSL
import LinearAlgebra
import TestSupport
import Testing

@testable import Canonicalize

/// Every loss, read from its formula, is consistent: values are those of the formula, and slopes, conjugate and
/// proximal point belong to the values, found by brute force.
@Suite struct SampleLossTests {
  /// A formula in z and t, and what it is read as.
  struct Case: Sendable, CustomTestStringConvertible {
    let formula: String
    let isPiecewise: Bool
    var testDescription: String { formula }

    init(_ formula: String, isPiecewise: Bool = true) {
      self.formula = formula
      self.isPiecewise = isPiecewise
    }
  }

  static let cases = [
    Case("0.5*(z - t)^2"), Case("0.3*square(z - t)"), Case("pos(1 - t*z)"), Case("max(0, 1 - t*z)"),
    Case("square(pos(1 - t*z))"), Case("huber(z - t, 0.5)"), Case("abs(z - t)"),
    Case("max(0.3*(t - z), 0.7*(z - t))"), Case("pos(abs(z - t) - 0.1)"),
    Case("square(pos(1 - t*z)) + 0.1*abs(z)"), Case("max(square(z - t), 2*abs(z))"),
    Case("-min(t - z, z - t)"), Case("||[z - t, 0.5*z]||_1"), Case("||[z - t, 0.5*z]||_inf"),
    Case("sumsq([z - t, 2*z])"),
    // Pieces that touch: at the middle of an interval, and where a bend begins.
    Case("max(pos(z - 1), (z + 1)^2)"), Case("max(pos(z + t), huber(t - 2*z, 3))"),
    Case("max(huber(z - 1, 0.1), huber(2*z - 2, 0.1))"), Case("max((z - t)^2, 0)"),
    Case("softplus(-t*z)", isPiecewise: false),
    Case("-2*z*t + softplus(2*z) + softplus(-2*z)", isPiecewise: false),
    Case("softplus(z - t) + softplus(t - z)", isPiecewise: false),
    Case("softplus(-t*z) + 0.2*pos(1 - t*z)", isPiecewise: false),
    Case("exp(-t*z)", isPiecewise: false), Case("(z - t)^4", isPiecewise: false),
    Case("pos(1 - t*z)^3", isPiecewise: false), Case("exp(abs(z - t))", isPiecewise: false),
    Case("logsumexp([z - t, t - z])", isPiecewise: false),
    Case("exp(z) + exp(-z) + 0.1*abs(z)", isPiecewise: false),
  ]

  /// The loss of one sample with its formula by the evaluation of the language.
  private func losses(
    _ formula: String, targets: [Double] = [1, -1]
  ) throws -> [(loss: SampleLoss, value: (Double) -> Double)] {
    let text = """
      data X : R[n, d]
      data t : {-1, 1}[n]
      gates g = sample(X, count: 1)
      loss f(z, t) = \(formula)
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(f(yhat(X), t)) + sum[j] (||u[j]||_2^2 + alpha[j]^2)
      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
    let checked = check(parsed.program)
    guard case .training(let problem) = checked.model else {
      Issue.record("\(checked.diagnostics.map(\.message))")
      return []
    }
    let x = Matrix(rows: targets.count, columns: 1, repeating: 1)
    let instance = TrainingInstance(
      problem: problem, features: x, vectors: ["t": targets],
      numbers: ["n": Double(targets.count), "d": 1],
      patterns: ActivationPatterns.sampled(on: x, count: 1, seed: 1))
    let program = try #require(try instance.convexProgram())
    return targets.indices.map { k in
      (
        program.losses[k],
        { z in
          var evaluation = Evaluation()
          evaluation.prediction = ArrayValue(z)
          evaluation.arrays["t"] = ArrayValue(targets[k])
          let constant = program.constant / Double(targets.count)
          return (evaluation.value(of: problem.fit[0].loss.body)?.number ?? .nan) - constant
        }
      )
    }
  }

  @Test(arguments: cases)
  func valuesAreThoseOfTheFormula(_ test: Case) throws {
    for (loss, value) in try losses(test.formula) {
      if case .mixed = loss { #expect(!test.isPiecewise) } else { #expect(test.isPiecewise) }
      for z in stride(from: -4.0, through: 4, by: 0.09) {
        #expect(abs(loss.value(z) - value(z)) <= 1e-13 * (1 + abs(value(z))), "\(z)")
      }
    }
  }

  @Test(arguments: cases)
  func slopesAreThoseOfTheValues(_ test: Case) throws {
    for (loss, value) in try losses(test.formula) {
      for z in stride(from: -3.0, through: 3, by: 0.37) {
        let h = 1e-5
        let slope = (value(z + h) - value(z - h)) / (2 * h)
        let around = loss.slopes(z - h).lowerBound...loss.slopes(z + h).upperBound
        let slack = 1e-7 * (1 + abs(slope))
        #expect(around.lowerBound <= slope + slack && slope - slack <= around.upperBound, "\(z)")
        #expect(loss.slopes(z).contains(loss.derivative(z)))
      }
      // Exactly at the kinks of piecewise quadratics; a formula gives one slope of those that it has.
      guard test.isPiecewise else { continue }
      for z in [-1.0, 0, 1] {
        let h = 1e-6
        let (left, right) = (value(z) - value(z - h), value(z + h) - value(z))
        #expect(abs(loss.slopes(z).lowerBound - left / h) < 1e-4)
        #expect(abs(loss.slopes(z).upperBound - right / h) < 1e-4)
      }
    }
  }

  /// The minimum of a convex function on an interval, by golden section.
  private func minimizer(
    of f: (Double) -> Double, between a: Double, and b: Double
  ) -> (point: Double, value: Double) {
    var (low, high) = (a, b)
    let ratio = (5.0.squareRoot() - 1) / 2
    for _ in 0..<120 {
      let (x, y) = (high - ratio * (high - low), low + ratio * (high - low))
      if f(x) <= f(y) { high = y } else { low = x }
    }
    let middle = (low + high) / 2
    return (middle, f(middle))
  }

  @Test(arguments: cases, [1e-3, 0.1, 1, 10, 1e4])
  func proximalPointsAreMinimizers(_ test: Case, _ step: Double) throws {
    for (loss, value) in try losses(test.formula) {
      for x in [-4.0, -1, -0.61, 0, 0.5, 1, 3.7] {
        let r = loss.proximalPoint(x, step: step)
        let found = minimizer(
          of: { step * value($0) + ($0 - x) * ($0 - x) / 2 }, between: -30, and: 30)
        let own = step * value(r) + (r - x) * (r - x) / 2
        #expect(own <= found.value + 1e-12 * (1 + abs(found.value) + step), "\(x)")
        // Golden section knows a minimizer to the root of the precision.
        #expect(abs(r - found.point) < 1e-5 * (1 + abs(r)), "\(x)")
        // x - r lies between the slopes around r, to the last digits.
        let h = 8 * max(r.ulp, 1e-300)
        let low = step * loss.slopes(r - h).lowerBound + r - h - x
        let high = step * loss.slopes(r + h).upperBound + r + h - x
        let slack = 1e-14 * (abs(x) + abs(r) + step * abs(loss.derivative(r)))
        #expect(low <= slack && high >= -slack, "\(x) \(low) \(high)")
      }
    }
  }

  @Test(arguments: cases)
  func conjugatesAreSuprema(_ test: Case) throws {
    for (loss, value) in try losses(test.formula) {
      let range = loss.slopeRange
      for nu in stride(from: -2.5, through: 2.5, by: 0.1) {
        let found = -minimizer(of: { value($0) - nu * $0 }, between: -1000, and: 1000).value
        let own = loss.conjugate(nu)
        if nu < range.lowerBound || nu > range.upperBound {
          #expect(own == .infinity)
          continue
        }
        // Where the supremum is far away the brute force stops short of it.
        guard own < .infinity, abs(found) < 100 else { continue }
        #expect(own >= found - 1e-9 * (1 + abs(found)), "\(nu): \(own) \(found)")
        #expect(own <= found + 1e-7 * (1 + abs(found)), "\(nu): \(own) \(found)")
      }
    }
  }

  /// Where all that is left of large terms is rounding, the conjugate is no less than what is known of it near 0.
  @Test(arguments: [
    "logsumexp([z, z + 3]) - z", "logsumexp([z, z + 3]) + pos(9 - z)",
    "logsumexp([z, z + 3]) - t*z + abs(z)*(1 - t)", "logsumexp([z, z + 300]) - z + 0.5*abs(z)",
  ])
  func conjugatesOfCancellingTerms(_ formula: String) throws {
    for (loss, value) in try losses(formula, targets: [1]) {
      for nu in [0, 1e-17, -1e-17, 1e-16, -1e-16, 3e-16, 1e-12, -1e-12, 1e-3, -0.3] {
        let own = loss.conjugate(nu)
        for r in [-20.0, -3, 0, 1, 8, 9, 10, 30] {
          #expect(own >= nu * r - value(r) - 1e-9, "\(nu) \(r): \(own)")
        }
      }
    }
  }

  /// phi(r) + phi*(nu) >= nu r, with equality where nu is a slope at r (Fenchel and Young).
  @Test(arguments: cases)
  func conjugateAndValueMeetAtSlopes(_ test: Case) throws {
    for (loss, value) in try losses(test.formula) {
      for r in stride(from: -3.0, through: 3, by: 0.25) {
        for share in [0, 0.5, 1.0] {
          let range = loss.slopes(r)
          let slope = range.lowerBound + share * (range.upperBound - range.lowerBound)
          // Rounding may leave the domain of the conjugate.
          let nu = min(max(slope, loss.slopeRange.lowerBound), loss.slopeRange.upperBound)
          let conjugate = loss.conjugate(nu)
          let size = 1 + abs(nu * r) + abs(value(r))
          #expect(abs(conjugate + value(r) - nu * r) < 1e-11 * size, "\(r) \(nu)")
          for z in stride(from: -6.0, through: 6, by: 0.5) {
            #expect(conjugate + value(z) >= nu * z - 1e-11 * (size + abs(value(z))))
          }
        }
      }
    }
  }

  @Test(arguments: [("0.5*(z - t)^2", 1.0), ("square(z - t)", 2), ("2*(z - t)^2 + 3*z^2", 10)])
  func squaresAreKnownAsSuch(_ formula: String, _ weight: Double) throws {
    for (loss, _) in try losses(formula) {
      guard case .squared(let found, _) = loss else {
        Issue.record("no square")
        return
      }
      #expect(found == weight)
    }
  }

  /// Targets far from 0, and large weights.
  @Test(arguments: [
    "huber(z - 1000*t, 50)", "1e6*softplus(1e-3*(z - 500*t)) + 1e6*softplus(1e-3*(500*t - z))",
  ])
  func unitsDoNotMatter(_ formula: String) throws {
    for (loss, value) in try losses(formula) {
      for x in [-3000.0, 0, 2500] {
        let r = loss.proximalPoint(x, step: 3)
        let found = minimizer(
          of: { 3 * value($0) + ($0 - x) * ($0 - x) / 2 }, between: -1e4, and: 1e4)
        #expect(3 * value(r) + (r - x) * (r - x) / 2 <= found.value * (1 + 1e-13))
      }
    }
  }
}

/// Where a loss is least; where it falls for ever, the side to which it falls.
@Suite struct LossTargetTests {
  @Test func targetsAreMinimizers() {
    let hinge = PiecewiseQuadratic.maximum(
      PiecewiseQuadratic(0, -1, 1), PiecewiseQuadratic(0, 0, 0))
    #expect(SampleLoss.piecewise(hinge).target == 1)
    #expect(SampleLoss.squared(weight: 2, target: 7).target == 7)
    for slope in [2.0, -3] {
      let logistic = MixedLoss(
        quadratic: PiecewiseQuadratic(0, 0, 0),
        logistic: [.init(weight: 1, slope: slope, offset: 0)], formulas: [])
      #expect(SampleLoss.mixed(logistic).target == (slope > 0 ? -1 : 1))
    }
    let both = MixedLoss(
      quadratic: PiecewiseQuadratic(0, 0, 0),
      logistic: [
        .init(weight: 1, slope: 1, offset: -40), .init(weight: 1, slope: -1, offset: 40),
      ], formulas: [])
    #expect(abs(SampleLoss.mixed(both).target - 40) < 1e-6)
  }
}
