internal import DSL
internal import LinearAlgebra

/// A model on the data of an instance, by the definitions of the problem as it was stated: no conic
/// program and no solver is trusted.
///
/// A worst case over a set B is that of the linear function which the neurons form around a sample:
/// theta_k sums the neurons that are active there, and the loss, being convex, is largest at one end of
/// [c - h_B(-theta_k), c + h_B(theta_k)]. It is the worst case of the network where no neuron changes its
/// state within B, which `slip` measures.
public struct ModelEvaluation: Equatable, Sendable {
  /// The outputs for the samples.
  public let predictions: [Double]
  /// The fits, worst cases included.
  public let loss: Double
  /// The objective: fits and regularizer.
  public let objective: Double
  /// The largest violated constraint of the user, 0 where there is none.
  public let violation: Double
  /// By how much neurons that a member of a set pushes beyond their states may move an output, at most.
  public let slip: Double
}

extension TrainingInstance {
  /// h_B(theta) of a set; nil where it is not known.
  public typealias SupportValue = (_ set: NumericSet, _ theta: [Double]) -> Double?

  /// Evaluates a model; nil where a loss or a support function has no value.
  public func evaluation(
    of model: RecoveredModel, support: @escaping SupportValue
  ) -> ModelEvaluation? {
    var evaluator = ModelEvaluator(instance: self, model: model, support: support)
    return evaluator.evaluate()
  }
}

extension TrainingInstance {
  /// The fits without perturbations at given predictions, by the formulas of the spec; nil where one has no
  /// value.
  public func statedLoss(at predictions: [Double]) -> Double? {
    let nothing = RecoveredModel(network: nil, panel: Matrix(rows: featureCount, columns: 0))
    var evaluator = ModelEvaluator(instance: self, model: nothing) { _, _ in nil }
    var sum = 0.0
    for term in problem.fit {
      guard let value = evaluator.fit(term, predictions, []) else { return nil }
      sum += value
    }
    return sum
  }
}

/// One evaluation, with what it has computed of support functions.
private struct ModelEvaluator {
  let instance: TrainingInstance
  let model: RecoveredModel
  let support: TrainingInstance.SupportValue
  private var supports: [String: [[Double]: Double]] = [:]

  init(
    instance: TrainingInstance, model: RecoveredModel,
    support: @escaping TrainingInstance.SupportValue
  ) {
    self.instance = instance
    self.model = model
    self.support = support
  }

  mutating func evaluate() -> ModelEvaluation? {
    let thetas = self.thetas
    let predictions = thetas.indices.map { k in dot(instance.features.row(k), thetas[k]) }
    var loss = 0.0
    for term in instance.problem.fit {
      guard let value = fit(term, predictions, thetas) else { return nil }
      loss += value
    }
    var violation = 0.0
    for constraint in instance.problem.constraints {
      guard
        let values = worst(constraint.body, constraint.perturbation, predictions, thetas)
      else { return nil }
      for value in values {
        violation = max(violation, constraint.isEquality ? abs(value) : value)
      }
    }
    guard let slip = slip() else { return nil }
    return ModelEvaluation(
      predictions: predictions, loss: loss, objective: loss + regularizer, violation: violation,
      slip: slip)
  }

  /// The slope of the network at each sample.
  private var thetas: [[Double]] {
    let (n, d) = (instance.sampleCount, instance.featureCount)
    var thetas = [[Double]](repeating: [Double](repeating: 0, count: d), count: n)
    guard let network = model.network else {
      for i in 0..<model.panel.columnCount {
        let u = model.panel.column(i)
        for k in 0..<n where instance.patterns.bits[k, i] { add(u, to: &thetas[k]) }
      }
      return thetas
    }
    let inputs = inputs(of: network)
    for j in 0..<network.neuronCount {
      let u = network.hidden.column(j)
      for k in 0..<n where inputs[k, j] > 0 { add(u, scale: network.output[j], to: &thetas[k]) }
    }
    return thetas
  }

