/// Syntax that no file holds: the parts of programs that are written, not read.
extension SourceRange {
  /// The place of what was not read.
  package static let unwritten = SourceRange(file: 0, start: 0, end: 0)
}

extension Expression {
  package static func name(_ text: String, at range: SourceRange = .unwritten) -> Expression {
    .name(Identifier(text, at: range))
  }

  package static func number(_ value: Double, at range: SourceRange = .unwritten) -> Expression {
    let literal = Expression.number(NumberLiteral(value: abs(value), range: range))
    return value < 0 ? literal.negated : literal
  }

  /// -a; of a negative its operand.
  package var negated: Expression {
    if case .negation(let node) = self { return node.operand }
    return .negation(NegationExpression(operand: self, range: .unwritten))
  }

  /// The number that it is, where it is one.
  package var literal: Double? {
    switch self {
    case .number(let node): node.value
    case .negation(let node): node.operand.literal.map { -$0 }
    case .boolean, .name, .list, .binary, .transpose, .index, .call, .norm, .reduction: nil
    }
  }

  package func combined(
    _ op: BinaryExpression.Operator, _ other: Expression, at range: SourceRange = .unwritten
  ) -> Expression {
    .binary(
      BinaryExpression(op: op, opRange: range, left: self, right: other, range: range))
  }

  /// a + b, without a bracket where b is a negative, a sum or a difference.
  package func plus(_ other: Expression, at range: SourceRange = .unwritten) -> Expression {
    switch other {
    case .negation(let node): return minus(node.operand, at: range)
    case .binary(let node) where node.op == .add: return plus(node.left).plus(node.right, at: range)
    case .binary(let node) where node.op == .subtract:
      return plus(node.left).minus(node.right, at: range)
    case .number, .boolean, .name, .list, .binary, .transpose, .index, .call, .norm, .reduction:
      return combined(.add, other, at: range)
    }
  }

  /// a - b, without a bracket where b is a negative, a sum or a difference.
  package func minus(_ other: Expression, at range: SourceRange = .unwritten) -> Expression {
    switch other {
    case .negation(let node): return plus(node.operand, at: range)
    case .binary(let node) where node.op == .add:
      return minus(node.left).minus(node.right, at: range)
    case .binary(let node) where node.op == .subtract:
      return minus(node.left).plus(node.right, at: range)
    case .number, .boolean, .name, .list, .binary, .transpose, .index, .call, .norm, .reduction:
      return combined(.subtract, other, at: range)
    }
  }

  /// s * b for a number s: without a bracket where b is a product, and b itself for s = 1.
  package func scaling(_ other: Expression, at range: SourceRange = .unwritten) -> Expression {
    if literal == 1 { return other }
    switch other {
    case .binary(let node) where node.op == .multiply:
      return scaling(node.left).combined(.multiply, node.right, at: range)
    case .negation(let node): return scaling(node.operand, at: range).negated
    case .number, .boolean, .name, .list, .binary, .transpose, .index, .call, .norm, .reduction:
      return combined(.multiply, other, at: range)
    }
  }

  package static func call(
    _ callee: String, _ arguments: [Expression], at range: SourceRange = .unwritten
  ) -> Expression {
    .call(
      CallExpression(
        callee: .name(callee), arguments: arguments.map(Argument.init), range: range))
  }

  package func at(_ indices: [Expression], at range: SourceRange = .unwritten) -> Expression {
    .index(IndexExpression(base: self, arguments: indices.map(Argument.init), range: range))
  }

  package func norm(
    _ kind: NormExpression.Kind, at range: SourceRange = .unwritten
  ) -> Expression {
    .norm(NormExpression(operand: self, kind: kind, range: range))
  }

  package static func reduction(
    _ reducer: ReductionExpression.Reducer, _ index: String, in domain: RangeExpression?,
    _ body: Expression, at range: SourceRange = .unwritten
  ) -> Expression {
    .reduction(
      ReductionExpression(
        reducer: reducer, index: Identifier(index, at: range), domain: domain, body: body,
        range: range))
  }
}

extension RangeExpression {
  /// `lower`, or `lower..upper`.
  package init(_ lower: Expression, _ upper: Expression? = nil) {
    self.init(lower: lower, upper: upper, range: .unwritten)
  }
}

extension Binder {
  /// `name in domain`
  package init(_ name: String, in domain: RangeExpression) {
    self.init(name: Identifier(name, at: .unwritten), domain: domain, range: .unwritten)
  }
}

extension Argument {
  fileprivate init(_ expression: Expression) {
    self.init(
      label: nil, value: .range(RangeExpression(expression)), range: expression.range)
  }
}

extension TypeExpression {
  /// `R[..]` of a shape.
  package init(_ shape: Shape) {
    self.init(
      head: .named(Identifier("R", at: .unwritten)),
      dimensions: shape.dimensions.map(\.expression), range: .unwritten)
  }
}

extension Dimension {
  /// The size as an expression.
  package var expression: Expression {
    switch self {
    case .symbol(let name): .name(name)
    case .number(let value): .number(Double(value))
    }
  }
}

