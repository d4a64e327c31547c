public import Canonicalize
internal import LinearAlgebra

/// Runs a plan on a robust program.
///
/// The returned point is the one with the smallest certified error among those measured. A factorization that
/// breaks down is a status, not an error.
public func solveByADMM(
  _ program: RobustTrainingProgram, plan: RobustPlan, settings: ADMMSettings,
  control: SolverControl
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
  var count = 0
  var bound = best.certificate.lowerBound
  var status: SolverStatus?
  var nextBalancing = settings.nextBalancing(after: 0, forSquares: false)
  while status == nil {
    count += 1
    let balancing = plan.balancesPenalty && count == nextBalancing
    if balancing { nextBalancing = settings.nextBalancing(after: count, forSquares: false) }
    let limit = control.stopStatus(iteration: count)
    let certifying = limit != nil || count % settings.certifyEvery == 0
    let residuals = iteration.step(
      measuring: balancing || certifying || count == 1 || plan.chosen.iterationFlops > 1e8)
    status = limit
    var certificate: Certificate?
    if certifying {
      let panel = iteration.panel
      if panel.elements.allSatisfy(\.isFinite) {
        // Every bound on the way is one: the largest counts for every point.
        let found = Certificate(of: panel, multipliers: iteration.dualPoint, in: program)
          .bounded(by: bound)
        bound = found.lowerBound
        best.certificate = best.certificate.bounded(by: bound)
        if found.error < best.certificate.error { best = (panel, found) }
        if best.certificate.isOptimal(to: control.tolerance) { status = .optimal }
        certificate = found
      } else {
        status = .numericalFailure
      }
    }
    if let residuals {
      control.report(
        SolverProgress(
          iteration: count, primalResidual: residuals.primal, dualResidual: residuals.dual,
          certificate: certificate))
      if balancing { iteration.balancePenalty(residuals) }
    }
  }
  return Solution(
    panel: best.panel, certificate: best.certificate, status: status ?? .iterationLimit,
    iterations: count, iterationFlops: iteration.flops, setupFlops: plan.chosen.setupFlops,
    setupSeconds: ready - start)
}