  /// X U
  private func inputs(of network: Network) -> Matrix {
    var inputs = Matrix(rows: instance.sampleCount, columns: network.neuronCount)
    multiply(instance.features, .none, network.hidden, into: &inputs)
    return inputs
  }

  mutating func fit(
    _ term: FitTerm, _ predictions: [Double], _ thetas: [[Double]]
  ) -> Double? {
    var (loss, coefficient) = (term.loss, instance.value(term.coefficient))
    if coefficient < 0 { (loss, coefficient) = (loss.negated, -coefficient) }
    guard let losses = worst(loss, term.perturbation, predictions, thetas) else { return nil }
    switch term.reduction {
    case .sum: return coefficient * losses.reduce(0, +)
    case .mean: return coefficient * losses.reduce(0, +) / Double(losses.count)
    case .max: return losses.max().map { coefficient * $0 }
    }
  }

  /// The formula at each sample, at its worst over the set.
  private mutating func worst(
    _ formula: SampleFormula, _ perturbation: PerturbationVariable?, _ predictions: [Double],
    _ thetas: [[Double]]
  ) -> [Double]? {
    var evaluation = Evaluation()
    evaluation.numbers = instance.numbers
    let set = perturbation.flatMap { instance.sets[$0.set] }
    var values: [Double] = []
    for k in predictions.indices {
      for name in formula.dataNames {
        evaluation.arrays[name] = instance.vectors[name].map { ArrayValue($0[k]) }
      }
      var ends = [predictions[k]]
      if let set, !set.isPoint {
        guard let up = value(set, thetas[k]), let down = value(set, thetas[k].map { -$0 }) else {
          return nil
        }
        ends = [predictions[k] + up, predictions[k] - down]
      }
      var worst = -Double.infinity
      for end in ends {
        evaluation.prediction = ArrayValue(end)
        guard let value = evaluation.value(of: formula.body)?.number else { return nil }
        worst = max(worst, value)
      }
      values.append(worst)
    }
    return values
  }

  private mutating func value(_ set: NumericSet, _ theta: [Double]) -> Double? {
    if let known = supports[set.name]?[theta] { return known }
    guard let found = theta.allSatisfy({ $0 == 0 }) ? 0 : support(set, theta) else { return nil }
    supports[set.name, default: [:]][theta] = found
    return found
  }

  /// The largest sum over the neurons of |alpha_j| (h_B(-S u_j) - S x'u_j)_+ at a sample x, S being their states.
  private mutating func slip() -> Double? {
    guard let network = model.network else { return 0 }
    let sets = instance.activeSets
    guard !sets.isEmpty else { return 0 }
    let inputs = inputs(of: network)
    var worst = 0.0
    for set in sets {
      var moved = [Double](repeating: 0, count: inputs.rowCount)
      for j in 0..<network.neuronCount {
        let u = network.hidden.column(j)
        guard let up = value(set, u), let down = value(set, u.map { -$0 }) else { return nil }
        for k in moved.indices {
          let input = inputs[k, j]
          moved[k] += abs(network.output[j]) * max(0, input > 0 ? down - input : up + input)
        }
      }
      worst = max(worst, moved.max() ?? 0)
    }
    return worst
  }

  private var regularizer: Double {
    instance.problem.regularizer.reduce(0) { $0 + instance.value($1.coefficient) * size($1.kind) }
  }

  /// What a term of the regularizer sums over the neurons.
  private func size(_ kind: RegularizerTerm.Kind) -> Double {
    let hidden = model.network?.hidden ?? model.panel
    let lengths = (0..<hidden.columnCount).map { norm2(hidden.column($0)) }
    let output = model.network?.output ?? []
    return switch kind {
    case .hiddenSquared: lengths.reduce(0) { $0 + $1 * $1 }
    case .hiddenNorm: lengths.reduce(0, +)
    case .outputSquared: output.reduce(0) { $0 + $1 * $1 }
    case .outputAbsolute: output.reduce(0) { $0 + abs($1) }
    case .product: zip(lengths, output).reduce(0) { $0 + $1.0 * abs($1.1) }
    }
  }
}
