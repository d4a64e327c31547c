internal import Glibc

/// Directions with their corrections, and how far to go along them.
extension InteriorPointRun {
  var stepFraction: Double { 0.99 }
  /// Correctors try to lengthen steps that are shorter than this, by so much, and must by so much.
  static var longStep: Double { 0.9 }
  private static var trialGrowth: (factor: Double, more: Double) { (1.3, 0.1) }
  private static var leastGrowth: Double { 1.05 }

  /// The direction with centering and corrections, and the step along it; nil where the solve breaks
  /// down.
  mutating func combined(
    _ newton: NewtonStep<Problem>, _ residuals: EmbeddingResiduals, _ affine: Iterate,
    sigma: Double, target: Double, m: Double
  ) -> (direction: Iterate, alpha: Double)? {
    var term = point.s
    scaling.combinedTerm(
      s: point.s, z: point.z, affineS: affine.s, affineZ: affine.z, sigmaMu: target, m: m,
      into: &term)
    var kappa = point.tau * point.kappa + m * affine.tau * affine.kappa - target
    var direction = affine
    guard
      newton.direction(
        residuals, factor: 1 - sigma, term: term, kappa: kappa, &system, scaling, into: &direction)
    else { return nil }
    var alpha = stepFraction * maximumStep(direction)
    if isDual { return (direction, centered(alpha, direction)) }
    // Gondzio's correctors (1996): what a longer step would leave far from the central path is led back, as long
    // as the step grows by it; each takes one solve more.
    for _ in 0..<correctors where alpha < Self.longStep {
      var trial = point
      trial.move(
        min(1, Self.trialGrowth.factor * alpha + Self.trialGrowth.more), direction)
      scaling.lead(s: trial.s, z: trial.z, from: point.z, to: target, term: &term)
      kappa -= ConeScaling.lead(trial.tau * trial.kappa, to: target)
      var other = direction
      guard
        newton.direction(
          residuals, factor: 1 - sigma, term: term, kappa: kappa, &system, scaling, into: &other)
      else { break }
      let next = stepFraction * maximumStep(other)
      guard next > alpha * Self.leastGrowth else { break }
      (direction, alpha) = (other, next)
    }
    return (direction, alpha)
  }

  /// How many correctors pay: each costs a solve, and may save a part of a factorization.
  var correctors: Int {
    let size = system.factorSize
    let ratio = size.flops / Double(max(1, 4 * size.entries))
    return ratio > 30 ? 2 : ratio > 10 ? 1 : 0
  }

  /// The step shortened until the barrier of the point is near that of the central path.
  private func centered(_ alpha: Double, _ direction: Iterate) -> Double {
    var alpha = alpha
    for _ in 0..<50 {
      var next = point
      next.move(alpha, direction)
      let mu = next.mu(degree: degree)
      let barrier =
        Double(degree + 1) * log(mu) - log(next.tau) - log(next.kappa)
        + data.layout.barrier(s: next.s, z: next.z)
      if barrier < 1 { return alpha }
      alpha *= 0.8
    }
    return alpha
  }

  func maximumStep(_ d: Iterate) -> Double {
    var limit = 1.0
    if d.tau < 0 { limit = min(limit, -point.tau / d.tau) }
    if d.kappa < 0 { limit = min(limit, -point.kappa / d.kappa) }
    return data.layout.maximumStep(s: point.s, ds: d.s, z: point.z, dz: d.z, limit: limit)
  }
}
