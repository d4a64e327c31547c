/// Small steps that several productions share. They also keep the frames of the recursive methods
/// small, which is what limits the depth of nesting in a debug build.
extension Parser {
  mutating func binary(
    _ op: BinaryExpression.Operator, _ sign: SourceRange, _ left: Expression, _ right: Expression,
    from start: Int
  ) -> Expression {
    .binary(
      BinaryExpression(
        op: op, opRange: sign, left: left, right: right, range: range(from: start)))
  }

  mutating func transposed(_ operand: Expression, from start: Int) -> Expression {
    .transpose(TransposeExpression(operand: operand, range: range(from: start)))
  }

  /// What stands before the body of a reduction.
  struct ReductionHead {
    let index: Identifier
    let domain: RangeExpression?
    /// `sum[j in g]`
    let range: SourceRange
  }

  /// The reducer, which is the token to be read, and its index in brackets.
  mutating func reductionHead() -> ReductionHead? {
    let start = token.range.start
    advance()
    let opener = token
    advance()
    guard let index = name("the name of an index") else { return nil }
    var domain: RangeExpression?
    height = 0
    if take(.in) {
      guard let found = range() else { return nil }
      domain = found
    } else if token.kind == .equals || token.kind == .name || token.kind == .number {
      // `sum[j = 1..m]`, as on paper.
      return failInside(opener, "`in` or `]`", fixes: inFixes())
    }
    guard close(opener, or: domain == nil ? "`in`" : nil) else { return nil }
    return ReductionHead(index: index, domain: domain, range: range(from: start))
  }

  mutating func reduced(
    _ reducer: ReductionExpression.Reducer, _ head: ReductionHead, _ body: Expression
  ) -> Expression {
    .reduction(
      ReductionExpression(
        reducer: reducer, index: head.index, domain: head.domain, body: body,
        range: range(from: head.range.start)))
  }

  /// Expressions between brackets, of which the opening one is the token to be read.
  mutating func expressions() -> [Expression]? {
    let opener = token
    guard descend() else { return nil }
    advance()
    var list: [Expression] = []
    var tallest = 0
    repeat {
      guard let found = expr() else { return nil }
      list.append(found)
      tallest = max(tallest, height)
    } while take(.comma)
    guard close(opener, or: "`,`") else { return nil }
    height = tallest
    nesting -= 1
    return list
  }

  /// A name, where only a name can stand.
  mutating func name(_ what: String) -> Identifier? {
    guard token.kind == .name else { return fail(what) }
    if token.keyword?.isReserved == true {
      let word = text(token.range)
      report(
        Diagnostic(
          "E018", "`\(word)` is a reserved word and cannot be a name",
          at: token.range, caption: "expected \(what)", help: "choose another name"))
      return nil
    }
    advance()
    return Identifier(text(previous.range), at: previous.range)
  }

  /// A string, where only a string can stand.
  mutating func string(_ what: String) -> StringLiteral? {
    guard token.kind == .string else {
      return token.kind == .prime
        ? fail(what, help: "strings stand in double quotes", fixes: quotedFixes())
        : fail(what, fixes: unquotedFixes())
    }
    advance()
    let range = previous.range
    let isClosed =
      range.end - range.start > 1 && lexer.text[range.end - 1] == UInt8(ascii: "\"")
    let content = lexer.text[range.start + 1..<range.end - (isClosed ? 1 : 0)]
    return StringLiteral(String(decoding: content, as: UTF8.self), at: range)
  }

  /// The names between parentheses behind the name of a function; `count` of them, or any number.
  mutating func parameters(_ count: Int?, _ what: String) -> [Identifier]? {
    let opener = token
    guard take(.openParenthesis) else { return fail("`(` and \(what)") }
    var list: [Identifier] = []
    repeat {
      guard let found = self.name("the name of a parameter") else { return nil }
      list.append(found)
      if list.count == count { break }
    } while token.kind == .comma && take(.comma)
    if let count, list.count < count { return failInside(opener, "`,` and \(what)") }
    return close(opener, or: count == nil ? "`,`" : nil) ? list : nil
  }

