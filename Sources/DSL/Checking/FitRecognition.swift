/// Recognizes the summands of the objective.
extension Checker {
  mutating func recognize(
    _ summand: Summand, network: NetworkDeclaration, into terms: inout ObjectiveTerms
  ) {
    switch summand.core {
    case .reduction(let node) where node.reducer == .sum && node.domain == nil:
      recognizeRegularizer(node, summand.coefficient, network, into: &terms)
    case .call(let node):
      recognizeFit(node, summand.coefficient, network, into: &terms)
    case .binary, .norm:
      // ||yhat(X) - y||_2^2
      if let inner = squaredNorm(summand.core) {
        let square = squareOf(inner)
        addFit(square, isMean: false, summand, network, into: &terms)
      } else {
        reportUnknownTerm(summand.core, network)
      }
    case .number, .boolean, .name, .list, .negation, .transpose, .index, .reduction:
      reportUnknownTerm(summand.core, network)
    }
  }

  private mutating func reportUnknownTerm(_ term: Expression, _ network: NetworkDeclaration) {
    if isScalarFormula(term) {
      report(
        Diagnostic(
          "E209", "this term is a constant: no weights change it", at: term.range,
          help: "take it out of the objective"))
      return
    }
    if case .norm(let node) = term, node.kind == .two {
      report(
        Diagnostic(
          "E209", "this norm is not squared", at: term.range,
          help: "a fit is `\(SourcePrinter.text(term))^2`"))
      return
    }
    report(
      Diagnostic(
        "E209", "this term of the objective is neither a fit nor a regularizer that is known",
        at: term.range,
        help: "an objective is `sum(sq(\(network.name.text)(X), y))` or `mean(..)` plus"
          + " `beta/2 * sum[j] (||\(network.hidden)[j]||_2^2 + \(network.output)[j]^2)`"))
  }

  private mutating func recognizeFit(
    _ node: CallExpression, _ coefficient: Coefficient, _ network: NetworkDeclaration,
    into terms: inout ObjectiveTerms
  ) {
    let summand = Summand(coefficient: coefficient, core: .call(node))
    guard case .name(let callee) = node.callee, node.arguments.count == 1,
      let inner = node.arguments[0].expression
    else { return reportUnknownTerm(.call(node), network) }
    switch callee.text {
    case "sum": addFit(inner, isMean: false, summand, network, into: &terms)
    case "mean": addFit(inner, isMean: true, summand, network, into: &terms)
    case "sumsq": addFit(squareOf(inner), isMean: false, summand, network, into: &terms)
    case "max", "min": refuse(node.range, "the \(callee.text) over samples", help: "use `sum(..)`")
    default: reportUnknownTerm(.call(node), network)
    }
  }

  private func squareOf(_ inner: Expression) -> Expression {
    let two = Expression.number(NumberLiteral(value: 2, range: inner.range))
    return .binary(
      BinaryExpression(
        op: .power, opRange: inner.range, left: inner, right: two, range: inner.range))
  }

  /// The operand of ||e||_2^2.
  func squaredNorm(_ expression: Expression) -> Expression? {
    guard case .binary(let node) = expression, node.op == .power, case .norm(let norm) = node.left,
      norm.kind == .two, case .number(let exponent) = node.right, exponent.value == 2
    else { return nil }
    return norm.operand
  }

  /// Adds a fit term whose losses of the samples are the entries of a vector expression.
  private mutating func addFit(
    _ losses: Expression, isMean: Bool, _ summand: Summand, _ network: NetworkDeclaration,
    into terms: inout ObjectiveTerms
  ) {
    let formula: SampleFormula
    let features: Expression
    let target: Identifier
    if case .call(let call) = losses, case .name(let callee) = call.callee,
      case .loss(let loss) = scope[callee.text], call.arguments.count == 2,
      let prediction = networkArgument(call.arguments[0].expression, network),
      case .name(let name) = call.arguments[1].expression
    {
      (features, target) = (prediction, name)
      formula = SampleFormula(
        body: loss.value, lossName: loss.name.text, predictionName: loss.prediction.text,
        targetName: loss.target.text)
    } else {
      let calls = networkCalls(in: losses, network)
      let names = dataVectors(in: losses, network)
      guard let call = calls.first, let name = names.first else {
        return reportUnknownTerm(summand.core, network)
      }
      (features, target) = (call, name)
      formula = SampleFormula(
        body: losses, lossName: nil, predictionName: nil, targetName: name.text)
    }
    guard case .name(let data) = features, case .data = scope[data.text] else {
      return refuse(
        features.range, "a network applied to anything but data", help: "write `yhat(X)`")
    }
    guard useSame(data, as: &terms.features, "applies the network to"),
      useSame(target, as: &terms.targets, "fits")
    else { return }
    checkIsConvex(formula, summand, network, into: &terms)
    terms.fit.append(
      FitTerm(
        coefficient: summand.coefficient, isMean: isMean, loss: formula,
        range: summand.core.range))
  }

