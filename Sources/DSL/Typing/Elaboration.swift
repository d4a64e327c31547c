/// Gives expressions their meaning: names resolved, shapes inferred, losses and `let`s put in place.
///
/// Each method returns nil after it has reported an error, so that one mistake is told once.
extension Checker {
  /// What a name bound around an expression stands for.
  enum Local: Sendable {
    case index(IndexVariable)
    case perturbation(PerturbationVariable)
    case value(TypedExpression)
  }

  typealias Locals = [String: Local]

  /// The typed form of an expression that nothing surrounds; names without meaning are reported.
  mutating func typed(_ expression: Expression, _ locals: Locals = [:]) -> TypedExpression? {
    if reportUnknownNames(in: expression, bound: Set(locals.keys)) { return nil }
    return elaborate(expression, locals)
  }

  /// The typed form of an expression whose names are known.
  mutating func elaborate(_ expression: Expression, _ locals: Locals) -> TypedExpression? {
    guard expansion.enter(openNames: openNames.count) else {
      return reportExpansion(at: expression.range)
    }
    let result = node(expression, locals)
    guard expansion.leave(result?.extent) else { return reportExpansion(at: expression.range) }
    return result
  }

  private mutating func reportExpansion(at range: SourceRange) -> TypedExpression? {
    // All that comes after it would be refused too.
    guard let excess = expansion.reportedExcess() else { return nil }
    report(
      Diagnostic(
        "E106", "the formulas expand to more than \(excess)", at: range,
        notes: ["a `let` and a loss are put in place wherever they are used"],
        help: "write the sum over rows or gates as `sum[k in 1..n] ..`"))
    return nil
  }

  private mutating func node(_ expression: Expression, _ locals: Locals) -> TypedExpression? {
    let range = expression.range
    switch expression {
    case .number(let node): return TypedExpression(.number(node.value), .scalar, range)
    case .boolean:
      report(
        Diagnostic(
          "E112", "a truth value is not a number", at: range,
          help: "`true` and `false` are values of options, as in `header: true`"))
      return nil
    case .name(let name): return elaborate(name, locals)
    case .negation(let node):
      return elaborate(node.operand, locals).map { TypedExpression(.negation($0), $0.shape, range) }
    case .norm(let node):
      return elaborate(node.operand, locals).map {
        TypedExpression(.apply(node.kind.atom, [$0]), .scalar, range)
      }
    case .transpose(let node):
      guard let operand = elaborate(node.operand, locals) else { return nil }
      if operand.shape.isScalar { return operand }
      // x' of a column is a row, so that x' * y is the scalar product.
      let sizes = operand.shape.dimensions
      let shape = sizes.count == 1 ? Shape([.number(1), sizes[0]]) : Shape(sizes.reversed())
      return TypedExpression(.transpose(operand), shape, range)
    case .list(let node): return list(node, locals)
    case .index(let node): return element(node, locals)
    case .call(let node): return call(node, locals)
    case .binary(let node): return binary(node, locals)
    case .reduction(let node): return reduction(node, locals)
    }
  }

  private mutating func elaborate(_ name: Identifier, _ locals: Locals) -> TypedExpression? {
    func node(_ kind: TypedExpression.Kind, _ shape: Shape) -> TypedExpression {
      TypedExpression(kind, shape, name.range)
    }
    switch locals[name.text] {
    case .index(let variable): return node(.index(variable), .scalar)
    case .perturbation(let variable):
      return node(.perturbation(variable), perturbationShape(variable))
    case .value(let value): return TypedExpression(value.kind, value.shape, name.range)
    case nil: break
    }
    switch scope[name.text] {
    case .data(let data): return node(.data(name.text), data.shape)
    case .parameter: return node(.parameter(name.text), .scalar)
    case .size: return node(.size(name.text), .scalar)
    case .weights(let declaration, let shape), .variable(let declaration, let shape, _):
      guard declaration.index != nil else { return node(.unknown(name.text, nil), shape) }
      report(
        Diagnostic(
          "E104", "`\(name.text)` is a family: say which member", at: name.range,
          labels: [Diagnostic.Label(declaration.range, "declared here")],
          help: "write `\(name.text)[\(declaration.index?.text ?? "j")]` inside"
            + " `sum[\(declaration.index?.text ?? "j")] ..`"))
      return nil
    case .letBinding(let node): return expand(node, [], at: name.range)
    case .gates, .set:
      if scope.broken.contains(name.text) { return nil }
      let kind = scope[name.text]?.description ?? ""
      report(
        Diagnostic(
          "E112", "`\(name.text)` is \(kind), not a number or an array", at: name.range,
          help:
            "an index runs over gates, as in `sum[i in g] ..`; a perturbation lies in a set, as in"
            + " `max[Delta in B^n] ..`"))
      return nil
    case .loss, .network:
      if scope.broken.contains(name.text) { return nil }
      let kind = scope[name.text]?.description ?? ""
      report(
        Diagnostic(
          "E112", "`\(name.text)` is \(kind), not a number or an array", at: name.range,
          help: "networks and losses are called, as in `\(name.text)(..)`"))
      return nil
    case nil:
      if name.text == "I" { return node(.identity, .identity) }
      // Any other name was reported as unknown.
      guard name.text == "inf" || BuiltinFunction.isKnown(name.text) else { return nil }
      report(
        Diagnostic(
          "E112", "`\(name.text)` is not a number here", at: name.range,
          help: name.text == "inf"
            ? "bounds that are infinite are left out"
            : "functions are called, as in `\(name.text)(..)`"))
      return nil
    }
  }

  /// The sizes of a perturbation: those of a member of its set, one for each row of `B^n`.
  func perturbationShape(_ variable: PerturbationVariable) -> Shape {
    guard case .set(let set) = scope[variable.set] else { return .scalar }
    return Shape((variable.rows.map { [$0] } ?? []) + set.elementShape.dimensions)
  }

  /// `[a, b, c]`, a vector of numbers, or `[[a, b], [c, d]]`, a matrix.
  private mutating func list(_ node: ListExpression, _ locals: Locals) -> TypedExpression? {
    var elements: [TypedExpression] = []
    for element in node.elements {
      guard let typed = elaborate(element, locals) else { return nil }
      elements.append(typed)
    }
    let inner = elements.first?.shape ?? .scalar
    guard inner.dimensions.count < 2, elements.allSatisfy({ $0.shape == inner }) else {
      report(
        Diagnostic(
          "E112", "the entries of a list are numbers, or lists of one length", at: node.range,
          help: "for example [1, 0.5] or [[1, 0], [0, 2]]"))
      return nil
    }
    return TypedExpression(
      .list(elements), Shape([.number(elements.count)] + inner.dimensions), node.range)
  }
}

extension NormExpression.Kind {
  /// The atom that the norm is.
  var atom: Atom {
    switch self {
    case .one: .norm1
    case .two: .norm2
    case .infinity: .norminf
    }
  }
}
