internal import Backends
internal import Canonicalize
internal import DSL

/// `--phase plan` of what a solver of conic programs takes.
extension InspectCommand {
  func conicPlan(
    _ model: CheckedModel, _ asked: ConicSolver?, _ known: BoundProblem?,
    _ pipeline: inout Pipeline,
    _ format: InspectFormat
  ) throws -> String {
    let settings = try data.settings()
    let instance: ConicInstance
    switch model {
    case .training(let problem):
      let training = try (known ?? pipeline.read(problem, settings)).instance
      if asked != .glpk, let (structure, _) = try pipeline.structure(of: training) {
        let costs = StructuredCosts(of: structure)
        return format == .json
          ? jsonText(PlanDocument(costs, structure)) : costs.text(structure)
      }
      instance = .training(training)
    case .program(let program): instance = .program(try pipeline.read(program, settings))
    }
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
    return format == .json ? jsonText(PlanDocument(sizes, chosen)) : planText(sizes, chosen)
  }
}
