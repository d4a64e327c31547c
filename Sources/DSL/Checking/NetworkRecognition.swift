/// Recognizes the network in one of its three forms; what is unknown tells them apart.
extension Checker {
  /// Families and terms of a neuron `relu(Z * u[j]) * alpha[j]` or `gate(Z, g[i]) * Z * u[i]`.
  private enum Neuron {
    case relu(hidden: Identifier, output: Identifier)
    case gated(gates: Identifier, hidden: Identifier)
  }

  /// The network, or nil after an error.
  mutating func recognizeNetwork() -> NetworkDeclaration? {
    guard let node = network else {
      report(
        Diagnostic(
          "E123", "there is no `network`: nothing says what is trained", at: nil,
          help:
            "add `network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]`, or state a convex program"
            + " with `variables`"))
      return nil
    }
    if weights.isEmpty {
      report(
        Diagnostic(
          "E121", "no `weights`: nothing is unknown", at: node.name.range,
          help: "add `weights u[j] : R[d], alpha[j] : R`"))
      return nil
    }
    if reportUnknownNames(in: node.value, bound: [node.input.text]) { return nil }
    guard case .reduction(let sum) = node.value, sum.reducer == .sum,
      let neuron = neuron(sum.body, input: node.input.text, index: sum.index.text)
    else { return reportUnknownForm(node) }
    var domain: Identifier?
    if let range = sum.domain {
      guard range.upper == nil, case .name(let name) = range.lower, case .gates = scope[name.text]
      else {
        report(
          Diagnostic(
            "E208", "a network sums over its neurons, or over a family of gates", at: range.range,
            help: "write `sum[\(sum.index.text)] ..`: training decides how many neurons there are"))
        return nil
      }
      domain = name
    }
    switch neuron {
    case .relu(let hidden, let output):
      return reluForm(node, hidden: hidden, output: output, domain: domain, sum)
    case .gated(let gates, let hidden):
      return gatedForm(node, gates: gates, hidden: hidden, domain: domain, sum)
    }
  }

  private mutating func reportUnknownForm(_ node: NetworkStatement) -> NetworkDeclaration? {
    let z = node.input.text
    let slip = NetworkSlip.found(in: node)
    report(
      Diagnostic(
        "E208", "this form of network is not recognized", at: slip?.range ?? node.value.range,
        caption: slip?.caption,
        notes: [
          "ReLU, both layers unknown: sum[j] relu(\(z) * u[j]) * alpha[j]",
          "gated ReLU, gates known: sum[i in g] gate(\(z), g[i]) * \(z) * u[i]",
          "hidden layer known: sum[j in h] relu(\(z) * h[j]) * alpha[j]",
        ], help: slip?.help ?? "write one of the three forms"))
    return nil
  }

  private mutating func reluForm(
    _ node: NetworkStatement, hidden: Identifier, output: Identifier, domain: Identifier?,
    _ sum: ReductionExpression
  ) -> NetworkDeclaration? {
    let isKnown = if case .gates = scope[hidden.text] { true } else { false }
    guard isWeight(output, rank: 0, role: "output") else { return nil }
    guard isKnown else {
      guard isWeight(hidden, rank: 1, role: "hidden") else { return nil }
      if let domain {
        report(
          Diagnostic(
            "E208", "the neurons of a ReLU network are not those of `\(domain.text)`",
            at: domain.range,
            help: "write `sum[\(sum.index.text)] ..`; the gates enter the convex program by"
              + " themselves"))
        return nil
      }
      return NetworkDeclaration(
        name: node.name, form: .relu, hidden: hidden.text, output: output.text)
    }
    guard agrees(hidden, domain, sum) else { return nil }
    scope.use(hidden.text)
    if case .gates(let gates) = scope[hidden.text] {
      switch gates.source {
      case .vectors, .vectorsFile, .sphere: break
      case .sample, .enumerate, .patternsFile:
        report(
          Diagnostic(
            "E208", "`\(hidden.text)` gives patterns, not vectors: they cannot be hidden weights",
            at: hidden.range, labels: [Diagnostic.Label(gates.range, "declared here")],
            help: "write `gates \(hidden.text) = sphere(count: 500, seed: 7)` or `vectors(..)`"))
        return nil
      }
    }
    return NetworkDeclaration(
      name: node.name, form: .knownHidden, hidden: hidden.text, output: output.text)
  }

