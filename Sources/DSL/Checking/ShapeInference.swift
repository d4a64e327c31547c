/// Shapes of expressions: sizes are symbols, scalar with array is the only broadcast.
///
/// Each method returns nil after it has reported an error, so that one mistake is told once.
extension Checker {
  /// The shape of an expression; `local` has the shapes of names bound around it, such as an index.
  mutating func shape(of expression: Expression, local: [String: Shape] = [:]) -> Shape? {
    switch expression {
    case .number, .boolean: return .scalar
    case .name(let name): return shape(of: name, local: local)
    case .negation(let node): return shape(of: node.operand, local: local)
    case .norm(let node): return shape(of: node.operand, local: local).map { _ in .scalar }
    case .transpose(let node):
      return shape(of: node.operand, local: local).map { Shape($0.dimensions.reversed()) }
    case .list(let node): return Shape([.number(node.elements.count)])
    case .index(let node): return shape(of: node, local: local)
    case .call(let node): return shape(of: node, local: local)
    case .binary(let node): return shape(of: node, local: local)
    case .reduction(let node):
      var inner = local
      inner[node.index.text] = .scalar
      return shape(of: node.body, local: inner)
    }
  }

  private mutating func shape(of name: Identifier, local: [String: Shape]) -> Shape? {
    if let shape = local[name.text] { return shape }
    switch scope[name.text] {
    case .data(let data): return data.shape
    case .parameter, .size: return .scalar
    case .weights(let declaration, let shape):
      guard declaration.index != nil else { return shape }
      report(
        Diagnostic(
          "E104", "`\(name.text)` is a family of weights: say which one", at: name.range,
          labels: [Diagnostic.Label(declaration.range, "declared here")],
          help: "write `\(name.text)[j]` inside `sum[j] ..`"))
      return nil
    case .gates:
      report(
        Diagnostic(
          "E112", "`\(name.text)` is a family of gates, not a number or an array", at: name.range,
          help: "gates choose the patterns of the network; a formula does not speak of them"))
      return nil
    case .loss, .network:
      let kind = scope[name.text]?.description ?? ""
      report(
        Diagnostic(
          "E112", "`\(name.text)` is \(kind), not a number or an array", at: name.range,
          help: "networks and losses are called, as in `\(name.text)(..)`"))
      return nil
    case nil: return nil
    }
  }

  private mutating func shape(of node: IndexExpression, local: [String: Shape]) -> Shape? {
    guard case .name(let base) = node.base,
      case .weights(let declaration, let shape) = scope[base.text]
    else {
      refuse(node.range, "an index on anything but weights", help: "write the formula for all rows")
      return nil
    }
    let index = node.arguments.first?.expression
    if node.arguments.count == 1, case .name(let name) = index {
      guard local[name.text] != nil else {
        report(unboundIndex(name, of: base.text, declaration))
        return nil
      }
      if declaration.index != nil { return shape }
      report(
        Diagnostic(
          "E104", "`\(base.text)` is declared without an index", at: node.range,
          labels: [Diagnostic.Label(declaration.range, "declared here")],
          help: "declare one for each neuron: `\(base.text)[\(name.text)] : \(shape)`"))
      return nil
    }
    report(
      Diagnostic(
        "E104", "weights are indexed by the name of a sum", at: node.range,
        help: "for example `sum[j] .. \(base.text)[j] ..`"))
    return nil
  }

  private mutating func shape(of node: CallExpression, local: [String: Shape]) -> Shape? {
    guard case .name(let callee) = node.callee else { return nil }
    var shapes: [Shape] = []
    for argument in node.arguments {
      guard let expression = argument.expression, let shape = shape(of: expression, local: local)
      else { return nil }
      shapes.append(shape)
    }
    switch scope[callee.text] {
    case .network: return networkShape(node, callee: callee, shapes: shapes)
    case .loss(let loss): return lossShape(node, loss: loss, shapes: shapes)
    case .data, .parameter, .size, .gates, .weights:
      report(
        Diagnostic(
          "E112", "`\(callee.text)` is \(scope[callee.text]?.description ?? ""), not a function",
          at: callee.range, help: "write `\(callee.text)` without parentheses"))
      return nil
    case nil: break
    }
    switch BuiltinFunction(rawValue: callee.text) {
    case .sum, .mean, .sumsq, .max, .min, .logsumexp, .quadOverLin: return .scalar
    case .pos, .abs, .square, .huber, .softplus, .exp, .log, .sqrt, .relu, .flat:
      return shapes.first
    case .gate, .sample, .vectors, .patterns, .enumerate, .sphere, .csv, .npy, .npz, .idx, .libsvm,
      .logspace, .raw:
      report(
        Diagnostic(
          "E112", "`\(callee.text)` gives no number here", at: node.range,
          help: "it belongs in a declaration"))
      return nil
    case nil: return nil
    }
  }

