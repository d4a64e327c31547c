/// Statements: each starts with its keyword, which is the token to be read.
extension Parser {
  /// Any statement; nil when an error in it was reported.
  mutating func statement() -> Statement? {
    let start = token.range.start
    let keyword = token.keyword
    advance()
    guard let statement = statement(keyword, from: start) else { return nil }
    guard token.kind == .endOfStatement else {
      reportTooMuch()
      return nil
    }
    // What the lexer could not read has no meaning either: a file name cut off at a line's end.
    return hasFailed || lexer.firstErrorInStatement != nil ? nil : statement
  }

  private mutating func statement(_ keyword: Keyword?, from start: Int) -> Statement? {
    switch keyword {
    case .model: model(start).map(Statement.model)
    case .include: include(start).map(Statement.include)
    case .data: data(start).map(Statement.data)
    case .param: param(start).map(Statement.param)
    case .gates: gates(start).map(Statement.gates)
    case .set: set(start).map(Statement.set)
    case .network: network(start).map(Statement.network)
    case .weights: weights(start).map(Statement.weights)
    case .variables: variables(start).map(Statement.variables)
    case .loss: loss(start).map(Statement.loss)
    case .let: letBinding(start).map(Statement.letBinding)
    case .minimize: objective(.minimize, start).map(Statement.objective)
    case .maximize: objective(.maximize, start).map(Statement.objective)
    case .subject: constraint(start).map(Statement.constraint)
    case .assert: assertion(start).map(Statement.assertion)
    case .solve: solve(start).map(Statement.solve)
    case .sweep: sweep(start).map(Statement.sweep)
    case .output: output(start).map(Statement.output)
    case .to, .with, .for, .forall, .in, .sum, .mean, .max, .min, .true, .false, nil: nil
    }
  }

  /// `model = "model" , STRING ;`
  mutating func model(_ start: Int) -> ModelStatement? {
    expectedAtEnd = "the end of the statement"
    guard let title = string("a title in double quotes") else { return nil }
    return ModelStatement(title: title, range: range(from: start))
  }

  /// `include = "include" , STRING ;`
  mutating func include(_ start: Int) -> IncludeStatement? {
    expectedAtEnd = "the end of the statement"
    guard let path = string("a file name in double quotes") else { return nil }
    return IncludeStatement(path: path, range: range(from: start))
  }

  /// `gates = "gates" , NAME , "=" , expr ;`
  mutating func gates(_ start: Int) -> GatesStatement? {
    guard let name = name("a name for the gates"), equals(after: "gates \(name.text)"),
      let value = expr()
    else { return nil }
    return GatesStatement(name: name, value: value, range: range(from: start))
  }

  /// `network = "network" , NAME , "(" , NAME , ")" , "=" , expr ;`
  mutating func network(_ start: Int) -> NetworkStatement? {
    guard let name = name("a name for the network"),
      let inputs = parameters(1, "its input, as in `yhat(Z)`"),
      equals(after: "network \(name.text)(\(inputs[0].text))"), let value = expr()
    else { return nil }
    return NetworkStatement(
      name: name, input: inputs[0], value: value, range: range(from: start))
  }

  /// `loss = "loss" , NAME , "(" , NAME , "," , NAME , ")" , "=" , expr ;`
  mutating func loss(_ start: Int) -> LossStatement? {
    guard let name = name("a name for the loss"),
      let both = parameters(
        2, "the prediction and the target, as in `f(z, t)`"),
      equals(after: "loss \(name.text)(\(both[0].text), \(both[1].text))"), let value = expr()
    else { return nil }
    return LossStatement(
      name: name, prediction: both[0], target: both[1], value: value, range: range(from: start))
  }

