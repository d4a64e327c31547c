internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

extension SolverStatus {
  /// The exit code of a run that ended so.
  var exitCode: Int32 {
    switch self {
    case .optimal, .stoppedEarly: 0
    case .infeasible, .unbounded: 4
    case .almostOptimal, .illPosed, .iterationLimit, .timeLimit, .stalled: 5
    case .numericalFailure: 6
    case .interrupted: 130
    }
  }
}

extension Pipeline {
  /// Where an interrupted run without an output file saves its best network.
  var interruptedPath: String {
    let name = specName == "<stdin>" ? "stdin" : specName
    let file = name.split(separator: "/").last.map(String.init) ?? name
    let stem = file.hasSuffix(".cnn") ? String(file.dropLast(4)) : file
    return stem + ".interrupted.npz"
  }
}

/// An output file with what is in it.
typealias WrittenOutput = (kind: OutputRequest.Kind, path: String)

/// A finished solve with its report and its output files.
protocol FinishedRun {
  var pipeline: Pipeline { get set }
  var status: SolverStatus { get }
  /// The result as people read it.
  var text: String { get }
  /// The result as a JSON document.
  var document: SolutionDocument { get }
  /// How well the network fits its training data; nil where there is none.
  var fit: FitMeasure? { get }
  /// What was written, in order.
  var written: [WrittenOutput] { get set }
  /// The bytes of one output.
  func content(_ kind: OutputRequest.Kind, path: String) throws -> [UInt8]
}

extension FinishedRun {
  /// Where the network was written first; nil where it was not.
  var weightsPath: String? { written.first { $0.kind == .weights }?.path }

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
}

extension BoundProblem {
  /// What a network file says of its inputs.
  func description(in pipeline: Pipeline) -> NetworkFile.Description {
    let problem = instance.problem
    guard let x = problem.data(named: problem.features),
      let y = problem.data(named: problem.targets)
    else { preconditionFailure("a checked problem declares its data") }
    return NetworkFile.Description(
      schema: NetworkFile.schema, version: CNNC.version, spec: pipeline.specName,
      model: problem.title,
      features: NetworkFile.Input(x, source: x.source, table: features),
      targets: NetworkFile.Input(
        y, source: y.source, table: targets, thresholds: labelRule?.thresholds),
      hasBias: transform.hasBias, centers: transform.centers,
      factors: transform.factors)
  }

  /// How well predictions for the samples fit the targets.
  func fit(_ predictions: [Double]) -> FitMeasure {
    FitMeasure(predictions: predictions, targets: data.targets, rule: labelRule)
  }
}

/// The patterns, n x P zeros and ones, as `patterns(npy(..))` reads them.
func gateBytes(_ patterns: ActivationPatterns, samples n: Int) -> [UInt8] {
  var values: [Double] = []
  for i in 0..<patterns.count {
    for k in 0..<n { values.append(patterns.bits[k, i] ? 1 : 0) }
  }
  return NPYWriter.write(NumericArray(shape: [n, patterns.count], values: values))
}

extension String {
  /// The path with a suffix before its ending.
  func withSuffix(_ suffix: String) -> String {
    guard !suffix.isEmpty else { return self }
    let folder = lastIndex(of: "/") ?? startIndex
    guard let dot = self[folder...].lastIndex(of: "."), dot > folder else { return self + suffix }
    return String(self[..<dot]) + suffix + self[dot...]
  }
}
