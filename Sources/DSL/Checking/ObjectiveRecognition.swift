/// Finds out what a program states: a training problem, or a convex program written out.
extension Checker {
  /// One summand: a coefficient times an expression that is no scalar formula.
  struct Summand {
    var coefficient: Coefficient
    let core: TypedExpression
  }

  mutating func recognize() -> CheckedModel? {
    checkDefinitions()
    defer { checkUncalledLosses() }
    if !variables.isEmpty { return recognizeProgram() }
    let network = recognizeNetwork()
    let gates = recognizeGates(of: network)
    guard let objective else {
      report(
        Diagnostic(
          "E122", "there is no `minimize`: nothing says what to look for", at: nil,
          help: "add `minimize sum(sq(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)`"))
      return nil
    }
    guard minimizes(objective) else { return nil }
    let assertions = typedAssertions()
    // Without a network its name and that of its weights mean nothing; that was said once.
    guard let network, let value = typed(objective.value) else { return nil }
    guard value.shape.isScalar else {
      _ = reportNotScalar(
        value, "the objective", help: "sum over the samples: `sum(..)` or `mean(..)`")
      return nil
    }
    let before = errorCount
    reportStrayRaw(value)
    guard errorCount == before else { return nil }
    var terms = ObjectiveTerms()
    for summand in summands(of: value) { recognize(summand, network, nil, into: &terms) }
    let conditions = recognizeConstraints(network, &terms)
    guard !hasErrors, let features = terms.features, let gates else {
      if !hasErrors && terms.fit.isEmpty { reportMissingFit(objective, network) }
      return nil
    }
    if terms.fit.isEmpty && conditions.isEmpty { reportMissingFit(objective, network) }
    checkRegularizer(terms, objective, network)
    checkRobustGates(terms, conditions, network, gates)
    checkRawRadii(features: features)
    warnOfUnusedNames()
    let target = (terms.fit.map(\.loss) + conditions.map(\.body)).flatMap(\.dataNames).first
    guard let target else {
      if !hasErrors { reportMissingTarget(objective) }
      return nil
    }
    return .training(
      TrainingProblem(
        declarations: declarations(assertions), gates: gates, features: features, targets: target,
        network: network, fit: terms.fit, regularizer: terms.regularizer, constraints: conditions,
        objective: value))
  }

  /// Whether the objective is minimized; training does nothing else.
  mutating func minimizes(_ objective: ObjectiveStatement) -> Bool {
    guard objective.sense == .maximize, variables.isEmpty else { return true }
    report(
      Diagnostic(
        "E201", "training minimizes; this maximizes", at: objective.range,
        help: "write `minimize`, with the sign changed"))
    return false
  }

  func declarations(_ assertions: [TypedRelation]) -> ModelDeclarations {
    ModelDeclarations(
      title: title,
      data: scope.order.compactMap { if case .data(let data) = scope[$0] { data } else { nil } },
      parameters: scope.order.compactMap {
        if case .parameter(let node) = scope[$0] { node } else { nil }
      },
      gates: scope.order.compactMap { if case .gates(let node) = scope[$0] { node } else { nil } },
      sets: scope.order.compactMap { if case .set(let set) = scope[$0] { set } else { nil } },
      assertions: assertions, sweep: sweep, solver: solver, outputs: outputs)
  }

  private mutating func reportMissingFit(
    _ objective: ObjectiveStatement, _ network: NetworkDeclaration
  ) {
    report(
      Diagnostic(
        "E122", "the objective does not measure how well the network fits the data",
        at: objective.value.range,
        help: "add a term such as `sum(sq(\(network.name.text)(X), y))`, or a constraint"
          + " `subject to y .* \(network.name.text)(X) >= 1`"))
  }

  private mutating func reportMissingTarget(_ objective: ObjectiveStatement) {
    report(
      Diagnostic(
        "E122", "nothing compares the network with data", at: objective.value.range,
        help: "a loss has a target: `sum(sq(yhat(X), y))` with `data y : R[n]`"))
  }

