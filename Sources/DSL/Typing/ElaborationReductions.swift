/// Reductions over an index or a set, and gates.
extension Checker {
  mutating func reduction(_ node: ReductionExpression, _ locals: Locals) -> TypedExpression? {
    if let domain = node.domain, let set = setReference(domain) {
      return worstCase(node, set, locals)
    }
    if locals[node.index.text] != nil {
      report(
        Diagnostic(
          "E102", "`\(node.index.text)` has another meaning here already", at: node.index.range,
          help: "take another name for the index of this \(node.reducer.rawValue)"))
      return nil
    }
    let domain: IndexDomain
    if let written = node.domain {
      for end in [written.lower, written.upper].compactMap({ $0 }) {
        guard case .name(let name) = end, locals[name.text] != nil else { continue }
        report(
          Diagnostic(
            "E119", "a range cannot depend on `\(name.text)`", at: name.range,
            help: "its ends are whole numbers or sizes, the same for every index around it"))
        return nil
      }
      guard let found = self.domain(written) else { return nil }
      domain = found
    } else {
      guard let found = impliedDomain(node, locals) else { return nil }
      domain = found
    }
    var inner = locals
    let variable = freshIndex(node.index.text, domain)
    inner[node.index.text] = .index(variable)
    guard let body = elaborate(node.body, inner) else { return nil }
    if domain == .neurons && node.reducer != .sum {
      report(
        Diagnostic(
          "E112", "only a `sum` runs over the neurons", at: node.range,
          help: "how many neurons there are, training decides: write `sum[\(node.index.text)] ..`"))
      return nil
    }
    return TypedExpression(
      .reduction(node.reducer, variable, body), body.shape, node.range)
  }

  /// What `sum[j]` runs over when it does not say so: the range of the families that j indexes.
  private mutating func impliedDomain(
    _ node: ReductionExpression, _ locals: Locals
  ) -> IndexDomain? {
    for use in node.body.names(bound: []) {
      guard use.name.text == node.index.text, case .index(let family) = use.role else { continue }
      switch scope[family] {
      case .weights: return networkDomain
      case .variable(_, _, let domain): if let domain { return domain }
      case .data(let data):
        return .interval(1, data.shape.dimensions[0])
      case .gates: return .gates(family)
      case .parameter, .size, .loss, .network, .letBinding, .set, nil: break
      }
    }
    report(
      Diagnostic(
        "E104", "nothing says what `\(node.index.text)` runs over", at: node.index.range,
        help:
          "write `\(node.reducer.rawValue)[\(node.index.text) in 1..n] ..`, or use it as an index:"
          + " `\(node.reducer.rawValue)[\(node.index.text)] .. u[\(node.index.text)] ..`"))
    return nil
  }

  /// What the weights of the network run over: its sum says so.
  private var networkDomain: IndexDomain {
    guard let network, case .reduction(let sum) = network.value, let range = sum.domain,
      range.upper == nil, case .name(let name) = range.lower, case .gates = scope[name.text]
    else { return .neurons }
    return .gates(name.text)
  }

  /// B or B^n, where the name is that of a set; nil for any other range.
  func setReference(_ range: RangeExpression) -> (name: Identifier, rows: Expression?)? {
    range.upper == nil ? setReference(range.lower) : nil
  }

  func setReference(_ expression: Expression) -> (name: Identifier, rows: Expression?)? {
    switch expression {
    case .name(let name):
      if case .set = scope[name.text] { return (name, nil) }
      return scope.brokenSets.contains(name.text) ? (name, nil) : nil
    case .binary(let node) where node.op == .power:
      return setReference(node.left).map { ($0.name, node.right) }
    case .number, .boolean, .list, .negation, .binary, .transpose, .index, .call, .norm,
      .reduction:
      return nil
    }
  }

