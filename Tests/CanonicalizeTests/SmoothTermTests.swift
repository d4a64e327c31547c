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
}
