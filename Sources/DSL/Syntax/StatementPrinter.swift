extension SourcePrinter {
  /// The text of a program, a statement a line.
  public static func text(_ program: Program) -> String {
    var printer = SourcePrinter()
    for statement in program.statements {
      printer.print(statement)
      printer.write("\n")
    }
    return printer.text
  }

  /// The text of a statement, in one line.
  public static func text(_ statement: Statement) -> String {
    var printer = SourcePrinter()
    printer.print(statement)
    return printer.text
  }

  private mutating func print(_ statement: Statement) {
    switch statement {
    case .model(let node): write("model \"\(node.title.value)\"")
    case .include(let node): write("include \"\(node.path.value)\"")
    case .data(let node): print(node)
    case .param(let node): print(node)
    case .gates(let node): define("gates \(node.name.text)", node.value)
    case .set(let node): print(node)
    case .network(let node): define("network \(node.name.text)(\(node.input.text))", node.value)
    case .weights(let node):
      write("weights ")
      list(node.declarations) { $0.print($1) }
    case .variables(let node):
      write("variables ")
      list(node.declarations) { $0.print($1) }
      print(node.binders)
    case .loss(let node):
      define("loss \(node.name.text)(\(node.prediction.text), \(node.target.text))", node.value)
    case .letBinding(let node):
      let names = node.parameters.map(\.text).joined(separator: ", ")
      define("let \(node.name.text)" + (names.isEmpty ? "" : "(\(names))"), node.value)
    case .objective(let node):
      write("\(node.sense.rawValue) ")
      print(node.value)
    case .constraint(let node): print(node)
    case .assertion(let node):
      write("assert ")
      print(node.relation)
    case .solve(let node):
      write("solve with \(node.solver.text)")
      if !node.arguments.isEmpty { arguments(node.arguments) }
    case .sweep(let node):
      write("sweep \(node.parameter.text) in ")
      print(node.values)
    case .output(let node): write("output \(node.kind.text) to \"\(node.path.value)\"")
    }
  }

  private mutating func print(_ expression: Expression) {
    print(expression, .sum, isAbsorbed: false)
  }

  private mutating func define(_ head: String, _ value: Expression) {
    write(head + " = ")
    print(value)
  }

  private mutating func print(_ node: DataStatement) {
    write("data \(node.name.text) : ")
    print(node.type)
    if let value = node.value { define("", value) }
    for modifier in node.modifiers {
      write(" with \(modifier.name.text)")
      if !modifier.arguments.isEmpty { arguments(modifier.arguments) }
    }
  }

  private mutating func print(_ node: ParamStatement) {
    write("param \(node.name.text) : ")
    print(node.type)
    switch node.bound {
    case .relation(let op, let side):
      write(" \(op.rawValue) ")
      print(side)
    case .interval(let lower, let lowerClosed, let upper, let upperClosed):
      write(lowerClosed ? " in [" : " in (")
      print(lower)
      write(", ")
      print(upper)
      write(upperClosed ? "]" : ")")
    case nil: break
    }
    if let value = node.value { define("", value) }
  }

  private mutating func print(_ node: SetStatement) {
    write("set \(node.name.text) = { \(node.element.text) : ")
    print(node.type)
    write(" | ")
    list(node.relations) { $0.print($1) }
    write(" }")
  }

  private mutating func print(_ node: ConstraintStatement) {
    write("subject to ")
    if let name = node.name { write("\(name.text): ") }
    print(node.relation)
    if let quantifier = node.quantifier {
      write(" forall \(quantifier.variable.text) in ")
      print(quantifier.domain)
    }
  }

  private mutating func print(_ declaration: Declaration) {
    write(declaration.name.text)
    if let index = declaration.index { write("[\(index.text)]") }
    write(" : ")
    print(declaration.type)
  }

  private mutating func print(_ type: TypeExpression) {
    switch type.head {
    case .named(let name): write(name.text)
    case .labels(let labels):
      write("{")
      list(labels) { $0.print($1) }
      write("}")
    }
    guard !type.dimensions.isEmpty else { return }
    write("[")
    list(type.dimensions) { $0.print($1) }
    write("]")
  }

  private mutating func print(_ relation: Relation) {
    print(relation.first)
    for (op, side) in relation.rest {
      write(" \(op.rawValue) ")
      print(side)
    }
    print(relation.binders)
  }

  private mutating func print(_ binders: [Binder]) {
    guard !binders.isEmpty else { return }
    write(" for ")
    list(binders) { printer, binder in
      printer.write("\(binder.name.text) in ")
      printer.print(binder.domain)
    }
  }
}
