internal import Backends
internal import Canonicalize

/// How a problem is going to be solved, as JSON: schema `cnnc.plan/1`. What a method does not have is absent.
struct PlanDocument: Encodable {
  /// One way to solve the linear systems, with its price.
  struct Alternative: Encodable {
    let system: String
    var order: Int?
    var setupFlops: Double?
    let iterationFlops: Double
    let bytes: Double
    var nominalSeconds: Double?

    enum CodingKeys: String, CodingKey {
      case system, order, bytes
      case setupFlops = "setup_flops"
      case iterationFlops = "iteration_flops"
      case nominalSeconds = "nominal_seconds"
    }
  }

  let schema = "cnnc.plan/1"
  let solver: String
  let chosen: String
  /// Absent where a conic program is solved with its matrix.
  var alternatives: [Alternative]?
  /// Sizes of a problem that is solved by its structure.
  var samples: Int?
  var features: Int?
  var patterns: Int?
  /// Sizes of a conic program.
  var variables: Int?
  var rows: Int?
  var nonzeros: Int?
  /// Settings of the ADMM.
  var coupling: String?
  var penalty: Double?
  var relaxation: Double?
  var balanced: Bool?
  /// The proximal steps of its loss: all, and those in closed form.
  var proximalSteps: Int?
  var closedForm: Int?
  /// True for worst cases; absent where nothing is perturbed.
  var robust: Bool?

  enum CodingKeys: String, CodingKey {
    case schema, solver, chosen, alternatives, samples, features, patterns
    case variables, rows, nonzeros, coupling, penalty, relaxation, balanced, robust
    case proximalSteps = "proximal_steps"
    case closedForm = "closed_form"
  }

  /// The plan of the ADMM.
  init(_ plan: ADMMPlan) {
    (solver, chosen) = ("admm", plan.method.rawValue)
    (coupling, penalty) = (plan.coupling.rawValue, plan.penalty)
    (relaxation, balanced) = (plan.relaxation, plan.balancesPenalty)
    proximalSteps = plan.coupling == .split ? plan.sampleCount : 0
    closedForm = plan.coupling == .split ? plan.closedFormCount : 0
    alternatives = plan.alternatives.map(Alternative.init)
  }

  /// The plan of the ADMM for worst cases.
  init(_ plan: RobustPlan) {
    (solver, chosen, robust) = ("admm", plan.method.rawValue, true)
    (coupling, penalty) = (ADMMSettings.Coupling.split.rawValue, plan.penalty)
    (relaxation, balanced) = (plan.relaxation, plan.balancesPenalty)
    (proximalSteps, closedForm) = (plan.sampleCount, 0)
    alternatives = plan.alternatives.map(Alternative.init)
  }

  /// The plan of the structured interior-point method.
  init(_ costs: StructuredCosts, _ structure: TrainingStructure) {
    (solver, chosen) = (ConicSolver.ipm.rawValue, costs.chosen.plan.rawValue)
    (samples, features) = (structure.sampleCount, structure.featureCount)
    patterns = structure.patterns.count
    alternatives = costs.alternatives.map {
      Alternative(
        system: $0.plan.rawValue, order: $0.order, iterationFlops: $0.flops, bytes: $0.bytes)
    }
  }

  /// The plan where there is no structure to use.
  init(_ sizes: ConicSizes, _ solver: ConicSolver) {
    self.solver = solver.rawValue
    chosen =
      switch solver {
      case .ipm: "sparse"
      case .glpk: "simplex"
      }
    (variables, rows, nonzeros) = (sizes.variables, sizes.rows, sizes.nonzeros)
  }
}

extension PlanDocument.Alternative {
  fileprivate init(_ alternative: ADMMPlan.Alternative) {
    self.init(
      system: alternative.method.rawValue, setupFlops: alternative.setupFlops,
      iterationFlops: alternative.iterationFlops, bytes: alternative.bytes,
      nominalSeconds: alternative.seconds)
  }
}

extension StructuredCosts {
  /// The plan of the structured interior-point method as people read it.
  func text(_ structure: TrainingStructure) -> String {
    let (n, d, p) = (
      structure.sampleCount, structure.featureCount, structure.patterns.count
    )
    var lines = [
      "INTERIOR-POINT PLAN for n = \(n), d = \(d), P = \(p)",
      "  method      Newton systems by the structure of the problem, D_i X never formed",
      "  weights     Cholesky factors of order \(d), one for each group and pair",
      "",
      "  system      order         an iteration  factors",
    ]
    for alternative in alternatives {
      lines.append(
        "  " + alternative.plan.rawValue.padded(12) + "\(alternative.order)".padded(14)
          + amountText(alternative.flops, "FLOP").padded(14)
          + amountText(alternative.bytes, "B")
          + (alternative.plan == chosen.plan ? "  <- chosen" : ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The plan of a conic program with its matrix as people read it.
func planText(_ sizes: ConicSizes, _ solver: ConicSolver) -> String {
  let (title, method) =
    switch solver {
    case .glpk:
      ("SIMPLEX PLAN", "the simplex method of glpk on the linear program as a whole")
    case .ipm:
      ("INTERIOR-POINT PLAN", "Newton systems by a sparse LDL' factor of the conic program")
    }
  return """
    \(title)
      method      \(method)
      program     \(sizes.variables) variables, \(sizes.rows) rows, \(sizes.nonzeros) nonzeros

    """
}
