public import DSL
public import LinearAlgebra

/// A training problem with everything it needs to become a conic program.
public struct TrainingInstance: Sendable {
  /// The problem.
  public let problem: TrainingProblem
  /// X, n x d, scaled and with its bias column.
  public let features: Matrix
  /// The vectors of data that losses use, by name: n numbers each.
  public let vectors: [String: [Double]]
  /// Parameters and sizes.
  public let numbers: [String: Double]
  /// D_1, ..., D_P of the ReLU and gated networks.
  public let patterns: ActivationPatterns
  /// The hidden weights of a known hidden layer, a row for each neuron.
  public let hiddenWeights: Matrix?
  /// The sets of perturbations by name.
  public let sets: [String: NumericSet]

  /// An instance; the shapes are those that the problem declares.
  public init(
    problem: TrainingProblem, features: Matrix, vectors: [String: [Double]],
    numbers: [String: Double], patterns: ActivationPatterns, hiddenWeights: Matrix? = nil,
    sets: [String: NumericSet] = [:]
  ) {
    self.problem = problem
    self.features = features
    self.vectors = vectors
    self.numbers = numbers
    self.patterns = patterns
    self.hiddenWeights = hiddenWeights
    self.sets = sets
  }

  /// n.
  public var sampleCount: Int { features.rowCount }
  /// d.
  public var featureCount: Int { features.columnCount }

  /// The same with the patterns of these indices only.
  public func keepingPatterns(_ indices: [Int]) -> TrainingInstance {
    let kept = ActivationPatterns(
      distinctColumnsOf: indices.map { Array(patterns.bits.columnWords($0)) }, rows: sampleCount,
      asked: patterns.asked, draws: patterns.draws, seed: patterns.seed)
    return TrainingInstance(
      problem: problem, features: features, vectors: vectors, numbers: numbers, patterns: kept,
      hiddenWeights: hiddenWeights, sets: sets)
  }

  /// The sets that the patterns must survive: those in which rows move.
  public var activeSets: [NumericSet] { perturbationSets.filter { !$0.isPoint } }

  /// The sets of every perturbation in the problem, points too.
  var perturbationSets: [NumericSet] {
    let names =
      problem.fit.compactMap(\.perturbation?.set)
      + problem.constraints.compactMap(\.perturbation?.set)
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.compactMap { sets[$0] }
  }

  /// The value of a coefficient.
  func value(_ coefficient: Coefficient) -> Double {
    guard let value = coefficient.value(in: ScalarValues(numbers)) else {
      preconditionFailure("parameters have values before a program is made")
    }
    return value
  }
}

/// Samples with equal rows of D share one theta = sum_i d_ik (v_i - w_i).
struct ActivationCodes {
  /// The code of each sample.
  let code: [Int]
  /// The active gates of each code.
  let gates: [[Int]]

  /// A code of its own for each of `count` samples, where thetas have no gates.
  init(distinct count: Int) {
    code = Array(0..<count)
    gates = []
  }

  init(_ patterns: ActivationPatterns) {
    let rows = patterns.bits.transposed()
    var index: [ArraySlice<UInt64>: Int] = [:]
    var code: [Int] = []
    var gates: [[Int]] = []
    for k in 0..<rows.columnCount {
      let words = rows.columnWords(k)
      if let known = index[words] {
        code.append(known)
        continue
      }
      index[words] = gates.count
      code.append(gates.count)
      gates.append((0..<patterns.count).filter { rows[$0, k] })
    }
    self.code = code
    self.gates = gates
  }
}
