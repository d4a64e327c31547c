/// The first pass: every statement declares what it declares.
extension Checker {
  mutating func declare(_ program: Program) {
    // Parameters first: other statements may use their values wherever they stand.
    for case .param(let statement) in program.statements.reversed() {
      parameterPlaces[statement.name.text] = statement.name.range
    }
    for case .set(let statement) in program.statements {
      setElements.append((statement.element.text, statement.name.text))
    }
    for case .param(let statement) in program.statements { declareParameter(statement) }
    // Then what types and domains speak of: sizes by data, families by gates and the network.
    for case .data(let statement) in program.statements { declareData(statement) }
    for case .gates(let statement) in program.statements { declareGates(statement) }
    for case .network(let statement) in program.statements { declareNetwork(statement) }
    for statement in program.statements { declare(statement) }
    for case .set(let statement) in program.statements { declareSet(statement) }
    perturbationNames = program.perturbationNames(sets: scope)
    reportUnknownValues()
  }

  private mutating func declare(_ statement: Statement) {
    switch statement {
    case .model(let node):
      if let first = modelRange {
        report(
          Diagnostic(
            "E136", "two `model` statements", at: node.range,
            labels: [Diagnostic.Label(first, "the first is here")], help: "keep one of them"))
      }
      modelRange = modelRange ?? node.range
      title = title ?? node.title.value
    case .include, .param, .data, .gates, .network, .set: break
    case .weights(let node): declareWeights(node)
    case .variables(let node): declareVariables(node)
    case .loss(let node):
      declare(node.name, .loss(node))
      losses.append(node)
    case .letBinding(let node):
      declare(node.name, .letBinding(node))
      lets.append(node)
    case .objective(let node): declareObjective(node)
    case .constraint(let node): constraints.append(node)
    case .assertion(let node): assertions.append(node)
    case .solve(let node): declareSolver(node)
    case .sweep(let node): declareSweep(node)
    case .output(let node): declareOutput(node)
    }
  }

  private mutating func declareParameter(_ node: ParamStatement) {
    guard case .named(let head) = node.type.head, head.text == "R", node.type.dimensions.isEmpty
    else {
      report(
        Diagnostic(
          "E115", "a parameter is one real number", at: node.type.range, caption: "must be `R`",
          help: "write `param \(node.name.text) : R`; arrays are `data`"))
      scope.declareBroken(node.name.text)
      return
    }
    var value = values[node.name.text]
    let isOverride = value != nil
    if value == nil, let expression = node.value {
      value = scalar(expression)
      if value == nil { reportNotScalar(expression) }
    }
    let ends: [Expression] =
      switch node.bound {
      case .relation(_, let side): [side]
      case .interval(let lower, _, let upper, _): [lower, upper]
      case nil: []
      }
    for end in ends where scalar(end) == nil {
      reportNotScalar(end)
      // Nothing can be said about a parameter whose bound is unknown.
      return scope.declareBroken(node.name.text)
    }
    declare(
      node.name,
      .parameter(ParameterDeclaration(name: node.name, bound: node.bound, value: value)))
    guard let bound = node.bound, let value else { return }
    if let broken = violated(bound, by: value) {
      report(
        Diagnostic(
          "E410", "\(node.name.text) = \(shortText(value)) violates `\(broken)`",
          at: isOverride ? node.name.range : node.value?.range ?? node.name.range,
          caption: isOverride ? "the value comes from the command line" : nil,
          help: "choose a value that satisfies `\(broken)`"))
    }
  }

  /// The text of the bound that a value violates; nil where it holds.
  func violated(_ bound: ParamStatement.Bound, by value: Double) -> String? {
    switch bound {
    case .relation(let op, let side):
      guard let limit = scalarValues.value(of: side) else { return nil }
      let holds =
        switch op {
        case .lessOrEqual: value <= limit
        case .greaterOrEqual: value >= limit
        case .equal: value == limit
        }
      return holds ? nil : "\(op.rawValue) \(shortText(limit))"
    case .interval(let lower, let lowerClosed, let upper, let upperClosed):
      guard let low = scalarValues.value(of: lower), let high = scalarValues.value(of: upper)
      else { return nil }
      let holds =
        (lowerClosed ? value >= low : value > low) && (upperClosed ? value <= high : value < high)
      let text = "\(shortText(low)), \(shortText(high))"
      return holds ? nil : "in \(lowerClosed ? "[" : "(")\(text)\(upperClosed ? "]" : ")")"
    }
  }

