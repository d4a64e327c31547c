/// Recognizes the regularizer of Theorem 2.1: beta/2 sum_j (||u_j||_2^2 + alpha_j^2), or its product
/// form beta sum_j ||u_j||_2 |alpha_j|.
extension Checker {
  mutating func recognizeRegularizer(
    _ node: ReductionExpression, _ coefficient: Coefficient, _ network: NetworkDeclaration,
    into terms: inout ObjectiveTerms
  ) {
    for summand in summands(of: node.body, coefficient: coefficient) {
      guard let kind = kind(of: summand.core, index: node.index.text, network) else {
        report(
          Diagnostic(
            "E209", "this regularizer does not match Theorem 2.1", at: summand.core.range,
            notes: [
              "only ||\(network.hidden)[j]||_2^2 with \(network.output)[j]^2, or their product form,"
                + " are known to become a group norm"
            ],
            help: "write `beta/2 * sum[j] (||\(network.hidden)[j]||_2^2 + \(network.output)[j]^2)`"
          ))
        return
      }
      terms.regularizer.append(
        RegularizerTerm(
          coefficient: summand.coefficient, kind: kind, range: summand.core.range))
    }
  }

  private func kind(
    of core: Expression, index: String, _ network: NetworkDeclaration
  ) -> RegularizerTerm.Kind? {
    func isHidden(_ e: Expression) -> Bool { member(e, index: index)?.text == network.hidden }
    func isOutput(_ e: Expression) -> Bool { member(e, index: index)?.text == network.output }
    if let operand = squaredNorm(core), isHidden(operand) { return .hiddenSquared }
    switch core {
    case .call(let call):
      guard case .name(let callee) = call.callee, call.arguments.count == 1,
        let operand = call.arguments[0].expression
      else { return nil }
      if callee.text == "sumsq" && isHidden(operand) { return .hiddenSquared }
      if ["square", "sumsq"].contains(callee.text) && isOutput(operand) { return .outputSquared }
      return nil
    case .binary(let node):
      if node.op == .power, case .number(let exponent) = node.right, exponent.value == 2 {
        return isOutput(node.left) ? .outputSquared : nil
      }
      guard node.op == .multiply else { return nil }
      func isNorm(_ e: Expression) -> Bool {
        if case .norm(let norm) = e { norm.kind == .two && isHidden(norm.operand) } else { false }
      }
      func isSize(_ e: Expression) -> Bool {
        guard case .call(let call) = e, case .name(let callee) = call.callee else { return false }
        return callee.text == "abs" && call.arguments.count == 1
          && (call.arguments[0].expression.map(isOutput) ?? false)
      }
      let (l, r) = (node.left, node.right)
      return (isNorm(l) && isSize(r)) || (isSize(l) && isNorm(r)) ? .product : nil
    case .number, .boolean, .name, .list, .negation, .transpose, .index, .norm, .reduction:
      return nil
    }
  }

  /// The two squares must have one coefficient, not negative.
  mutating func checkRegularizer(_ terms: ObjectiveTerms, _ objective: ObjectiveStatement) {
    if terms.regularizer.isEmpty {
      report(
        Diagnostic(
          "E210", "there is no regularizer: the group norms vanish and the network is not unique",
          at: objective.value.range,
          help: "add `+ beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)`"))
      return
    }
    let values = structuralValues
    let known = terms.regularizer.allSatisfy { $0.coefficient.value(in: scalarValues) != nil }
    var sums: [RegularizerTerm.Kind: Double] = [:]
    for term in terms.regularizer {
      guard let value = term.coefficient.value(in: values) else { continue }
      if value < 0 {
        report(
          Diagnostic(
            "E209",
            "the regularizer has a negative coefficient"
              + (known ? ", \(shortText(value))" : ""), at: term.range,
            help: "weight decay is added, with beta >= 0"))
        return
      }
      sums[term.kind, default: 0] += value
    }
    let (hidden, output) = (sums[.hiddenSquared] ?? 0, sums[.outputSquared] ?? 0)
    if abs(hidden - output) > 1e-12 * max(hidden, output) {
      let message =
        hidden == 0
        ? "the weight decay has the output weights, but not the hidden ones"
        : output == 0
          ? "the weight decay has the hidden weights, but not the output ones"
          : "the two parts of the weight decay have different coefficients"
            + (known ? ", \(shortText(hidden)) and \(shortText(output))" : "")
      report(
        Diagnostic(
          "E209", message, at: terms.regularizer[0].range,
          help: "Theorem 2.1 has one for both: `beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)`"))
    } else if hidden + (sums[.product] ?? 0) == 0 {
      report(
        Diagnostic(
          "E210", "the regularizer is 0: the group norms vanish and the network is not unique",
          at: terms.regularizer[0].range, help: "choose beta > 0"))
    }
  }
}
