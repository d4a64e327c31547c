internal import Backends
internal import Canonicalize
internal import DSL

/// What a solver found for a conic program.
struct ConicAnswer {
  let program: ConicOutline
  let solver: ConicSolver
  /// How the Newton systems were solved and what the multipliers can prove, where the solver knew the structure.
  let structured: (plan: StructuredPlan, proof: StructuredProof?)?
  let solution: ConicSolution
}

extension SolveCommand {
  /// Solves in the form that serves best: a training problem in its own form where it has one, else, and where
  /// the numbers of that break down, as a conic program with its matrix.
  func answer(
    _ model: CheckedModel, _ instance: SolvableInstance, _ asked: ConicSolver?,
    _ options: SolveOptions, _ pipeline: inout Pipeline, isFirst: Bool, _ seconds: inout Double
  ) throws -> ConicAnswer {
    var first: ConicAnswer?
    if asked != .glpk, !options.isSparse, let structured = try pipeline.structure(of: instance) {
      let (structure, outline) = structured
      tell(outline.sizes, .ipm, pipeline, isFirst: isFirst)
      let proof = structuredProof(instance, model, structure, options, pipeline)
      let begin = Machine.now()
      let (solution, plan) = watched(options, pipeline, constant: structure.constant) { control in
        var control = control
        if let proof { control.isProven = proof.proves }
        return solveByInteriorPoint(structure, control: control)
      }
      seconds = Machine.now() - begin
      let answer = ConicAnswer(
        program: outline, solver: .ipm, structured: (plan, proof), solution: solution)
      // The conic program keeps more digits, and takes too long where it is large.
      let isBroken =
        solution.status.isBroken
        || solution.status == .iterationLimit && options.askedIterations == nil
      guard isBroken, outline.sizes.nonzeros <= 5_000_000, pipeline.holds(instance.conic) else {
        return answer
      }
      first = answer
    }
    try pipeline.checkMemory(for: instance.conic)
    let program = try pipeline.canonicalize(instance.conic)
    let chosen = try pipeline.conicSolver(asked, for: program)
    if first == nil { tell(program.sizes, chosen, pipeline, isFirst: isFirst) }
    let solving = Machine.now()
    let solution = watched(options, pipeline, constant: program.constant) {
      chosen.solve(program, mayHandOver: asked == nil, control: $0)
    }
    seconds += Machine.now() - solving
    if let first, !solution.isBetter(than: first.solution) { return first }
    if let bytes = solution.neededBytes {
      throw pipeline.report.stop(.tooLarge(bytes, pipeline.memoryLimit))
    }
    return ConicAnswer(
      program: program.outline, solver: solution.handover?.to ?? chosen, structured: nil,
      solution: solution)
  }

  private func structuredProof(
    _ instance: SolvableInstance, _ model: CheckedModel, _ structure: TrainingStructure,
    _ options: SolveOptions, _ pipeline: Pipeline
  ) -> StructuredProof? {
    guard case .training(_, let training, _) = instance else { return nil }
    let limits = limits(options, start: pipeline.start)
    return StructuredProof(
      model, training, structure, tolerance: options.tolerance, isOver: { limits.isOver })
  }

  /// Runs a solver of conic programs under the limits: an iteration of the simplex method is cheap, so only a
  /// limit of iterations that was asked for holds.
  private func watched<Result>(
    _ options: SolveOptions, _ pipeline: Pipeline, constant: Double,
    _ solve: (SolverControl) -> Result
  ) -> Result {
    watched(
      options, maxIterations: options.askedIterations ?? Int(Int32.max), start: pipeline.start,
      memoryLimit: pipeline.memoryLimit, stated: StatedObjective(constant: constant),
      isLogged: verbose, solve)
  }

  private func tell(
    _ sizes: ConicSizes, _ solver: ConicSolver, _ pipeline: Pipeline, isFirst: Bool
  ) {
    guard isFirst else { return }
    warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
    guard verbose else { return }
    Terminal.printMessage(
      "\(solver.rawValue): \(sizes.variables) variables, \(sizes.rows) rows,"
        + " \(sizes.nonzeros) nonzeros\n")
  }
}

extension Pipeline {
  /// The structured program of a training problem; nil where it has none, or one whose factors would not fit.
  mutating func structure(
    of instance: SolvableInstance
  ) throws -> (TrainingStructure, ConicOutline)? {
    guard case .training(_, let training, _) = instance else { return nil }
    return try structure(of: training)
  }

  /// The same for a training instance.
  mutating func structure(
    of training: TrainingInstance
  ) throws -> (TrainingStructure, ConicOutline)? {
    let begin = Machine.now()
    defer { compileSeconds += Machine.now() - begin }
    do throws(CanonicalFailure) {
      guard let structure = try training.structure(),
        StructuredCosts(of: structure).chosen.bytes <= memoryLimit
      else { return nil }
      return (structure, training.outline(of: structure))
    } catch {
      throw report.stop(error.diagnostic)
    }
  }
}

extension SolverStatus {
  /// Whether a method ended for want of digits.
  fileprivate var isBroken: Bool {
    switch self {
    case .almostOptimal, .illPosed, .stalled, .numericalFailure: true
    case .optimal, .infeasible, .unbounded, .iterationLimit, .timeLimit, .stoppedEarly,
      .interrupted:
      false
    }
  }
}
