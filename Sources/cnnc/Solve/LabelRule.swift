internal import Canonicalize
internal import DSL

/// Which label a prediction stands for.
struct LabelRule {
  /// The labels in ascending order, at least one.
  let labels: [Double]
  /// The least prediction of every label but the first.
  let thresholds: [Double]

  /// The rule for labels; without thresholds that fit them the nearest label counts. Nil where there are none.
  init?(labels: [Double], thresholds: [Double]?) {
    guard !labels.isEmpty else { return nil }
    self.labels = labels.sorted()
    if let thresholds, thresholds.count == labels.count - 1 {
      self.thresholds = thresholds
    } else {
      self.thresholds = zip(self.labels, self.labels.dropFirst()).map { ($0 + $1) / 2 }
    }
  }

  /// The label that a prediction stands for.
  func label(of prediction: Double) -> Double { labels[thresholds.count { prediction >= $0 }] }
}

extension BoundProblem {
  /// The rule of the loss that the network is trained with; nil where the targets are numbers.
  var labelRule: LabelRule? {
    instance.problem.data(named: instance.problem.targets)?.labels.flatMap { labels in
      LabelRule(labels: labels, thresholds: instance.labelThresholds(labels.sorted()))
    }
  }
}

/// How well predictions meet targets: accuracy for labels, root mean squared error for numbers.
struct FitMeasure {
  /// The number of samples.
  let count: Int
  /// The share of samples whose prediction stands for the right label; nil where there are no labels.
  let accuracy: Double?
  /// The root mean squared error; nil where there are labels.
  let rmse: Double?

  init(predictions: [Double], targets: [Double], rule: LabelRule?) {
    count = predictions.count
    guard count > 0 else {
      (accuracy, rmse) = (nil, nil)
      return
    }
    if let rule {
      let right = zip(predictions, targets).count { rule.label(of: $0) == $1 }
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
