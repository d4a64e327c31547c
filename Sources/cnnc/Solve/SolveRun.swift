internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// A finished solve with all that its report speaks of.
struct SolveRun {
  var pipeline: Pipeline
  let problem: TrainingProblem
  let bound: BoundProblem
  let program: ConvexTrainingProgram
  let plan: ADMMPlan
  let options: SolveOptions
  let solution: Solution
  /// Seconds in the solver, setup included.
  let solverSeconds: Double
  /// The recovered network (2.4).
  let network: Network
  /// Its objective (2.1), from its definition.
  let networkObjective: Double
  /// The predictions of the network for the training samples.
  let predictions: [Double]
  /// What was written, in order.
  private(set) var written: [(kind: OutputRequest.Kind, path: String)] = []

  /// Where the network was written first; nil where it was not.
  var weightsPath: String? { written.first { $0.kind == .weights }?.path }

  init(
    pipeline: Pipeline, problem: TrainingProblem, bound: BoundProblem,
    program: ConvexTrainingProgram, plan: ADMMPlan, options: SolveOptions, solution: Solution,
    solverSeconds: Double
  ) {
    self.pipeline = pipeline
    self.problem = problem
    self.bound = bound
    self.program = program
    self.plan = plan
    self.options = options
    self.solution = solution
    self.solverSeconds = solverSeconds
    network = Network(recoveredFrom: solution.panel)
    predictions = network.predictions(on: program.features)
    networkObjective = network.objective(of: program, predictions: predictions)
  }

  /// Seconds spent iterating, certifying and polishing.
  var iterationSeconds: Double { solverSeconds - solution.setupSeconds }

  /// How well the network fits its training data.
  var fit: FitMeasure {
    FitMeasure(
      predictions: predictions, targets: bound.data.targets,
      labels: problem.data(named: problem.targets)?.labels)
  }

  /// Where an interrupted run without an output file saves its best network.
  var interruptedPath: String {
    let name = pipeline.specName == "<stdin>" ? "stdin" : pipeline.specName
    let file = name.split(separator: "/").last.map(String.init) ?? name
    let stem = file.hasSuffix(".cnn") ? String(file.dropLast(4)) : file
    return stem + ".interrupted.npz"
  }

  /// The exit code that belongs to the status.
  var exitCode: Int32 {
    switch solution.status {
    case .optimal: 0
    case .infeasible, .unbounded: 4
    case .iterationLimit, .timeLimit: 5
    case .numericalFailure: 6
    case .interrupted: 130
    }
  }

  /// Writes one output file.
  mutating func write(_ kind: OutputRequest.Kind, to path: String, at range: SourceRange?) throws {
    do {
      try writeFile(try content(kind, path: path), to: path)
      written.append((kind, path))
    } catch let failure as FileFailure {
      throw pipeline.report.stop(Report.unwritable(path, failure, at: range))
    } catch let error as FormatError {
      throw pipeline.report.stop(
        Diagnostic("E422", "cannot write \(path): \(error.message)", at: range))
    }
  }

  private func content(_ kind: OutputRequest.Kind, path: String) throws -> [UInt8] {
    switch kind {
    case .weights:
      return try NetworkFile.bytes(
        network: network, panel: solution.panel, description: description)
    case .predictions:
      return predictionBytes(predictions, path: path)
    case .gates: return gateBytes(path: path)
    case .duals: preconditionFailure("what cannot be written is refused before data are read")
    case .report:
      return Array((path.hasSuffix(".json") ? jsonText(document) : text).utf8)
    }
  }

  /// The patterns, n x P zeros and ones, as `patterns(npy(..))` reads them.
  private func gateBytes(path: String) -> [UInt8] {
    let bits = program.patterns.bits
    var values: [Double] = []
    for i in 0..<program.patternCount {
      for k in 0..<program.sampleCount { values.append(bits[k, i] ? 1 : 0) }
    }
    return NPYWriter.write(
      NumericArray(shape: [program.sampleCount, program.patternCount], values: values))
  }

  private var description: NetworkFile.Description {
    guard let x = problem.data(named: problem.features),
      let y = problem.data(named: problem.targets)
    else { preconditionFailure("a checked problem declares its data") }
    return NetworkFile.Description(
      schema: NetworkFile.schema, version: CNNC.version, spec: pipeline.specName,
      model: problem.title,
      features: NetworkFile.Input(x, source: x.source, table: bound.features),
      targets: NetworkFile.Input(y, source: y.source, table: bound.targets),
      hasBias: bound.transform.hasBias, centers: bound.transform.centers,
      factors: bound.transform.factors)
  }
}

/// Predictions as a file: NumPy where the name ends so, else a CSV with a header.
func predictionBytes(_ predictions: [Double], path: String) -> [UInt8] {
  if path.hasSuffix(".npy") {
    return NPYWriter.write(NumericArray(shape: [predictions.count], values: predictions))
  }
  return Array(("prediction\n" + predictions.map { "\($0)\n" }.joined()).utf8)
}

/// How well predictions meet targets: accuracy for labels, root mean squared error for numbers.
struct FitMeasure {
  /// The number of samples.
  let count: Int
  /// The share of samples whose nearest label is the right one; nil where there are no labels.
  let accuracy: Double?
  /// The root mean squared error; nil where there are labels.
  let rmse: Double?

  init(predictions: [Double], targets: [Double], labels: [Double]?) {
    count = predictions.count
    guard count > 0 else {
      (accuracy, rmse) = (nil, nil)
      return
    }
    if let labels {
      let right = zip(predictions, targets).count { nearestLabel($0, of: labels) == $1 }
      (accuracy, rmse) = (Double(right) / Double(count), nil)
    } else {
      let squares = zip(predictions, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      (accuracy, rmse) = (nil, (squares / Double(count)).squareRoot())
    }
  }

  /// The measure in words.
  var text: String {
    let samples = "\(count) sample\(count == 1 ? "" : "s")"
    if let accuracy { return "accuracy \(fixed(accuracy * 100, 2)) % of \(samples)" }
    if let rmse { return "RMSE \(significant(rmse, 6)) over \(samples)" }
    return "no samples"
  }
}

/// The label nearest to a prediction; of two equally near ones the larger.
func nearestLabel(_ prediction: Double, of labels: [Double]) -> Double {
  var nearest = labels.first ?? prediction
  for label in labels {
    let (distance, record) = (abs(label - prediction), abs(nearest - prediction))
    if distance < record || (distance == record && label > nearest) { nearest = label }
  }
  return nearest
}
