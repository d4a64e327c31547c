/// Constraints on the outputs of a network, and what must hold of the data.
extension Checker {
  /// `subject to margin: y .* yhat(X + Delta) >= 1 forall Delta in B^n`
  mutating func recognizeConstraints(
    _ network: NetworkDeclaration, _ terms: inout ObjectiveTerms
  ) -> [OutputConstraint] {
    reportRepeatedConstraintNames()
    var result: [OutputConstraint] = []
    for node in constraints {
      guard let (pairs, perturbation) = typedConstraint(node) else { continue }
      for pair in pairs {
        guard let constraint = outputConstraint(node, pair, perturbation, network, &terms) else {
          break
        }
        result.append(constraint)
      }
    }
    return result
  }

  /// The comparisons of a constraint and the perturbation for which they must hold.
  mutating func typedConstraint(
    _ node: ConstraintStatement
  ) -> (pairs: [TypedRelation], perturbation: PerturbationVariable?)? {
    var locals: Locals = [:]
    var perturbation: PerturbationVariable?
    if let quantifier = node.quantifier {
      guard let set = setReference(quantifier.domain) else {
        if reportUnknownNames(in: quantifier.domain, as: .set) { return nil }
        report(
          Diagnostic(
            "E112", "`forall` needs a set of perturbations", at: quantifier.domain.range,
            help: "declare it: `set B = { delta : R[d] | ||delta||_inf <= eps }`, then write"
              + " `forall \(quantifier.variable.text) in B^n`"))
        return nil
      }
      guard let variable = bindPerturbation(quantifier.variable, set) else { return nil }
      locals[quantifier.variable.text] = .perturbation(variable)
      perturbation = variable
    }
    guard let (inner, indices) = bind(node.relation.binders, locals),
      let pairs = typedPairs(node.relation, inner, indices), usesIndices(indices, in: node.relation)
    else { return nil }
    if let perturbation,
      !pairs.contains(where: { $0.left.hasPerturbation || $0.right.hasPerturbation })
    {
      report(
        Diagnostic(
          "W312", "`\(perturbation.name)` does not occur in this constraint",
          at: node.quantifier?.range ?? node.range,
          help: "the network sees perturbed data as `yhat(X + \(perturbation.name))`"))
      return (pairs, nil)
    }
    return (pairs, perturbation)
  }

  mutating func reportRepeatedConstraintNames() {
    var places: [String: SourceRange] = [:]
    for node in constraints {
      guard let name = node.name else { continue }
      if let first = places[name.text] {
        report(
          Diagnostic(
            "E102", "two constraints are named `\(name.text)`", at: name.range,
            labels: [Diagnostic.Label(first, "the first is here")],
            help: "their multipliers are told apart by name: choose another"))
      }
      places[name.text] = places[name.text] ?? name.range
    }
  }

  private mutating func outputConstraint(
    _ node: ConstraintStatement, _ pair: TypedRelation, _ perturbation: PerturbationVariable?,
    _ network: NetworkDeclaration, _ terms: inout ObjectiveTerms
  ) -> OutputConstraint? {
    let difference = TypedExpression(
      .difference(pair.left, pair.right),
      pair.left.shape.isScalar ? pair.right.shape : pair.left.shape, pair.range)
    guard difference.hasPrediction else {
      report(
        Diagnostic(
          "E211",
          difference.hasUnknown
            ? "a constraint on the weights does not survive the convex form"
            : "this constraint has no unknown in it", at: pair.range,
          help: difference.hasUnknown
            ? "constrain the outputs, `\(network.name.text)(X)`; the weights of a neuron are only"
              + " known after training"
            : "what must hold of data and parameters is `assert`"))
      return nil
    }
    if pair.isEquality && perturbation != nil {
      report(
        Diagnostic(
          "E307", "an equality cannot hold for every perturbation", at: pair.range,
          help: "write two inequalities with a margin: `-m <= .. <= m`"))
      return nil
    }
    guard
      let body = formula(
        difference, index: pair.indices.first, pair.range, isConstraint: true, into: &terms)
    else { return nil }
    guard checkConstraintSides(pair, in: node.relation) else { return nil }
    return OutputConstraint(
      name: node.name, body: body, isEquality: pair.isEquality, perturbation: perturbation,
      range: node.range)
  }

