internal import DSL
internal import LinearAlgebra

extension TrainingInstance {
  /// The instance as a structured program; nil where it has none: a known hidden layer, a set of
  /// perturbations, no group norm, or a fit whose parts see more than one sample or fix a prediction.
  /// - Throws: the diagnostic about a function without a conic form.
  public func structure() throws(CanonicalFailure) -> TrainingStructure? {
    let form = problem.network.form
    guard form != .knownHidden, activeSets.isEmpty, sampleCount > 0, patterns.count > 0 else {
      return nil
    }
    var weights: [RegularizerTerm.Kind: Double] = [:]
    for term in problem.regularizer {
      weights[term.kind, default: 0] += value(term.coefficient)
    }
    let decay = (weights[.hiddenSquared] ?? 0) + (weights[.outputSquared] ?? 0)
    let norm = form == .relu ? decay + (weights[.product] ?? 0) : weights[.hiddenNorm] ?? 0
    guard norm > 0 else { return nil }
    var assembly = ConicAssembly(fitOf: self)
    try assembly.addFits()
    let fit = assembly.builder.program()
    guard fit.isSeparable(by: sampleCount), !fit.fixesVariables(below: sampleCount) else {
      return nil
    }
    return TrainingStructure(
      features: features, patterns: patterns, signs: form == .relu ? [1, -1] : [1],
      hasPatternRows: form == .relu, groupWeight: norm,
      squareWeight: form == .relu ? 0 : decay, fit: fit, smooth: assembly.smooth ?? [])
  }
}

extension ConicAssembly {
  /// An assembly in which the predictions are variables, the first ones.
  fileprivate init(fitOf instance: TrainingInstance) {
    var builder = ConicBuilder(
      keepsEntries: true, prediction: { k, body in body(Int32(k), 1) }, predictionCount: { _ in 1 })
    _ = builder.addVariables(
      "prediction", [instance.sampleCount], "r_k", rule: "share.prediction",
      origin: instance.problem.network.name.range)
    self.init(instance, builder)
    smooth = []
  }
}

extension ConicProgram {
  /// Whether an equality holds for some of the first `count` variables alone.
  fileprivate func fixesVariables(below count: Int) -> Bool {
    let rows = matrix.transposed
    var row = 0
    for cone in cones {
      if case .zero(let size) = cone {
        for i in row..<row + size {
          let columns = rows.rowIndices[rows.columnStarts[i]..<rows.columnStarts[i + 1]]
          if columns.allSatisfy({ $0 < count }) { return true }
        }
      }
      row += cone.dimension
    }
    return false
  }

  /// Whether no row and no cone joins two of the first `count` variables, directly or through others.
  fileprivate func isSeparable(by count: Int) -> Bool {
    var parent = Array(0..<variableCount)
    func root(_ j: Int) -> Int {
      var j = j
      while parent[j] != j { (parent[j], j) = (parent[parent[j]], parent[j]) }
      return j
    }
    let rows = matrix.transposed
    var row = 0
    for cone in cones {
      var size = 1
      switch cone {
      case .zero, .nonnegative: break
      case .secondOrder(let dimension): size = dimension
      case .exponential: size = 3
      }
      for first in stride(from: row, to: row + cone.dimension, by: size) {
        var seen: Int?
        for i in first..<first + size {
          for place in rows.columnStarts[i]..<rows.columnStarts[i + 1] {
            let j = root(Int(rows.rowIndices[place]))
            if let seen { parent[j] = root(seen) }
            seen = j
          }
        }
      }
      row += cone.dimension
    }
    return Set((0..<count).map(root)).count == count
  }
}

extension ConicAssembly {
  /// Keeps sum_k weight_k phi(x_k) as a smooth term where such terms are kept and x_k is affine in the prediction;
  /// false where it needs another form.
  mutating func addSmooth(
    _ atom: Atom, _ arguments: [TypedExpression], _ weights: [Double], _ reader: FormulaReader
  ) throws(FormulaReader.Refusal) -> Bool {
    guard smooth != nil, atom.name == Atom.softplus.name, arguments.count == 1,
      arguments[0].isAffineInPrediction
    else { return false }
    let forms = try reader.forms(arguments[0], .exact, &builder)
    smooth?.append(
      SmoothTerm(
        .softplus, weights: weights, slopes: forms.map(\.predictionScale),
        offsets: forms.map(\.constant)))
    return true
  }
}

extension TypedExpression {
  /// Whether no atom stands between the formula and the prediction.
  fileprivate var isAffineInPrediction: Bool {
    if case .apply = kind, predictionCount > 0 { return false }
    return children.allSatisfy(\.isAffineInPrediction)
  }
}
