/// Recognizes the network of problem (2.1): yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j].
extension Checker {
  mutating func recognizeNetwork() -> NetworkDeclaration? {
    guard let node = network else {
      if statesConvexProgram { return nil }
      report(
        Diagnostic(
          "E123", "there is no `network`: nothing says what is trained", at: nil,
          help: "add `network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]`"))
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
    guard case .reduction(let sum) = node.value, sum.reducer == .sum else {
      return reportUnknownForm(node)
    }
    guard let (hidden, output) = neuron(sum.body, input: node.input.text, index: sum.index.text)
    else {
      guard node.value.names(bound: []).contains(where: { $0.name.text == "gate" }) else {
        return reportUnknownForm(node)
      }
      refuse(
        node.value.range, "a gated ReLU network",
        help: "write `sum[j] relu(\(node.input.text) * u[j]) * alpha[j]`")
      return nil
    }
    if let domain = sum.domain {
      var what = "a network with a neuron for each member of a family"
      if case .gates = scope[hidden.text] { what = "a network whose hidden layer is known" }
      refuse(
        domain.range, what,
        help: "write `sum[j] relu(Z * u[j]) * alpha[j]` with both weights unknown")
      return nil
    }
    guard isWeight(hidden, rank: 1, role: "hidden"), isWeight(output, rank: 0, role: "output")
    else { return nil }
    return NetworkDeclaration(name: node.name, hidden: hidden.text, output: output.text)
  }

  private mutating func reportUnknownForm(_ node: NetworkStatement) -> NetworkDeclaration? {
    report(
      Diagnostic(
        "E208", "this form of network is not recognized", at: node.value.range,
        help: "write `network \(node.name.text)(\(node.input.text)) ="
          + " sum[j] relu(\(node.input.text) * u[j]) * alpha[j]`"))
    return nil
  }

  /// The weights of `relu(Z * u[j]) * alpha[j]`, in either order.
  private func neuron(
    _ body: Expression, input: String, index: String
  ) -> (hidden: Identifier, output: Identifier)? {
    guard case .binary(let product) = body, product.op == .multiply else { return nil }
    for (left, right) in [(product.left, product.right), (product.right, product.left)] {
      guard case .call(let call) = left, case .name(let callee) = call.callee,
        callee.text == "relu", call.arguments.count == 1,
        case .binary(let inner) = call.arguments[0].expression, inner.op == .multiply,
        case .name(let matrix) = inner.left, matrix.text == input,
        let hidden = member(inner.right, index: index), let output = member(right, index: index)
      else { continue }
      return (hidden, output)
    }
    return nil
  }

  /// The family of `name[index]`.
  func member(_ expression: Expression, index: String) -> Identifier? {
    guard case .index(let node) = expression, case .name(let base) = node.base,
      node.arguments.count == 1, case .name(let name) = node.arguments[0].expression,
      name.text == index
    else { return nil }
    return base
  }

  private mutating func isWeight(_ name: Identifier, rank: Int, role: String) -> Bool {
    switch scope[name.text] {
    case .weights(_, let shape) where shape.dimensions.count == rank: return true
    case .gates:
      refuse(
        name.range, "a network whose hidden layer is known",
        help: "declare `\(name.text)` as weights: `weights \(name.text)[j] : R[d]`")
    case .data, .parameter, .size, .loss, .network, .weights:
      let wanted = rank == 1 ? "R[d]" : "R"
      report(
        Diagnostic(
          "E208", "the \(role) weights must be declared `weights \(name.text)[j] : \(wanted)`",
          at: name.range,
          labels: scope[name.text].map { [Diagnostic.Label($0.range, "declared here")] } ?? [],
          help: "a neuron is relu(Z * u[j]) * alpha[j] with u[j] in R[d] and alpha[j] in R"))
    case nil: break
    }
    return false
  }
}