  /// The variable that a set binds; nil after an error.
  mutating func bindPerturbation(
    _ name: Identifier, _ set: (name: Identifier, rows: Expression?)
  ) -> PerturbationVariable? {
    scope.use(set.name.text)
    guard case .set = scope[set.name.text] else { return nil }
    var rows: Dimension?
    if let expression = set.rows {
      if case .name(let size) = expression, case .size = scope[size.text] {
        rows = .symbol(size.text)
        scope.use(size.text)
      } else if let value = scalar(expression), value == value.rounded(), value >= 1, value < 1e9 {
        rows = .number(Int(value))
      } else {
        if reportUnknownNames(in: expression) { return nil }
        report(
          Diagnostic(
            "E119", "the exponent of a set is a number of rows", at: expression.range,
            help: "write `\(set.name.text)^n` with the n of `X : R[n, d]`"))
        return nil
      }
    }
    bindingCount += 1
    return PerturbationVariable(
      name: name.text, set: set.name.text, rows: rows, id: bindingCount)
  }

  private mutating func worstCase(
    _ node: ReductionExpression, _ set: (name: Identifier, rows: Expression?), _ locals: Locals
  ) -> TypedExpression? {
    guard node.reducer == .max else {
      report(
        Diagnostic(
          "E310", "a perturbation is the adversary's: training takes the `max` over a set",
          at: node.range, help: "write `max[\(node.index.text) in ..] ..`"))
      return nil
    }
    guard let variable = bindPerturbation(node.index, set) else { return nil }
    var inner = locals
    inner[node.index.text] = .perturbation(variable)
    guard let body = elaborate(node.body, inner) else { return nil }
    guard body.shape.isScalar else {
      return reportNotScalar(
        body, "what an adversary maximizes", help: "sum over the samples: `mean(..)` or `sum(..)`")
    }
    if !body.hasPerturbation {
      report(
        Diagnostic(
          "W312", "`\(node.index.text)` does not occur below this `max`", at: node.index.range,
          help: "the network sees perturbed data as `yhat(X + \(node.index.text))`"))
      return body
    }
    return TypedExpression(.worstCase(variable, body), .scalar, node.range)
  }

  /// gate(Z, g[i]): diag([Z g_i >= 0]) for a matrix Z, 0 or 1 for a row.
  mutating func gate(_ node: CallExpression, _ locals: Locals) -> TypedExpression? {
    guard node.arguments.count == 2, let input = node.arguments[0].expression,
      case .index(let member) = node.arguments[1].expression,
      case .name(let family) = member.base, member.arguments.count == 1
    else {
      report(
        Diagnostic(
          "E131", "`gate` takes data and one gate", at: node.range, help: "write `gate(X, g[i])`"))
      return nil
    }
    guard case .gates = scope[family.text] else {
      report(
        Diagnostic(
          "E112", "`\(family.text)` is not a family of gates", at: family.range,
          labels: scope[family.text].map { [Diagnostic.Label($0.range, "declared here")] } ?? [],
          help: "declare it: `gates \(family.text) = sample(X, count: 64, seed: 7)`"))
      return nil
    }
    guard let input = elaborate(input, locals) else { return nil }
    let sizes = input.shape.dimensions
    guard (1...2).contains(sizes.count) else {
      return reportNotScalarInput(input)
    }
    guard case .name(let name) = member.arguments[0].expression,
      case .index(let variable) = locals[name.text], variable.domain == .gates(family.text)
    else {
      report(
        Diagnostic(
          "E104", "this index does not run over the gates `\(family.text)`",
          at: member.arguments[0].range,
          help: "bind it: `sum[i in \(family.text)] .. gate(X, \(family.text)[i]) ..`, or"
            + " `for i in \(family.text)`"))
      return nil
    }
    let shape = sizes.count == 2 ? Shape([sizes[0], sizes[0]]) : .scalar
    return TypedExpression(
      .gate(input, family: family.text, .variable(variable)), shape, node.range)
  }

  private mutating func reportNotScalarInput(_ input: TypedExpression) -> TypedExpression? {
    report(
      Diagnostic(
        "E111", "`gate` needs a matrix of samples or one row, not \(input.shape)", at: input.range,
        help: "write `gate(X, g[i])` or `gate(X[k], g[i])`"))
    return nil
  }
}
