internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// Runs of the ADMM that come to their own limit of iterations go on by the interior-point method.
extension SolveCommand {
  /// Seconds that it may take whatever the ADMM took.
  private static let fewSeconds = 10.0

  /// What a run ends as, with its outputs written: the run itself, or one by the interior-point method where it proves
  /// more. Limits that were asked for are kept.
  func completed(_ found: SolveRun, suffix: String) throws -> any FinishedRun {
    var run = found
    let isUnproven = run.status == .iterationLimit || run.status == .timeLimit
    if isUnproven, run.heldOut == nil,
      let seconds = run.pipeline.secondsToProof(
        run.bound.instance, threads: ComputeLibrary.threadCount)
    {
      let options = run.options
      let isFree = run.status == .iterationLimit && options.askedIterations == nil
      let left = options.timeLimit.map { $0 - (Machine.now() - run.pipeline.start) } ?? .infinity
      if isFree, seconds <= min(left, max(Self.fewSeconds, run.solverSeconds)) {
        if var second = try handedOver(run) {
          try write(&second, suffix: suffix)
          return second
        }
        run.wayOn = "the interior-point method was tried, and came no further"
      } else {
        let time = seconds < 1 ? "less than a second" : "about " + durationText(seconds)
        run.wayOn = "the interior-point method would take \(time) to a proof: --solver ipm"
      }
    }
    try write(&run, suffix: suffix)
    return run
  }

  /// The same problem by the interior-point method; nil where that does not prove more.
  private func handedOver(_ run: SolveRun) throws -> ConicRun? {
    let certificate = run.solution.certificate
    let former =
      "admm came to its limit of \(counted(run.solution.iterations, "iteration")) after"
      + " \(durationText(run.solverSeconds)) with a gap of \(scientific(certificate.gap)); handed over to ipm"
    if !common.quiet && !common.json { Terminal.printMessage(former + "\n") }
    var pipeline = run.pipeline
    var second = try conicRun(
      .training(run.problem), .ipm, run.bound, try data.settings(), run.options, &pipeline,
      isFirst: false)
    let gap = second.document.gap.value ?? .infinity
    guard second.status == .optimal || second.status == .almostOptimal && gap < certificate.gap
    else { return nil }
    second.former = former
    return second
  }
}