  /// Command-line values for names that are no parameters.
  private mutating func reportUnknownValues() {
    let parameters = scope.names {
      if case .parameter = $0 { true } else { false }
    }
    for name in values.keys.sorted() where !parameters.contains(name) {
      let close = suggestion(for: name, among: parameters)
      report(
        Diagnostic(
          "E409", "-D \(name): the spec has no parameter of this name", at: nil,
          help: close.map { "did you mean `\($0)`?" }
            ?? (parameters.isEmpty
              ? "the spec declares no parameters"
              : "its parameters are \(parameters.map { "`\($0)`" }.joined(separator: ", "))")))
    }
  }

  /// Reports an expression that should be a number and is none, by its cause.
  mutating func reportNotScalar(_ expression: Expression) {
    let names = expression.names(bound: []).map(\.name)
    if let early = names.first(where: { scope[$0.text] == nil && !scope.broken.contains($0.text) }),
      let place = parameterPlaces[early.text]
    {
      report(
        Diagnostic(
          "E116", "`\(early.text)` is used above its declaration", at: early.range,
          labels: [Diagnostic.Label(place, "declared here")],
          help: "a parameter can use those above it"))
      return
    }
    if reportUnknownNames(in: expression) { return }
    let unset = names.first {
      if case .parameter(let node)? = scope[$0.text] { node.value == nil } else { false }
    }
    if let unset {
      // The value that is missing was told where its own formula has an error.
      guard !hasErrors else { return }
      report(
        Diagnostic(
          "E116", "`\(unset.text)` has no value here", at: unset.range,
          help: "give it one in its statement, or with -D \(unset.text)=VALUE"))
    } else if names.contains(where: { $0.text == "inf" }) {
      report(
        Diagnostic(
          "E116", "`inf` is no value", at: expression.range,
          help: "a bound that is infinite is left out"))
    } else if isScalarFormula(expression) {
      report(
        Diagnostic(
          "E116", "this formula has no value", at: expression.range,
          help: "it divides by 0, or takes a power that is not defined or not known here"))
    } else {
      report(
        Diagnostic(
          "E116", "this is not a number that can be computed here", at: expression.range,
          help: "use numbers, parameters declared above, and + - * / ^"))
    }
  }

  private mutating func declareNetwork(_ node: NetworkStatement) {
    if let first = network {
      report(
        Diagnostic(
          "E120", "two networks in one model", at: node.name.range,
          labels: [Diagnostic.Label(first.name.range, "the first is here")],
          help: "a spec trains one network; put the other into a spec of its own"))
      scope.declareBroken(node.name.text)
      return
    }
    network = node
    declare(node.name, .network(node))
  }

  private mutating func declareWeights(_ node: WeightsStatement) {
    weights.append(node)
    for declaration in node.declarations {
      guard let shape = realShape(of: declaration.type) else {
        scope.declareBroken(declaration.name.text)
        continue
      }
      declare(declaration.name, .weights(declaration, shape))
    }
  }

  private mutating func declareVariables(_ node: VariablesStatement) {
    variables.append(node)
    var domains: [String: IndexDomain] = [:]
    for binder in node.binders {
      guard let domain = domain(binder.domain) else {
        for declaration in node.declarations { scope.declareBroken(declaration.name.text) }
        return
      }
      domains[binder.name.text] = domain
    }
    for declaration in node.declarations {
      guard let shape = realShape(of: declaration.type) else {
        scope.declareBroken(declaration.name.text)
        continue
      }
      var domain: IndexDomain?
      if let index = declaration.index {
        domain = domains[index.text]
        if domain == nil {
          report(
            Diagnostic(
              "E104", "nothing says what `\(index.text)` runs over", at: index.range,
              help: "end the statement with `for \(index.text) in g`, or `for \(index.text) in"
                + " 1..n`"))
          scope.declareBroken(declaration.name.text)
          continue
        }
      }
      declare(declaration.name, .variable(declaration, shape, domain))
    }
  }
}

/// A number as people write it: no trailing `.0`.
public func shortText(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 0x1p53 ? "\(Int(value))" : "\(value)"
}
