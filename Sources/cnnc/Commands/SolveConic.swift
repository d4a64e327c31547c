internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// The road through the conic program.
extension SolveCommand {
  /// Solves the conic program of a spec, once for each value of a sweep, and prints the result.
  func solveConic(
    _ model: CheckedModel, _ asked: ConicSolver?, _ known: BoundProblem?,
    _ values: [String: Double], _ settings: BindingSettings, _ options: SolveOptions,
    _ pipeline: inout Pipeline
  ) throws -> Int32 {
    try checkOutputs(of: model, &pipeline)
    var options = options
    // Methods that converge this fast stop at what double precision gives without effort.
    options.defaultTolerance = 1e-8
    guard let sweep = model.declarations.sweep else {
      var run = try conicRun(model, asked, known, settings, options, &pipeline, isFirst: true)
      run.infeasibility = explanation(of: run, options, &pipeline)
      try write(&run, suffix: "")
      try Terminal.printResult(common.json ? jsonText(run.document) : run.text)
      try tellProof(run)
      return run.status.exitCode
    }
    return try solveEach(sweep, values, pipeline) { model, value, index, moved in
      var run = try conicRun(model, asked, nil, settings, options, &moved, isFirst: index == 0)
      try write(&run, suffix: "-\(index + 1)")
      return SweepPoint(value: value, run: run)
    }
  }

  func conicRun(
    _ model: CheckedModel, _ asked: ConicSolver?, _ known: BoundProblem?,
    _ settings: BindingSettings, _ options: SolveOptions, _ pipeline: inout Pipeline, isFirst: Bool
  ) throws -> ConicRun {
    let instance: SolvableInstance
    switch model {
    case .training(let problem):
      let bound = try known ?? pipeline.read(problem, settings)
      let (kept, dead) = try pipeline.pruneGates(
        bound.instance, optimization.level, control: limits(options, start: pipeline.start))
      instance = .training(bound, kept, dead: dead)
    case .program(let model): instance = .program(try pipeline.read(model, settings))
    }
    if isFirst { try checkDestinations(model.declarations.outputs, &pipeline.report) }
    var seconds = 0.0
    let found = try answer(
      model, instance, asked, options, &pipeline, isFirst: isFirst, &seconds)
    return ConicRun(
      pipeline: pipeline, model: model, instance: instance, found: found, options: options,
      solverSeconds: seconds)
  }

  /// Outputs that a spec without a network, or a gated one, does not have.
  func checkOutputs(of model: CheckedModel, _ pipeline: inout Pipeline) throws {
    var asked: [(what: String, range: SourceRange?)] = weights == nil ? [] : [("--weights", nil)]
    let needed: [OutputRequest.Kind]
    switch model {
    case .program: needed = [.weights, .predictions, .gates]
    case .training(let problem): needed = problem.network.form == .gated ? [.weights] : []
    }
    asked += model.declarations.outputs.filter { needed.contains($0.kind) }
      .map { ("`output \($0.kind.rawValue)`", $0.path.range) }
    guard !needed.isEmpty, let first = asked.first else { return }
    throw pipeline.report.stop(
      Diagnostic(
        "E506",
        needed.count == 1
          ? "\(first.what) writes ReLU networks, and this one is gated"
          : "\(first.what) needs a network, and this spec writes its program out",
        at: first.range, help: "`output report` and `output duals` have all figures"))
  }

  func write(_ run: inout ConicRun, suffix: String) throws {
    let outputs = run.model.declarations.outputs
    var path = weights
    if run.status == .interrupted, path == nil, outputs.isEmpty,
      case .training(_, _, let recovered, _) = run.meaning, recovered.network != nil
    {
      path = run.pipeline.interruptedPath
    }
    if let solution, run.status != .numericalFailure {
      try run.writeSolution(to: solution.withSuffix(suffix))
    }
    // A run without a point has nothing worth an older file.
    switch run.status {
    case .numericalFailure, .infeasible, .unbounded: return tellUnwritten(path?.withSuffix(suffix))
    case .optimal, .almostOptimal, .illPosed, .iterationLimit, .timeLimit, .stoppedEarly, .stalled,
      .interrupted:
      break
    }
    if let path { try run.write(.weights, to: path.withSuffix(suffix), at: nil) }
    for output in outputs {
      try run.write(output.kind, to: output.path.value.withSuffix(suffix), at: output.path.range)
    }
  }

  /// Says why there is no optimum, at the constraints of the user; the JSON document has the proof too.
  private func tellProof(_ run: ConicRun) throws {
    guard !common.json, let diagnostic = run.proof else { return }
    try tell([diagnostic], in: run.pipeline.report.sources, common)
  }
}

extension Diagnostic {
  /// The factor of a conic program is too large.
  static func tooLarge(_ bytes: Double, _ limit: Double) -> Diagnostic {
    Diagnostic(
      "E508",
      "the factor of the Newton system needs \(amountText(bytes, "B")), more than the"
        + " \(amountText(limit, "B")) that may be taken", at: nil,
      help: "take fewer gates or rows, or allow more with --max-memory")
  }
}

extension Pipeline {
  /// What a program takes: its matrix by rows while it is made and by columns after, and as much again in the solver.
  private static func bytes(ofNonzeros nonzeros: Int) -> Double { 60 * Double(nonzeros) }

  /// Whether there is such a program, and its matrix would fit.
  func holds(_ instance: ConicInstance) -> Bool {
    guard let sizes = try? instance.sizes().sizes else { return false }
    return Self.bytes(ofNonzeros: sizes.nonzeros) <= memoryLimit
  }

  /// Refuses a program whose matrix would not fit, before it is made.
  mutating func checkMemory(for instance: ConicInstance) throws {
    let nonzeros: Int
    do throws(CanonicalFailure) {
      nonzeros = try instance.sizes().sizes.nonzeros
    } catch {
      throw report.stop(error.diagnostic)
    }
    let bytes = Self.bytes(ofNonzeros: nonzeros)
    guard bytes > memoryLimit else { return }
    throw report.stop(
      Diagnostic(
        "E508",
        "the conic program has \(nonzeros) nonzeros, which need \(amountText(bytes, "B")), more than the"
          + " \(amountText(memoryLimit, "B")) that may be taken",
        at: nil, help: "take fewer gates, or allow more with --max-memory"))
  }
}
