/// Recognizes the regularizers that the three forms of networks keep convex: weight decay and its
/// product form for ReLU (Theorem 2.1), group norms for gated ReLU, absolute values and squares for a
/// known hidden layer.
extension Checker {
  mutating func recognizeRegularizer(
    _ summand: Summand, _ index: IndexVariable, _ body: TypedExpression,
    _ network: NetworkDeclaration, into terms: inout ObjectiveTerms
  ) {
    for inner in summands(of: body, coefficient: summand.coefficient) {
      guard let kind = kind(of: inner.core, index, network), isAllowed(kind, network) else {
        report(
          Diagnostic(
            "E209",
            network.form == .relu
              ? "this regularizer does not match Theorem 2.1"
              : "this regularizer is not one of this form of network", at: inner.core.range,
            caption: slip(in: inner.core), notes: [note(network)],
            help: "write `\(network.regularizer)`"))
        return
      }
      terms.regularizer.append(
        RegularizerTerm(coefficient: inner.coefficient, kind: kind, range: inner.core.range))
    }
  }

  /// What a regularizer that is not known has wrong; nil where it resembles none.
  private func slip(in core: TypedExpression) -> String? {
    guard case .apply(let atom, let arguments) = core.kind, arguments.count == 1,
      case .unknown = arguments[0].kind
    else { return nil }
    switch atom.name {
    case Atom.norm1.name, Atom.norminf.name: return "not the Euclidean norm `||.||_2`"
    case Atom.norm2.name, Atom.abs.name: return "not squared"
    default: return nil
    }
  }

  private func note(_ network: NetworkDeclaration) -> String {
    let (u, a) = (network.hidden, network.output ?? "alpha")
    return switch network.form {
    case .relu:
      "only ||\(u)[j]||_2^2 with \(a)[j]^2, or their product form ||\(u)[j]||_2 * abs(\(a)[j]), are"
        + " known to become a group norm"
    case .gated: "known are ||\(u)[i]||_2 and ||\(u)[i]||_2^2"
    case .knownHidden: "known are abs(\(a)[j]) and \(a)[j]^2"
    }
  }

  private func isAllowed(_ kind: RegularizerTerm.Kind, _ network: NetworkDeclaration) -> Bool {
    switch kind {
    case .hiddenSquared: network.form != .knownHidden
    case .outputSquared: network.form != .gated
    case .product: network.form == .relu
    case .hiddenNorm: network.form == .gated
    case .outputAbsolute: network.form == .knownHidden
    }
  }

  private func kind(
    of core: TypedExpression, _ index: IndexVariable, _ network: NetworkDeclaration
  ) -> RegularizerTerm.Kind? {
    func isMember(_ e: TypedExpression, of family: String?) -> Bool {
      if case .unknown(let name, .variable(let j)) = e.kind {
        name == family && j == index
      } else {
        false
      }
    }
    func isHidden(_ e: TypedExpression) -> Bool { isMember(e, of: network.hidden) }
    func isOutput(_ e: TypedExpression) -> Bool { isMember(e, of: network.output) }
    func unary(_ e: TypedExpression) -> (name: String, argument: TypedExpression)? {
      guard case .apply(let atom, let arguments) = e.kind, arguments.count == 1 else { return nil }
      return (atom.name, arguments[0])
    }
    if case .product(let a, let b) = core.kind {
      for (norm, size) in [(a, b), (b, a)] {
        if let (f, u) = unary(norm), f == Atom.norm2.name, isHidden(u), let (g, v) = unary(size),
          g == Atom.abs.name, isOutput(v)
        {
          return .product
        }
      }
      // alpha[j] * alpha[j]
      return isOutput(a) && isOutput(b) ? .outputSquared : nil
    }
    guard let (name, argument) = unary(core) else { return nil }
    switch name {
    case Atom.norm2.name: return isHidden(argument) ? .hiddenNorm : nil
    case Atom.abs.name: return isOutput(argument) ? .outputAbsolute : nil
    case Atom.sumsq.name:
      return isHidden(argument) ? .hiddenSquared : isOutput(argument) ? .outputSquared : nil
    case Atom.square.name, Atom.squaringPower?.name:
      if isOutput(argument) { return .outputSquared }
      guard let (norm, inner) = unary(argument), norm == Atom.norm2.name else { return nil }
      return isHidden(inner) ? .hiddenSquared : nil
    case Atom.sum.name:
      // sum(square(u[j])) and sum(u[j]^2)
      guard let (square, inner) = unary(argument), isHidden(inner) else { return nil }
      return [Atom.square.name, Atom.squaringPower?.name].contains(square) ? .hiddenSquared : nil
    default: return nil
    }
  }

  /// The two squares of weight decay have one coefficient; no coefficient is negative, not all are 0.
  mutating func checkRegularizer(
    _ terms: ObjectiveTerms, _ objective: ObjectiveStatement, _ network: NetworkDeclaration
  ) {
    if terms.regularizer.isEmpty {
      guard network.form == .relu else { return }
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
    if network.form == .relu {
      checkBalance(sums, known: known, terms.regularizer[0].range)
    }
  }

  private mutating func checkBalance(
    _ sums: [RegularizerTerm.Kind: Double], known: Bool, _ range: SourceRange
  ) {
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
          "E209", message, at: range,
          help: "Theorem 2.1 has one for both: `beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)`"))
    } else if hidden + (sums[.product] ?? 0) == 0 {
      report(
        Diagnostic(
          "E210", "the regularizer is 0: the group norms vanish and the network is not unique",
          at: range, help: "choose beta > 0"))
    }
  }

  /// Values for judging the form of a formula before all parameters are known.
  var structuralValues: ScalarValues {
    var values = scalarValues.values
    for (name, symbol) in scope.symbols where values[name] == nil {
      switch symbol {
      case .parameter, .size: values[name] = 1
      case .data, .gates, .loss, .network, .weights, .variable, .letBinding, .set: break
      }
    }
    return ScalarValues(values)
  }
}