  private mutating func networkShape(
    _ node: CallExpression, callee: Identifier, shapes: [Shape]
  ) -> Shape? {
    guard shapes.count == 1, let input = shapes.first, input.dimensions.count == 2 else {
      report(
        Diagnostic(
          "E111", "the network `\(callee.text)` takes one matrix, a row for each sample",
          at: node.range, help: "write `\(callee.text)(X)` with X of type `R[n, d]`"))
      return nil
    }
    if let width = inputWidth, width != input.dimensions[1] {
      report(
        Diagnostic(
          "E111",
          "the network takes rows of length \(width), but this has rows of length"
            + " \(input.dimensions[1])", at: node.range,
          labels: weights.prefix(1).map { Diagnostic.Label($0.range, "from the weights here") },
          help: "give the hidden weights the length of a row of the data"))
      return nil
    }
    return Shape([input.dimensions[0]])
  }

  /// The length of the hidden weights, which is the length of a row of the network's input.
  private var inputWidth: Dimension? {
    for statement in weights {
      for declaration in statement.declarations {
        if case .weights(_, let shape) = scope[declaration.name.text], shape.dimensions.count == 1 {
          return shape.dimensions[0]
        }
      }
    }
    return nil
  }

  private mutating func lossShape(
    _ node: CallExpression, loss: LossStatement, shapes: [Shape]
  ) -> Shape? {
    guard shapes.count == 2 else {
      report(
        Diagnostic(
          "E110", "the loss `\(loss.name.text)` takes a prediction and a target", at: node.range,
          labels: [Diagnostic.Label(loss.range, "declared here")],
          help: "write `\(loss.name.text)(yhat(X), y)`"))
      return nil
    }
    return combined(
      shapes[0], shapes[1], left: node.arguments[0].range, right: node.arguments[1].range,
      at: node.range)
  }

  private mutating func shape(of node: BinaryExpression, local: [String: Shape]) -> Shape? {
    guard let left = shape(of: node.left, local: local),
      let right = shape(of: node.right, local: local)
    else { return nil }
    switch node.op {
    case .add, .subtract, .multiplyElementwise:
      return combined(
        left, right, left: node.left.range, right: node.right.range, at: node.opRange)
    case .divide, .power:
      if right.isScalar { return left }
      report(
        Diagnostic(
          "E112", "the right side of `\(node.op.rawValue)` must be one number, not \(right)",
          at: node.right.range, help: "divide by or raise to a number"))
      return nil
    case .multiply: return product(node, left, right)
    }
  }

  private mutating func product(
    _ node: BinaryExpression, _ left: Shape, _ right: Shape
  ) -> Shape? {
    if left.isScalar { return right }
    if right.isScalar { return left }
    let (a, b) = (left.dimensions, right.dimensions)
    if a.count == 2 && a[1] == b[0] { return Shape([a[0]] + b.dropFirst()) }
    if a.count == 1 && left == right {
      report(
        Diagnostic(
          "E113", "`*` is the matrix product; two vectors are multiplied elementwise by `.*`",
          at: node.opRange, fixes: [Diagnostic.FixIt(node.opRange, replacement: ".*")]))
      return nil
    }
    report(
      Diagnostic(
        "E111", "shapes do not fit: \(left) * \(right)", at: node.opRange,
        labels: [
          Diagnostic.Label(node.left.range, "\(left)"),
          Diagnostic.Label(node.right.range, "\(right)"),
        ],
        help: "the rows on the left must be as long as the columns on the right"))
    return nil
  }

  /// The shape of an elementwise combination.
  private mutating func combined(
    _ a: Shape, _ b: Shape, left: SourceRange, right: SourceRange, at range: SourceRange
  ) -> Shape? {
    if a == b || b.isScalar { return a }
    if a.isScalar { return b }
    let labels = [Diagnostic.Label(left, "\(a)"), Diagnostic.Label(right, "\(b)")]
    if a.dimensions.count != b.dimensions.count {
      report(
        Diagnostic(
          "E112", "no broadcasting: \(a) with \(b)", at: range, labels: labels,
          help: "only a single number combines with an array"))
    } else {
      report(
        Diagnostic(
          "E110", "shapes differ: \(a) and \(b)", at: range, labels: labels,
          help: "use one symbol for one size in the types of the data"))
    }
    return nil
  }
}
