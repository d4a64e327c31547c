/// Takes the objective apart: a sum of coefficients times fit terms and regularizer terms.
extension Checker {
  /// One summand: a coefficient times an expression that is no scalar formula.
  struct Summand {
    var coefficient: Coefficient
    let core: Expression
  }

  mutating func recognize() -> TrainingProblem? {
    for loss in losses {
      reportUnknownNames(in: loss.value, bound: [loss.prediction.text, loss.target.text])
    }
    let network = recognizeNetwork()
    let gates = recognizeGates(of: network)
    guard let objective else {
      report(
        Diagnostic(
          "E122", "there is no `minimize`: nothing says what to look for", at: nil,
          help: "add `minimize sum(sq(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)`"))
      return nil
    }
    if objective.sense == .maximize {
      report(
        Diagnostic(
          "E201", "training minimizes; this maximizes", at: objective.range,
          help: "write `minimize`, with the sign changed"))
      return nil
    }
    // Without a network or weights their names are unknown too; that was said once.
    if self.network == nil || weights.isEmpty { return nil }
    if reportUnknownNames(in: objective.value) { return nil }
    let before = diagnostics.count
    let shape = shape(of: objective.value)
    guard diagnostics.count == before, let network, let shape else { return nil }
    guard shape.isScalar else {
      report(
        Diagnostic(
          "E112", "the objective must be one number, not \(shape)", at: objective.value.range,
          help: "sum over the samples: `sum(..)` or `mean(..)`"))
      return nil
    }
    var terms = ObjectiveTerms()
    for summand in summands(of: objective.value) {
      recognize(summand, network: network, into: &terms)
    }
    checkHasSquare(terms)
    guard !hasErrors, let features = terms.features, let targets = terms.targets, let gates
    else {
      if !hasErrors && terms.fit.isEmpty { reportMissingFit(objective, network) }
      return nil
    }
    checkRegularizer(terms, objective)
    warnOfUnusedNames()
    return TrainingProblem(
      title: title, data: declaredData, parameters: declaredParameters, gates: gates,
      features: features, targets: targets, network: network, fit: terms.fit,
      regularizer: terms.regularizer, objectiveRange: objective.value.range, solver: solver,
      outputs: outputs)
  }

  private mutating func reportMissingFit(
    _ objective: ObjectiveStatement, _ network: NetworkDeclaration
  ) {
    report(
      Diagnostic(
        "E122", "the objective does not measure how well the network fits the data",
        at: objective.value.range,
        help: "add a term such as `sum(sq(\(network.name.text)(X), y))`"))
  }

  private mutating func recognizeGates(of network: NetworkDeclaration?) -> GatesDeclaration? {
    let families = scope.order.compactMap { name -> GatesDeclaration? in
      if case .gates(let gates) = scope[name] { gates } else { nil }
    }
    guard let first = families.first else {
      if !hasErrors {
        report(
          Diagnostic(
            "E125", "no `gates`: the convex program (2.5) needs activation patterns", at: nil,
            help: "add `gates g = sample(X, count: 64, seed: 7)`"))
      }
      return nil
    }
    if families.count > 1 && network != nil {
      report(
        Diagnostic(
          "E125", "two families of gates in one model", at: families[1].name.range,
          labels: [Diagnostic.Label(first.name.range, "the first is here")],
          help: "keep one of them"))
    }
    scope.use(first.name.text)
    return first
  }

  var declaredData: [DataDeclaration] {
    scope.order.compactMap { if case .data(let data) = scope[$0] { data } else { nil } }
  }

  var declaredParameters: [ParameterDeclaration] {
    scope.order.compactMap { if case .parameter(let node) = scope[$0] { node } else { nil } }
  }

  /// Splits a sum into its summands, with products by scalar formulas moved into coefficients.
  func summands(of expression: Expression, coefficient: Coefficient = Coefficient()) -> [Summand] {
    var coefficient = coefficient
    switch expression {
    case .negation(let node):
      coefficient.isNegative.toggle()
      return summands(of: node.operand, coefficient: coefficient)
    case .binary(let node):
      switch node.op {
      case .add, .subtract:
        var other = coefficient
        if node.op == .subtract { other.isNegative.toggle() }
        return summands(of: node.left, coefficient: coefficient)
          + summands(of: node.right, coefficient: other)
      case .multiply, .multiplyElementwise:
        if isScalarFormula(node.left) {
          coefficient.factors.append(node.left)
          return summands(of: node.right, coefficient: coefficient)
        }
        if isScalarFormula(node.right) {
          coefficient.factors.append(node.right)
          return summands(of: node.left, coefficient: coefficient)
        }
      case .divide:
        if isScalarFormula(node.right) {
          coefficient.divisors.append(node.right)
          return summands(of: node.left, coefficient: coefficient)
        }
      case .power: break
      }
    case .number, .boolean, .name, .list, .transpose, .index, .call, .norm, .reduction: break
    }
    return [Summand(coefficient: coefficient, core: expression)]
  }

  /// Whether an expression has only numbers, parameters and sizes in it.
  func isScalarFormula(_ expression: Expression) -> Bool {
    switch expression {
    case .number: return true
    case .name(let name):
      switch scope[name.text] {
      case .parameter, .size: return true
      case .data, .gates, .loss, .network, .weights, nil: return false
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
  /// Whether a fit term has the square of the prediction in it.
  var hasSquare = false
  var regularizer: [RegularizerTerm] = []
  var features: String?
  var targets: String?
}
