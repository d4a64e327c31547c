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

  /// What a solver takes, where the data decide on it.
  struct Solver: Encodable {
    let solver: String
    var iterations: Int?
    var nominalSeconds: Double?
    /// Why it was not taken; absent for the one that was.
    var reason: String?

    enum CodingKeys: String, CodingKey {
      case solver, iterations, reason
      case nominalSeconds = "nominal_seconds"
    }
  }

  let schema = "cnnc.plan/1"
  let solver: String
  let chosen: String
  /// Absent where a conic program is solved with its matrix.
  var alternatives: [Alternative]?
  /// Absent where the solver was asked for, or none but it takes the problem.
  var solvers: [Solver]?
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
  /// Whether factors are of single precision at first.
  var singlePrecision: Bool?
  /// True for worst cases; absent where nothing is perturbed.
  var robust: Bool?

  enum CodingKeys: String, CodingKey {
    case schema, solver, chosen, alternatives, solvers, samples, features, patterns
    case variables, rows, nonzeros, coupling, penalty, relaxation, balanced, robust
    case proximalSteps = "proximal_steps"
    case closedForm = "closed_form"
    case singlePrecision = "single_precision"
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
  init(_ costs: StructuredCosts, _ structure: TrainingStructure, threads: Int) {
    (solver, chosen) = (ConicSolver.ipm.rawValue, costs.chosen.plan.rawValue)
    singlePrecision = costs.chosen.isSingle
    (samples, features) = (structure.sampleCount, structure.featureCount)
    patterns = structure.patterns.count
    alternatives = costs.alternatives.map {
      Alternative(
        system: $0.plan.rawValue, order: $0.order, iterationFlops: $0.flops, bytes: $0.bytes,
        nominalSeconds: $0.nominalSeconds(threads: threads))
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
