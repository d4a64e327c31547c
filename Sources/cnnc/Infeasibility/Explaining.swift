internal import Backends
internal import Canonicalize
internal import DSL

/// Where an explanation is searched for, after a run that ended as infeasible.
extension SolveCommand {
  /// The conflict in a spec, and how large its perturbations may be; nil where the search is not to be made, or
  /// finds nothing.
  func explanation(
    of run: ConicRun, _ options: SolveOptions, _ pipeline: inout Pipeline
  ) -> InfeasibilityReport? {
    guard case .infeasible(let z) = run.solution.certificate, options.explainLimit > 0,
      // A problem that was solved by structure may have a matrix that does not fit.
      run.program.sizes.nonzeros <= 5_000_000,
      let program = try? pipeline.canonicalize(run.conicInstance)
    else { return nil }
    let outline = program.outline
    let constraints = UserConstraints(run.model, outline)
    var search = ConflictSearch(
      program: program, constraintOfRow: constraints.constraintOfRow,
      control: explanationLimits(options, start: pipeline.start, share: 0.5))
    // A certificate by structure has the rows of another program.
    guard let conflict = search.run(from: run.plan == nil ? z : nil) else { return nil }
    return InfeasibilityReport(
      constraints: constraints, program: outline, conflict: conflict,
      radius: run.radiusLimit(explanationLimits(options, start: pipeline.start, share: 0.5)))
  }

  /// The conflict in a file.
  func explanation(of run: FileRun, start: Double) -> InfeasibilityReport? {
    guard case .infeasible(let z) = run.solution.certificate, run.options.explainLimit > 0 else {
      return nil
    }
    let constraints = UserConstraints(run.file)
    var search = ConflictSearch(
      program: run.program, constraintOfRow: constraints.constraintOfRow,
      control: explanationLimits(run.options, start: start, share: 1))
    return search.run(from: z).map {
      InfeasibilityReport(constraints: constraints, program: nil, conflict: $0)
    }
  }
}

extension ConicRun {
  /// The spec with its data, as the solver had it.
  fileprivate var conicInstance: ConicInstance {
    switch meaning {
    case .training(_, let instance, _, _): .training(instance)
    case .program(let instance, _): .program(instance)
    }
  }
}
