/// Relations, binders, ranges and arguments.
extension Parser {
  /// `relation = expr , relop , expr , { relop , expr } , [ "for" , binders ] ;`
  mutating func relation() -> Relation? {
    let start = token.range.start
    guard let first = expr() else { return nil }
    var rest: [(op: RelationalOperator, side: Expression)] = []
    var signs: [SourceRange] = []
    repeat {
      let sign = token.range
      guard let op = relop(), let side = expr() else { return nil }
      rest.append((op, side))
      signs.append(sign)
    } while token.kind.relation != nil || token.kind.mistakenRelation != nil
    checkDirections(rest.map(\.op), signs)
    expectedAtEnd = "an operator, a relation, `for` or the end of the statement"
    var list: [Binder] = []
    if take(.for) {
      guard let found = binders() else { return nil }
      list = found
    }
    return Relation(first: first, rest: rest, binders: list, range: range(from: start))
  }

  /// `a <= b >= c` says nothing about a and c: two relations are clearer.
  private mutating func checkDirections(_ ops: [RelationalOperator], _ signs: [SourceRange]) {
    guard let first = ops.firstIndex(where: { $0 != .equal }),
      let turn = ops.indices.first(where: { ops[$0] != .equal && ops[$0] != ops[first] })
    else { return }
    report(
      Diagnostic(
        "E014", "chained comparison mixes `\(ops[first].rawValue)` and `\(ops[turn].rawValue)`",
        at: signs[turn], caption: "turns round here",
        labels: [.init(signs[first], "the chain starts in this direction")],
        help: "write two relations, each in one direction"))
  }

  /// `relop = "<=" | ">=" | "==" ;`
  mutating func relop(
    strict: String =
      "a strict inequality has no optimum to reach, so only `<=` and `>=` can be written"
  ) -> RelationalOperator? {
    if let op = token.kind.relation {
      advance()
      return op
    }
    if let meant = Self.relation(of: token.kind, ahead.kind),
      isOnOneLine(token.range.end, ahead.range.start)
    {
      let sign = token.range.union(ahead.range)
      advance()
      return mistaken(sign, meant, help: nil)
    }
    if let meant = token.kind == .equals ? .equal : token.kind.mistakenRelation {
      let help =
        meant == .equal
        ? "`=` gives a value to a name; two sides are compared with `==`"
        : strict
      return mistaken(token.range, meant, help: help)
    }
    return fail("`<=`, `>=` or `==`")
  }

  /// The relation that two signs are meant to be: `=>`, `=<`, `< =`, `> =`, `= =`.
  private static func relation(
    of first: Token.Kind, _ second: Token.Kind
  ) -> RelationalOperator? {
    if first == .equals && second == .equals { return .equal }
    if first == .equals { return second.mistakenRelation }
    return second == .equals ? first.mistakenRelation : nil
  }

  /// Reports a sign that is no relation, and reads on as if it were right: what follows may have
  /// errors of its own.
  private mutating func mistaken(
    _ sign: SourceRange, _ meant: RelationalOperator, help: String?
  ) -> RelationalOperator {
    report(
      Diagnostic(
        "E019", "`\(lexer.shown(sign))` is not a relation: write `\(meant.rawValue)`",
        at: sign, caption: "write `\(meant.rawValue)`", help: help,
        fixes: [.init(sign, replacement: meant.rawValue)]))
    advance()
    return meant
  }

  /// `binders = binder , { "," , binder } ;`
  mutating func binders() -> [Binder]? {
    var list: [Binder] = []
    repeat {
      guard let found = binder() else { return nil }
      list.append(found)
    } while takeCommaOfBinders()
    return list
  }

  /// In a set, a comma after binders may start the next relation: only `NAME in` goes on here.
  private mutating func takeCommaOfBinders() -> Bool {
    guard token.kind == .comma, ahead.kind == .name else { return false }
    var probe = lexer
    guard probe.next().keyword == .in else { return false }
    advance()
    return true
  }

  /// `binder = NAME , "in" , range ;`
  mutating func binder() -> Binder? {
    let start = token.range.start
    guard let name = name("the name of an index"), takeIn(after: name.text),
      let domain = range()
    else { return nil }
    boundNames.insert(name.text)
    expectedAtEnd = "an operator, `..`, `,` or the end of the statement"
    return Binder(name: name, domain: domain, range: range(from: start))
  }

  /// `range = expr , [ ".." , expr ] ;`
  mutating func range() -> RangeExpression? {
    let start = token.range.start
    guard let lower = expr() else { return nil }
    guard take(.range) else {
      return RangeExpression(lower: lower, upper: nil, range: range(from: start))
    }
    let lowerHeight = height
    guard let upper = expr() else { return nil }
    height = max(height, lowerHeight)
    return RangeExpression(lower: lower, upper: upper, range: range(from: start))
  }

  /// `args = arg , { "," , arg } ;` and the closing bracket; the opening one is the token to read.
  mutating func args(canBeEmpty: Bool) -> [Argument]? {
    let opener = token
    guard descend() else { return nil }
    advance()
    var list: [Argument] = []
    var tallest = 0
    if canBeEmpty && token.kind == opener.kind.closer {
      advance()
      height = 0
      nesting -= 1
      return list
    }
    repeat {
      guard let found = arg() else { return nil }
      list.append(found)
      tallest = max(tallest, height)
    } while take(.comma)
    guard close(opener, or: "`,`") else { return nil }
    height = tallest
    nesting -= 1
    return list
  }

  /// `arg = [ NAME , ":" ] , ( range | STRING ) | NAME , ":" , REDUCER ;`
  mutating func arg() -> Argument? {
    let start = token.range.start
    let label = argLabel()
    if token.kind == .string { return stringArg(label, from: start) }
    // `missing: mean` names an option's value; with `[` or `(` behind it `mean` is a reducer.
    let isValue = ahead.kind == .comma || ahead.kind == .closeParenthesis
    if label != nil, isValue, let word = token.keyword?.reducer {
      let name = Expression.name(Identifier(word.rawValue, at: token.range))
      height = 0
      advance()
      let value = RangeExpression(lower: name, upper: nil, range: name.range)
      return Argument(label: label, value: .range(value), range: range(from: start))
    }
    guard let value = range() else { return nil }
    return Argument(label: label, value: .range(value), range: range(from: start))
  }

  /// A label with its `:`; with `=`, as other languages have it, after a report.
  private mutating func argLabel() -> Identifier? {
    guard token.kind == .name && (ahead.kind == .colon || ahead.kind == .equals) else { return nil }
    let label = Identifier(text(token.range), at: token.range)
    advance()
    if token.kind == .equals {
      reportExpected(
        "`:` after `\(lexer.shown(label.range))`",
        help: "an argument is named with `:`",
        fixes: [colonFix(after: label.range.end)])
    }
    advance()
    return label
  }

  private mutating func stringArg(_ label: Identifier?, from start: Int) -> Argument? {
    height = 0
    guard let string = string("a string") else { return nil }
    return Argument(label: label, value: .string(string), range: range(from: start))
  }

  /// Arguments in parentheses where there are any.
  mutating func optionalArguments() -> [Argument]? {
    guard token.kind == .openParenthesis else { return [] }
    guard let arguments = args(canBeEmpty: true) else { return nil }
    if previous.kind == .closeParenthesis {
      expectedAtEnd = "the end of the statement"
    }
    return arguments
  }
}
