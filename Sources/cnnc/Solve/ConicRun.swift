internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// A finished solve of a conic program with all that its report speaks of.
struct ConicRun: FinishedRun {
  /// What the point of the program means, evaluated as the spec states it.
  enum Meaning {
    /// A trained model; the evaluation is nil where a loss or a support function has no value.
    case training(BoundProblem, TrainingInstance, RecoveredModel, ModelEvaluation?)
    /// Values of the declared variables.
    case program(ProgramInstance, StatedPoint)
  }

  var pipeline: Pipeline
  let model: CheckedModel
  /// The names and sizes of the conic program.
  let program: ConicOutline
  let solver: ConicSolver
  /// How the Newton systems were solved, where the solver knew the structure of the problem.
  let plan: StructuredPlan?
  let options: SolveOptions
  let solution: ConicSolution
  let meaning: Meaning
  /// How many gates can carry no neuron.
  let deadGates: Int
  /// A lower bound on (2.5) that holds whatever the multipliers are; nil where there is none.
  let provenBound: Double?
  /// Seconds in the solver.
  var solverSeconds: Double
  /// Why there is no point; nil where that was not searched for, or not found.
  var infeasibility: InfeasibilityReport?
  /// Which run of another solver was handed over; nil where none was.
  var former: String?
  /// Where values and multipliers were written; nil where they were not.
  private(set) var solutionPath: String?
  var written: [WrittenOutput] = []

  init(
    pipeline: Pipeline, model: CheckedModel, instance: SolvableInstance, found: ConicAnswer,
    options: SolveOptions, solverSeconds: Double
  ) {
    (self.pipeline, self.model) = (pipeline, model)
    (program, solver, solution) = (found.program, found.solver, found.solution)
    plan = found.structured?.plan
    (self.options, self.solverSeconds) = (options, solverSeconds)
    switch instance {
    case .training(let bound, let instance, let dead):
      let (recovered, evaluation) = Self.trimmed(
        instance, solution, slack: options.tolerance / 10)
      meaning = .training(bound, instance, recovered, evaluation)
      deadGates = dead
      provenBound = found.structured?.proof?.bound(from: solution)
    case .program(let instance):
      meaning = .program(
        instance, instance.point(solution.point, in: found.program, support: supportValue))
      (deadGates, provenBound) = (0, nil)
    }
  }

  /// The model without the neurons that the objective and the constraints of the spec do not miss.
  private static func trimmed(
    _ instance: TrainingInstance, _ solution: ConicSolution, slack: Double
  ) -> (RecoveredModel, ModelEvaluation?) {
    let full = instance.model(at: solution.point)
    guard let own = instance.evaluation(of: full, support: supportValue) else { return (full, nil) }
    for share in [1e-3, 1e-4, 1e-5, 1e-6, 1e-7] {
      let model = instance.model(at: instance.withoutSmallGroups(solution.point, below: share))
      guard let evaluation = instance.evaluation(of: model, support: supportValue) else { continue }
      if evaluation.objective <= own.objective + slack * (1 + abs(own.objective)),
        evaluation.violation <= own.violation + slack
      {
        return (model, evaluation)
      }
    }
    return (full, own)
  }

  /// How the run ended. What is optimal for the conic program must be so for the spec as it stands: its own
  /// objective is not larger, its own constraints hold. Where it is smaller than the bound of the multipliers, these
  /// prove less than they say.
  var status: SolverStatus {
    let almost = ConicCheck.almostTolerance(options.tolerance)
    let tolerances: [(tolerance: Double, status: SolverStatus)]
    switch solution.status {
    case .optimal: tolerances = [(options.tolerance, .optimal), (almost, .almostOptimal)]
    case .almostOptimal: tolerances = [(almost, .almostOptimal)]
    case .infeasible, .unbounded, .illPosed, .iterationLimit, .timeLimit, .stoppedEarly, .stalled,
      .numericalFailure, .interrupted:
      return solution.status
    }
    guard let objective = statedObjective else { return solution.status }
    let size = 1 + abs(solution.check.objective)
    let held = tolerances.first { tolerance, _ in
      objective <= solution.check.objective + tolerance * size
        && statedViolation <= tolerance * (1 + largestBound)
    }
    guard let held else { return .numericalFailure }
    return isBelowBound(objective, held.tolerance * size) ? .almostOptimal : held.status
  }

  /// Whether a network is better than the bound allows. Against perturbations it may be: these move neurons beyond the
  /// patterns that the bound is for.
  private func isBelowBound(_ objective: Double, _ slack: Double) -> Bool {
    guard case .training(_, let instance, _, _) = meaning, instance.activeSets.isEmpty else {
      return false
    }
    return objective < (provenBound ?? solution.check.dualObjective) - slack
  }

  /// The objective of the spec at the point; nil where it has no value.
  var statedObjective: Double? {
    switch meaning {
    case .training(_, _, _, let evaluation): evaluation?.objective
    case .program(_, let point): point.objective
    }
  }

  /// The largest violated constraint of the spec.
  var statedViolation: Double {
    switch meaning {
    case .training(_, _, _, let evaluation): evaluation?.violation ?? 0
    case .program(_, let point): point.violation
    }
  }

  private var largestBound: Double {
    program.rightHandSide.reduce(0) { max($0, abs($1)) }
  }

  /// Writes values and multipliers by name, or the certificate.
  mutating func writeSolution(to path: String) throws {
    do throws(FileFailure) {
      try writeFile(Array(solutionTable.text(path: path).utf8), to: path)
    } catch {
      throw pipeline.report.stop(Report.unwritable(path, error, at: nil))
    }
    solutionPath = path
  }

  func content(_ kind: OutputRequest.Kind, path: String) throws -> [UInt8] {
    switch kind {
    case .duals: return Array(dualText.utf8)
    case .report: return Array((path.hasSuffix(".json") ? jsonText(document) : text).utf8)
    case .weights, .predictions, .gates: break
    }
    guard case .training(let bound, let instance, let recovered, let evaluation) = meaning else {
      preconditionFailure("a program without a network has no such output")
    }
    if kind == .gates { return gateBytes(instance.patterns, samples: instance.sampleCount) }
    if kind == .predictions {
      return predictionBytes(evaluation?.predictions ?? [], path: path)
    }
    guard let network = recovered.network else {
      preconditionFailure("a gated network has no such output")
    }
    return try NetworkFile.bytes(
      network: network, panel: recovered.panel, description: bound.description(in: pipeline))
  }

  /// The multiplier of every row by its name, as a CSV.
  private var dualText: String {
    "row,multiplier\n"
      + program.rows.map { block in
        block.range.map { "\"\(block.name(of: $0))\",\(solution.multipliers[$0] + 0)\n" }.joined()
      }.joined()
  }
}

/// A spec with its data, on its way to a solver of conic programs.
enum SolvableInstance {
  /// A training problem as it was read, the same without the gates that were dropped, and how many gates
  /// can carry no neuron.
  case training(BoundProblem, TrainingInstance, dead: Int)
  case program(ProgramInstance)

  /// The same for the conic form.
  var conic: ConicInstance {
    switch self {
    case .training(_, let instance, _): .training(instance)
    case .program(let instance): .program(instance)
    }
  }
}
