internal import Glibc

/// The method without the embedding, for problems that are known to have a solution, as their duals: tau stays 1,
/// a solve less is needed for every iteration, and where the objective has no squares the primal and the dual
/// variables take steps of their own. Training problems are degenerate: on them the embedding, with one step for
/// all, takes up to twice as many iterations.
extension InteriorPointRun {
  /// The most centering: correctors lead back what a bolder step leaves uncentered.
  private static var largestCentering: Double { 0.1 }
  /// Correctors try to lengthen steps by so much, and must by so much.
  private static var trialGrowth: Double { 0.3 }
  private static var leastGrowth: Double { 1.02 }

  /// One iteration after the affine direction; nil where no step is possible.
  mutating func advanceDirectly(
    _ newton: NewtonStep<Problem>, _ residuals: EmbeddingResiduals, _ affine: Iterate, _ mu: Double
  ) -> Double? {
    var trial = point
    trial.move(steps(affine), affine)
    let ratio = trial.mu(degree: degree) / mu
    let sigma = min(Self.largestCentering, ratio * ratio * ratio)
    guard let (direction, steps) = corrected(newton, residuals, affine, target: sigma * mu),
      steps.shorter > leastStep
    else { return nil }
    point.move(
      Iterate.Steps(primal: stepFraction * steps.primal, dual: stepFraction * steps.dual), direction
    )
    return point.isFinite ? steps.shorter : nil
  }

  /// Mehrotra's direction with Gondzio's correctors (1996) for as long as the steps grow by them.
  private mutating func corrected(
    _ newton: NewtonStep<Problem>, _ residuals: EmbeddingResiduals, _ affine: Iterate,
    target: Double
  ) -> (direction: Iterate, steps: Iterate.Steps)? {
    var term = point.s
    scaling.combinedTerm(
      s: point.s, z: point.z, affineS: affine.s, affineZ: affine.z, sigmaMu: target, m: 1,
      into: &term)
    var direction = affine
    guard
      newton.direction(
        residuals, factor: 1, term: term, kappa: 0, &system, scaling, into: &direction)
    else { return nil }
    var reach = steps(direction)
    for _ in 0..<2 * correctors where reach.shorter < Self.longStep {
      var trial = point
      trial.move(
        Iterate.Steps(
          primal: min(1, reach.primal + Self.trialGrowth),
          dual: min(1, reach.dual + Self.trialGrowth)), direction)
      scaling.lead(s: trial.s, z: trial.z, from: point.z, to: target, term: &term)
      var other = direction
      guard
        newton.direction(
          residuals, factor: 1, term: term, kappa: 0, &system, scaling, into: &other)
      else { break }
      let next = steps(other)
      guard next.primal + next.dual > Self.leastGrowth * (reach.primal + reach.dual) else { break }
      (direction, reach) = (other, next)
    }
    return (direction, reach)
  }

  /// The longest steps that stay in the cones; one for all where the dual residual depends on x.
  private func steps(_ d: Iterate) -> Iterate.Steps {
    let layout = data.layout
    let primal = layout.maximumStep(point.s, d.s, limit: 1)
    let dual = layout.maximumStep(point.z, d.z, limit: 1)
    if data.separatesSteps { return Iterate.Steps(primal: primal, dual: dual) }
    return Iterate.Steps(primal: min(primal, dual), dual: min(primal, dual))
  }
}
