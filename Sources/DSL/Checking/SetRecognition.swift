/// Sets of perturbations by set-builder: balls, boxes, ellipsoids, polytopes and intersections.
extension Checker {
  mutating func declareSet(_ node: SetStatement) {
    guard let set = recognize(node) else {
      return scope.declareBroken(node.name.text, isSet: true)
    }
    declare(node.name, .set(set))
  }

  private mutating func recognize(_ node: SetStatement) -> UncertaintySet? {
    guard let shape = realShape(of: node.type) else { return nil }
    guard shape.dimensions.count == 1 else {
      report(
        Diagnostic(
          "E306",
          shape.isScalar
            ? "a perturbation moves a row of the data, not one number"
            : "the set couples rows: the exact counterpart needs rows that move independently",
          at: node.type.range,
          help: "write `set \(node.name.text) = { \(node.element.text) : R[d] | .. }` for one row;"
            + " `\(node.name.text)^n` has one such perturbation for each row"))
      return nil
    }
    let variable = PerturbationVariable(
      name: node.element.text, set: node.name.text, rows: nil, id: 0)
    let delta = TypedExpression(.perturbation(variable), shape, node.element.range)
    var conditions: [UncertaintySet.Condition] = []
    var ranges: [SourceRange] = []
    for relation in node.relations {
      guard let found = self.conditions(relation, node.element.text, delta) else { return nil }
      conditions += found
      ranges += found.map { _ in
        relation.rest.reduce(relation.first.range) { $0.union($1.side.range) }
      }
    }
    let placed = Array(zip(conditions, ranges))
    if isEmpty(node, placed) || isUnbounded(node, placed) { return nil }
    return UncertaintySet(
      name: node.name, elementShape: shape, conditions: conditions, range: node.range)
  }

  private mutating func conditions(
    _ relation: Relation, _ element: String, _ delta: TypedExpression
  ) -> [UncertaintySet.Condition]? {
    guard let (locals, indices) = bind(relation.binders, [element: .value(delta)]) else {
      return nil
    }
    guard let pairs = typedPairs(relation, locals, indices), usesIndices(indices, in: relation)
    else { return nil }
    var result: [UncertaintySet.Condition] = []
    for pair in pairs {
      if let unknown = [pair.left, pair.right].first(where: \.hasUnknown) {
        report(
          Diagnostic(
            "E313", "a set of perturbations cannot depend on what is trained", at: unknown.range,
            help: "the set is given before training; its radius is a number or a parameter"))
        return nil
      }
      guard let condition = condition(pair) else { return nil }
      result.append(condition)
    }
    return result
  }

  private mutating func condition(_ pair: TypedRelation) -> UncertaintySet.Condition? {
    guard pair.left.hasPerturbation || pair.right.hasPerturbation else {
      report(
        Diagnostic(
          "E313", "this condition does not speak of the perturbation", at: pair.range,
          help: "a condition on data or parameters is `assert`"))
      return nil
    }
    var analysis = CurvatureAnalysis()
    analysis.unknowns = .perturbations
    analysis.intervals = intervals
    let (left, right) = (analysis.attributes(of: pair.left), analysis.attributes(of: pair.right))
    if left.curvature.isAffine && right.curvature.isAffine { return .linear(pair) }
    guard !pair.isEquality, left.curvature.isConvex, right.curvature.isConcave else {
      report(
        Diagnostic(
          "E313", "the set would not be convex", at: pair.range,
          labels: [
            Diagnostic.Label(pair.left.range, left.description),
            Diagnostic.Label(pair.right.range, right.description),
          ],
          help: pair.isEquality
            ? "write `<=`: the worst case over the ball `||delta||_2 <= eps` lies on its surface anyway"
            : "is the comparison the wrong way round? A set is given by `convex <= constant`, such as"
              + " `||delta||_inf <= eps`"))
      return nil
    }
    guard right.curvature == .constant, case .apply(let atom, let arguments) = pair.left.kind,
      arguments.count == 1
    else { return reportUnknownCondition(pair) }
    let argument = arguments[0]
    let radius = radius(pair)
    if atom.name == Atom.abs.name {
      if direction(of: argument, pair.indices) == 1 { return .box(radius: radius) }
      guard argument.shape.isScalar, pair.indices.isEmpty else {
        return reportUnknownCondition(pair)
      }
      return .norm(.one, of: argument, radius: radius)
    }
    let kind: NormExpression.Kind
    switch atom.name {
    case Atom.norm1.name: kind = .one
    case Atom.norm2.name: kind = .two
    case Atom.norminf.name: kind = .infinity
    default: return reportUnknownCondition(pair)
    }
    guard pair.indices.isEmpty, pair.right.shape.isScalar else {
      return reportUnknownCondition(pair)
    }
    if case .perturbation = argument.kind { return .ball(kind, radius: radius) }
    return .norm(kind, of: argument, radius: radius)
  }

  private mutating func reportUnknownCondition(
    _ pair: TypedRelation
  ) -> UncertaintySet.Condition? {
    var isSquare = false
    if case .apply(let atom, _) = pair.left.kind {
      isSquare = [Atom.sumsq.name, Atom.squaringPower?.name, Atom.square.name].contains(atom.name)
    }
    report(
      Diagnostic(
        "E313", "the support function of this condition is not known", at: pair.range,
        help: isSquare
          ? "take the root of both sides: `||delta||_2 <= eps` is the ball that"
            + " `||delta||_2^2 <= eps^2` describes"
          : "conditions are `||delta||_p <= eps` with p 1, 2 or inf, `||A*delta||_2 <= eps`,"
            + " `abs(delta[c]) <= r[c] for c in 1..d`, and affine inequalities such as `C*delta <= h`"
      ))
    return nil
  }

