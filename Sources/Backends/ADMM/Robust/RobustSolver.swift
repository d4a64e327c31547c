public import Canonicalize
internal import LinearAlgebra

/// Runs a plan on a robust program, from the point 0 or a state of an earlier run.
///
/// The returned point is the one with the smallest certified error among those measured. A factorization that
/// breaks down is a status, not an error.
public func solveByADMM(
  _ program: RobustTrainingProgram, plan: RobustPlan, settings: ADMMSettings,
  hooks: ADMMHooks<RobustState> = ADMMHooks(), control: SolverControl
) -> Solution {
  let start = control.elapsed()
  let zero = Matrix(
    rows: program.nominal.featureCount, columns: program.nominal.groupCount)
  // The network without neurons is feasible whatever happens.
  var best = (panel: zero, certificate: Certificate(of: zero, multipliers: nil, in: program))
  guard var iteration = try? RobustIteration(program, plan: plan) else {
    return Solution(
      panel: zero, certificate: best.certificate, status: .numericalFailure, iterations: 0,
      iterationFlops: 0, setupFlops: 0, setupSeconds: control.elapsed() - start)
  }
  let ready = control.elapsed()
  var count = hooks.start?.iteration ?? 0
  var (bound, bestIteration) = (best.certificate.lowerBound, 0)
  var proof = iteration.dualPoint
  if let state = hooks.start {
    iteration.take(state)
    let certificate = Certificate(of: state.best.panel, multipliers: state.proof, in: program)
      .bounded(by: bound)
    proof = state.proof
    (best, bestIteration) = ((state.best.panel, certificate), state.best.iteration)
    bound = certificate.lowerBound
  }
  var status: SolverStatus?
  var nextBalancing = settings.nextBalancing(after: count, forSquares: false)

  /// Measures the iterate and keeps it where it is the best; nil where its numbers are not finite.
  func certify() -> Certificate? {
    let panel = iteration.panel
    guard panel.elements.allSatisfy(\.isFinite) else {
      status = .numericalFailure
      return nil
    }
    // Every bound on the way is one: the largest counts for every point.
    let multipliers = iteration.dualPoint
    let found = Certificate(of: panel, multipliers: multipliers, in: program).bounded(by: bound)
    if found.lowerBound > bound { proof = multipliers }
    bound = found.lowerBound
    best.certificate = best.certificate.bounded(by: bound)
    if found.error < best.certificate.error { (best, bestIteration) = ((panel, found), count) }
    if best.certificate.isOptimal(to: control.tolerance) { status = .optimal }
    return found
  }

  func state() -> RobustState {
    iteration.state(
      after: count, BestPoint(panel: best.panel, iteration: bestIteration), proof)
  }

  // A state that is as far as the limit goes is the result as it stands.
  if count > 0, control.stopStatus(iteration: count) == .iterationLimit {
    status = .iterationLimit
    _ = certify()
    hooks.checkpoint?(state(), true)
  }
  let hasLongIterations = plan.chosen.iterationFlops > 1e8
  while status == nil {
    count += 1
    let balancing = plan.balancesPenalty && count == nextBalancing
    if balancing { nextBalancing = settings.nextBalancing(after: count, forSquares: false) }
    let limit = control.stopStatus(iteration: count)
    let certifying = limit != nil || count % settings.certifyEvery == 0
    // What a limit makes measured changes nothing: a resumed run goes on as if there had been none.
    let adapting =
      balancing || count % settings.certifyEvery == 0 || count == 1 || hasLongIterations
    let residuals = iteration.step(measuring: adapting || certifying)
    status = limit
    let certificate = certifying ? certify() : nil
    if let residuals {
      control.report(
        SolverProgress(
          iteration: count, primalResidual: residuals.primal, dualResidual: residuals.dual,
          certificate: certificate))
      if adapting { iteration.adaptAccuracy(to: residuals) }
      if balancing { iteration.balancePenalty(residuals) }
    }
    if let checkpoint = hooks.checkpoint, certifying || hasLongIterations {
      checkpoint(state(), status != nil)
    }
  }
  return Solution(
    panel: best.panel, certificate: best.certificate, status: status ?? .iterationLimit,
    iterations: count, iterationFlops: iteration.flops, setupFlops: plan.chosen.setupFlops,
    setupSeconds: ready - start)
}
