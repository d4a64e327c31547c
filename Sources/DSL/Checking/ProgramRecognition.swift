/// The `variables` form: a convex program written out, proven convex by the rules.
extension Checker {
  mutating func recognizeProgram() -> CheckedModel? {
    reportMixedForms()
    let assertions = typedAssertions()
    guard let objective else {
      report(
        Diagnostic(
          "E122", "there is no `minimize`: nothing says what to look for", at: nil,
          help: "add `minimize ..` over the variables"))
      return nil
    }
    let value = typed(objective.value)
    if let value { checkObjective(objective, value) }
    reportRepeatedConstraintNames()
    var conditions: [ModelConstraint] = []
    for node in constraints {
      guard let (pairs, perturbation) = typedConstraint(node) else { continue }
      for pair in pairs {
        guard checkSides(pair, perturbation, in: node.relation) else { break }
        conditions.append(
          ModelConstraint(name: node.name, relation: pair, perturbation: perturbation))
      }
    }
    guard !hasErrors, let value else { return nil }
    warnOfUnusedNames()
    return .program(
      ConvexModel(
        declarations: declarations(assertions),
        variables: scope.order.compactMap { name in
          guard case .variable(let node, let shape, let domain) = scope[name] else { return nil }
          return VariableDeclaration(name: node.name, shape: shape, domain: domain)
        },
        objective: objective.sense == .minimize
          ? value : TypedExpression(.negation(value), .scalar, value.range),
        constraints: conditions))
  }

  private mutating func reportMixedForms() {
    guard let other = network?.range ?? weights.first?.range else { return }
    report(
      Diagnostic(
        "E139", "a network to train and variables of a convex program in one model", at: other,
        labels: variables.prefix(1).map { Diagnostic.Label($0.range, "the variables are here") },
        help: "keep the network (cnnc finds its convex form), or the program written out"))
  }

  private mutating func checkObjective(
    _ objective: ObjectiveStatement, _ value: TypedExpression
  ) {
    reportStrayRaw(value)
    guard value.shape.isScalar else {
      _ = reportNotScalar(value, "the objective", help: "add its entries up: `sum(..)`")
      return
    }
    checkWorstCases(value)
    var analysis = CurvatureAnalysis()
    analysis.intervals = intervals
    let found = analysis.attributes(of: value)
    if let obstacle = analysis.obstacle, obstacle.kind == .domain || found.curvature == .unknown {
      let witness = programWitness(value, sense: objective.sense)
      report(
        unprovable(
          obstacle, "the objective", in: [objective.value], notes: witness.map { [$0] } ?? []))
      return
    }
    let minimizes = objective.sense == .minimize
    if found.curvature == .constant {
      report(
        Diagnostic(
          "E122", "the objective has no unknown in it", at: value.range,
          help: "use the variables in it"))
    } else if minimizes ? !found.curvature.isConvex : !found.curvature.isConcave {
      let (verb, curvature, other) =
        minimizes ? ("minimizing", "concave", "maximize") : ("maximizing", "convex", "minimize")
      report(
        Diagnostic(
          "E201", "you are \(verb) a function that is \(curvature)", at: value.range,
          notes: ["rule: minimize convex, maximize concave"],
          help: "turn its sign, or write `\(other)`"))
    }
  }

  /// A side condition, first for fixed perturbations, then in the perturbation alone.
  private mutating func checkSides(
    _ pair: TypedRelation, _ perturbation: PerturbationVariable?, in relation: Relation
  ) -> Bool {
    for side in [pair.left, pair.right] {
      reportStrayRaw(side)
      checkWorstCases(side)
    }
    guard pair.left.hasUnknown || pair.right.hasUnknown else {
      report(
        Diagnostic(
          "E211", "this constraint has no unknown in it", at: pair.range,
          help: "what must hold of data and parameters is `assert`"))
      return false
    }
    guard checkConstraintSides(pair, in: relation) else { return false }
    guard let perturbation else { return true }
    if pair.isEquality {
      report(
        Diagnostic(
          "E307", "an equality cannot hold for every `\(perturbation.name)`", at: pair.range,
          help: "write two inequalities with a margin"))
      return false
    }
    return isAffineInPerturbation(
      TypedExpression(.difference(pair.left, pair.right), .scalar, pair.range))
  }

  /// Worst cases inside an expression have bodies that are affine in the perturbation.
  private mutating func checkWorstCases(_ e: TypedExpression) {
    if case .worstCase(_, let body) = e.kind { _ = isAffineInPerturbation(body) }
    for child in e.children { checkWorstCases(child) }
  }

  private mutating func isAffineInPerturbation(_ e: TypedExpression) -> Bool {
    var analysis = CurvatureAnalysis()
    analysis.unknowns = .perturbations
    analysis.intervals = intervals
    let found = analysis.attributes(of: e)
    if found.curvature.isAffine { return true }
    let isConcave = found.curvature == .concave
    report(
      Diagnostic(
        isConcave ? "E310" : "E308",
        isConcave
          ? "a term that is concave in the perturbation has no worst case in closed form"
          : "the perturbation enters in a way that is not affine",
        at: analysis.obstacle?.range ?? e.range,
        caption: analysis.obstacle?.caption ?? "\(found.curvature.rawValue) in the perturbation",
        notes: ["rule: affine in the perturbation, or inside yhat(X + Delta) of a network"],
        help: "bound the affine part by a variable of its own, `-s <= (a + delta) * x <= s forall"
          + " delta in B`, and go on with s"))
    return false
  }

  /// A chord that an objective violates on a random instance, as a note.
  private func programWitness(
    _ value: TypedExpression, sense: ObjectiveStatement.Sense
  ) -> String? {
    var sampler = InstanceSampler(scope: scope, intervals: intervals, values: scalarValues)
    guard let witness = sampler.witness(of: value, isConvex: sense == .minimize) else { return nil }
    let text =
      "witness: at a random instance the value in the middle of two points is"
      + " \(significant(witness.values.middle)), the average at the points"
      + " \(significant((witness.values.left + witness.values.right) / 2))"
    return text + ": truly non\(sense == .minimize ? "convex" : "concave")"
  }
}
