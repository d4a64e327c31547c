/// What the rules prove of an expression and of each of its parts.
public struct CurvatureNode: Sendable {
  /// What the part is, where it is not what is written: `for y = 1`, `side`.
  public let role: String?
  /// The expression.
  public let text: String
  /// Its sizes.
  public let shape: Shape
  /// Its curvature in weights, variables and predictions.
  public let curvature: Curvature
  /// Its sign.
  public let sign: Sign
  /// How it moves with the prediction; nil where there is none in it.
  public let trend: Monotonicity?
  /// The parts.
  public let children: [CurvatureNode]
  /// Where it stands.
  public let range: SourceRange
}

extension CheckedModel {
  /// The objective, then each constraint, as trees.
  public var curvatureTrees: [(title: String, node: CurvatureNode)] {
    switch self {
    case .training(let problem):
      let builder = CurvatureTreeBuilder(
        network: problem.network.name.text, declarations: problem.declarations)
      let constraints = problem.constraints.map { constraint in
        let text = constraint.body.body.text(network: "z")
        let title = constraint.name.map { "\($0.text): " } ?? ""
        return (
          "subject to \(title)\(text) \(constraint.isEquality ? "==" : "<=") 0",
          builder.node(ofSample: constraint.body)
        )
      }
      return [("minimize", builder.node(problem.objective))] + constraints
    case .program(let model):
      let builder = CurvatureTreeBuilder(network: "yhat", declarations: model.declarations)
      let constraints = model.constraints.flatMap { constraint in
        let relation = constraint.relation
        let sign = relation.isEquality ? "==" : "<="
        let title = "subject to " + (constraint.name.map { "\($0.text): " } ?? "")
        return [
          ("\(title)left side of \(sign)", builder.node(relation.left)),
          ("\(title)right side of \(sign)", builder.node(relation.right)),
        ]
      }
      return [("minimize", builder.node(model.objective))] + constraints
    }
  }
}

/// Builds trees; the labels of a target are looked at one by one.
private struct CurvatureTreeBuilder {
  let network: String
  let declarations: ModelDeclarations
  let intervals: [String: Interval]

  /// The values of a vector of labels.
  struct Labels {
    let name: String
    let values: [Double]
  }

  init(network: String, declarations: ModelDeclarations) {
    self.network = network
    self.declarations = declarations
    intervals = declarations.intervals
  }

  func labels(of names: [String]) -> Labels? {
    for name in names {
      if let values = declarations.data(named: name)?.labels {
        return Labels(name: name, values: values)
      }
    }
    return nil
  }

  /// The formula of a sample: once for each label where the labels make a difference.
  func node(ofSample formula: SampleFormula) -> CurvatureNode {
    let labels = labels(of: formula.dataNames)
    let whole = node(formula.body, labels: labels)
    let trees = (labels?.values ?? []).map { value in
      node(
        formula.body, role: "\(labels?.name ?? "") = \(shortText(value))", labels: labels,
        label: value)
    }
    guard let first = trees.first, !trees.allSatisfy({ $0.proves(theSameAs: first) }) else {
      return whole
    }
    return CurvatureNode(
      role: nil, text: whole.text, shape: whole.shape, curvature: whole.curvature,
      sign: whole.sign, trend: whole.trend, children: trees, range: whole.range)
  }

  func node(_ e: TypedExpression) -> CurvatureNode {
    node(e, labels: labels(of: e.dataNames))
  }

  func node(
    _ e: TypedExpression, role: String? = nil, labels: Labels?, label: Double? = nil,
    target: TypedExpression? = nil
  ) -> CurvatureNode {
    let values = label.map { [$0] } ?? labels?.values ?? []
    let found =
      values.isEmpty
      ? attributes(e, labels, nil, target)
      : values.map { attributes(e, labels, $0, target) }.reduce(nil) { joined($0, $1) }
        ?? attributes(e, labels, nil, target)
    var children: [CurvatureNode] = []
    switch e.kind {
    case _ where found.curvature == .constant && !e.hasUnknown: break
    case .loss(_, let body, let z, let t):
      let own = self.labels(of: t.dataNames) ?? labels
      children = cases(of: body, t, own) + [z, t].map { node($0, labels: labels, label: label) }
    case .gate, .prediction: break
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .perturbation, .list, .negation, .sum, .difference, .product, .elementwiseProduct,
      .quotient, .transpose, .element, .apply, .reduction, .worstCase, .raw, .flat:
      children = e.children.map { node($0, labels: labels, label: label, target: target) }
    }
    let hasPrediction = e.contains { part in
      if case .lossArgument(.prediction) = part.kind { return true }
      if case .prediction = part.kind { return true }
      return false
    }
    return CurvatureNode(
      role: role, text: e.text(network: network), shape: e.shape, curvature: found.curvature,
      sign: found.sign, trend: hasPrediction ? found.trend : nil, children: children,
      range: e.range)
  }

  /// The body of a loss: once for each label where the labels make a difference.
  private func cases(
    of body: TypedExpression, _ t: TypedExpression, _ labels: Labels?
  ) -> [CurvatureNode] {
    guard let labels else { return [node(body, role: "loss", labels: nil, target: t)] }
    let trees = labels.values.map { value in
      node(
        body, role: "\(labels.name) = \(shortText(value))", labels: labels, label: value, target: t)
    }
    let isSame = trees.dropFirst().allSatisfy { $0.proves(theSameAs: trees[0]) }
    return isSame ? [node(body, role: "loss", labels: labels, target: t)] : trees
  }

  private func attributes(
    _ e: TypedExpression, _ labels: Labels?, _ label: Double?, _ target: TypedExpression?
  ) -> Attributes {
    var analysis = CurvatureAnalysis()
    analysis.intervals = intervals
    if let labels, let label { analysis.intervals[labels.name] = .point(label) }
    if let target { analysis.target = analysis.attributes(of: target).interval }
    return analysis.attributes(of: e)
  }

  /// What holds in both cases.
  private func joined(_ a: Attributes?, _ b: Attributes) -> Attributes {
    guard let a else { return b }
    return Attributes(
      curvature: a.curvature == b.curvature ? a.curvature : a.curvature + b.curvature,
      interval: a.interval.union(b.interval), slope: a.slope.union(b.slope))
  }
}

extension CurvatureNode {
  fileprivate func proves(theSameAs other: CurvatureNode) -> Bool {
    curvature == other.curvature && sign == other.sign && trend == other.trend
      && children.count == other.children.count
      && zip(children, other.children).allSatisfy { $0.proves(theSameAs: $1) }
  }
}

extension TypedExpression {
  /// The names of all data in it, in order.
  fileprivate var dataNames: [String] {
    if case .data(let name) = kind { return [name] }
    return children.flatMap(\.dataNames)
  }
}
