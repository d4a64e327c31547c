public import LinearAlgebra

/// The convex program (2.5) for given activation patterns D_1, ..., D_P:
///
///     minimize   sum_k phi_k(r_k) + c + beta * sum_i (||v_i||_2 + ||w_i||_2)
///     where      r = sum_i D_i X (v_i - w_i)
///     subject to (2 D_i - I) X v_i >= 0,  (2 D_i - I) X w_i >= 0      for i in 1..P
///
/// The variables are d-vectors v_i, w_i. D_i X stays what it is: a set of rows of X.
///
/// A gated network has one vector u_i for each pattern and no constraints:
///
///     minimize   sum_k phi_k(r_k) + c + sum_i (beta ||u_i||_2 + gamma ||u_i||_2^2),   r = sum_i D_i X u_i
public struct ConvexTrainingProgram: Sendable {
  /// X, n x d; a bias is a column of ones.
  public let features: Matrix
  /// phi_1, ..., phi_n.
  public let losses: [SampleLoss]
  /// The weight of the losses where all are weight/2 (r - t_k)^2; nil where one is not.
  public let squareLossWeight: Double?
  /// t: the targets of squares; where phi_k is least for other losses (`SampleLoss.target`).
  public let targets: [Double]
  /// c, the part of the objective that no variable changes.
  public let constant: Double
  /// c + sum_k inf phi_k: the trivial bound.
  let leastLoss: Double
  /// Whether no conjugate takes a search for a root.
  let hasClosedConjugates: Bool
  /// beta.
  public let groupWeight: Double
  /// gamma; 0 for ReLU networks.
  public let squareWeight: Double
  /// D_1, ..., D_P.
  public let patterns: ActivationPatterns
  /// Whether the network is a gated one.
  public let isGated: Bool

  /// The program for the given data; the shapes must fit.
  public init(
    features: Matrix, losses: [SampleLoss], constant: Double = 0, groupWeight: Double,
    squareWeight: Double = 0, patterns: ActivationPatterns, isGated: Bool = false
  ) {
    precondition(features.rowCount == losses.count, "one loss for each row of X")
    precondition(features.rowCount == patterns.bits.rowCount, "one gate bit for each row of X")
    precondition(groupWeight >= 0 && squareWeight >= 0, "the regularizer is not negative")
    precondition(isGated || squareWeight == 0, "weight decay of ReLU networks is a norm")
    self.features = features
    self.losses = losses
    squareLossWeight = commonWeight(of: losses)
    targets = losses.map(\.target)
    self.constant = constant
    leastLoss =
      squareLossWeight == nil ? losses.reduce(constant) { $0 - $1.conjugate(0) } : constant
    hasClosedConjugates = losses.allSatisfy(\.hasClosedConjugate)
    self.groupWeight = groupWeight
    self.squareWeight = squareWeight
    self.patterns = patterns
    self.isGated = isGated
  }

  /// The program of a ReLU network with the losses weight/2 (r - t_k)^2.
  public init(
    features: Matrix, targets: [Double], lossWeight: Double, constant: Double = 0,
    groupWeight: Double, patterns: ActivationPatterns
  ) {
    self.init(
      features: features, losses: targets.map { .squared(weight: lossWeight, target: $0) },
      constant: constant, groupWeight: groupWeight, patterns: patterns)
  }

  /// The number of groups: 2P, the v_i and then the w_i; P for a gated network.
  public var groupCount: Int { isGated ? patternCount : 2 * patternCount }
  /// sigma, the sign with which group g counts in r.
  public func sign(ofGroup g: Int) -> Double { g < patternCount ? 1 : -1 }
  /// n, the number of samples.
  public var sampleCount: Int { features.rowCount }
  /// d, the number of features, a bias included.
  public var featureCount: Int { features.columnCount }
  /// P, the number of patterns.
  public var patternCount: Int { patterns.count }

  /// The columns of X that are not zero throughout; the first one if all are.
  public var nonzeroColumns: [Int] {
    let kept = (0..<featureCount).filter { j in
      features.elements[j * sampleCount..<(j + 1) * sampleCount].contains { $0 != 0 }
    }
    return kept.isEmpty && featureCount > 0 ? [0] : kept
  }

  /// The number of entries of X that are not zero.
  public var nonzeroCount: Int {
    var count = 0
    let elements = features.elements.span
    for index in elements.indices { count &+= elements[index] != 0 ? 1 : 0 }
    return count
  }

  /// The number of samples at which pattern i (from 0) is active.
  public func activeSamples(ofPattern i: Int) -> Int { patterns.bits.population(ofColumn: i) }

