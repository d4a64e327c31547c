extension Statement {
  /// The statement as a tree.
  public var tree: SyntaxTree {
    switch self {
    case .model(let node): SyntaxTree("model", nil, node.range, [node.title.tree("title")])
    case .include(let node): SyntaxTree("include", nil, node.range, [node.path.tree("path")])
    case .data(let node): node.tree
    case .param(let node): node.tree
    case .gates(let node): SyntaxTree("gates", node.name.text, node.range, [node.value.tree])
    case .set(let node): node.tree
    case .network(let node):
      SyntaxTree(
        "network", node.name.text, node.range, [node.input.tree("parameter"), node.value.tree])
    case .weights(let node):
      SyntaxTree("weights", nil, node.range, node.declarations.map(\.tree))
    case .variables(let node):
      SyntaxTree(
        "variables", nil, node.range, node.declarations.map(\.tree) + node.binders.map(\.tree))
    case .loss(let node):
      SyntaxTree(
        "loss", node.name.text, node.range,
        [node.prediction.tree("prediction"), node.target.tree("target"), node.value.tree])
    case .letBinding(let node):
      SyntaxTree(
        "let", node.name.text, node.range,
        node.parameters.map { $0.tree("parameter") } + [node.value.tree])
    case .objective(let node):
      SyntaxTree(node.sense.rawValue, nil, node.range, [node.value.tree])
    case .constraint(let node): node.tree
    case .assertion(let node): SyntaxTree("assert", nil, node.range, [node.relation.tree])
    case .solve(let node):
      SyntaxTree("solve", node.solver.text, node.range, node.arguments.map(\.tree))
    case .sweep(let node):
      SyntaxTree("sweep", node.parameter.text, node.range, [node.values.tree])
    case .output(let node):
      SyntaxTree("output", node.kind.text, node.range, [node.path.tree("path")])
    }
  }
}

extension DataStatement {
  var tree: SyntaxTree {
    let values = value.map { [$0.tree] } ?? []
    let changes = modifiers.map {
      SyntaxTree("with", $0.name.text, $0.range, $0.arguments.map(\.tree))
    }
    return SyntaxTree("data", name.text, range, [type.tree] + values + changes)
  }
}

extension ParamStatement {
  var tree: SyntaxTree {
    var children = [type.tree]
    switch bound {
    case .relation(let op, let side):
      children.append(SyntaxTree("bound", op.rawValue, side.range, [side.tree]))
    case .interval(let lower, let lowerClosed, let upper, let upperClosed):
      let brackets = (lowerClosed ? "[" : "(") + ", " + (upperClosed ? "]" : ")")
      children.append(
        SyntaxTree(
          "bound", brackets, lower.range.union(upper.range), [lower.tree, upper.tree]))
    case nil: break
    }
    if let value { children.append(value.tree) }
    return SyntaxTree("param", name.text, range, children)
  }
}

extension SetStatement {
  var tree: SyntaxTree {
    SyntaxTree(
      "set", name.text, range, [element.tree("element"), type.tree] + relations.map(\.tree))
  }
}

extension ConstraintStatement {
  var tree: SyntaxTree {
    var children = [relation.tree]
    if let quantifier {
      children.append(
        SyntaxTree(
          "forall", quantifier.variable.text, quantifier.range, [quantifier.domain.tree]))
    }
    return SyntaxTree("subject to", name?.text, range, children)
  }
}

extension Declaration {
  var tree: SyntaxTree {
    let indices = index.map { [$0.tree("index")] } ?? []
    return SyntaxTree("declaration", name.text, range, indices + [type.tree])
  }
}

extension TypeExpression {
  var tree: SyntaxTree {
    let sizes = dimensions.map(\.tree)
    switch head {
    case .named(let name): return SyntaxTree("type", name.text, range, sizes)
    case .labels(let labels):
      let list = SyntaxTree("labels", nil, range, labels.map(\.tree))
      return SyntaxTree("type", nil, range, [list] + sizes)
    }
  }
}

extension Relation {
  var tree: SyntaxTree {
    let ops = rest.map(\.op.rawValue).joined(separator: " ")
    return SyntaxTree(
      "relation", ops, range, [first.tree] + rest.map(\.side.tree) + binders.map(\.tree))
  }
}

extension Binder {
  var tree: SyntaxTree { SyntaxTree("for", name.text, range, [domain.tree]) }
}