extension Statement {
  package static func variables(
    _ declarations: [(name: String, index: String?, shape: Shape)], for binders: [Binder]
  ) -> Statement {
    .variables(
      VariablesStatement(
        declarations: declarations.map { name, index, shape in
          Declaration(
            name: Identifier(name, at: .unwritten),
            index: index.map { Identifier($0, at: .unwritten) }, type: TypeExpression(shape),
            range: .unwritten)
        }, binders: binders, range: .unwritten))
  }

  package static func define(
    _ name: String, _ parameters: [String], _ value: Expression
  ) -> Statement {
    .letBinding(
      LetStatement(
        name: Identifier(name, at: .unwritten),
        parameters: parameters.map { Identifier($0, at: .unwritten) }, value: value,
        range: .unwritten))
  }

  package static func minimize(_ value: Expression) -> Statement {
    .objective(ObjectiveStatement(sense: .minimize, value: value, range: .unwritten))
  }

  package static func constraint(
    _ name: String?, _ left: Expression, _ op: RelationalOperator, _ right: Expression,
    for binders: [Binder]
  ) -> Statement {
    .constraint(
      ConstraintStatement(
        name: name.map { Identifier($0, at: .unwritten) },
        relation: Relation(
          first: left, rest: [(op, right)], binders: binders, range: .unwritten),
        quantifier: nil, range: .unwritten))
  }

  package static func model(_ title: String) -> Statement {
    .model(ModelStatement(title: StringLiteral(title, at: .unwritten), range: .unwritten))
  }

  package static func data(
    _ name: String, _ shape: Shape, _ value: Expression
  ) -> Statement {
    .data(
      DataStatement(
        name: Identifier(name, at: .unwritten), type: TypeExpression(shape), value: value,
        modifiers: [], range: .unwritten))
  }
}

extension Statement {
  /// `data NAME : R[..] = [[..], ..]`
  package static func data(_ name: String, _ shape: Shape, rows: [[Double]]) -> Statement {
    .data(
      name, shape,
      .list(ListExpression(elements: rows.map { .numbers($0) }, range: .unwritten)))
  }

  /// `data NAME : R[..] = npy("..")`
  package static func data(_ name: String, _ shape: Shape, npy path: StringLiteral) -> Statement {
    let argument = Argument(label: nil, value: .string(path), range: .unwritten)
    return .data(
      name, shape,
      .call(
        CallExpression(callee: .name("npy"), arguments: [argument], range: .unwritten)))
  }

  /// The same parameter with another value.
  package static func param(_ node: ParamStatement, value: Double) -> Statement {
    .param(
      ParamStatement(
        name: node.name, type: node.type, bound: node.bound, value: .number(value),
        range: node.range))
  }
}

extension Expression {
  /// `[a, b]`, of numbers.
  package static func numbers(_ values: [Double]) -> Expression {
    .list(ListExpression(elements: values.map { .number($0) }, range: .unwritten))
  }
}

extension Expression {
  /// Every name in it, bound ones included.
  package var allNames: [String] {
    switch self {
    case .name(let name): return [name.text]
    case .reduction(let node): return [node.index.text] + parts.flatMap(\.allNames)
    case .number, .boolean, .list, .negation, .binary, .transpose, .index, .call, .norm:
      return parts.flatMap(\.allNames)
    }
  }
}

extension Expression {
  /// The expression with another in place of a name.
  package func substituting(_ name: String, _ value: Expression) -> Expression {
    func inner(_ e: Expression) -> Expression { e.substituting(name, value) }
    func inner(_ range: RangeExpression) -> RangeExpression {
      RangeExpression(inner(range.lower), range.upper.map(inner))
    }
    func inner(_ arguments: [Argument]) -> [Argument] {
      arguments.map { argument in
        guard case .range(let range) = argument.value else { return argument }
        return Argument(label: argument.label, value: .range(inner(range)), range: argument.range)
      }
    }
    switch self {
    case .number, .boolean: return self
    case .name(let node): return node.text == name ? value : self
    case .list(let node):
      return .list(ListExpression(elements: node.elements.map(inner), range: node.range))
    case .negation(let node):
      return .negation(NegationExpression(operand: inner(node.operand), range: node.range))
    case .binary(let node):
      return inner(node.left).combined(node.op, inner(node.right), at: node.range)
    case .transpose(let node):
      return .transpose(TransposeExpression(operand: inner(node.operand), range: node.range))
    case .index(let node):
      return .index(
        IndexExpression(
          base: inner(node.base), arguments: inner(node.arguments), range: node.range))
    case .call(let node):
      return .call(
        CallExpression(callee: node.callee, arguments: inner(node.arguments), range: node.range))
    case .norm(let node): return inner(node.operand).norm(node.kind, at: node.range)
    case .reduction(let node):
      guard node.index.text != name else { return self }
      return .reduction(
        node.reducer, node.index.text, in: node.domain.map(inner), inner(node.body),
        at: node.range)
    }
  }
}