  /// What the program measures at a point, computed from the data alone.
  public struct Evaluation: Equatable, Sendable {
    /// The objective of (2.5).
    public let objective: Double
    /// The largest violated constraint, relative to 1 + the largest |row value|.
    public let violation: Double
    /// The same relative to the size of the rows and of the targets, where these are below 1: what
    /// counts when the units of the targets are small.
    public let scaledViolation: Double
    /// r, the prediction for each sample.
    public let predictions: [Double]
    /// The objective (2.1) of the network that (2.4) recovers from the point, which counts every
    /// neuron where it is active, whatever its pattern says; of a gated network the objective.
    public let networkObjective: Double
  }

  /// Evaluates the program at a point: the d x 2P panel [v_1 ... v_P w_1 ... w_P], d x P for a gated network.
  ///
  /// Costs one product X V (4 n d P flops); independent of any solver.
  public func evaluate(_ panel: Matrix) -> Evaluation {
    precondition(
      panel.rowCount == featureCount && panel.columnCount == groupCount,
      "a point has d rows and a column for each group")
    var products = Matrix(rows: sampleCount, columns: panel.columnCount)
    multiply(features, .none, panel, into: &products)
    var predictions = [Double](repeating: 0, count: sampleCount)
    var outputs = predictions
    var (worst, largest, regularizer) = (0.0, 0.0, 0.0)
    let (n, p, values, isGated) = (sampleCount, patternCount, products.elements.span, isGated)
    for g in 0..<panel.columnCount {
      let (i, sign) = (g % p, sign(ofGroup: g))
      regularizer += penalty(ofNorm: norm2(panel.column(g)))
      for w in 0..<patterns.bits.wordsPerColumn {
        var word = patterns.bits.words[i * patterns.bits.wordsPerColumn + w]
        for k in w * 64..<min(n, w * 64 + 64) {
          let value = values[g * n + k]
          let active = word & 1 == 1
          word >>= 1
          predictions[k] += active ? sign * value : 0
          if isGated { continue }
          outputs[k] += sign * max(value, 0)
          worst = max(worst, active ? 0 - value : value)
          largest = max(largest, abs(value))
        }
      }
    }
    let objective = lossValue(predictions) + regularizer
    return Evaluation(
      objective: objective,
      violation: worst / (1 + largest),
      scaledViolation: worst == 0 ? 0 : worst / min(1 + largest, largest + targetSize),
      predictions: predictions,
      networkObjective: isGated ? objective : lossValue(outputs) + regularizer)
  }

  /// What a group of this norm costs: beta ||u|| + gamma ||u||^2.
  func penalty(ofNorm norm: Double) -> Double { (groupWeight + squareWeight * norm) * norm }

  /// The root mean square of the targets.
  public var targetSize: Double { norm2(targets) / Double(max(1, sampleCount)).squareRoot() }

  /// The objective of the network without neurons: the scale of the problem.
  var zeroObjective: Double { lossValue([Double](repeating: 0, count: sampleCount)) }

  /// phi_k'(r_k) for each sample: the dual point nu that belongs to predictions r.
  public func gradient(at predictions: [Double]) -> [Double] {
    zip(predictions, losses).map { $1.derivative($0) }
  }

  /// sum_k phi_k(r_k) + c.
  public func lossValue(_ predictions: [Double]) -> Double {
    var sum = constant
    for (r, loss) in zip(predictions, losses) { sum += loss.value(r) }
    return sum
  }

  /// The mean over the samples of how steeply the losses bend over the size t of the targets,
  /// (phi'(t) - phi'(-t)) / 2t: phi'' of squares, and of the right size for losses with kinks.
  public var meanCurvature: Double {
    if let squareLossWeight { return squareLossWeight }
    let size = targetSize > 0 ? targetSize : 1
    let sum = losses.reduce(0) {
      let rise = $1.slopes(size).upperBound - $1.slopes(-size).lowerBound
      return $0 + (rise.isFinite ? max(0, rise) : 0)
    }
    let mean = sum / (2 * size * Double(max(1, sampleCount)))
    return mean > 0 ? mean : 1
  }

  /// The largest phi_k''; infinite where a loss has a kink.
  public var largestCurvature: Double { losses.reduce(0) { max($0, $1.largestCurvature) } }
}

/// The weight that all losses have as squares; nil where they are other functions.
private func commonWeight(of losses: [SampleLoss]) -> Double? {
  var common: Double?
  for loss in losses {
    guard case .squared(let weight, _) = loss, weight == common ?? weight else { return nil }
    common = weight
  }
  return common
}
