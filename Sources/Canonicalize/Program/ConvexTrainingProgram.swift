public import LinearAlgebra

/// The convex program (2.5) for given activation patterns D_1, ..., D_P:
///
///     minimize   sum_k phi(r_k, t_k) + c + beta * sum_i (||v_i||_2 + ||w_i||_2)
///     where      r = sum_i D_i X (v_i - w_i)
///     subject to (2 D_i - I) X v_i >= 0,  (2 D_i - I) X w_i >= 0      for i in 1..P
///
/// The variables are d-vectors v_i, w_i. D_i X stays what it is: a set of rows of X.
public struct ConvexTrainingProgram: Sendable {
  /// X, n x d; a bias is a column of ones.
  public let features: Matrix
  /// t, one for each row of X.
  public let targets: [Double]
  /// phi.
  public let loss: SampleLoss
  /// c, the part of the objective that no variable changes.
  public let constant: Double
  /// beta.
  public let groupWeight: Double
  /// D_1, ..., D_P.
  public let patterns: ActivationPatterns

  /// The program for the given data; the shapes must fit.
  public init(
    features: Matrix, targets: [Double], loss: SampleLoss, constant: Double = 0,
    groupWeight: Double, patterns: ActivationPatterns
  ) {
    precondition(features.rowCount == targets.count, "one target for each row of X")
    precondition(features.rowCount == patterns.bits.rowCount, "one gate bit for each row of X")
    precondition(groupWeight >= 0, "the regularizer is not negative")
    self.features = features
    self.targets = targets
    self.loss = loss
    self.constant = constant
    self.groupWeight = groupWeight
    self.patterns = patterns
  }

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
    /// neuron where it is active, whatever its pattern says.
    public let networkObjective: Double
  }

  /// Evaluates the program at a point: the d x 2P panel [v_1 ... v_P w_1 ... w_P].
  ///
  /// Costs one product X V (4 n d P flops); independent of any solver.
  public func evaluate(_ panel: Matrix) -> Evaluation {
    precondition(
      panel.rowCount == featureCount && panel.columnCount == 2 * patternCount,
      "a point has d rows and 2P columns")
    var products = Matrix(rows: sampleCount, columns: panel.columnCount)
    multiply(features, .none, panel, into: &products)
    var predictions = [Double](repeating: 0, count: sampleCount)
    var outputs = predictions
    var (worst, largest, norms) = (0.0, 0.0, 0.0)
    let (n, p, values) = (sampleCount, patternCount, products.elements.span)
    for g in 0..<panel.columnCount {
      let (i, sign) = (g % p, g < p ? 1.0 : -1.0)
      norms += norm2(panel.column(g))
      for w in 0..<patterns.bits.wordsPerColumn {
        var word = patterns.bits.words[i * patterns.bits.wordsPerColumn + w]
        for k in w * 64..<min(n, w * 64 + 64) {
          let value = values[g * n + k]
          let active = word & 1 == 1
          word >>= 1
          predictions[k] += active ? sign * value : 0
          outputs[k] += sign * max(value, 0)
          worst = max(worst, active ? 0 - value : value)
          largest = max(largest, abs(value))
        }
      }
    }
    return Evaluation(
      objective: lossValue(predictions) + groupWeight * norms,
      violation: worst / (1 + largest),
      scaledViolation: worst == 0 ? 0 : worst / min(1 + largest, largest + targetSize),
      predictions: predictions,
      networkObjective: lossValue(outputs) + groupWeight * norms)
  }

  /// The root mean square of the targets.
  var targetSize: Double { norm2(targets) / Double(max(1, sampleCount)).squareRoot() }

  /// The objective of the network without neurons: the scale of the problem.
  var zeroObjective: Double { lossValue([Double](repeating: 0, count: sampleCount)) }

  /// phi'(r_k, t_k) for each sample: the dual point nu that belongs to predictions r.
  public func gradient(at predictions: [Double]) -> [Double] {
    zip(predictions, targets).map { loss.derivative($0, target: $1) }
  }

  /// sum_k phi(r_k, t_k) + c.
  public func lossValue(_ predictions: [Double]) -> Double {
    var sum = constant
    for (r, t) in zip(predictions, targets) { sum += loss.value(r, target: t) }
    return sum
  }
}
