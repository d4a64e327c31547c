/// Calls: atoms, the network, losses, `let`s and the few functions of the language itself.
extension Checker {
  mutating func call(_ node: CallExpression, _ locals: Locals) -> TypedExpression? {
    guard case .name(let callee) = node.callee else {
      report(
        Diagnostic(
          "E112", "this is not a function", at: node.callee.range,
          help: node.arguments.count == 1 ? "a product needs its `*`" : "functions have names",
          fixes: node.arguments.count == 1
            ? [
              Diagnostic.FixIt(
                SourceRange(
                  file: node.range.file, start: node.callee.range.end, end: node.callee.range.end),
                replacement: " *")
            ] : []))
      return nil
    }
    if callee.text == "gate" { return gate(node, locals) }
    let isUsers = locals[callee.text] != nil || scope[callee.text] != nil
    if !isUsers && BuiltinFunction.declarations.contains(callee.text) {
      report(
        Diagnostic(
          "E112", "`\(callee.text)` gives no number here", at: node.range,
          help: "it belongs in a declaration, as in `\(BuiltinFunction.example(callee.text))`"))
      return nil
    }
    guard let arguments = arguments(of: node, locals) else { return nil }
    if locals[callee.text] != nil { return notAFunction(callee, "a number or an array") }
    switch scope[callee.text] {
    case .network: return prediction(node, callee, arguments)
    case .loss(let loss): return expand(loss, arguments, node)
    case .letBinding(let binding): return expand(binding, arguments, at: node.range, isCall: true)
    case .data, .parameter, .size, .gates, .weights, .variable, .set:
      return notAFunction(callee, scope[callee.text]?.description ?? "")
    case nil: break
    }
    switch callee.text {
    case "flat": return flat(node, arguments)
    case "raw":
      guard arguments.count == 1, arguments[0].shape.isScalar else {
        return reportCount(node, "raw", "one radius")
      }
      return TypedExpression(.raw(arguments[0]), .scalar, node.range)
    case "relu": return apply(.relu, arguments, node, name: "relu")
    default: break
    }
    guard let atom = Atom.named(callee.text) else { return nil }
    return apply(atom, arguments, node, name: atom.name)
  }

  private mutating func notAFunction(_ callee: Identifier, _ kind: String) -> TypedExpression? {
    if scope.broken.contains(callee.text) { return nil }
    report(
      Diagnostic(
        "E112", "`\(callee.text)` is \(kind), not a function", at: callee.range,
        help: "write `\(callee.text)` without parentheses; a product is `\(callee.text) * (..)`"))
    return nil
  }

  private mutating func arguments(
    of node: CallExpression, _ locals: Locals
  ) -> [TypedExpression]? {
    var result: [TypedExpression] = []
    for argument in node.arguments {
      guard let expression = argument.expression, argument.label == nil else {
        report(
          Diagnostic(
            "E131", "a function of numbers takes no such argument", at: argument.range,
            help: "its arguments are expressions"))
        return nil
      }
      guard let typed = elaborate(expression, locals) else { return nil }
      result.append(typed)
    }
    return result
  }

