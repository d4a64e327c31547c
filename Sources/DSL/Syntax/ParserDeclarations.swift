/// Statements that declare things with a type, and the types.
extension Parser {
  /// `data = "data" , NAME , ":" , type , [ "=" , expr ] , { modifier } ;`
  mutating func data(_ start: Int) -> DataStatement? {
    guard let name = name("a name for the data"),
      let type = annotation(of: "data", name, example: "R[n, d]")
    else { return nil }
    expectedAtEnd = "`=`, `with` or the end of the statement"
    var value: Expression?
    if take(.equals) {
      guard let found = expr() else { return nil }
      value = found
      expectedAtEnd = "an operator, `with` or the end of the statement"
    }
    var modifiers: [DataStatement.Modifier] = []
    while token.keyword == .with {
      guard let found = modifier() else { return nil }
      modifiers.append(found)
    }
    return DataStatement(
      name: name, type: type, value: value, modifiers: modifiers, range: range(from: start))
  }

  /// `modifier = "with" , NAME , [ "(" , [ args ] , ")" ] ;`
  mutating func modifier() -> DataStatement.Modifier? {
    let start = token.range.start
    advance()
    guard let name = name("what to do with the data, as in `with bias` or `with scale(sd)`")
    else { return nil }
    expectedAtEnd = "`(`, `with` or the end of the statement"
    guard let arguments = optionalArguments() else { return nil }
    return DataStatement.Modifier(name: name, arguments: arguments, range: range(from: start))
  }

  /// `param = "param" , NAME , ":" , type , [ bound ] , [ "=" , expr ] ;`
  mutating func param(_ start: Int) -> ParamStatement? {
    guard let name = name("a name for the parameter"),
      let type = annotation(of: "param", name, example: "R")
    else { return nil }
    expectedAtEnd = "a bound, `=` or the end of the statement"
    var limits: ParamStatement.Bound?
    if token.kind.relation != nil || token.keyword == .in || token.kind.mistakenRelation != nil {
      guard let found = bound() else { return nil }
      limits = found
      expectedAtEnd = "`=` or the end of the statement"
    }
    var value: Expression?
    let sign = token.range.start
    if take(.equals) {
      guard let found = expr() else { return nil }
      value = found
      expectedAtEnd = "an operator or the end of the statement"
      if token.kind.relation != nil || token.keyword == .in {
        return fail(
          "the end of the statement",
          help: "the bound stands before the value, as in `param eps : R >= 0 = 0.1`",
          fixes: limits == nil ? boundFixes(range(from: sign)) : [])
      }
    }
    return ParamStatement(
      name: name, type: type, bound: limits, value: value, range: range(from: start))
  }

  /// `bound = relop , expr | "in" , ( "(" | "[" ) , expr , "," , expr , ( ")" | "]" ) ;`
  mutating func bound() -> ParamStatement.Bound? {
    if !take(.in) {
      let op = relop(
        strict: "a bound holds its end; round brackets leave it out, as in `in (0, 1]`")
      guard let op, let side = expr() else { return nil }
      return .relation(op, side)
    }
    let opener = token
    guard opener.kind == .openParenthesis || opener.kind == .openBracket else {
      return fail("an interval such as `(0, 1)` or `[0, 1]`")
    }
    advance()
    guard let lower = expr() else { return nil }
    guard take(.comma) else {
      return failInside(opener, "`,` and the upper end of the interval")
    }
    guard let upper = expr() else { return nil }
    // Either bracket closes either: (0, 1] leaves out 0 only.
    guard token.kind == .closeParenthesis || token.kind == .closeBracket else {
      return failInside(opener, "`)` or `]`")
    }
    advance()
    return .interval(
      lower: lower, lowerClosed: opener.kind == .openBracket,
      upper: upper, upperClosed: previous.kind == .closeBracket)
  }

