/// What to say when the text is not what the grammar asks for.
extension Parser {
  /// Reports an error, unless it may be the echo of one before it in the same statement.
  mutating func report(_ diagnostic: Diagnostic) {
    guard !hasFailed else { return }
    hasFailed = true
    if let first = lexer.firstErrorInStatement, first <= token.range.start { return }
    if token.kind == .endOfStatement {
      errorAtEnd = diagnostic
    } else {
      errors.add(diagnostic)
    }
  }

  /// Asked before a message is made, which takes longer than reading a line: whether it would be
  /// kept. If not, it is counted.
  mutating func admitsReport() -> Bool {
    guard !hasFailed else { return false }
    hasFailed = !errors.admits()
    return !hasFailed
  }

  /// Reports that something else was expected than the token to be read.
  mutating func reportExpected(
    _ expected: String, help: String? = nil, fixes: [Diagnostic.FixIt] = []
  ) {
    guard admitsReport() else { return }
    report(
      Diagnostic(
        "E016", "expected \(expected), found \(described(token))", at: token.range,
        caption: "expected \(expected)", help: help, fixes: fixes))
  }

  /// Reports that no expression can start with the token to be read.
  mutating func failExpression<Value>() -> Value? {
    guard admitsReport() else { return nil }
    let advice = advice()
    return fail("an expression", help: advice?.help, fixes: advice?.fixes ?? [])
  }

  /// Reports that something else was expected, and gives the production up.
  mutating func fail<Value>(
    _ expected: String, help: String? = nil, fixes: [Diagnostic.FixIt] = []
  ) -> Value? {
    reportExpected(expected, help: help, fixes: fixes)
    return nil
  }

  /// The end of a statement was expected.
  mutating func reportTooMuch() {
    guard admitsReport() else { return }
    if token.kind.isCloser {
      report(
        Diagnostic(
          "E017", "`\(lexer.shown(token.range))` closes nothing", at: token.range,
          caption: "no bracket is open here", help: "leave it out, or open it before"))
      return
    }
    let advice = statementAdvice() ?? (height > 0 ? advice() : foreignAdvice())
    report(
      Diagnostic(
        "E017", "expected \(expectedAtEnd), found \(described(token))", at: token.range,
        caption: "not expected here", help: advice?.help,
        fixes: advice?.fixes ?? []))
  }

  /// The bracket that closes `opener`; false, with a report, when something else stands there.
  mutating func close(_ opener: Token, or others: String? = nil) -> Bool {
    guard let closer = opener.kind.closer else { return false }
    if token.kind == closer {
      advance()
      return true
    }
    guard admitsReport() else { return false }
    let sign = closer.spelling ?? ""
    if token.kind.isCloser {
      let found = lexer.shown(token.range)
      report(
        Diagnostic(
          "E013", "`\(lexer.shown(opener.range))` opened here is closed by `\(found)`",
          at: opener.range, caption: "opened here",
          labels: [.init(token.range, "`\(sign)` was expected here")],
          fixes: [.init(token.range, replacement: sign)]))
      return false
    }
    let expected = others.map { "\($0) or `\(sign)`" } ?? "`\(sign)`"
    let _: Never? = failInside(opener, expected)
    return false
  }

  /// Reports a failure between brackets.
  mutating func failInside<Value>(
    _ opener: Token, _ expected: String, fixes: [Diagnostic.FixIt]? = nil
  ) -> Value? {
    guard admitsReport() else { return nil }
    let sign = lexer.shown(opener.range)
    if token.kind == .endOfStatement {
      report(
        Diagnostic(
          "E013", "`\(sign)` opened here is not closed when the statement ends",
          at: opener.range, caption: "opened here",
          labels: [.init(token.range, "expected \(expected)")]))
      return nil
    }
    // Only behind a value can an operator be missing.
    let advice = height > 0 ? advice() : nil
    report(
      Diagnostic(
        "E016", "expected \(expected), found \(described(token))", at: token.range,
        caption: "expected \(expected)", labels: [.init(opener.range, "`\(sign)` opened here")],
        help: advice?.help, fixes: fixes ?? advice?.fixes ?? []))
    return nil
  }

