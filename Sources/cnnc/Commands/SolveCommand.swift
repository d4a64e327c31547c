internal import ArgumentParser
internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// `cnnc solve FILE`
struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract:
      "Train the network of a spec, or solve the program of a file, and prove how good it is.",
    discussion: """
      Prints the objective of the convex program at the returned point, how far its constraints \
      are violated, a proven lower bound, the gap between them, and the original nonconvex objective \
      of the recovered network. "optimal" is said only when gap and violation meet the tolerance.

      A long run of the ADMM keeps its state with --checkpoint FILE.npz, and --resume FILE.npz goes on \
      from there, with the same spec, data and settings. --set validation=0.2 holds samples out and \
      returns the point that does best on them, --set patience=N iterations after it at the latest. \
      A run that comes to 20000 iterations without a proof is handed over to the interior-point \
      method, unless --max-iter is given.

      A file .cbf, .mps, .qps or .lp (also .gz) is solved as it stands: its iterations are told on \
      standard error unless --quiet or --json is given. --solution writes values and multipliers \
      by name, also of a spec that is solved as a conic program.

      Where there is no point, constraints are told that exclude each other, and how large \
      perturbations may be; --set explain_limit=SECONDS bounds that search (default 5, 0 for none).
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var spec: SpecOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var solver: SolverOptions
  @OptionGroup var optimization: OptimizationOptions
  @OptionGroup var starting: StartOptions

  @Option(
    name: .long, help: ArgumentHelp("Write the network to this file.", valueName: "file.npz"))
  var weights: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write values and multipliers by name, or the certificate: text, .csv or .json.",
      valueName: "file"))
  var solution: String?

  @Flag(
    name: .long,
    help: "Say what the numbers are computed with, the plan, and the iterations of conic solvers.")
  var verbose = false

  func run() throws {
    ComputeKernels.prepare()
    try cnnc.run(common) {
      if let format = ConicFormat(fileName: spec.spec) {
        try starting.refuse("this is for specs", help: "leave it out")
        return try solveFile(format)
      }
      var pipeline = Pipeline(specName: specName(spec.spec))
      let values = try spec.parameterValues()
      var settings = try data.settings()
      ComputeLibrary.threadCount = try solver.threadCount()
      try checkDestinations([], &pipeline.report)
      try starting.check()
      let model = try pipeline.compile(spec.spec, values: values)
      let road = try pipeline.road(for: model, solver: solver.solver)
      var options = try pipeline.options(model.declarations)
      pipeline.memoryLimit = try solver.memoryLimit()
      try solver.apply(to: &options)
      settings.drawsSamples = options.validation != nil
      pipeline.tellLevel(optimization.level, for: model)
      try pipeline.checkSwept(model, values)
      try checkDestinations(model.declarations.outputs, &pipeline.report)
      switch road {
      case .admm(let problem):
        try pipeline.tellOptions(options, of: .admm)
        try refuseSolution()
        let bound = try pipeline.read(problem, settings)
        return try solveByADMM(problem, bound, options, &pipeline)
      case .byData(let problem):
        let bound = try pipeline.read(problem, settings)
        let reason =
          solution == nil
          ? try pipeline.reasonForADMM(
            bound.instance, options, start: starting.given, threads: ComputeLibrary.threadCount)
          : nil
        if let reason {
          try pipeline.tellOptions(options, of: .admm)
          return try solveByADMM(problem, bound, options, &pipeline, reason: reason)
        }
        try refuseStart("the interior-point method")
        try pipeline.tellOptions(options, of: .auto)
        return try solveConic(model, nil, bound, values, settings, options, &pipeline)
      case .conic(let asked):
        try refuseStart(asked?.rawValue ?? "the interior-point method")
        try pipeline.tellOptions(options, of: SolverRequest.Name(asked))
        return try solveConic(model, asked, nil, values, settings, options, &pipeline)
      }
    }
  }

  /// Stops before anything long where an output would take the place of what was read, or of another output.
  func checkDestinations(_ outputs: [OutputRequest], _ report: inout Report) throws {
    var taken: [String: String] = [:]
    var asked: [(option: String, path: String, range: SourceRange?)] = []
    for (option, path) in [
      ("--weights", weights), ("--solution", solution), ("--checkpoint", starting.checkpoint),
    ] {
      if let path { asked.append((option, path, nil)) }
    }
    for output in outputs {
      asked.append(("`output \(output.kind.rawValue)`", output.path.value, output.path.range))
    }
    for (option, path, range) in asked {
      try report.checkOutput(path, at: range)
      if let other = taken.updateValue(option, forKey: linkTarget(path)) {
        throw report.stop(
          Diagnostic(
            "E422", "cannot write \(path): \(other) and \(option) name one file", at: range,
            help: "give each its own"))
      }
    }
  }

  private func refuseSolution() throws {
    guard solution != nil else { return }
    throw Failure.usage(
      "E609", "--solution writes the point of a conic program, and the admm has none",
      help: "take `--solver ipm`, or `--weights` for the network")
  }

  private func refuseStart(_ solver: String) throws {
    try starting.refuse(
      "this is for the ADMM, and the problem is solved by \(solver)",
      help: "leave it out, or take `--solver admm`")
  }

  /// Runs a solver under the limits, with progress, or a log of all iterations, and interrupts.
  func watched<Result>(
    _ options: SolveOptions, maxIterations: Int, start: Double, memoryLimit: Double,
    stated: StatedObjective = StatedObjective(), isLogged: Bool = false,
    _ solve: (SolverControl) -> Result
  ) -> Result {
    let printer = ProgressPrinter(isLive: Terminal.isInteractive, start: start, stated)
    let log = isLogged ? IterationLog(start: start, stated) : nil
    let isQuiet = common.quiet
    var control = limits(options, start: start)
    control.maxIterations = maxIterations
    control.report = { progress in
      if isQuiet { return }
      if let log { log.show(progress) } else { printer.show(progress) }
    }
    control.presolves = options.presolves
    control.memoryLimit = memoryLimit
    control.presolved = { summary in
      if log != nil, !isQuiet, !summary.isEmpty {
        Terminal.printMessage("presolve: \(summary.text)\n")
      }
    }
    control.handedOver = { handover in
      if log != nil, !isQuiet { Terminal.printMessage(handover.text + "\n") }
    }
    defer { printer.finish() }
    return solve(control)
  }

  /// The limits of a run for what is done before the solver starts.
  func limits(_ options: SolveOptions, start: Double) -> SolverControl {
    let interrupt = Interrupt.shared
    return SolverControl(
      tolerance: options.tolerance, maxIterations: Int.max, timeLimit: options.timeLimit,
      elapsed: { Machine.now() - start }, isInterrupted: { interrupt.isRaised })
  }
}

extension Report {
  /// Stops before anything long if a file cannot be written in the end.
  mutating func checkOutput(_ path: String, at range: SourceRange?) throws {
    do {
      try checkWritable(path)
    } catch {
      throw stop(Report.unwritable(path, error, at: range))
    }
  }

  /// The message about a file that cannot be written.
  static func unwritable(
    _ path: String, _ failure: FileFailure, at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      "E422", "cannot write \(path): \(failure.reason)", at: range,
      help: failure.isMissing
        ? "make the folder first, or choose another" : "give another name or place")
  }
}
