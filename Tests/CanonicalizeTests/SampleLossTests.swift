import Testing

@testable import Canonicalize

/// Every loss is consistent: derivative, conjugate and proximal point belong to its value.
@Suite struct SampleLossTests {
  static let losses: [SampleLoss] = [.squared(weight: 1), .squared(weight: 0.3)]

  @Test(arguments: losses, [-1.0, 0, 2.5])
  func derivativeIsTheSlope(_ loss: SampleLoss, _ target: Double) {
    for r in stride(from: -3.0, through: 3, by: 0.37) {
      let h = 1e-5
      let slope = (loss.value(r + h, target: target) - loss.value(r - h, target: target)) / (2 * h)
      // The error of central differences is h^2 plus rounding over h.
      #expect(abs(slope - loss.derivative(r, target: target)) < 1e-9)
    }
  }

  @Test(arguments: losses, [-1.0, 0, 2.5])
  func conjugateIsTheSupremum(_ loss: SampleLoss, _ target: Double) {
    for nu in stride(from: -1.5, through: 1.5, by: 0.25) {
      let supremum = stride(from: -20.0, through: 20, by: 1e-3).lazy.map {
        nu * $0 - loss.value($0, target: target)
      }.max()
      // A grid of step 1e-3 misses a parabola's top by at most 5e-7 times its curvature.
      #expect(abs((supremum ?? .nan) - loss.conjugate(nu, target: target)) < 1e-6)
    }
  }

  @Test(arguments: losses, [0.1, 1, 10])
  func proximalPointIsStationary(_ loss: SampleLoss, _ step: Double) {
    for x in stride(from: -4.0, through: 4, by: 0.5) {
      let r = loss.proximalPoint(x, target: 0.8, step: step)
      #expect(abs(step * loss.derivative(r, target: 0.8) + r - x) < 1e-13 * (1 + abs(x)))
    }
  }
}
