internal import DSL

extension TrainingInstance {
  /// Where the loss passes from one label to the next: the predictions at which the losses of two neighbouring
  /// labels (in ascending order) are equal. It is 0 for cross-entropy of the labels 0 and 1, whose probability
  /// is 1/2 there, and the middle of the labels for functions of the distance. Where the losses of two labels
  /// do not cross, the middle stands for the crossing.
  public func labelThresholds(_ labels: [Double]) -> [Double] {
    let pairs = zip(labels, labels.dropFirst())
    let middles = pairs.map { ($0 + $1) / 2 }
    let crossings = pairs.map { crossing(of: $0, and: $1) }
    // Thresholds out of order would leave a label without predictions.
    let found = crossings.compactMap { $0 }
    let isOrdered = zip(found, found.dropFirst()).allSatisfy { $0 <= $1 }
    return found.count == middles.count && isOrdered ? found : middles
  }

  /// Whether the losses prefer smaller predictions for the larger of two labels, given in ascending order, so that
  /// training moves predictions away from their labels.
  public func prefersOppositeLabels(_ labels: [Double]) -> Bool {
    zip(labels, labels.dropFirst()).contains { low, high in
      let middle = (low + high) / 2
      return [1, 1e3, 1e6].contains { width in
        (sign(at: middle - width, low, high) ?? 0) > 0
          && (sign(at: middle + width, low, high) ?? 0) < 0
      }
    }
  }

  /// The prediction at which the losses of two labels are equal, the middle of them where there is an interval;
  /// nil where there is none.
  private func crossing(of low: Double, and high: Double) -> Double? {
    let middle = (low + high) / 2
    var (left, right) = (middle, middle)
    var width = 1.0
    // The loss of the lower label is the smaller one far to the left, and the larger one far to the right.
    while true {
      (left, right) = (middle - width, middle + width)
      guard let l = sign(at: left, low, high), let r = sign(at: right, low, high) else {
        return nil
      }
      if l < 0 && r > 0 { break }
      width *= 2
      guard width < 1e7 else { return nil }
    }
    func edge(_ isLeft: (Int) -> Bool) -> Double? {
      var (a, b) = (left, right)
      for _ in 0..<100 {
        guard let s = sign(at: (a + b) / 2, low, high) else { return nil }
        if isLeft(s) { a = (a + b) / 2 } else { b = (a + b) / 2 }
      }
      return (a + b) / 2
    }
    guard let first = edge({ $0 < 0 }), let last = edge({ $0 <= 0 }) else { return nil }
    let found = (first + last) / 2
    // Rounding must not decide on a prediction of exactly 0, or between two labels.
    return [middle, 0].first { abs(found - $0) <= 1e-9 * (1 + abs($0)) } ?? found
  }

  /// The sign of the loss of one label minus that of another at a prediction, 0 where they are equal to rounding;
  /// nil where one has no value.
  private func sign(at prediction: Double, _ low: Double, _ high: Double) -> Int? {
    guard let a = loss(of: low, at: prediction), let b = loss(of: high, at: prediction) else {
      return nil
    }
    let difference = a - b
    if abs(difference) <= 1e-12 * (abs(a) + abs(b)) { return 0 }
    return difference < 0 ? -1 : 1
  }

  /// The fits of samples that have this label, all at one prediction, without perturbations; nil where one has no
  /// value.
  private func loss(of label: Double, at prediction: Double) -> Double? {
    var evaluation = Evaluation()
    evaluation.numbers = numbers
    evaluation.prediction = ArrayValue(prediction)
    var sum = 0.0
    for term in problem.fit {
      let coefficient = value(term.coefficient)
      let others = term.loss.dataNames.filter { $0 != problem.targets }
      for k in others.isEmpty ? [0] : probes {
        for name in others { evaluation.arrays[name] = vectors[name].map { ArrayValue($0[k]) } }
        evaluation.arrays[problem.targets] = ArrayValue(label)
        guard let value = evaluation.value(of: term.loss.body)?.number else { return nil }
        sum += coefficient * value
      }
    }
    return sum.isFinite ? sum : nil
  }

  /// Samples that stand for all where a loss uses more of a sample than its label, as a weight.
  private var probes: [Int] {
    let step = max(1, sampleCount / 64)
    return Array(stride(from: 0, to: sampleCount, by: step))
  }
}
