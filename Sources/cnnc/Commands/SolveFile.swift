internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// `cnnc solve FILE.cbf`: a program that is given itself, without a spec.
extension SolveCommand {
  /// Solves the program of a file and prints the result.
  func solveFile(_ format: ConicFormat) throws -> Int32 {
    try refuseSpecOptions()
    ComputeLibrary.threadCount = try solver.threadCount()
    var options = SolveOptions()
    let memoryLimit = try solver.memoryLimit()
    try solver.apply(to: &options)
    options.defaultTolerance = 1e-8
    let start = Machine.now()
    var report = Report(sources: SourceMap())
    if let solution { try report.checkOutput(solution, at: nil) }
    var input = try ConicInput(reading: spec.spec, format)
    warn(input.report.diagnostics, in: input.report.sources, common)
    try checkDestinations([], &input.report)
    let begin = Machine.now()
    let file = ConicFile(input.source)
    let program = ConicProgram(file)
    if let curvature = program.quadratic.negativeCurvature() {
      throw input.report.stop(Self.nonconvex(curvature, file, input.path))
    }
    let chosen = try conicSolver(for: program, &input.report)
    try tellOptions(options)
    let compileSeconds = Machine.now() - begin
    let before = Machine.now()
    let found = watched(
      options, maxIterations: options.askedIterations ?? Int(Int32.max), start: start,
      memoryLimit: memoryLimit,
      stated: StatedObjective(isMaximization: file.isMaximization, constant: file.constant),
      isLogged: verbose || !common.json
    ) { chosen.solve(program, mayHandOver: !isAsked, control: $0) }
    if let bytes = found.neededBytes {
      throw input.report.stop(.tooLarge(bytes, memoryLimit))
    }
    var run = FileRun(
      input: input, file: file, program: program, solver: found.handover?.to ?? chosen,
      options: options,
      solution: found, start: start, compileSeconds: compileSeconds,
      solverSeconds: Machine.now() - before)
    run.infeasibility = explanation(of: run, start: start)
    if let solution { try run.write(to: solution) }
    try Terminal.printResult(common.json ? jsonText(run.document) : run.text)
    if !common.json, let proof = run.proof { try tell([proof], in: input.report.sources, common) }
    return found.status.exitCode
  }

  /// Whether the command line names the solver.
  private var isAsked: Bool { solver.solver.map { $0 != .auto } ?? false }

  /// Options that only a spec has a use for.
  private func refuseSpecOptions() throws {
    try spec.refuse(data, optimization)
    if weights != nil {
      throw Failure.notForFiles(
        "--weights", spec.spec, "it has no network; `--solution` writes the point")
    }
    for name in solver.set.compactMap({ $0.split(separator: "=").first.map(String.init) }) {
      guard !SolveOptions.ofFiles.contains(name),
        let owner = SolveOptions.help.first(where: { $0.name == name })?.owner
      else { continue }
      throw Failure.notForFiles(
        "--set \(name)", spec.spec, "it is an option of \(owner.rawValue) for specs")
    }
  }

  /// Refuses options of a solver that was not asked for.
  private func tellOptions(_ options: SolveOptions) throws {
    guard isAsked, let name = solver.solver,
      let wrong = options.asked.first(where: { $0.owner != nil && $0.owner != name }),
      let owner = wrong.owner
    else { return }
    throw Failure.usage(
      "E602",
      "--set \(wrong.name): this is an option of \(owner.rawValue), and the program is solved by"
        + " \(name.rawValue)",
      help: "leave it out, or take `--solver \(owner.rawValue)`")
  }

  /// The solver asked for, or the one that suits the program.
  private func conicSolver(
    for program: ConicProgram, _ report: inout Report
  ) throws -> ConicSolver {
    guard isAsked, let name = solver.solver else { return .choice(for: program) }
    guard let asked = ConicSolver(rawValue: name.rawValue) else {
      throw report.stop(
        Diagnostic(
          "E506", "the ADMM trains ReLU networks, and `\(spec.spec)` holds a program", at: nil,
          help: "take `--solver ipm`, or leave the choice to cnnc"))
    }
    guard let part = asked.obstacle(in: program) else { return asked }
    let what =
      switch part.kind {
      case .squares: "a quadratic objective"
      case .secondOrder: "second-order cones"
      case .exponential: "exponential cones"
      }
    throw report.stop(
      Diagnostic(
        "E507", "\(name.rawValue) takes linear programs, and `\(spec.spec)` has \(what)", at: nil,
        help: "take `--solver ipm`, or leave the choice to cnnc"))
  }

  /// The refusal of an objective that is not convex, with a direction that shows it.
  private static func nonconvex(
    _ found: NegativeCurvature, _ file: ConicFile, _ path: String
  ) -> Diagnostic {
    let sign = file.isMaximization ? -1.0 : 1.0
    let parts = found.direction.indices.filter { found.direction[$0] != 0 }
      .sorted { abs(found.direction[$0]) > abs(found.direction[$1]) }
    let shown = combination(parts.map { (file.variableNames[$0], found.direction[$0]) })
    return Diagnostic(
      "E509",
      "the objective of `\(path)` is not \(file.isMaximization ? "concave" : "convex")", at: nil,
      notes: [
        "along d = \(shown) it curves \(file.isMaximization ? "upward" : "downward"): d'Pd ="
          + " \(significant(sign * found.value, 4))"
      ],
      help: file.isMaximization
        ? "a maximum needs a negative semidefinite P: look at the signs of the quadratic part"
        : "a minimum needs a positive semidefinite P: look at the signs of the quadratic part")
  }
}

extension Failure {
  /// An option of specs, given with a file that holds a program.
  static func notForFiles(_ option: String, _ path: String, _ reason: String) -> Failure {
    usage(
      "E609", "\(option) is for specs, and `\(path)` holds a program: \(reason)",
      help: "leave it out")
  }
}