  /// An atom's value has the shape of its arguments together, or is one number.
  private mutating func apply(
    _ atom: Atom, _ arguments: [TypedExpression], _ node: CallExpression, name: String
  ) -> TypedExpression? {
    guard atom.accepts(count: arguments.count) else {
      if atom.form == .reducing && atom.parameters.count == 1 && arguments.count > 1 {
        return reportCount(node, name, "\(name)([a, b]), with a list")
      }
      let names = atom.parameters.map(\.name).joined(separator: ", ")
      return reportCount(node, name, "\(name)(\(names)\(atom.isVariadic ? ", .." : ""))")
    }
    for (index, argument) in arguments.enumerated() {
      guard atom.parameter(index).domain == .positiveConstant else { continue }
      guard argument.shape.isScalar, !argument.hasUnknown, !argument.hasPerturbation else {
        report(
          Diagnostic(
            "E112",
            "`\(atom.parameter(index).name)` of `\(name)` must be a number that no unknown"
              + " changes", at: argument.range, help: "write a number or a parameter"))
        return nil
      }
      var analysis = CurvatureAnalysis()
      analysis.intervals = intervals
      guard analysis.attributes(of: argument).interval.upper > 0 else {
        report(
          Diagnostic(
            "E207", "`\(atom.parameter(index).name)` of `\(name)` must be positive",
            at: argument.range, help: "\(name)(x, M) is \(atom.formula)"))
        return nil
      }
    }
    func typed(_ shape: Shape) -> TypedExpression {
      TypedExpression(.apply(atom, arguments), shape, node.range)
    }
    switch atom.form {
    case .reducing:
      // The second argument of quad_over_lin is one number.
      for argument in arguments.dropFirst() where !argument.shape.isScalar {
        return reportNotScalar(argument, "the second argument of `\(name)`", help: "write a number")
      }
      return typed(.scalar)
    case .either where arguments.count == 1: return typed(.scalar)
    case .elementwise, .either:
      var shape = arguments[0]
      for argument in arguments.dropFirst() {
        guard let both = combined(shape, argument, at: node.range) else { return nil }
        shape = TypedExpression(shape.kind, both, shape.range)
      }
      return typed(shape.shape)
    }
  }

  private mutating func reportCount(
    _ node: CallExpression, _ name: String, _ form: String
  ) -> TypedExpression? {
    report(
      Diagnostic(
        "E131",
        "`\(name)` does not take \(node.arguments.count) argument"
          + (node.arguments.count == 1 ? "" : "s"), at: node.range,
        help: form.hasSuffix("list") ? "write \(form)" : "write `\(form)`"))
    return nil
  }

  private mutating func flat(
    _ node: CallExpression, _ arguments: [TypedExpression]
  ) -> TypedExpression? {
    guard arguments.count == 1 else { return reportCount(node, "flat", "flat(A)") }
    let sizes = arguments[0].shape.dimensions
    if sizes.count == 1 { return arguments[0] }
    guard sizes.count == 2, let one = sizes.firstIndex(of: .number(1)) else {
      report(
        Diagnostic(
          "E112", "`flat` takes a matrix with one column or one row, not \(arguments[0].shape)",
          at: node.range, help: "declare the data `R[n, 1]`, or take one column"))
      return nil
    }
    return TypedExpression(.flat(arguments[0]), Shape([sizes[1 - one]]), node.range)
  }

  private mutating func prediction(
    _ node: CallExpression, _ callee: Identifier, _ arguments: [TypedExpression]
  ) -> TypedExpression? {
    guard arguments.count == 1, let input = arguments.first,
      input.shape.dimensions.count == 2 || (input.shape.dimensions.count == 1 && input.isRow)
    else {
      report(
        Diagnostic(
          "E111", "the network `\(callee.text)` takes one matrix, a row for each sample",
          at: node.range, help: "write `\(callee.text)(X)` with X of type `R[n, d]`"))
      return nil
    }
    let width = input.shape.dimensions[input.shape.dimensions.count - 1]
    if let expected = inputWidth, expected.size != width {
      let bias = input.contains { part in
        if case .data(let name) = part.kind, case .data(let data) = scope[name] {
          data.hasBias
        } else {
          false
        }
      }
      report(
        Diagnostic(
          "E111",
          "the network takes rows of length \(expected.size), but this has rows of length"
            + " \(width)", at: node.range,
          labels: [Diagnostic.Label(expected.range, "from the weights here")],
          help: bias
            ? "the type of data read `with bias` counts the column of ones: give data and weights"
              + " one symbol"
            : "give the hidden weights the length of a row of the data"))
      return nil
    }
    return TypedExpression(
      .prediction(input), Shape(input.shape.dimensions.dropLast()), node.range)
  }

