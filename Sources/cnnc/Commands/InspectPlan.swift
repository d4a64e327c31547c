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
        let document = StructuredPlanDocument(structure)
        return format == .json ? jsonText(document) : document.text
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
    let document = ConicPlanDocument(sizes, chosen)
    return format == .json ? jsonText(document) : document.text
  }
}

/// The plan of the structured interior-point method: schema `cnnc.plan/1`.
struct StructuredPlanDocument: Encodable {
  struct Alternative: Encodable {
    let system: String
    let order: Int
    let iterationFlops: Double
    let bytes: Double

    enum CodingKeys: String, CodingKey {
      case system, order, bytes
      case iterationFlops = "iteration_flops"
    }
  }

  let schema = "cnnc.plan/1"
  let solver = "ipm"
  let chosen: String
  let samples: Int
  let features: Int
  let patterns: Int
  let alternatives: [Alternative]

  init(_ structure: TrainingStructure) {
    let costs = StructuredCosts(of: structure)
    chosen = costs.chosen.plan.rawValue
    (samples, features) = (structure.sampleCount, structure.featureCount)
    patterns = structure.patterns.count
    alternatives = costs.alternatives.map {
      Alternative(
        system: $0.plan.rawValue, order: $0.order, iterationFlops: $0.flops, bytes: $0.bytes)
    }
  }

  var text: String {
    var lines = [
      "INTERIOR-POINT PLAN for n = \(samples), d = \(features), P = \(patterns)",
      "  method      Newton systems by the structure of the problem, D_i X never formed",
      "  weights     Cholesky factors of order \(features), one for each group and pair",
      "",
      "  system      order         an iteration  factors",
    ]
    for alternative in alternatives {
      lines.append(
        "  " + alternative.system.padded(12) + "\(alternative.order)".padded(14)
          + amountText(alternative.iterationFlops, "FLOP").padded(14)
          + amountText(alternative.bytes, "B")
          + (alternative.system == chosen ? "  <- chosen" : ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The plan where there is no structure to use: schema `cnnc.plan/1`.
struct ConicPlanDocument: Encodable {
  let schema = "cnnc.plan/1"
  let solver: String
  let chosen: String
  let variables: Int
  let rows: Int
  let nonzeros: Int

  init(_ sizes: ConicSizes, _ solver: ConicSolver) {
    self.solver = solver.rawValue
    chosen =
      switch solver {
      case .ipm: "sparse"
      case .glpk: "simplex"
      }
    (variables, rows, nonzeros) = (sizes.variables, sizes.rows, sizes.nonzeros)
  }

  var text: String {
    let (title, method) =
      chosen == "simplex"
      ? ("SIMPLEX PLAN", "the simplex method of glpk on the linear program as a whole")
      : ("INTERIOR-POINT PLAN", "Newton systems by a sparse LDL' factor of the conic program")
    return """
      \(title)
        method      \(method)
        program     \(variables) variables, \(rows) rows, \(nonzeros) nonzeros

      """
  }
}
