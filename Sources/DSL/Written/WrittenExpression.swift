/// Writes typed expressions back as syntax, with chosen parts written otherwise.
package struct ExpressionWriter {
  /// How the network is called, for predictions.
  package var network = "yhat"
  /// How the arguments of a loss are called.
  package var arguments = (prediction: "z", target: "t")
  /// What stands for a part instead of the part itself; nil to write it as it is.
  package var replacement: (TypedExpression) -> Expression? = { _ in nil }

  package init() {}

  /// The expression as syntax; every part has the place of what it is written for.
  package func expression(_ e: TypedExpression) -> Expression {
    if let other = replacement(e) { return other }
    let range = e.range
    switch e.kind {
    case .number(let value): return .number(value, at: range)
    case .identity: return .name("I", at: range)
    case .parameter(let name), .size(let name), .data(let name): return .name(name, at: range)
    case .index(let variable): return .name(variable.name, at: range)
    case .lossArgument(.prediction): return .name(arguments.prediction, at: range)
    case .lossArgument(.target): return .name(arguments.target, at: range)
    case .unknown(let name, let index):
      let base = Expression.name(name, at: range)
      return index.map { base.at([$0.expression], at: range) } ?? base
    case .prediction(let input): return .call(network, [expression(input)], at: range)
    case .perturbation(let variable): return .name(variable.name, at: range)
    case .gate(let input, let family, let index):
      let gate = Expression.name(family).at([index.expression])
      return .call("gate", [expression(input), gate], at: range)
    case .list(let elements):
      return .list(ListExpression(elements: elements.map(expression), range: range))
    case .negation(let a): return expression(a).negated
    case .sum(let a, let b): return expression(a).plus(expression(b), at: range)
    case .difference(let a, let b): return expression(a).minus(expression(b), at: range)
    case .product(let a, let b):
      let (left, right) = (expression(a), expression(b))
      return a.shape.isScalar
        ? left.scaling(right, at: range) : left.combined(.multiply, right, at: range)
    case .elementwiseProduct(let a, let b):
      return expression(a).combined(.multiplyElementwise, expression(b), at: range)
    case .quotient(let a, let b): return expression(a).combined(.divide, expression(b), at: range)
    case .transpose(let a):
      return .transpose(TransposeExpression(operand: expression(a), range: range))
    case .element(let base, let indices):
      return expression(base).at(indices.map(\.expression), at: range)
    case .apply(let atom, let arguments): return written(atom, arguments.map(expression), at: range)
    case .reduction(let reducer, let index, let body):
      return .reduction(
        reducer, index.name, in: index.domain.expression, expression(body), at: range)
    case .worstCase(let variable, let body):
      return .reduction(
        .max, variable.name, in: RangeExpression(variable.domain), expression(body), at: range)
    case .loss(let name, _, let z, let t):
      return .call(name, [expression(z), expression(t)], at: range)
    case .raw(let a): return .call("raw", [expression(a)], at: range)
    case .flat(let a): return .call("flat", [expression(a)], at: range)
    }
  }

  /// An atom of written arguments: called by name, or with the signs that it has.
  package func written(
    _ atom: Atom, _ arguments: [Expression], at range: SourceRange
  ) -> Expression {
    switch atom.name {
    case Atom.norm1.name: return arguments[0].norm(.one, at: range)
    case Atom.norm2.name: return arguments[0].norm(.two, at: range)
    case Atom.norminf.name: return arguments[0].norm(.infinity, at: range)
    case let name where name.hasPrefix("^"):
      return arguments[0].combined(
        .power, .number(Double(name.dropFirst()) ?? 1), at: range)
    default: return .call(atom.name, arguments, at: range)
    }
  }
}

extension TypedExpression {
  /// The expression as text.
  public func text(network: String = "yhat") -> String {
    var writer = ExpressionWriter()
    writer.network = network
    return SourcePrinter.text(writer.expression(self))
  }
}

extension IndexValue {
  /// The index as an expression.
  package var expression: Expression {
    switch self {
    case .variable(let variable): .name(variable.name)
    case .number(let value): .number(Double(value))
    }
  }
}

extension IndexDomain {
  /// The range as written; nil for the neurons, which are not written.
  package var expression: RangeExpression? {
    switch self {
    case .neurons: nil
    case .gates(let name): RangeExpression(.name(name))
    case .interval(let lower, let upper):
      RangeExpression(.number(Double(lower)), upper.expression)
    }
  }
}

extension PerturbationVariable {
  /// `B`, or `B^n`.
  package var domain: Expression {
    rows.map { Expression.name(set).combined(.power, $0.expression) } ?? .name(set)
  }
}