  /// How the message names a token.
  func described(_ token: Token) -> String {
    switch token.kind {
    case .endOfStatement: "the end of the statement"
    case .string: "the string \(lexer.shown(token.range))"
    case .name where token.keyword?.isReserved == true: "the word `\(lexer.shown(token.range))`"
    case .name, .number, .openParenthesis, .closeParenthesis, .openBracket, .closeBracket,
      .openBrace, .closeBrace, .comma, .colon, .equals, .bar, .range, .lessOrEqual,
      .greaterOrEqual, .equalEqual, .plus, .minus, .star, .slash, .dotStar, .caret, .prime,
      .normOpen, .normCloseOne, .normCloseTwo, .normCloseInfinity, .elementSign, .less, .greater,
      .invalid:
      "`\(lexer.shown(token.range))`"
    }
  }

  /// Help against the usual slips, by the token that was not expected and the one before it.
  private mutating func advice() -> (help: String?, fixes: [Diagnostic.FixIt])? {
    let touches = previous.range.end == token.range.start
    let both = previous.range.union(token.range)
    if touches && previous.kind == .star && token.kind == .star {
      return ("powers are written with `^`", [.init(both, replacement: "^")])
    }
    if touches && previous.kind == .slash && token.kind == .slash {
      return ("a comment starts with `#`", [commentFix(at: previous.range.start)])
    }
    if token.kind == .prime { return ("strings stand in double quotes", quotedFixes()) }
    if token.kind == .bar {
      let fixes = previous.kind.endsValue ? [] : absoluteFixes()
      return ("the absolute value is written `abs(x)`", fixes)
    }
    if touches && previous.kind == .number && token.kind == .name {
      let place = SourceRange(
        file: lexer.file, start: token.range.start, end: token.range.start)
      return ("a product needs its `*`", [.init(place, replacement: "*")])
    }
    if let help = foreignAdvice() { return help }
    if previous.keyword?.role == .clause && token.kind == .name {
      return ("`\(text(previous.range))` was read as a name, since a value must stand there", [])
    }
    if token.kind == .name && ahead.kind == .string {
      return ("an option stands between the parentheses: `csv(\"a.csv\", column: \"y\")`", [])
    }
    if previous.kind == .name && token.kind == .number {
      return ("a product needs its `*`, an option its `:`", [])
    }
    if previous.kind.endsValue && token.kind.startsFactor {
      return ("a product needs its `*`", [])
    }
    return token.kind.advice.map { ($0, []) }
  }
}

extension Token.Kind {
  /// Whether a value can end with this.
  var endsValue: Bool {
    self == .name || self == .number || self == .closeParenthesis || self == .closeBracket
  }

  /// Whether a person who leaves the `*` out goes on with this.
  fileprivate var startsFactor: Bool {
    self == .name || self == .number || self == .openParenthesis
  }

  /// What to do about a sign where it cannot stand.
  fileprivate var advice: String? {
    switch self {
    case .string:
      "a string is an argument of its own, as in `csv(\"train.csv\", columns: \"first..last\")`"
    case .equals: "two sides are compared with `==`"
    case .less, .greater: "relations are `<=`, `>=` and `==`"
    case .lessOrEqual, .greaterOrEqual, .equalEqual:
      "a relation stands in `subject to`, `assert` and sets"
    case .normCloseOne, .normCloseTwo, .normCloseInfinity: "a norm starts with `||`"
    case .range:
      "a range stands behind `in` where an index is bound, and in `columns:`; values with equal steps"
        + " are `linspace(1, 5, 5)`"
    case .openBrace: "braces stand in sets and label types; a list is written `[a, b]`"
    case .name, .number, .openParenthesis, .closeParenthesis, .openBracket, .closeBracket,
      .closeBrace, .comma, .colon, .bar, .plus, .minus, .star, .slash, .dotStar, .caret, .prime,
      .normOpen, .elementSign, .invalid, .endOfStatement:
      nil
    }
  }
}