  /// The gates that the network takes its patterns from.
  private mutating func recognizeGates(of network: NetworkDeclaration?) -> GatesDeclaration? {
    let families = scope.order.compactMap { name -> GatesDeclaration? in
      if case .gates(let gates) = scope[name] { gates } else { nil }
    }
    guard let first = families.first else {
      if !hasErrors && network?.form == .relu {
        let isRobust = !perturbationNames.isEmpty
        report(
          Diagnostic(
            isRobust ? "E301" : "E125",
            isRobust
              ? "no `gates` for a ReLU network under perturbation"
              : "no `gates`: the convex program (2.5) needs activation patterns", at: nil,
            help: isRobust
              ? "Algorithm 4.1 samples them at perturbed data: add `gates g = sample(X + B^n, count:"
                + " 64, seed: 7)`"
              : "add `gates g = sample(X, count: 64, seed: 7)`"))
      }
      return nil
    }
    guard let network else { return first }
    switch network.form {
    case .relu:
      if families.count > 1 {
        report(
          Diagnostic(
            "E125", "two families of gates for one ReLU network", at: families[1].name.range,
            labels: [Diagnostic.Label(first.name.range, "the first is here")],
            help: "keep one of them"))
      }
      scope.use(first.name.text)
      return first
    case .knownHidden: return families.first { $0.name.text == network.hidden }
    case .gated:
      guard let node = self.network else { return nil }
      let used = node.value.names(bound: []).map(\.name.text)
      return families.first { used.contains($0.name.text) }
    }
  }

  /// Splits a sum into its summands, with products by scalar formulas moved into coefficients.
  func summands(
    of e: TypedExpression, coefficient: Coefficient = Coefficient()
  ) -> [Summand] {
    var coefficient = coefficient
    switch e.kind {
    case .negation(let operand):
      coefficient.isNegative.toggle()
      return summands(of: operand, coefficient: coefficient)
    case .sum(let a, let b), .difference(let a, let b):
      var other = coefficient
      if case .difference = e.kind { other.isNegative.toggle() }
      return summands(of: a, coefficient: coefficient) + summands(of: b, coefficient: other)
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      if isScalarFormula(a) {
        coefficient.factors.append(a)
        return summands(of: b, coefficient: coefficient)
      }
      if isScalarFormula(b) {
        coefficient.factors.append(b)
        return summands(of: a, coefficient: coefficient)
      }
    case .quotient(let a, let b):
      if isScalarFormula(b) {
        coefficient.divisors.append(b)
        return summands(of: a, coefficient: coefficient)
      }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .transpose, .element, .apply, .reduction,
      .worstCase, .loss, .raw, .flat:
      break
    }
    return [Summand(coefficient: coefficient, core: e)]
  }

  /// Whether an expression has only numbers, parameters and sizes in it.
  func isScalarFormula(_ e: TypedExpression) -> Bool {
    guard e.shape.isScalar else { return false }
    switch e.kind {
    case .number, .parameter, .size: return true
    case .negation, .sum, .difference, .product, .elementwiseProduct, .quotient, .apply:
      return e.children.allSatisfy(isScalarFormula)
    case .identity, .data, .index, .lossArgument, .unknown, .prediction, .perturbation, .gate,
      .list, .transpose, .element, .reduction, .worstCase, .loss, .raw, .flat:
      return false
    }
  }

  /// Whether a written expression has only numbers, parameters and sizes in it.
  func isScalarFormula(_ expression: Expression) -> Bool {
    switch expression {
    case .number: return true
    case .name(let name):
      switch scope[name.text] {
      case .parameter, .size: return true
      case .data, .gates, .loss, .network, .weights, .variable, .letBinding, .set, nil:
        return false
      }
    case .negation(let node): return isScalarFormula(node.operand)
    case .binary(let node): return isScalarFormula(node.left) && isScalarFormula(node.right)
    case .boolean, .list, .transpose, .index, .call, .norm, .reduction: return false
    }
  }
}

/// What was recognized in an objective so far.
struct ObjectiveTerms {
  var fit: [FitTerm] = []
  var regularizer: [RegularizerTerm] = []
  var features: String?
  /// Where the network was first applied to them.
  var featuresRange: SourceRange?
}
