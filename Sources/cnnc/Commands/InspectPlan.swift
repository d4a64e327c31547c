internal import Backends
internal import Canonicalize
internal import DSL

/// `--phase plan`.
extension InspectCommand {
  /// How the problem is going to be solved, and where data decide on the solver, what each would take.
  func plan(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let threads = try solver.threadCount()
    pipeline.memoryLimit = try solver.memoryLimit()
    let model = try pipeline.compile(spec.spec, values: try spec.parameterValues())
    var options = try pipeline.options(model.declarations)
    try solver.apply(to: &options)
    switch try pipeline.road(for: model, solver: solver.solver) {
    case .conic(let asked):
      try pipeline.tellOptions(options, of: SolverRequest.Name(asked))
      return try conicPlan(model, asked, nil, options, &pipeline, threads).page(format)
    case .admm(let problem):
      let bound = try pipeline.read(problem, try data.settings())
      return try admmPlan(problem, bound, options, &pipeline, threads).page(format)
    case .byData(let problem):
      let bound = try pipeline.read(problem, try data.settings())
      let reason = try pipeline.reasonForADMM(bound.instance, options, threads: threads)
      let structure = try pipeline.structure(of: bound.instance)?.0
      if let reason {
        var page = try admmPlan(problem, bound, options, &pipeline, threads)
        page.compare(
          with: .init(
            solver: "ipm", iterations: structure.map { _ in StructuredCosts.expectedIterations },
            nominalSeconds: structure.map {
              StructuredCosts(of: $0).chosen.nominalSeconds(threads: threads)
            }, reason: reason))
        return page.page(format)
      }
      var page = try conicPlan(model, nil, bound, options, &pipeline, threads)
      // Worst cases have no program before dead gates are known, which may take long.
      let other =
        problem.hasPerturbedFit
        ? nil
        : try pipeline.plan(try pipeline.trainingProgram(problem, bound), options, threads: threads)
      page.compare(
        with: .init(
          solver: "admm", iterations: other?.expectedIterations,
          nominalSeconds: other?.chosen.seconds,
          reason: "takes many more iterations to a proof"))
      return page.page(format)
    }
  }

  private func admmPlan(
    _ problem: TrainingProblem, _ bound: BoundProblem, _ options: SolveOptions,
    _ pipeline: inout Pipeline, _ threads: Int
  ) throws -> PlanPage {
    if problem.hasPerturbedFit, !bound.instance.activeSets.isEmpty {
      let (kept, dead) = try pipeline.findDeadGates(
        bound.instance, optimization.level, control: .unlimited)
      let alive = LivingGates(of: kept, among: bound.instance.patterns.count, dead: dead)
      let plan = try pipeline.plan(
        try pipeline.robustProgram(problem, alive.instance), options, threads: threads)
      return PlanPage(
        document: PlanDocument(plan), text: plan.text, iterations: plan.expectedIterations)
    }
    let plan = try pipeline.plan(
      try pipeline.trainingProgram(problem, bound), options, threads: threads)
    return PlanPage(
      document: PlanDocument(plan), text: plan.text, iterations: plan.expectedIterations)
  }

  private func conicPlan(
    _ model: CheckedModel, _ asked: ConicSolver?, _ known: BoundProblem?,
    _ options: SolveOptions, _ pipeline: inout Pipeline, _ threads: Int
  ) throws -> PlanPage {
    let settings = try data.settings()
    let instance: ConicInstance
    switch model {
    case .training(let problem):
      let training = try (known ?? pipeline.read(problem, settings)).instance
      if asked != .glpk, !options.isSparse,
        let (structure, _) = try pipeline.structure(of: training)
      {
        let costs = StructuredCosts(of: structure)
        return PlanPage(
          document: PlanDocument(costs, structure, threads: threads),
          text: costs.text(structure, threads: threads),
          iterations: StructuredCosts.expectedIterations)
      }
      instance = .training(training)
    case .program(let program): instance = .program(try pipeline.read(program, settings))
    }
    try pipeline.checkMemory(for: instance)
    let sizes: ConicSizes
    do throws(CanonicalFailure) {
      sizes = try instance.sizes().sizes
    } catch {
      throw pipeline.report.stop(error.diagnostic)
    }
    // A program is made only where its entries decide on the solver.
    let isOpen =
      asked == .glpk
      || asked == nil && sizes.secondOrder == 0 && sizes.exponential == 0
        && sizes.nonzeros <= ConicSolver.simplexEntries
    let chosen =
      isOpen ? try pipeline.conicSolver(asked, for: try pipeline.canonicalize(instance)) : .ipm
    return PlanPage(document: PlanDocument(sizes, chosen), text: planText(sizes, chosen))
  }
}
