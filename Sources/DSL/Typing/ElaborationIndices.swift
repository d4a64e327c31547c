/// Indices: `u[j]`, `g[i]`, `X[k]`, `A[i, j]`, and what binds them.
extension Checker {
  /// A member of a family, a row of a matrix or an entry.
  mutating func element(_ node: IndexExpression, _ locals: Locals) -> TypedExpression? {
    if case .name(let base) = node.base, locals[base.text] == nil {
      switch scope[base.text] {
      case .weights(let declaration, let shape):
        return member(node, base, declaration, shape, domain: nil, locals)
      case .variable(let declaration, let shape, let domain) where declaration.index != nil:
        return member(node, base, declaration, shape, domain: domain, locals)
      case .gates:
        let isHidden = isHiddenLayer(base.text)
        report(
          Diagnostic(
            "E112", "a gate is no number by itself", at: node.range,
            help: isHidden
              ? "the hidden weights `\(base.text)[j]` are known: a regularizer has only those that are"
                + " trained"
              : "write `gate(X, \(base.text)[i])`: 1 where X g_i >= 0, else 0"))
        return nil
      // A single variable is an array: its rows and entries are taken as those of data.
      case .variable, .data, .parameter, .size, .loss, .network, .letBinding, .set, nil: break
      }
    }
    guard let base = elaborate(node.base, locals) else { return nil }
    let sizes = base.shape.dimensions
    guard node.arguments.count <= sizes.count, !sizes.isEmpty else {
      report(
        Diagnostic(
          "E112",
          sizes.isEmpty
            ? "a single number has no entries"
            : "\(base.shape) has \(sizes.count) ind\(sizes.count == 1 ? "ex" : "ices"), not"
              + " \(node.arguments.count)", at: node.range,
          help: sizes.isEmpty ? "take the index away" : "`X[k]` is row k, `X[k, c]` an entry of it")
      )
      return nil
    }
    var indices: [IndexValue] = []
    for (argument, size) in zip(node.arguments, sizes) {
      guard let index = index(argument, of: size, base, locals) else { return nil }
      indices.append(index)
    }
    return TypedExpression(
      .element(base, indices), Shape(Array(sizes.dropFirst(indices.count))), node.range)
  }

  /// Whether the network takes its hidden weights from these gates.
  private func isHiddenLayer(_ family: String) -> Bool {
    guard case .reduction(let sum) = network?.value else { return false }
    let uses = sum.body.names(bound: [])
    return uses.contains { $0.name.text == family } && !uses.contains { $0.name.text == "gate" }
  }

  /// u[j]: the index must run over the family.
  private mutating func member(
    _ node: IndexExpression, _ base: Identifier, _ declaration: Declaration, _ shape: Shape,
    domain: IndexDomain?, _ locals: Locals
  ) -> TypedExpression? {
    guard declaration.index != nil else {
      let text = node.arguments.first?.expression.map(SourcePrinter.text) ?? "j"
      report(
        Diagnostic(
          "E104", "`\(base.text)` is declared without an index", at: node.range,
          labels: [Diagnostic.Label(declaration.range, "declared here")],
          help: "declare one for each neuron: `\(base.text)[\(text)] : \(shape)`"))
      return nil
    }
    guard node.arguments.count == 1, case .name(let name) = node.arguments[0].expression else {
      report(
        Diagnostic(
          "E104", "a family is indexed by the name that a sum binds", at: node.range,
          help: "for example `sum[j] .. \(base.text)[j] ..`"))
      return nil
    }
    guard case .index(let variable) = locals[name.text] else {
      report(unboundIndex(name, of: base.text, declaration))
      return nil
    }
    if let wrong = mismatch(variable, domain: domain) {
      report(
        Diagnostic(
          "E104",
          "`\(name.text)` runs over \(variable.domain.description), `\(base.text)` over"
            + " \(wrong)", at: name.range,
          labels: [Diagnostic.Label(declaration.range, "declared here")],
          help: "one index, one range: `sum[\(name.text) in ..]` must fit what it indexes"))
      return nil
    }
    return TypedExpression(.unknown(base.text, .variable(variable)), shape, node.range)
  }

  /// What a family runs over, where an index does not run over the same.
  private func mismatch(_ variable: IndexVariable, domain: IndexDomain?) -> String? {
    guard let domain else {
      // Weights: over the neurons, or over gates in the gated and known-hidden networks.
      if case .interval = variable.domain { return "the neurons" }
      return nil
    }
    return variable.domain == domain ? nil : domain.description
  }

