internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// Samples that do not train, on which the best point of a run is chosen.
struct HeldOut {
  /// Their X and targets.
  let features: Matrix
  let targets: [Double]
  /// Their rows of the D_i.
  let bits: BitMatrix
  /// Which label a prediction stands for; nil for numbers.
  let rule: LabelRule?
  let isGated: Bool

  /// How well a point of the program fits them.
  func fit(_ panel: Matrix) -> FitMeasure {
    FitMeasure(predictions: predictions(panel), targets: targets, rule: rule)
  }

  /// What early stopping makes small: the share of wrong labels, or the root mean squared error.
  func score(_ panel: Matrix) -> Double {
    let fit = fit(panel)
    return fit.accuracy.map { 1 - $0 } ?? fit.rmse ?? 0
  }

  private func predictions(_ panel: Matrix) -> [Double] {
    guard isGated else { return Network(recoveredFrom: panel).predictions(on: features) }
    var products = Matrix(rows: features.rowCount, columns: panel.columnCount)
    multiply(features, .none, panel, into: &products)
    return (0..<features.rowCount).map { k in
      (0..<panel.columnCount).reduce(0) { $0 + (bits[k, $1] ? products[k, $1] : 0) }
    }
  }
}

extension BoundProblem {
  /// Holds out a share of the samples, drawn with a seed; nil where one of both parts would be empty. Patterns
  /// that are the same on what is left become one.
  func holdingOut(_ share: Double, seed: UInt64) -> (training: BoundProblem, heldOut: HeldOut)? {
    let n = instance.sampleCount
    let count = Int((share * Double(n)).rounded())
    guard count >= 1 && count < n else { return nil }
    var order = Array(0..<n)
    var source = RandomSource(seed: seed)
    for k in 0..<count {
      order.swapAt(k, k + min(n - k - 1, Int(source.nextUniform() * Double(n - k))))
    }
    let held = order[..<count].sorted()
    let kept = order[count...].sorted()
    var seen: Set<[UInt64]> = []
    let bits = instance.patterns.bits
    let distinct = (0..<bits.columnCount).filter { i in
      seen.insert(BitMatrix.pack(count: kept.count) { bits[kept[$0], i] }).inserted
    }
    var outside = BitMatrix(rows: count)
    for i in distinct { outside.appendColumn { bits[held[$0], i] } }
    let problem = instance.problem
    let heldOut = HeldOut(
      features: instance.features.selectingRows(held), targets: held.map { data.targets[$0] },
      bits: outside, rule: labelRule,
      isGated: problem.network.form == .gated)
    return (keepingSamples(kept), heldOut)
  }

  private func keepingSamples(_ rows: [Int]) -> BoundProblem {
    let (bits, old) = (instance.patterns.bits, instance.patterns)
    let patterns = ActivationPatterns(
      distinctColumnsOf: (0..<bits.columnCount).map { i in
        BitMatrix.pack(count: rows.count) { bits[rows[$0], i] }
      }, rows: rows.count, asked: old.asked, draws: old.draws, seed: old.seed)
    let features = instance.features.selectingRows(rows)
    // The size that counts the samples is theirs.
    var (values, numbers) = (values, instance.numbers)
    if case .symbol(let size)? = instance.problem.data(named: instance.problem.features)?.shape
      .dimensions.first
    {
      values.values[size] = Double(rows.count)
      numbers[size] = Double(rows.count)
    }
    let vectors = instance.vectors.mapValues { entries in rows.map { entries[$0] } }
    return BoundProblem(
      data: TrainingData(
        features: features, targets: rows.map { data.targets[$0] }, patterns: patterns),
      instance: TrainingInstance(
        problem: instance.problem, features: features, vectors: vectors, numbers: numbers,
        patterns: patterns, hiddenWeights: instance.hiddenWeights, sets: instance.sets),
      transform: transform, values: values, features: self.features, targets: targets)
  }
}

extension Matrix {
  /// The rows with these indices, in order.
  fileprivate func selectingRows(_ rows: [Int]) -> Matrix {
    var result = Matrix(rows: rows.count, columns: columnCount)
    for j in 0..<columnCount {
      let column = column(j)
      result.setColumn(j, to: rows.map { column[$0] })
    }
    return result
  }
}