  /// `letBinding = "let" , NAME , [ "(" , NAME , { "," , NAME } , ")" ] , "=" , expr ;`
  mutating func letBinding(_ start: Int) -> LetStatement? {
    guard let name = name("a name") else { return nil }
    var names: [Identifier] = []
    if token.kind == .openParenthesis {
      guard let list = parameters(nil, "its parameters") else { return nil }
      names = list
      boundNames.formUnion(list.map(\.text))
    }
    guard equals(after: "let \(name.text)"), let value = expr() else { return nil }
    return LetStatement(name: name, parameters: names, value: value, range: range(from: start))
  }

  /// `objective = ( "minimize" | "maximize" ) , expr ;`
  mutating func objective(_ sense: ObjectiveStatement.Sense, _ start: Int) -> ObjectiveStatement? {
    guard let value = expr() else { return nil }
    return ObjectiveStatement(sense: sense, value: value, range: range(from: start))
  }

  /// `constraint = "subject" , "to" , [ NAME , ":" ] , relation , [ quantifier ] ;`
  mutating func constraint(_ start: Int) -> ConstraintStatement? {
    guard take(.to) else {
      return fail(
        "`to` after `subject`",
        help: "a constraint starts with `subject to`",
        fixes: [insertion(" to", at: previous.range.end)])
    }
    var label: Identifier?
    if token.kind == .name && ahead.kind == .colon {
      guard let name = name("a name for the constraint") else { return nil }
      label = name
      advance()
    }
    guard let relation = relation() else { return nil }
    expectedAtEnd = "`forall` or the end of the statement"
    var quantifier: ConstraintStatement.Quantifier?
    if token.keyword == .forall {
      guard let found = self.quantifier() else { return nil }
      quantifier = found
    }
    return ConstraintStatement(
      name: label, relation: relation, quantifier: quantifier, range: range(from: start))
  }

  /// `quantifier = "forall" , NAME , "in" , expr ;`
  mutating func quantifier() -> ConstraintStatement.Quantifier? {
    let start = token.range.start
    advance()
    guard let name = name("the name of the perturbation after `forall`"),
      takeIn(after: "forall \(name.text)"), let domain = expr()
    else { return nil }
    expectedAtEnd = "an operator or the end of the statement"
    return ConstraintStatement.Quantifier(
      variable: name, domain: domain, range: range(from: start))
  }

  /// `assertion = "assert" , relation ;`
  mutating func assertion(_ start: Int) -> AssertionStatement? {
    guard let relation = relation() else { return nil }
    return AssertionStatement(relation: relation, range: range(from: start))
  }

  /// `solve = "solve" , "with" , NAME , [ "(" , [ args ] , ")" ] ;`
  mutating func solve(_ start: Int) -> SolveStatement? {
    guard take(.with) else {
      return fail(
        "`with` after `solve`", help: "name the solver, as in `solve with auto`",
        fixes: withFixes())
    }
    guard let solver = name("a solver: auto, admm, ipm or glpk") else { return nil }
    expectedAtEnd = "`(` or the end of the statement"
    guard let arguments = optionalArguments() else { return nil }
    return SolveStatement(solver: solver, arguments: arguments, range: range(from: start))
  }

  /// `sweep = "sweep" , NAME , "in" , expr ;`
  mutating func sweep(_ start: Int) -> SweepStatement? {
    guard let name = name("the name of a parameter"), takeIn(after: "sweep \(name.text)"),
      let values = expr()
    else { return nil }
    return SweepStatement(parameter: name, values: values, range: range(from: start))
  }

  /// `output = "output" , NAME , "to" , STRING ;`
  mutating func output(_ start: Int) -> OutputStatement? {
    expectedAtEnd = "the end of the statement"
    guard let kind = name("what to write: weights, predictions, duals, gates or report")
    else { return nil }
    guard take(.to) else {
      return fail(
        "`to` and a file name after `output \(kind.text)`",
        fixes: token.kind == .string ? [insertion(" to", at: previous.range.end)] : [])
    }
    guard let path = string("a file name in double quotes") else { return nil }
    return OutputStatement(kind: kind, path: path, range: range(from: start))
  }
}
