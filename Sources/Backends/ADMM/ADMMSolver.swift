public import Canonicalize
public import LinearAlgebra

/// What a run does beyond iterating: nothing, by default.
public struct ADMMHooks<State: CheckpointState>: Sendable {
  /// Where to start; nil for the point 0.
  public var start: State?
  /// Told the state whenever the certificate is computed, and at the end; it decides what to keep.
  public var checkpoint: (@Sendable (State, _ isLast: Bool) -> Void)?
  /// When to stop before the optimum; runs on robust programs have no such rule.
  public var stopping: EarlyStopping?

  /// No hooks.
  public init() {}
}

/// Stops a run when its point no longer does better on data that it does not train on.
public struct EarlyStopping: Sendable {
  /// How many iterations may pass without a better point.
  public let patience: Int
  /// How badly a point does (a panel of the program); lower is better.
  public let score: @Sendable (Matrix) -> Double

  /// A rule to stop by.
  public init(patience: Int, score: @escaping @Sendable (Matrix) -> Double) {
    self.patience = patience
    self.score = score
  }
}

/// Runs a plan on a program.
///
/// The returned point is the one with the smallest certified error among those measured; with early stopping
/// the one with the best score. A factorization that breaks down is a status, not an error.
public func solveByADMM(
  _ program: ConvexTrainingProgram, plan: ADMMPlan, settings: ADMMSettings,
  hooks: ADMMHooks<ADMMState> = ADMMHooks(), control: SolverControl
) -> Solution {
  var run = ADMMRun(
    program: program, plan: plan, settings: settings, hooks: hooks, control: control)
  return run.solve()
}

/// One run of the ADMM with its certificates, polishes and limits.
private struct ADMMRun {
  let program: ConvexTrainingProgram
  let plan: ADMMPlan
  let settings: ADMMSettings
  let hooks: ADMMHooks<ADMMState>
  let control: SolverControl
  var best: (panel: Matrix, certificate: Certificate)?
  /// The iteration that found it.
  var bestIteration = 0
  /// Its score, where the run stops early.
  var bestScore: Double?
  /// Flops of the polishes.
  var polishFlops = 0.0

  mutating func solve() -> Solution {
    let start = control.elapsed()
    guard var iteration = try? ADMMIteration(program, plan: plan, state: hooks.start) else {
      best = zeroPoint
      return solution(.numericalFailure, 0, 0, start, control.elapsed())
    }
    let ready = control.elapsed()
    var count = hooks.start?.iteration ?? 0
    if let former = hooks.start?.best { take(former, iteration) }
    var status: SolverStatus?
    let forSquares = program.squareLossWeight != nil
    // The residuals of the first steps from a warm start say nothing about the penalty.
    let pause = hooks.start?.isWarm == true ? 4 * settings.balanceEvery - 1 : 0
    var nextBalancing = settings.nextBalancing(after: max(pause, count), forSquares: forSquares)
    // A state that is as far as the limit goes is the result as it stands.
    if count > 0, control.stopStatus(iteration: count) == .iterationLimit {
      status = end(&iteration, count)
    }
    while status == nil {
      count += 1
      let balancing = plan.balancesPenalty && count == nextBalancing
      if balancing { nextBalancing = settings.nextBalancing(after: count, forSquares: forSquares) }
      let limit = control.stopStatus(iteration: count)
      let certifying = limit != nil || count % settings.certifyEvery == 0
      // What a limit makes measured changes nothing: a resumed run goes on as if there had been none.
      let adapting =
        balancing || count % settings.certifyEvery == 0 || count == 1 || plan.hasLongIterations
      let residuals = iteration.step(measuring: adapting || certifying)
      status = limit
      var certificate: Certificate?
      if let stopping = hooks.stopping {
        if limit != nil || plan.hasLongIterations || count % 5 == 0 {
          certificate = judge(iteration, count, stopping)
          if status == nil, count - bestIteration >= stopping.patience {
            status = .stoppedEarly
          }
        }
      } else if certifying {
        let found = certify(&iteration, count, isLast: limit != nil)
        certificate = found.certificate
        if let final = found.status { status = final }
      }
      if let residuals {
        control.report(
          SolverProgress(
            iteration: count, primalResidual: residuals.primal, dualResidual: residuals.dual,
            certificate: certificate))
        if adapting { iteration.adaptAccuracy(to: residuals) }
        if balancing { iteration.balancePenalty(residuals) }
      }
      if let checkpoint = hooks.checkpoint, certifying || plan.hasLongIterations || status != nil {
        checkpoint(state(iteration), status != nil)
      }
    }
    return solution(
      status ?? .iterationLimit, count, iteration.flops, start, ready)
  }

  /// The status of a state that no iteration is left for, once it is measured and kept.
  private mutating func end(_ iteration: inout ADMMIteration, _ count: Int) -> SolverStatus {
    var status: SolverStatus?
    if let stopping = hooks.stopping {
      _ = judge(iteration, count, stopping)
    } else {
      status = certify(&iteration, count, isLast: true).status
    }
    hooks.checkpoint?(state(iteration), true)
    return status ?? .iterationLimit
  }

  /// Keeps the iterate, certified, where its score is the best so far; it may be feasible by its limits only.
  private mutating func judge(
    _ iteration: ADMMIteration, _ count: Int, _ stopping: EarlyStopping
  ) -> Certificate? {
    let panel = iteration.panel
    guard panel.elements.allSatisfy(\.isFinite) else {
      if best == nil { best = zeroPoint }
      return nil
    }
    let score = stopping.score(panel)
    guard best == nil || score < bestScore ?? .infinity else { return nil }
    let certificate = Certificate(of: panel, multipliers: iteration.dualPoint, in: program)
    (best, bestScore, bestIteration) = ((panel, certificate), score, count)
    return certificate
  }

  /// Certifies the iterate, polishes it where that is worth its flops, and keeps what is best.
  private mutating func certify(
    _ iteration: inout ADMMIteration, _ count: Int, isLast: Bool
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
    if settings.polishes, program.squareLossWeight != nil, !program.isGated,
      certificate.error < 0.02, polishFlops + cost < allowance
    {
      var polish = Polish(program, panel: panel, multipliers: multipliers) { [iteration] k, g in
        iteration.isActive(k, g)
      }
      let polished = polish.run()
      polishFlops += polish.flops
      if polished.certificate.error < certificate.error { candidate = polished }
    }
    if candidate.certificate.isOptimal(to: control.tolerance) {
      (best, bestIteration) = (candidate, count)
      return (candidate.certificate, .optimal)
    }
    if best.map({ candidate.certificate.error < $0.certificate.error }) ?? true {
      (best, bestIteration) = (candidate, count)
    }
    return (certificate, nil)
  }

  /// All that a run that goes on needs.
  private func state(_ iteration: ADMMIteration) -> ADMMState {
    var state = iteration.state
    state.best = best.map { BestPoint(panel: $0.panel, iteration: bestIteration) }
    return state
  }

  /// Takes the best point of the run that this one goes on from.
  private mutating func take(_ former: BestPoint, _ iteration: ADMMIteration) {
    let certificate = Certificate(
      of: former.panel, multipliers: iteration.dualPoint, in: program)
    (best, bestIteration) = ((former.panel, certificate), former.iteration)
    bestScore = hooks.stopping.map { $0.score(former.panel) }
  }

  /// The network without neurons, feasible whatever happens.
  private var zeroPoint: (panel: Matrix, certificate: Certificate) {
    let zero = Matrix(rows: program.featureCount, columns: program.groupCount)
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
      setupSeconds: ready - start, bestIteration: bestScore == nil ? nil : bestIteration)
  }
}