  /// The `=` that must follow.
  mutating func equals(after what: @autoclosure () -> String) -> Bool {
    if take(.equals) { return true }
    reportExpected("`=` after `\(displayed(Array(what().utf8)[...]))`", fixes: equalsFixes())
    return false
  }

  /// The `in` that must follow.
  mutating func takeIn(after what: @autoclosure () -> String) -> Bool {
    if take(.in) { return true }
    let isForAll = token.kind == .name && ahead.keyword == .in && text(previous.range) == "all"
    reportExpected(
      "`in` after `\(displayed(Array(what().utf8)[...]))`",
      help: isForAll ? "`forall` is one word: `forall \(text(token.range)) in ..`" : nil,
      fixes: isForAll ? [] : inFixes())
    return false
  }

  /// The value of a number that the lexer has found well formed.
  mutating func number() -> Expression? {
    let range = token.range
    let value = NumberReader.value(of: lexer.text[range.start..<range.end])
    if !value.isFinite {
      let shown = lexer.shown(range)
      report(
        Diagnostic(
          "E005", "number `\(shown)` is too large", at: range,
          caption: "larger than 1.8e308, the largest number a computer adds"))
      return nil
    }
    advance()
    return .number(NumberLiteral(value: value, range: range))
  }

  /// The end of a norm that was opened.
  mutating func normClose(of opener: Token) -> NormExpression.Kind? {
    if let kind = token.kind.norm {
      advance()
      return kind
    }
    guard token.kind == .normOpen else {
      return failInside(opener, "`||_1`, `||_2` or `||_inf`")
    }
    let inner = lexer.shown(
      SourceRange(file: lexer.file, start: opener.range.end, end: token.range.start))
    report(
      Diagnostic(
        "E003",
        "`||\(inner)||` needs its p: write `||\(inner)||_1`, `||\(inner)||_2` or `||\(inner)||_inf`",
        at: token.range, caption: "which norm?",
        labels: [.init(opener.range, "the norm starts here")],
        help: "`_2` is the Euclidean norm", fixes: normFixes()))
    advance()
    return .two
  }

  /// Opens a level of nesting; false, with a report, when there are too many.
  mutating func descend() -> Bool {
    nesting += 1
    if nesting <= Self.nestingLimit { return true }
    reportDepth("nested deeper than \(Self.nestingLimit) levels", at: token.range)
    return false
  }

  /// Puts a node on the expression read last, and on one of the height `other`.
  mutating func grow(over other: Int, at range: SourceRange) -> Bool {
    height = max(height, other) + 1
    if height <= Self.heightLimit { return true }
    reportDepth("nested deeper than \(Self.heightLimit) operations", at: range)
    return false
  }

  private mutating func reportDepth(_ message: String, at range: SourceRange) {
    report(
      Diagnostic(
        "E015", "this expression is \(message)", at: range, caption: "too deep from here on",
        help: "split it with `let`"))
    isTooDeep = true
  }
}

/// The value of a decimal number.
enum NumberReader {
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The double next to the number, infinity when it is too large.
  ///
  /// Up to 15 digits and a power of ten up to 22 are both exact doubles, so one rounding gives the
  /// right result (Clinger 1990); all others go to the standard library.
  static func value(of text: ArraySlice<UInt8>) -> Double {
    var digits: Int64 = 0
    var count = 0
    var scale = 0
    var isFraction = false
    for byte in text {
      if byte == UInt8(ascii: ".") {
        isFraction = true
      } else if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") && count < 15 {
        digits = digits * 10 + Int64(byte & 15)
        if digits > 0 { count += 1 }
        if isFraction { scale += 1 }
      } else {
        return slowValue(of: text)
      }
    }
    return scale <= 22 ? Double(digits) / powers[scale] : slowValue(of: text)
  }

  private static func slowValue(of text: ArraySlice<UInt8>) -> Double {
    // Malformed numbers were reported by the lexer; any value will do for them.
    Double(String(decoding: text, as: UTF8.self)) ?? 0
  }
}