  /// The length of the hidden weights, which is the length of a row of the network's input.
  private var inputWidth: (size: Dimension, range: SourceRange)? {
    for statement in weights {
      for declaration in statement.declarations {
        if case .weights(_, let shape) = scope[declaration.name.text], shape.dimensions.count == 1 {
          return (shape.dimensions[0], statement.range)
        }
      }
    }
    return nil
  }

  private mutating func expand(
    _ loss: LossStatement, _ arguments: [TypedExpression], _ node: CallExpression
  ) -> TypedExpression? {
    guard arguments.count == 2 else {
      report(
        Diagnostic(
          "E110", "the loss `\(loss.name.text)` takes a prediction and a target", at: node.range,
          labels: [Diagnostic.Label(loss.range, "declared here")],
          help: "write `\(loss.name.text)(yhat(X), y)`"))
      return nil
    }
    guard let shape = combined(arguments[0], arguments[1], at: node.range) else { return nil }
    calledLosses.insert(loss.name.text)
    guard let body = body(of: loss, at: node.range) else { return nil }
    return TypedExpression(
      .loss(loss.name.text, body: body, arguments[0], arguments[1]), shape, node.range)
  }

  /// The value of a loss in terms of its arguments, each one number.
  mutating func body(of loss: LossStatement, at range: SourceRange) -> TypedExpression? {
    func argument(_ kind: TypedExpression.LossArgument, _ name: Identifier) -> Local {
      .value(TypedExpression(.lossArgument(kind), .scalar, name.range))
    }
    let locals: Locals = [
      loss.prediction.text: argument(.prediction, loss.prediction),
      loss.target.text: argument(.target, loss.target),
    ]
    let body = expanding(loss.name, at: range, what: "a loss") { checker in
      checker.elaborate(loss.value, locals)
    }
    guard let body else { return nil }
    return body.shape.isScalar
      ? body
      : reportNotScalar(
        body, "a loss",
        help: body.hasPrediction
          ? "the network comes in as z: write the loss in its arguments, then `f(yhat(X), y)`"
          : "z and t are the numbers of one sample; weights of samples stand outside,"
            + " `mean(w .* f(yhat(X), y))`")
  }

  /// Puts the value of a name in place, unless it is open already.
  private mutating func expanding(
    _ name: Identifier, at range: SourceRange, what: String,
    _ body: (inout Checker) -> TypedExpression?
  ) -> TypedExpression? {
    if openNames.contains(name.text) {
      report(
        Diagnostic(
          "E105", "`\(name.text)` is defined by itself", at: range,
          labels: [Diagnostic.Label(name.range, "declared here")],
          notes: openNames.count > 1
            ? ["through \(openNames.map { "`\($0)`" }.joined(separator: ", "))"] : [],
          help: "\(what) names an expression; there is no recursion"))
      return nil
    }
    openNames.append(name.text)
    defer { openNames.removeLast() }
    return body(&self)
  }

  /// The value of a `let`, its arguments put in place.
  mutating func expand(
    _ binding: LetStatement, _ arguments: [TypedExpression], at range: SourceRange,
    isCall: Bool = false
  ) -> TypedExpression? {
    let name = binding.name.text
    guard arguments.count == binding.parameters.count else {
      report(
        Diagnostic(
          "E131",
          "`\(name)` takes \(binding.parameters.count) argument"
            + "\(binding.parameters.count == 1 ? "" : "s"), not \(arguments.count)", at: range,
          labels: [Diagnostic.Label(binding.range, "declared here")],
          help: "write `\(name)\(binding.parameters.isEmpty ? "" : "(..)")`"))
      return nil
    }
    var locals: Locals = [:]
    for (parameter, argument) in zip(binding.parameters, arguments) {
      // An index stays an index, so that it can stand in brackets.
      if case .index(let variable) = argument.kind {
        locals[parameter.text] = .index(variable)
      } else {
        locals[parameter.text] = .value(argument)
      }
    }
    return expanding(binding.name, at: range, what: "a `let`") {
      $0.elaborate(binding.value, locals)
    }
  }
}
