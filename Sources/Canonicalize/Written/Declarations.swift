internal import DSL

/// The statements that declare what formulas use.
struct Declarations {
  /// All statements of the spec; parameters have the values of the command line.
  let statements: [Statement]

  init(_ statements: [Statement], values: [String: Double]) {
    self.statements = statements.map { statement in
      guard case .param(let node) = statement, let value = values[node.name.text] else {
        return statement
      }
      return .param(node, value: value)
    }
  }

  /// Every name that is kept, or bound in what is kept: no new name may be one of them.
  var takenNames: Set<String> {
    var result: Set<String> = ["I", "gate", "inf"]
    for statement in statements where statement.isDeclaration || statement.isAssertion {
      result.formUnion(statement.usedNames)
      result.formUnion(statement.declaredNames)
    }
    return result
  }

  /// The declarations that the program uses, and what these use, in their order; then the rest of the
  /// program in its order.
  func used(by program: [Statement]) -> [Statement] {
    var names: Set<String> = []
    for statement in program where !statement.isDeclaration {
      names.formUnion(statement.usedNames)
    }
    for statement in statements where statement.isAssertion {
      names.formUnion(statement.usedNames)
    }
    let declarations = statements.filter(\.isDeclaration)
    var count = -1
    while count != names.count {
      count = names.count
      for statement in declarations where !names.isDisjoint(with: statement.declaredNames) {
        names.formUnion(statement.usedNames)
      }
    }
    // A size alone does not keep data: the first data with it may be others.
    let kept = declarations.filter { statement in
      !names.isDisjoint(with: statement.ownNames)
    }
    let sweeps = statements.filter { statement in
      if case .sweep(let node) = statement { names.contains(node.parameter.text) } else { false }
    }
    let assertions = statements.filter(\.isAssertion)
    let titles = program.filter { if case .model = $0 { true } else { false } }
    let rest = program.filter { statement in
      switch statement {
      case .model, .data, .param, .gates, .set, .loss, .assertion, .sweep, .include: false
      case .network, .weights, .variables, .letBinding, .objective, .constraint, .solve, .output:
        true
      }
    }
    let added = program.filter { statement in
      guard case .data(let node) = statement else { return false }
      return !kept.contains { $0.ownNames.contains(node.name.text) }
    }
    return titles + kept + added + assertions + rest + sweeps
  }
}

extension Statement {
  /// Whether it declares what formulas use.
  fileprivate var isDeclaration: Bool {
    switch self {
    case .data, .param, .gates, .set, .loss: true
    case .model, .include, .network, .weights, .variables, .letBinding, .objective, .constraint,
      .assertion, .solve, .sweep, .output:
      false
    }
  }

  fileprivate var isAssertion: Bool {
    if case .assertion = self { true } else { false }
  }

  /// The name that it declares.
  fileprivate var ownNames: Set<String> {
    switch self {
    case .data(let node): [node.name.text]
    case .param(let node): [node.name.text]
    case .gates(let node): [node.name.text]
    case .set(let node): [node.name.text]
    case .loss(let node): [node.name.text]
    case .network(let node): [node.name.text]
    case .letBinding(let node): [node.name.text]
    case .weights(let node): Set(node.declarations.map(\.name.text))
    case .variables(let node): Set(node.declarations.map(\.name.text))
    case .model, .include, .objective, .constraint, .assertion, .solve, .sweep, .output: []
    }
  }

  /// The same with the sizes in its type.
  fileprivate var declaredNames: Set<String> {
    guard case .data(let node) = self else { return ownNames }
    return ownNames.union(node.type.dimensions.flatMap(\.allNames))
  }

  /// The names in its formulas, bound ones included.
  fileprivate var usedNames: Set<String> {
    Set(expressions.flatMap(\.allNames))
  }

  private var expressions: [Expression] {
    func all(_ relation: Relation) -> [Expression] {
      [relation.first] + relation.rest.map(\.side) + relation.binders.flatMap { $0.expressions }
    }
    switch self {
    case .data(let node):
      return (node.value.map { [$0] } ?? [])
        + node.modifiers.flatMap { $0.arguments.compactMap(\.expression) }
    case .param(let node):
      let bounds: [Expression] =
        switch node.bound {
        case .relation(_, let side): [side]
        case .interval(let lower, _, let upper, _): [lower, upper]
        case nil: []
        }
      return bounds + (node.value.map { [$0] } ?? [])
    case .gates(let node): return [node.value]
    case .set(let node): return [.name(node.element.text)] + node.relations.flatMap(all)
    case .network(let node): return [node.value]
    case .weights(let node): return node.declarations.flatMap { $0.type.dimensions }
    case .variables(let node):
      return node.declarations.flatMap { $0.type.dimensions }
        + node.binders.flatMap { $0.expressions }
    case .loss(let node): return [node.value]
    case .letBinding(let node): return [node.value]
    case .objective(let node): return [node.value]
    case .constraint(let node):
      return all(node.relation) + (node.quantifier.map { [$0.domain] } ?? [])
    case .assertion(let node): return all(node.relation)
    case .model, .include, .solve, .sweep, .output: return []
    }
  }
}

extension Binder {
  fileprivate var expressions: [Expression] {
    [.name(name.text), domain.lower] + (domain.upper.map { [$0] } ?? [])
  }
}
