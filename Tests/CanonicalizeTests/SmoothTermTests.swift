import Canonicalize
import Testing

/// Smooth terms by finite differences.
@Suite struct SmoothTermTests {
  @Test(arguments: [-40.0, -3, -0.5, 0, 0.2, 2, 35])
  func derivativesAreDifferences(_ r: Double) {
    let term = SmoothTerm(.softplus, weights: [0.7], slopes: [-1.3], offsets: [0.4])
    let (h, at) = (1e-5, term.jet(0, at: r))
    let (up, down) = (term.jet(0, at: r + h), term.jet(0, at: r - h))
    #expect(abs((up.value - down.value) / (2 * h) - at.slope) <= 1e-8)
    #expect(abs((up.slope - down.slope) / (2 * h) - at.curvature) <= 1e-8)
    #expect(abs(at.slope) <= term.largestSlope)
    let scaled = term.scaled(by: 2, cost: 3).jet(0, at: r / 2)
    #expect(abs(scaled.value - 3 * at.value) <= 1e-12 * (1 + at.value))
    #expect(abs(scaled.slope - 6 * at.slope) <= 1e-12)
    #expect(abs(scaled.curvature - 12 * at.curvature) <= 1e-12)
  }

  @Test func valuesNeverOverflow() {
    let term = SmoothTerm(.softplus, weights: [1], slopes: [1], offsets: [0])
    #expect(term.jet(0, at: 1e6).value == 1e6)
    #expect(term.jet(0, at: -1e6).value == 0)
  }

  /// The model by a slope is the tangent at the argument that has it, or as far on the way there as it may reach.
  @Test(arguments: [-9.0, -1, 0.3, 6], [-10.0, -8, -0.2, 0.9, 5])
  func modelsAreTangentsOnTheWayToTheSlope(_ r: Double, _ other: Double) {
    let term = SmoothTerm(.softplus, weights: [0.7], slopes: [-1.3], offsets: [0.4])
    let target = term.jet(0, at: other)
    for reach in [0, 2, 1000.0] {
      // In units of the argument.
      let way = min(max(-1.3 * (other - r), -reach), reach) / -1.3
      let at = term.jet(0, at: r + way)
      let model = term.model(0, at: r, slope: target.slope, reach: reach)
      #expect(abs(model.curvature - at.curvature) <= 1e-9 * at.curvature)
      #expect(abs(model.slope + model.curvature * way - at.slope) <= 1e-9 * abs(at.slope))
    }
    // Slopes that it has nowhere draw as far as the reach.
    for slope in [-1.0, -0.91, 0, 0.5] {
      let (model, edge) = (
        term.model(0, at: r, slope: slope, reach: 2),
        term.jet(0, at: r + (slope < 0 ? -2 : 2) / 1.3)
      )
      #expect(abs(model.curvature - edge.curvature) <= 1e-9 * edge.curvature)
    }
    let none = SmoothTerm(.softplus, weights: [0], slopes: [1], offsets: [0])
    let flat = none.model(0, at: r, slope: 0.3, reach: 2)
    #expect(flat.slope == 0 && flat.curvature == 0)
  }
}
