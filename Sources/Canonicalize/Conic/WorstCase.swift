internal import DSL

/// How the worst case of a sample is written.
enum WorstCase {
  /// phi(zeta): the data as they are, or a loss that is monotone on the samples.
  case one([AffineForm])
  /// phi(|c - t| + h), Theorem 5 (18): a function of |c - t|, given in terms of s >= |c - t| + h.
  case magnitude(TypedExpression, [AffineForm])
  /// max { phi(c + h), phi(c - l) }, the endpoint rule (R2)
  case two([AffineForm], [AffineForm])
}

/// Rule R turns the worst case over rows into the loss at one or two predictions.
extension ConicAssembly {
  /// The predictions at which a loss takes its worst case.
  mutating func worstCase(
    _ formula: SampleFormula, _ perturbation: PerturbationVariable?, name: String
  ) -> WorstCase {
    guard let perturbation, let set = instance.sets[perturbation.set], !set.isPoint else {
      return .one(nominal(formula.body, name))
    }
    let h = supports(of: set)
    let trends = trends(of: formula)
    if trends.allSatisfy({ $0 != .neither }) {
      var zeta: [AffineForm] = []
      for (k, trend) in trends.enumerated() {
        var form = AffineForm.prediction
        switch trend {
        case .nonincreasing: form.add(h.minus[codes.code[k]], times: -1)
        case .nondecreasing: form.add(h.plus[codes.code[k]])
        case .constant, .neither: break
        }
        zeta.append(form)
      }
      return .one(named(zeta, formula.body, name))
    }
    if let distance = Distance(formula.body, reader([], name)) {
      return .magnitude(distance.outer, magnitudes(distance, h, name, formula.body.range))
    }
    // c stands in both predictions and in every part of the formula: it gets a variable.
    let c = predictionVariables(name, formula.body.range)
    return .two(
      c.indices.map { c[$0] + h.plus[codes.code[$0]] },
      c.indices.map { c[$0] - h.minus[codes.code[$0]] })
  }

  /// The prediction as it is; with a variable of its own where the formula has it more than once.
  mutating func nominal(_ body: TypedExpression, _ name: String) -> [AffineForm] {
    named([AffineForm](repeating: .prediction, count: instance.sampleCount), body, name)
  }

  private mutating func named(
    _ zeta: [AffineForm], _ body: TypedExpression, _ name: String
  ) -> [AffineForm] {
    // Where smooth terms stay, predictions are variables.
    guard body.predictionCount > 1, smooth == nil else { return zeta }
    let first = builder.addVariables(
      "\(name).z", [zeta.count], "z_k", rule: "share.prediction", origin: body.range)
    builder.openRows(
      "\(name).z", [zeta.count], "z_k == prediction", rule: "share.prediction", origin: body.range)
    for (k, form) in zeta.enumerated() { builder.addRow(.variable(first + k) - form, sample: k) }
    builder.close(.zero(zeta.count))
    return zeta.indices.map { .variable(first + $0) }
  }

  private mutating func predictionVariables(
    _ name: String, _ origin: SourceRange
  ) -> [AffineForm] {
    let n = instance.sampleCount
    // Where smooth terms stay, predictions are variables.
    guard smooth == nil else { return [AffineForm](repeating: .prediction, count: n) }
    let first = builder.addVariables(
      "\(name).c", [n], "c_k", rule: "share.prediction", origin: origin)
    builder.openRows(
      "\(name).c", [n], "c_k == x_k'theta_k", rule: "share.prediction", origin: origin)
    for k in 0..<n { builder.addRow(.variable(first + k) - .prediction, sample: k) }
    builder.close(.zero(n))
    return (0..<n).map { .variable(first + $0) }
  }

  /// s_k >= |scale c_k + offset_k| + |scale| h
  private mutating func magnitudes(
    _ distance: Distance, _ h: (plus: [AffineForm], minus: [AffineForm]), _ name: String,
    _ origin: SourceRange
  ) -> [AffineForm] {
    let n = instance.sampleCount
    let first = builder.addVariables(
      "\(name).s", [n], "s_k >= |c_k - t_k| + h", rule: "robust.objective", origin: origin)
    builder.openRows(
      "\(name).s", [n, 2], "s_k >= |c_k - t_k| + h", rule: "robust.objective", origin: origin)
    for k in 0..<n {
      var argument = AffineForm.prediction.scaled(by: distance.scale[k])
      argument.constant += distance.offset[k]
      let size = abs(distance.scale[k])
      let (up, down) = (h.plus[codes.code[k]], h.minus[codes.code[k]])
      let isRising = distance.scale[k] >= 0
      builder.addRow(
        .variable(first + k) - argument - (isRising ? up : down).scaled(by: size), sample: k)
      builder.addRow(
        .variable(first + k) + argument - (isRising ? down : up).scaled(by: size), sample: k)
    }
    builder.close(.nonnegative(2 * n))
    return (0..<n).map { .variable(first + $0) }
  }

  /// h_B(theta) and h_B(-theta) of every code, made once for a set.
  private mutating func supports(
    of set: NumericSet
  ) -> (plus: [AffineForm], minus: [AffineForm]) {
    if let known = supports[set.name] { return known }
    let d = instance.featureCount
    let (gates, blocks) = (codes.gates, groups)
    // theta = sum over the active gates of v_i - w_i.
    let thetas = ThetaPanel(
      count: gates.count, dimension: d, entryCount: { j, _ in gates[j].count * blocks.count }
    ) { j, c in
      var form = AffineForm()
      for i in gates[j] {
        for block in blocks {
          form.columns.append(Int32(block.first + i * d + c))
          form.coefficients.append(block.sign)
        }
      }
      return form
    }
    let graph = SupportGraph(
      set: set, name: "p", symbol: "theta",
      origin: instance.problem.declarations.set(named: set.name)?.range)
    let plus = graph.forms(thetas, &builder)
    let minus =
      set.isSymmetric ? plus : graph.forms(-thetas, &builder)
    supports[set.name] = (plus, minus)
    return (plus, minus)
  }

  /// How the loss of each sample moves with its prediction.
  private func trends(of formula: SampleFormula) -> [Monotonicity] {
    var known: [[Double]: Monotonicity] = [:]
    return (0..<instance.sampleCount).map { k in
      let values = formula.dataNames.map { instance.vectors[$0]?[k] ?? .nan }
      if let trend = known[values] { return trend }
      var analysis = CurvatureAnalysis()
      for (name, value) in instance.numbers { analysis.intervals[name] = .point(value) }
      for (name, value) in zip(formula.dataNames, values) {
        analysis.intervals[name] = .point(value)
      }
      let trend = analysis.attributes(of: formula.body).trend
      known[values] = trend
      return trend
    }
  }
}

extension TypedExpression {
  /// How often the prediction stands in the formula of a sample.
  var predictionCount: Int {
    if case .lossArgument(.prediction) = kind { return 1 }
    return children.reduce(0) { $0 + $1.predictionCount }
  }
}