  /// `set = "set" , NAME , "=" , "{" , NAME , ":" , type , "|" , relation , { "," , relation } , "}" ;`
  mutating func set(_ start: Int) -> SetStatement? {
    expectedAtEnd = "the end of the statement"
    guard let name = name("a name for the set"), equals(after: "set \(name.text)") else {
      return nil
    }
    let opener = token
    guard take(.openBrace) else {
      return fail("`{`", help: "a set is written `{ delta : R[d] | ||delta||_inf <= eps }`")
    }
    guard let element = self.name("the name of an element"),
      let type = annotation(of: nil, element, example: "R[d]")
    else { return nil }
    guard take(.bar) else {
      return failInside(opener, "`|` and the conditions of the set", fixes: barFixes())
    }
    var relations: [Relation] = []
    repeat {
      guard let found = relation() else { return nil }
      relations.append(found)
    } while take(.comma)
    guard close(opener, or: "`,`") else { return nil }
    return SetStatement(
      name: name, element: element, type: type, relations: relations, range: range(from: start))
  }

  /// `weights = "weights" , decl , { "," , decl } ;`
  mutating func weights(_ start: Int) -> WeightsStatement? {
    guard let declarations = declarations("weights") else { return nil }
    expectedAtEnd = "`,` or the end of the statement"
    return WeightsStatement(declarations: declarations, range: range(from: start))
  }

  /// `variables = "variables" , decl , { "," , decl } , [ "for" , binders ] ;`
  mutating func variables(_ start: Int) -> VariablesStatement? {
    guard let declarations = declarations("variables") else { return nil }
    expectedAtEnd = "`,`, `for` or the end of the statement"
    var list: [Binder] = []
    if take(.for) {
      guard let found = binders() else { return nil }
      list = found
    }
    return VariablesStatement(
      declarations: declarations, binders: list, range: range(from: start))
  }

  private mutating func declarations(_ keyword: String) -> [Declaration]? {
    var list: [Declaration] = []
    repeat {
      guard let found = decl(keyword) else { return nil }
      list.append(found)
    } while take(.comma)
    return list
  }

  /// `decl = NAME , [ "[" , NAME , "]" ] , ":" , type ;`
  mutating func decl(_ keyword: String) -> Declaration? {
    let start = token.range.start
    guard let name = name("a name after `\(keyword)`") else { return nil }
    var index: Identifier?
    let opener = token
    if take(.openBracket) {
      guard let found = self.name("the name of an index") else { return nil }
      index = found
      guard close(opener) else { return nil }
    }
    guard let type = annotation(of: keyword, name, example: "R[d]") else { return nil }
    return Declaration(name: name, index: index, type: type, range: range(from: start))
  }

  /// A `:` and a type, behind a name that needs them.
  private mutating func annotation(
    of keyword: String?, _ name: Identifier, example: String
  ) -> TypeExpression? {
    guard take(.colon) else {
      let words = lexer.shown(range(from: name.range.start))
      let declared = keyword.map { "\($0) \(words)" } ?? words
      report(
        Diagnostic(
          "E011", "expected `:` and a type after `\(declared)`", at: token.range,
          caption: "found \(described(token))",
          help: "write `\(declared) : \(example)`", fixes: colonFixes(keyword)))
      return nil
    }
    return type()
  }

  /// `type = ( NAME | "{" , expr , { "," , expr } , "}" ) , [ "[" , expr , { "," , expr } , "]" ] ;`
  mutating func type() -> TypeExpression? {
    let start = token.range.start
    let head: TypeExpression.Head
    if token.kind == .openBrace {
      guard let labels = expressions() else { return nil }
      head = .labels(labels)
    } else if token.kind == .name {
      guard let name = name("a type") else { return nil }
      head = .named(name)
    } else {
      return fail("a type", help: "types are `R`, `R[n]`, `R[n, d]` and label sets `{-1, 1}[n]`")
    }
    var dimensions: [Expression] = []
    if token.kind == .openBracket {
      guard let found = expressions() else { return nil }
      dimensions = found
    }
    return TypeExpression(head: head, dimensions: dimensions, range: range(from: start))
  }
}