  /// An index of an array: a bound name that runs over its size, or a whole number.
  private mutating func index(
    _ argument: Argument, of size: Dimension, _ base: TypedExpression, _ locals: Locals
  ) -> IndexValue? {
    guard let expression = argument.expression else {
      report(
        Diagnostic(
          "E104", "an index is one name or number; slices are not in the language",
          at: argument.range, help: "sum over the rows: `sum[k in 1..n] .. X[k] ..`"))
      return nil
    }
    if case .number(let node) = expression, node.value == node.value.rounded(), node.value >= 1,
      node.value < 1e9
    {
      if case .number(let count) = size, Int(node.value) > count {
        report(
          Diagnostic(
            "E110", "index \(Int(node.value)) of \(base.shape) is out of range",
            at: argument.range, help: "indices run from 1 to \(count)"))
        return nil
      }
      return .number(Int(node.value))
    }
    guard case .name(let name) = expression, case .index(let variable) = locals[name.text] else {
      report(
        Diagnostic(
          "E104",
          scalarValues.value(of: expression) == 0
            ? "there is no entry 0: indices count from 1" : "this is no index",
          at: argument.range,
          help: "an index is a name bound by a sum or a `for`, such as `for k in 1..\(size)`, or a"
            + " whole number from 1"))
      return nil
    }
    if case .interval(_, let upper) = variable.domain, upper == size { return .variable(variable) }
    if case .interval(_, .number(let last)) = variable.domain, case .number(let count) = size,
      last <= count
    {
      return .variable(variable)
    }
    report(
      Diagnostic(
        "E110",
        "`\(name.text)` runs over \(variable.domain.description), but \(base.shape) has indices"
          + " 1..\(size)", at: argument.range, help: "write `\(name.text) in 1..\(size)`"))
    return nil
  }

  /// The domain `lower..upper` or a family of gates.
  mutating func domain(_ range: RangeExpression) -> IndexDomain? {
    guard let upper = range.upper else {
      if case .name(let name) = range.lower, case .gates = scope[name.text] {
        scope.use(name.text)
        return .gates(name.text)
      }
      if reportUnknownNames(in: range.lower, as: .domain) { return nil }
      report(
        Diagnostic(
          "E119", "an index cannot run over this", at: range.range,
          help: "it runs over a family of gates, `i in g`, or over numbers, `k in 1..n`"))
      return nil
    }
    for side in [range.lower, upper] where reportUnknownNames(in: side) { return nil }
    guard let first = scalar(range.lower), first == first.rounded(), first >= 1, first < 1e9 else {
      return reportEnd(range.lower)
    }
    if case .name(let name) = upper, case .size = scope[name.text] {
      return .interval(Int(first), .symbol(name.text))
    }
    guard let last = scalar(upper), last == last.rounded(), last < 1e9 else {
      return reportEnd(upper)
    }
    guard last >= first else {
      report(
        Diagnostic(
          "E119", "the range \(shortText(first))..\(shortText(last)) is empty", at: range.range,
          help: "the first number comes first"))
      return nil
    }
    return .interval(Int(first), .number(Int(last)))
  }

  private mutating func reportEnd(_ end: Expression) -> IndexDomain? {
    let value = scalar(end) ?? .nan
    let help =
      value == 0
      ? "indices count from 1: write `1..n`"
      : value >= 1e9
        ? "take a number below 1e9" : "for example `1..n`; there is no arithmetic with sizes"
    report(
      Diagnostic(
        "E119", "an end of a range is a whole number from 1 on, or a size", at: end.range,
        help: help))
    return nil
  }

  /// The variables that binders bind, each visible to those after it.
  mutating func bind(_ binders: [Binder], _ locals: Locals) -> (Locals, [IndexVariable])? {
    var locals = locals
    var variables: [IndexVariable] = []
    for binder in binders {
      guard let domain = domain(binder.domain) else { return nil }
      let variable = freshIndex(binder.name.text, domain)
      locals[binder.name.text] = .index(variable)
      variables.append(variable)
    }
    return (locals, variables)
  }

  /// An index variable that is no other's.
  mutating func freshIndex(_ name: String, _ domain: IndexDomain) -> IndexVariable {
    bindingCount += 1
    return IndexVariable(name: name, id: bindingCount, domain: domain)
  }
}