  /// A constraint with a part that is not about one sample.
  mutating func reportMixedConstraint(_ place: TypedExpression) {
    if place.hasUnknown && !place.hasPrediction {
      report(
        Diagnostic(
          "E211", "a constraint on the weights does not survive the convex form", at: place.range,
          help: "constrain the outputs; the weights of a neuron are only known after training"))
      return
    }
    report(
      Diagnostic(
        "E209", "this part of a constraint is not about one sample", at: place.range,
        notes: ["rule: a constraint on a network holds for each sample by itself"],
        help: "write `yhat(X) >= 0`, or `yhat(X[k]) >= m[k] for k in 1..n`; samples are compared in"
          + " a program with `variables`, which `inspect --phase program --as cnn` prints to start"
          + " from"))
  }

  /// Whether every index of a relation occurs in it; reports one that does not.
  mutating func usesIndices(_ indices: [IndexVariable], in relation: Relation) -> Bool {
    let sides = [relation.first] + relation.rest.map(\.side)
    let used = Set(sides.flatMap { $0.names(bound: []) }.map(\.name.text))
    for (binder, index) in zip(relation.binders, indices) where !used.contains(index.name) {
      report(
        Diagnostic(
          "E104", "index `\(index.name)` does not occur in this relation", at: binder.name.range,
          help: "take `for \(index.name) in ..` out: a relation of arrays holds entry by entry; or"
            + " use the index, as in `yhat(X[\(index.name)])`"))
      return false
    }
    return true
  }

  /// `convex <= concave`, `affine == affine`.
  mutating func checkConstraintSides(_ pair: TypedRelation, in relation: Relation) -> Bool {
    var analysis = CurvatureAnalysis()
    analysis.intervals = intervals
    let (left, right) = (analysis.attributes(of: pair.left), analysis.attributes(of: pair.right))
    let obstacle = analysis.obstacle
    let labels = [
      Diagnostic.Label(pair.left.range, left.description),
      Diagnostic.Label(pair.right.range, right.description),
    ].filter { $0.range.file == pair.range.file && $0.range != pair.range }
    if left.curvature == .unknown || right.curvature == .unknown, let obstacle {
      let sides = [relation.first] + relation.rest.map(\.side)
      report(unprovable(obstacle, "this side of the constraint", in: sides))
      return false
    }
    if pair.isEquality {
      if left.curvature.isAffine && right.curvature.isAffine { return true }
      report(
        Diagnostic(
          "E203", "an equality needs both sides affine", at: pair.range, labels: labels,
          notes: ["rule: affine == affine"],
          help: "a convex bound is an inequality: write `<=` if that is meant"))
      return false
    }
    if left.curvature.isConvex && right.curvature.isConcave { return true }
    let (a, b) = (left.curvature.rawValue, right.curvature.rawValue)
    report(
      Diagnostic(
        "E202", "`\(pair.isReversed ? "\(b) >= \(a)" : "\(a) <= \(b)")` is not a convex constraint",
        at: pair.range, labels: labels,
        notes: ["rule: convex <= concave, concave >= convex, affine == affine; nothing else"],
        help:
          "is the comparison the wrong way round? `||x||_2 <= 1` is convex, `||x||_2 >= 1` has a"
          + " hole"))
    return false
  }

  /// `assert` relations: of data and parameters alone.
  mutating func typedAssertions() -> [TypedRelation] {
    var result: [TypedRelation] = []
    for node in assertions {
      guard let (locals, indices) = bind(node.relation.binders, [:]),
        let pairs = typedPairs(node.relation, locals, indices),
        usesIndices(indices, in: node.relation)
      else { continue }
      for pair in pairs {
        if [pair.left, pair.right].contains(where: { $0.hasUnknown || $0.hasPerturbation }) {
          report(
            Diagnostic(
              "E212", "an assertion is checked on the data before solving: it has no unknowns",
              at: pair.range, help: "what the solution must satisfy is `subject to ..`"))
          break
        }
        if let left = scalarValues.value(of: pair.left),
          let right = scalarValues.value(of: pair.right),
          pair.isEquality ? left != right : left > right
        {
          let (first, second) = pair.isReversed ? (right, left) : (left, right)
          report(
            Diagnostic(
              "E411", "the assertion does not hold", at: pair.range,
              notes: [
                "the left side is \(significant(first)), the right side \(significant(second))"
              ],
              help: "correct the parameters, or the assertion"))
          break
        }
        result.append(pair)
      }
    }
    return result
  }
}
