internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// A finished solve with all that its report speaks of.
struct SolveRun: FinishedRun {
  var pipeline: Pipeline
  let problem: TrainingProblem
  let bound: BoundProblem
  let program: ConvexTrainingProgram
  /// The plan in one line.
  let plan: String
  let options: SolveOptions
  let solution: Solution
  /// Seconds in the solver, setup included.
  let solverSeconds: Double
  /// Samples that did not train; nil where none were held out.
  let heldOut: HeldOut?
  /// Why the ADMM was taken where another solver is the first choice.
  let reason: String?
  /// How to get a proof where this run has none; nil where it has, or where no other solver would find one.
  var wayOn: String?
  /// What stopped the interior-point method that this run was handed over to; nil where nothing did.
  var stopped: SolverStatus?
  /// The recovered network (2.4); nil for a gated one, which is its weights.
  let network: Network?
  /// Its objective (2.1), from its definition and the formulas of the spec.
  let networkObjective: Double
  /// The predictions of the network for the training samples.
  let predictions: [Double]
  /// The sum of their losses, worst cases included.
  let lossValue: Double
  /// The network under perturbations, as the spec states it; nil where nothing is perturbed.
  let worstCase: ModelEvaluation?
  /// How many gates can carry no neuron.
  let deadGates: Int
  /// Whether the losses that were solved for are those of the spec at the result.
  let agrees: Bool
  /// How many iterations a checkpoint had behind it that left none to do; nil for all other runs.
  let finishedBefore: Int?
  var written: [WrittenOutput] = []

  init(
    pipeline: Pipeline, problem: TrainingProblem, bound: BoundProblem,
    program: ConvexTrainingProgram, plan: String, options: SolveOptions, solution: Solution,
    solverSeconds: Double, heldOut: HeldOut? = nil, reason: String? = nil,
    finishedBefore: Int? = nil, perturbed: TrainingInstance? = nil, deadGates: Int = 0
  ) {
    self.pipeline = pipeline
    self.problem = problem
    self.bound = bound
    self.program = program
    self.plan = plan
    self.options = options
    self.solution = solution
    self.solverSeconds = solverSeconds
    self.heldOut = heldOut
    self.reason = reason
    self.finishedBefore = finishedBefore
    self.deadGates = deadGates
    if let perturbed {
      let model = perturbed.model(at: solution.panel.elements)
      worstCase = perturbed.evaluation(of: model, support: supportValue)
      network = model.network
      predictions = worstCase?.predictions ?? []
      (lossValue, networkObjective) = (worstCase?.loss ?? .nan, worstCase?.objective ?? .nan)
      agrees = isSame(networkObjective, solution.certificate.networkObjective)
      return
    }
    worstCase = nil
    let read: Double
    var regularizer = 0.0
    if program.isGated {
      network = nil
      let evaluation = program.evaluate(solution.panel)
      predictions = evaluation.predictions
      read = program.lossValue(predictions)
      regularizer = evaluation.objective - read
    } else {
      let network = Network(recoveredFrom: solution.panel)
      self.network = network
      predictions = network.predictions(on: program.features)
      read = program.lossValue(predictions)
      let weights = network.hidden.elements + network.output
      regularizer = program.groupWeight / 2 * weights.reduce(0) { $0 + $1 * $1 }
    }
    let stated = problem.isSquaredReLU ? read : bound.instance.statedLoss(at: predictions) ?? .nan
    lossValue = stated
    networkObjective = stated + regularizer
    agrees = isSame(stated, read)
  }

  /// How the run ended; a loss that is not that of the spec makes nothing of it.
  var status: SolverStatus { agrees ? stopped ?? solution.status : .numericalFailure }
  /// How many neurons have weights.
  var neuronCount: Int {
    network?.neuronCount
      ?? (0..<solution.panel.columnCount).count { norm2(solution.panel.column($0)) > 0 }
  }
  /// What the returned point is a point of.
  var programName: String {
    program.isGated ? "the problem" : worstCase == nil ? "(2.5)" : "(2.5) at its worst"
  }

  /// Seconds spent iterating, certifying and polishing.
  var iterationSeconds: Double { solverSeconds - solution.setupSeconds }

  /// How well the network fits its training data.
  var fit: FitMeasure? { bound.fit(predictions) }

  func content(_ kind: OutputRequest.Kind, path: String) throws -> [UInt8] {
    switch kind {
    case .weights:
      guard let network else { preconditionFailure("a gated network has no such output") }
      return try NetworkFile.bytes(
        network: network, panel: solution.panel, description: bound.description(in: pipeline))
    case .predictions:
      return predictionBytes(predictions, path: path)
    case .gates: return gateBytes(program.patterns, samples: program.sampleCount)
    case .duals: preconditionFailure("what cannot be written is refused before data are read")
    case .report:
      return Array((path.hasSuffix(".json") ? jsonText(document) : text).utf8)
    }
  }
}

/// Whether a value that was solved for is the one of the spec, up to rounding.
private func isSame(_ stated: Double, _ read: Double) -> Bool {
  abs(stated - read) <= 1e-8 * (1 + abs(stated))
}

/// Predictions as a file: NumPy where the name ends so, else a CSV with a header.
func predictionBytes(_ predictions: [Double], path: String) -> [UInt8] {
  if path.hasSuffix(".npy") {
    return NPYWriter.write(NumericArray(shape: [predictions.count], values: predictions))
  }
  return Array(("prediction\n" + predictions.map { "\($0)\n" }.joined()).utf8)
}
