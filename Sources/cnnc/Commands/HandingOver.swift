internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// Runs of the ADMM that come to their own limit of iterations go on by the interior-point method.
extension SolveCommand {
  /// Seconds that it may take whatever the ADMM took.
  private static let fewSeconds = 10.0

  /// What a run ends as, with its outputs written: the run itself, or one by the interior-point method where it proves
  /// more. Limits that were asked for are kept. `point` is the value of a sweep that it is for.
  func completed(
    _ finished: SolveRun, suffix: String, point: String? = nil
  ) throws -> any FinishedRun {
    var run = finished
    let isUnproven = run.status == .iterationLimit || run.status == .timeLimit
    if isUnproven, run.heldOut == nil,
      let seconds = run.pipeline.secondsToProof(
        run.bound.instance, threads: ComputeLibrary.threadCount)
    {
      let options = run.options
      let isFree = run.status == .iterationLimit && options.askedIterations == nil
      let left = options.timeLimit.map { $0 - (Machine.now() - run.pipeline.start) } ?? .infinity
      if isFree, seconds <= min(left, max(Self.fewSeconds, run.solverSeconds)) {
        // Whatever stops it, the run that is done is not lost.
        let found = try? handedOver(run, point)
        if var second = found, provesMore(second, run) {
          try write(&second, suffix: suffix)
          return second
        }
        let isStopped = found?.status == .interrupted || found?.status == .timeLimit
        if isStopped { run.stopped = found?.status }
        run.wayOn =
          "the interior-point method was \(isStopped ? "stopped before it proved more" : "tried, and came no further")"
      } else {
        let time = seconds < 1 ? "less than a second" : "about " + durationText(seconds)
        run.wayOn = "the interior-point method would take \(time) to a proof: --solver ipm"
      }
    }
    try write(&run, suffix: suffix)
    return run
  }

  /// The same problem by the interior-point method.
  private func handedOver(_ run: SolveRun, _ point: String?) throws -> ConicRun {
    let former =
      "admm came to its limit of \(counted(run.solution.iterations, "iteration")) after"
      + " \(durationText(run.solverSeconds))\(starting.resume == nil ? "" : " since it was resumed")"
      + " with a gap of \(scientific(run.solution.certificate.gap));"
      + " handed over to ipm"
    if !common.quiet && !common.json {
      Terminal.printMessage((point.map { $0 + ": " } ?? "") + former + "\n")
    }
    var pipeline = run.pipeline
    var second = try conicRun(
      .training(run.problem), .ipm, run.bound, try data.settings(), run.options, &pipeline,
      isFirst: false)
    second.former = former
    second.solverSeconds += run.solverSeconds
    return second
  }

  private func provesMore(_ second: ConicRun, _ run: SolveRun) -> Bool {
    switch second.status {
    case .optimal: true
    case .almostOptimal:
      second.document.gap.value ?? .infinity < run.solution.certificate.gap
    case .infeasible, .unbounded, .illPosed, .iterationLimit, .timeLimit, .stoppedEarly, .stalled,
      .numericalFailure, .interrupted:
      false
    }
  }
}
