public import Canonicalize
internal import LinearAlgebra

/// Runs a plan on a program.
///
/// The returned point is the one with the smallest certified error among those measured. A
/// factorization that breaks down is a status, not an error.
public func solveByADMM(
  _ program: ConvexTrainingProgram, plan: ADMMPlan, settings: ADMMSettings, control: SolverControl
) -> Solution {
  var run = ADMMRun(program: program, plan: plan, settings: settings, control: control)
  return run.solve()
}

/// One run of the ADMM with its certificates, polishes and limits.
private struct ADMMRun {
  let program: ConvexTrainingProgram
  let plan: ADMMPlan
  let settings: ADMMSettings
  let control: SolverControl
  var best: (panel: Matrix, certificate: Certificate)?
  /// Flops of the polishes.
  var polishFlops = 0.0

  mutating func solve() -> Solution {
    let start = control.elapsed()
    guard var iteration = try? ADMMIteration(program, plan: plan) else {
      best = zeroPoint
      return solution(.numericalFailure, 0, 0, start, control.elapsed())
    }
    let ready = control.elapsed()
    var count = 0
    var status: SolverStatus?
    while status == nil {
      count += 1
      let balancing = plan.balancesPenalty && count % settings.balanceEvery == 0
      let limit = control.stopStatus(iteration: count)
      let certifying = limit != nil || count % settings.certifyEvery == 0
      let residuals = iteration.step(
        measuring: balancing || certifying || count == 1 || plan.hasLongIterations)
      status = limit
      var certificate: Certificate?
      if certifying {
        let found = certify(&iteration, isLast: limit != nil)
        certificate = found.certificate
        if let final = found.status { status = final }
      }
      if let residuals {
        control.report(
          SolverProgress(
            iteration: count, primalResidual: residuals.primal, dualResidual: residuals.dual,
            certificate: certificate))
        if balancing { iteration.balancePenalty(residuals) }
      }
    }
    return solution(
      status ?? .iterationLimit, count, iteration.flops, start, ready)
  }

  /// Certifies the iterate, polishes it where that is worth its flops, and keeps what is best.
  private mutating func certify(
    _ iteration: inout ADMMIteration, isLast: Bool
  ) -> (certificate: Certificate?, status: SolverStatus?) {
    let panel = iteration.panel
    guard panel.elements.allSatisfy(\.isFinite) else {
      if best == nil { best = zeroPoint }
      return (nil, .numericalFailure)
    }
    let multipliers = iteration.dualPoint
    let certificate = Certificate(of: panel, multipliers: multipliers, in: program)
    var candidate = (panel: panel, certificate: certificate)
    // Polishes together stay a fraction of the iterations; one at the end is always worth a try.
    let groups = (0..<panel.columnCount).count { norm2(panel.column($0)) > 0 }
    let cost = 10 * Polish.stepFlops(groups: groups, in: program)
    let allowance = (isLast ? 1 : 0.25) * iteration.flops + 1e7
    if settings.polishes, certificate.error < 0.02, polishFlops + cost < allowance {
      var polish = Polish(program, panel: panel, multipliers: multipliers) { [iteration] k, g in
        iteration.isActive(k, g)
      }
      let polished = polish.run()
      polishFlops += polish.flops
      if polished.certificate.error < certificate.error { candidate = polished }
    }
    if candidate.certificate.isOptimal(to: control.tolerance) {
      best = candidate
      return (candidate.certificate, .optimal)
    }
    if candidate.certificate.error < best?.certificate.error ?? .infinity { best = candidate }
    return (certificate, nil)
  }

  /// The network without neurons, feasible whatever happens.
  private var zeroPoint: (panel: Matrix, certificate: Certificate) {
    let zero = Matrix(rows: program.featureCount, columns: 2 * program.patternCount)
    return (zero, Certificate(of: zero, multipliers: nil, in: program))
  }

  private func solution(
    _ status: SolverStatus, _ count: Int, _ flops: Double, _ start: Double,
    _ ready: Double
  ) -> Solution {
    guard let best else { preconditionFailure("the last iterate is always certified") }
    return Solution(
      panel: best.panel, certificate: best.certificate, status: status, iterations: count,
      iterationFlops: flops + polishFlops, setupFlops: plan.chosen.setupFlops,
      setupSeconds: ready - start)
  }
}