  /// 1 for delta or delta[c] with the bound index c, -1 for its negative, 0 for anything else.
  private func direction(of e: TypedExpression, _ indices: [IndexVariable]) -> Int {
    switch e.kind {
    case .perturbation: return indices.isEmpty ? 1 : 0
    case .element(let base, let index):
      guard case .perturbation = base.kind, indices.count == 1 else { return 0 }
      return index == [.variable(indices[0])] ? 1 : 0
    case .negation(let inner): return -direction(of: inner, indices)
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .gate, .list, .sum, .difference, .product, .elementwiseProduct, .quotient,
      .transpose, .apply, .reduction, .worstCase, .loss, .raw, .flat:
      return 0
    }
  }

  private func radius(_ pair: TypedRelation) -> UncertaintySet.Radius {
    if case .raw(let inner) = pair.right.kind {
      return UncertaintySet.Radius(value: inner, index: pair.indices.first, isRaw: true)
    }
    return UncertaintySet.Radius(value: pair.right, index: pair.indices.first, isRaw: false)
  }

  /// Reports conditions that no perturbation satisfies, as far as the numbers are known.
  private mutating func isEmpty(
    _ node: SetStatement, _ conditions: [(UncertaintySet.Condition, SourceRange)]
  ) -> Bool {
    var bounds = Interval.all
    var place = node.range
    for (condition, range) in conditions {
      let before = bounds
      switch condition {
      case .ball(_, let radius), .norm(_, _, let radius), .box(let radius):
        var analysis = CurvatureAnalysis()
        analysis.intervals = intervals
        guard analysis.attributes(of: radius.value).interval.upper < 0 else { continue }
        report(
          Diagnostic(
            "E305", "the set is empty: its radius is negative", at: radius.value.range,
            help: "a radius is 0 or more: declare `param eps : R >= 0`"))
        return true
      case .linear(let pair):
        let isEquality = pair.isEquality
        if direction(of: pair.left, pair.indices) == 1, let value = number(pair.right) {
          bounds = bounds.intersection(Interval(isEquality ? value : -.infinity, value))
        } else if direction(of: pair.right, pair.indices) == 1, let value = number(pair.left) {
          bounds = bounds.intersection(Interval(value, isEquality ? value : .infinity))
        }
      }
      if before.lower <= before.upper && bounds.lower > bounds.upper { place = range }
    }
    guard bounds.lower > bounds.upper else { return false }
    report(
      Diagnostic(
        "E305",
        "the set is empty: `\(shortText(bounds.lower)) <= \(node.element.text) <="
          + " \(shortText(bounds.upper))` holds for no number", at: place,
        help: "swap or correct the bounds"))
    return true
  }

  private func number(_ e: TypedExpression) -> Double? { scalarValues.value(of: e) }

  /// Reports a set that nothing bounds in some direction, where that can be told without numbers.
  private mutating func isUnbounded(
    _ node: SetStatement, _ conditions: [(UncertaintySet.Condition, SourceRange)]
  ) -> Bool {
    var (below, above) = (false, false)
    for (condition, _) in conditions {
      switch condition {
      // Whether A of ||A * delta|| is invertible, and whether a polytope is bounded, the data say.
      case .ball, .norm, .box: return false
      case .linear(let pair):
        let left = pair.right.hasPerturbation ? 0 : direction(of: pair.left, pair.indices)
        let right = pair.left.hasPerturbation ? 0 : direction(of: pair.right, pair.indices)
        // Other inequalities may bound delta together: the data say.
        guard left != 0 || right != 0 else { return false }
        above = above || left == 1 || right == -1 || pair.isEquality
        below = below || left == -1 || right == 1 || pair.isEquality
      }
    }
    if below && above { return false }
    let way = below ? " from above" : above ? " from below" : ""
    let place = conditions.dropFirst().reduce(conditions.first?.1 ?? node.range) { $0.union($1.1) }
    report(
      Diagnostic(
        "E309", "the set is unbounded: nothing bounds `\(node.element.text)`\(way)", at: place,
        help: "bound every entry, for example by `||\(node.element.text)||_inf <= eps`"))
    return true
  }

  /// The comparisons of a chain `a <= b <= c`, each as `left <= right` or `left == right`.
  mutating func typedPairs(
    _ relation: Relation, _ locals: Locals, _ indices: [IndexVariable]
  ) -> [TypedRelation]? {
    var sides: [TypedExpression] = []
    var unknown = false
    for side in [relation.first] + relation.rest.map(\.side) {
      unknown = reportUnknownNames(in: side, bound: Set(locals.keys)) || unknown
    }
    if unknown { return nil }
    for side in [relation.first] + relation.rest.map(\.side) {
      guard let typed = elaborate(side, locals) else { return nil }
      sides.append(typed)
    }
    var result: [TypedRelation] = []
    for (index, part) in relation.rest.enumerated() {
      let (a, b) = (sides[index], sides[index + 1])
      guard combined(a, b, at: relation.range) != nil else { return nil }
      let isReversed = part.op == .greaterOrEqual
      let before = index == 0 ? relation.first : relation.rest[index - 1].side
      result.append(
        TypedRelation(
          left: isReversed ? b : a, right: isReversed ? a : b, isEquality: part.op == .equal,
          isReversed: isReversed, indices: indices,
          range: before.range.union(part.side.range)))
    }
    return result
  }
}