  private mutating func gatedForm(
    _ node: NetworkStatement, gates: Identifier, hidden: Identifier, domain: Identifier?,
    _ sum: ReductionExpression
  ) -> NetworkDeclaration? {
    guard case .gates = scope[gates.text] else {
      report(
        Diagnostic(
          "E208",
          "`\(gates.text)` is \(scope[gates.text]?.description ?? "unknown"), not a family of"
            + " gates", at: gates.range,
          help: "declare it: `gates \(gates.text) = sample(X, count: 64, seed: 7)`"))
      return nil
    }
    guard isWeight(hidden, rank: 1, role: "hidden"), agrees(gates, domain, sum) else { return nil }
    scope.use(gates.text)
    return NetworkDeclaration(name: node.name, form: .gated, hidden: hidden.text, output: nil)
  }

  /// Whether the sum runs over the family whose members it uses.
  private mutating func agrees(
    _ family: Identifier, _ domain: Identifier?, _ sum: ReductionExpression
  ) -> Bool {
    if domain == nil || domain?.text == family.text { return true }
    report(
      Diagnostic(
        "E208", "the sum runs over `\(domain?.text ?? "")`, its terms use `\(family.text)`",
        at: family.range, help: "write `sum[\(sum.index.text) in \(family.text)] ..`"))
    return false
  }

  /// The parts of a neuron, with its factors in any order.
  private func neuron(_ body: Expression, input: String, index: String) -> Neuron? {
    let factors = factors(of: body)
    if factors.count == 2 {
      for (left, right) in [(factors[0], factors[1]), (factors[1], factors[0])] {
        guard case .call(let call) = left, case .name(let callee) = call.callee,
          callee.text == "relu" || callee.text == "pos", call.arguments.count == 1,
          case .binary(let inner) = call.arguments[0].expression, inner.op == .multiply,
          case .name(let matrix) = inner.left, matrix.text == input,
          let hidden = member(inner.right, index: index), let output = member(right, index: index)
        else { continue }
        return .relu(hidden: hidden, output: output)
      }
    }
    // gate(Z, g[i]) * Z * u[i], grouped either way, or gate(Z, g[i]) .* (Z * u[i])
    if factors.count == 3, case .call(let call) = factors[0], case .name(let callee) = call.callee,
      callee.text == "gate", call.arguments.count == 2,
      case .name(let matrix) = call.arguments[0].expression, matrix.text == input,
      let gate = call.arguments[1].expression, let gates = member(gate, index: index),
      case .name(let data) = factors[1], data.text == input,
      let hidden = member(factors[2], index: index)
    {
      return .gated(gates: gates, hidden: hidden)
    }
    return nil
  }

  /// The factors of a product, from left to right.
  private func factors(of expression: Expression) -> [Expression] {
    guard case .binary(let node) = expression, node.op == .multiply else { return [expression] }
    return factors(of: node.left) + factors(of: node.right)
  }

  /// The family of `name[index]`.
  private func member(_ expression: Expression, index: String) -> Identifier? {
    guard case .index(let node) = expression, case .name(let base) = node.base,
      node.arguments.count == 1, case .name(let name) = node.arguments[0].expression,
      name.text == index
    else { return nil }
    return base
  }

  private mutating func isWeight(_ name: Identifier, rank: Int, role: String) -> Bool {
    scope.use(name.text)
    if case .weights(let declaration, let shape) = scope[name.text],
      shape.dimensions.count == rank, declaration.index != nil
    {
      return true
    }
    guard let symbol = scope[name.text] else { return false }
    let wanted = rank == 1 ? "R[d]" : "R"
    report(
      Diagnostic(
        "E208", "the \(role) weights must be declared `weights \(name.text)[j] : \(wanted)`",
        at: name.range, labels: [Diagnostic.Label(symbol.range, "declared here")],
        help:
          "one for each neuron: a hidden weight is a vector of length d, an output weight a number,"
          + " `weights u[j] : R[d], alpha[j] : R`"))
    return false
  }
}
