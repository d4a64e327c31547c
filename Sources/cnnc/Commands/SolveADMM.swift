internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// The road through the convex program (2.5) in its own form.
extension SolveCommand {
  /// Solves a problem whose data are read, once for each value of a sweep, and prints the result.
  func solveByADMM(
    _ problem: TrainingProblem, _ bound: BoundProblem, _ options: SolveOptions,
    _ pipeline: inout Pipeline, reason: String? = nil
  ) throws -> Int32 {
    try checkOutputs(of: .training(problem), &pipeline)
    if problem.hasPerturbedFit {
      return try solveRobustly(problem, bound, options, &pipeline, reason: reason)
    }
    if let sweep = problem.declarations.sweep {
      try starting.refuse("this is for one run, and the spec has a sweep", help: "leave it out")
      return try solve(problem, bound, sweep, options, pipeline)
    }
    let run = try solve(problem, bound, options, &pipeline, isFirst: true, reason: reason)
    return try finish(run)
  }

  /// Writes and prints the result of a run.
  func finish(_ run: SolveRun) throws -> Int32 {
    let run = try completed(run, suffix: "")
    try Terminal.printResult(common.json ? jsonText(run.document) : run.text)
    return run.status.exitCode
  }

  /// Solves a problem whose data are read; warnings are told once.
  func solve(
    _ problem: TrainingProblem, _ all: BoundProblem, _ options: SolveOptions,
    _ pipeline: inout Pipeline, isFirst: Bool, reason: String? = nil
  ) throws -> SolveRun {
    let (bound, heldOut) = try pipeline.split(all, options, seed: data.seed)
    let program = try pipeline.trainingProgram(problem, bound)
    let plan = try pipeline.plan(program, options, threads: ComputeLibrary.threadCount)
    var hooks = ADMMHooks<ADMMState>()
    hooks.start = try pipeline.start(
      starting, program, plan, limits: limits(options, start: pipeline.start))
    if isFirst { try checkDestinations(problem.declarations.outputs, &pipeline.report) }
    if let heldOut {
      hooks.stopping = EarlyStopping(patience: options.patience) { heldOut.score($0) }
    }
    let writer = starting.writer(ADMMFingerprint(program, plan))
    if let writer { hooks.checkpoint = { writer.take($0, isLast: $1) } }
    if isFirst { announce(plan.text, pipeline) }
    let begin = Machine.now()
    let solution = watched(
      options, maxIterations: options.maxIterations, start: pipeline.start,
      memoryLimit: pipeline.memoryLimit
    ) { control in
      Backends.solveByADMM(
        program, plan: plan, settings: options.admm, hooks: hooks, control: control)
    }
    try writer?.check(&pipeline.report)
    let solverSeconds = Machine.now() - begin
    return SolveRun(
      pipeline: pipeline, problem: problem, bound: bound, program: program, plan: plan.summary,
      options: options, solution: solution, solverSeconds: solverSeconds, heldOut: heldOut,
      reason: reason,
      finishedBefore: hooks.start?.finished(by: solution))
  }

  /// Tells the warnings so far and, where that is asked for, the plan.
  func announce(_ plan: String, _ pipeline: Pipeline) {
    warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
    guard verbose else { return }
    Terminal.printMessage(
      "OpenBLAS for \(ComputeLibrary.coreType), \(ComputeLibrary.threadCount) threads\n" + plan)
  }

  /// Tells that a file that was asked for is not written.
  func tellUnwritten(_ path: String?) {
    guard let path, !common.json else { return }
    Terminal.printMessage("\(path) is not written: there is no result worth an older file\n")
  }

  /// Writes what is to be written; `suffix` goes before the ending of every path.
  func write(_ run: inout SolveRun, suffix: String) throws {
    var path = weights
    if run.status == .interrupted && path == nil && run.problem.outputs.isEmpty {
      path = run.pipeline.interruptedPath
    }
    // A run that broke down has nothing worth an older file.
    guard run.status != .numericalFailure else { return tellUnwritten(path?.withSuffix(suffix)) }
    if let path { try run.write(.weights, to: path.withSuffix(suffix), at: nil) }
    for output in run.problem.outputs {
      try run.write(output.kind, to: output.path.value.withSuffix(suffix), at: output.path.range)
    }
  }
}

extension Pipeline {
  /// Holds samples out where early stopping asks for it.
  fileprivate mutating func split(
    _ bound: BoundProblem, _ options: SolveOptions, seed: UInt64?
  ) throws -> (training: BoundProblem, heldOut: HeldOut?) {
    guard let share = options.validation else { return (bound, nil) }
    let seed = seed ?? bound.instance.patterns.seed ?? 1
    guard let (training, heldOut) = bound.holdingOut(share, seed: seed) else {
      throw report.stop(
        Diagnostic(
          "E518",
          "validation=\(shortText(share)) of \(counted(bound.instance.sampleCount, "sample")) leaves none"
            + " to hold out, or none to train on",
          at: options.asked.last { $0.name == "validation" }?.range,
          help: "take a share that leaves samples on both sides"))
    }
    return (training, heldOut)
  }
}
