internal import DSL
internal import LinearAlgebra

extension TrainingInstance {
  /// The instance as a structured program; nil where it has none: a known hidden layer, perturbations by more
  /// than one set or by one whose support function is no weighted norm, no group norm, or a fit whose parts see
  /// more than one sample or fix a prediction.
  /// - Throws: the diagnostic about a function without a conic form.
  public func structure() throws(CanonicalFailure) -> TrainingStructure? {
    let form = problem.network.form
    guard form != .knownHidden, sampleCount > 0, patterns.count > 0 else { return nil }
    let sets = activeSets
    let perturbation = sets.count == 1 ? SupportShape(sets[0]) : nil
    guard sets.isEmpty || perturbation != nil else { return nil }
    var weights: [RegularizerTerm.Kind: Double] = [:]
    for term in problem.regularizer {
      weights[term.kind, default: 0] += value(term.coefficient)
    }
    let decay = (weights[.hiddenSquared] ?? 0) + (weights[.outputSquared] ?? 0)
    let norm = form == .relu ? decay + (weights[.product] ?? 0) : weights[.hiddenNorm] ?? 0
    guard norm > 0 else { return nil }
    var assembly = ConicAssembly(fitOf: self, perturbedBy: sets.first)
    try assembly.addFits()
    let fit = assembly.builder.program()
    guard fit.isSeparable(by: sampleCount), !fit.fixesVariables(below: sampleCount) else {
      return nil
    }
    return TrainingStructure(
      features: features, patterns: patterns, signs: form == .relu ? [1, -1] : [1],
      hasPatternRows: form == .relu, groupWeight: norm,
      squareWeight: form == .relu ? 0 : decay, perturbation: perturbation, fit: fit,
      smooth: assembly.smooth ?? [], isConstrained: !problem.constraints.isEmpty)
  }
}

extension ConicAssembly {
  /// An assembly in which the predictions are variables, the first ones, and the support functions of the
  /// samples the next ones.
  fileprivate init(fitOf instance: TrainingInstance, perturbedBy set: NumericSet?) {
    var builder = ConicBuilder(
      keepsEntries: true, prediction: { k, body in body(Int32(k), 1) }, predictionCount: { _ in 1 })
    _ = builder.addVariables(
      "prediction", [instance.sampleCount], "r_k", rule: "share.prediction",
      origin: instance.problem.network.name.range)
    var forms: [AffineForm] = []
    if let set {
      let first = builder.addVariables(
        "support", [instance.sampleCount], "q_k >= h_\(set.name)(theta_k)", rule: "robust.support",
        origin: instance.problem.declarations.set(named: set.name)?.range)
      forms = (0..<instance.sampleCount).map { .variable(first + $0) }
    }
    self.init(instance, builder, ActivationCodes(distinct: instance.sampleCount))
    if let set { supports[set.name] = (forms, forms) }
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
    guard forms.contains(where: { !$0.columns.isEmpty }) else {
      smooth?.append(
        SmoothTerm(
          .softplus, weights: weights, slopes: forms.map(\.predictionScale),
          offsets: forms.map(\.constant)))
      return true
    }
    // More than the prediction stands in it: a variable for all of it.
    let (name, origin) = ("\(reader.name).z", arguments[0].range)
    let first = builder.addVariables(
      name, [forms.count], "z_k", rule: "share.prediction", origin: origin)
    builder.openRows(
      name, [forms.count], "z_k == argument", rule: "share.prediction", origin: origin)
    for (k, form) in forms.enumerated() { builder.addRow(.variable(first + k) - form, sample: k) }
    builder.close(.zero(forms.count))
    let ones = [Double](repeating: 1, count: forms.count)
    smooth?.append(
      SmoothTerm(
        .softplus, of: first, weights: weights, slopes: ones, offsets: ones.map { _ in 0 }))
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