  private mutating func useSame(
    _ name: Identifier, as current: inout String?, _ verb: String
  ) -> Bool {
    if let earlier = current, earlier != name.text {
      report(
        Diagnostic(
          "E129", "one term \(verb) `\(earlier)`, another `\(name.text)`", at: name.range,
          help: "all terms of an objective use the same data"))
      return false
    }
    current = name.text
    return true
  }

  /// X of `yhat(X)`.
  private func networkArgument(
    _ expression: Expression?, _ network: NetworkDeclaration
  ) -> Expression? {
    guard case .call(let call) = expression, case .name(let callee) = call.callee,
      callee.text == network.name.text, call.arguments.count == 1
    else { return nil }
    return call.arguments[0].expression
  }

  private func networkCalls(
    in expression: Expression, _ network: NetworkDeclaration
  ) -> [Expression] {
    if let argument = networkArgument(expression, network) { return [argument] }
    switch expression {
    case .negation(let node): return networkCalls(in: node.operand, network)
    case .binary(let node):
      return networkCalls(in: node.left, network) + networkCalls(in: node.right, network)
    case .call(let node):
      return node.arguments.compactMap(\.expression).flatMap { networkCalls(in: $0, network) }
    case .number, .boolean, .name, .list, .transpose, .index, .norm, .reduction: return []
    }
  }

  /// The names of vectors of data outside the network's call.
  private func dataVectors(
    in expression: Expression, _ network: NetworkDeclaration
  ) -> [Identifier] {
    expression.names(bound: []).map(\.name).filter { name in
      if case .data(let data) = scope[name.text] { data.shape.dimensions.count == 1 } else { false }
    }
  }

  /// This version trains with losses that are convex quadratics in the prediction.
  private mutating func checkIsConvex(
    _ formula: SampleFormula, _ summand: Summand, _ network: NetworkDeclaration,
    into terms: inout ObjectiveTerms
  ) {
    let values = structuralValues
    let quadratic = formula.quadratic(in: values) { networkArgument($0, network) != nil }
    guard let quadratic else {
      let what = formula.lossName.map { "the loss `\($0)`" } ?? "this loss"
      return refuse(
        summand.core.range, "\(what), which is not a quadratic of the prediction,",
        help: "use the squared loss, for example `loss sq(z, t) = 1/2 * (z - t)^2`")
    }
    let coefficient = summand.coefficient.value(in: values) ?? 1
    if quadratic.zz * coefficient < 0 {
      report(
        Diagnostic(
          "E204",
          "this loss is not convex in the prediction: its square has a negative coefficient",
          at: summand.core.range,
          help: quadratic.zz > 0
            ? "a fit is added, with a positive coefficient"
            : "use the squared loss, for example `loss sq(z, t) = 1/2 * (z - t)^2`"))
    }
    terms.hasSquare = terms.hasSquare || quadratic.zz != 0
  }

  /// Linear terms alone have no minimum.
  mutating func checkHasSquare(_ terms: ObjectiveTerms) {
    guard let first = terms.fit.first, !terms.hasSquare, !hasErrors else { return }
    report(
      Diagnostic(
        "E209", "this loss has no square of the prediction in it", at: first.range,
        help: "use the squared loss, for example `loss sq(z, t) = 1/2 * (z - t)^2`"))
  }

  /// Values for judging the form of a formula before all parameters are known.
  var structuralValues: ScalarValues {
    var values = scalarValues.values
    for (name, symbol) in scope.symbols where values[name] == nil {
      switch symbol {
      case .parameter, .size: values[name] = 1
      case .data, .gates, .loss, .network, .weights: break
      }
    }
    return ScalarValues(values)
  }
}
