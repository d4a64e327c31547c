public import Canonicalize
internal import LinearAlgebra

/// Runs a plan on a program.
///
/// The returned point is the last one when it is certified, else the one whose recovered network had
/// the lowest objective (2.1) among those measured. A factorization that breaks down is a status,
/// not an error.
public func solveByADMM(
  _ program: ConvexTrainingProgram, plan: ADMMPlan, settings: ADMMSettings, control: SolverControl
) -> Solution {
  let start = control.elapsed()
  guard var iteration = try? ADMMIteration(program, plan: plan) else {
    let zero = Matrix(rows: program.featureCount, columns: 2 * program.patternCount)
    return Solution(
      panel: zero, certificate: Certificate(of: zero, dualPoints: [], in: program),
      status: .numericalFailure, iterations: 0, penalty: plan.penalty, iterationFlops: 0,
      setupFlops: plan.chosen.setupFlops, setupSeconds: control.elapsed() - start,
      iterationSeconds: 0)
  }
  let setupSeconds = control.elapsed() - start
  var best: (panel: Matrix, certificate: Certificate)?
  var count = 0
  var status: SolverStatus?
  while status == nil {
    count += 1
    let balancing = plan.balancesPenalty && count % settings.balanceEvery == 0
    let last = count >= control.maxIterations
    let certifying = last || count % settings.certifyEvery == 0
    let residuals = iteration.step(measuring: balancing || certifying || count == 1)
    status = control.stopStatus(iteration: count)
    if certifying || status != nil {
      let panel = iteration.panel
      guard panel.elements.allSatisfy(\.isFinite) else {
        status = .numericalFailure
        break
      }
      let certificate = certify(panel, iteration, program)
      report(control, count, residuals, certificate)
      if certificate.isOptimal(to: control.tolerance) {
        best = (panel, certificate)
        status = .optimal
        break
      }
      if best.map({ certificate.networkObjective < $0.certificate.networkObjective }) ?? true {
        best = (panel, certificate)
      }
    } else if let residuals {
      report(control, count, residuals, nil)
    }
    if balancing, let residuals { iteration.balancePenalty(residuals) }
  }
  let panel = best?.panel ?? iteration.panel
  let certificate = best?.certificate ?? certify(panel, iteration, program)
  return Solution(
    panel: panel, certificate: certificate, status: status ?? .iterationLimit, iterations: count,
    penalty: iteration.penalty, iterationFlops: iteration.flops,
    setupFlops: plan.chosen.setupFlops, setupSeconds: setupSeconds,
    iterationSeconds: control.elapsed() - start - setupSeconds)
}

/// Certifies a point with the multipliers of the iteration and with the gradient at the point.
private func certify(
  _ panel: Matrix, _ iteration: ADMMIteration, _ program: ConvexTrainingProgram
) -> Certificate {
  let dual = iteration.dualPoint
  var atPoint = dual
  atPoint.nu = iteration.lossGradient(at: program.evaluate(panel).predictions)
  return Certificate(of: panel, dualPoints: [dual, atPoint], in: program)
}

private func report(
  _ control: SolverControl, _ count: Int, _ residuals: ADMMIteration.Residuals?,
  _ certificate: Certificate?
) {
  control.report(
    SolverProgress(
      iteration: count, primalResidual: residuals?.primal ?? .nan,
      dualResidual: residuals?.dual ?? .nan, certificate: certificate))
}
