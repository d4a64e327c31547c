/// Expressions, by their precedence: `+ -`, then `* / .*`, then the sign, then `^`, then what stands
/// behind a value.
extension Parser {
  /// `expr = term , { ( "+" | "-" ) , term } ;`
  mutating func expr() -> Expression? {
    let start = token.range.start
    let reductions = endedReductions.count
    guard var left = term() else { return nil }
    while token.kind == .plus || token.kind == .minus {
      let op: BinaryExpression.Operator = token.kind == .plus ? .add : .subtract
      let sign = token.range
      let leftHeight = height
      advance()
      let rightStart = token.range.start
      let seen = endedReductions.count
      guard let right = term() else { return nil }
      if seen > reductions { suspect(endedReductions[reductions..<seen], in: rightStart, at: sign) }
      guard grow(over: leftHeight, at: sign) else { return nil }
      left = binary(op, sign, left, right, from: start)
    }
    if endedReductions.count > reductions { endedReductions.removeSubrange(reductions...) }
    return left
  }

  /// `term = unary , { ( "*" | "/" | ".*" ) , unary } ;`
  mutating func term() -> Expression? {
    let start = token.range.start
    guard var left = unary() else { return nil }
    while let op = token.kind.product {
      let sign = token.range
      let leftHeight = height
      advance()
      guard let right = unary(), grow(over: leftHeight, at: sign) else { return nil }
      left = binary(op, sign, left, right, from: start)
    }
    return left
  }

  /// `unary = "-" , unary | power ;`
  mutating func unary() -> Expression? {
    guard token.kind == .minus else { return power() }
    let start = token.range
    guard descend() else { return nil }
    advance()
    guard let operand = unary(), grow(over: 0, at: start) else { return nil }
    nesting -= 1
    return .negation(NegationExpression(operand: operand, range: range(from: start.start)))
  }

  /// `power = postfix , [ "^" , unary ] ;`
  mutating func power() -> Expression? {
    let start = token.range.start
    guard let base = postfix() else { return nil }
    guard token.kind == .caret else { return base }
    let sign = token.range
    let baseHeight = height
    guard descend() else { return nil }
    advance()
    guard let exponent = unary(), grow(over: baseHeight, at: sign) else { return nil }
    nesting -= 1
    return binary(.power, sign, base, exponent, from: start)
  }

  /// `postfix = primary , { "[" , args , "]" | "(" , [ args ] , ")" | "'" } ;`
  mutating func postfix() -> Expression? {
    let start = token.range.start
    guard var base = primary() else { return nil }
    while true {
      if token.kind == .openBracket || token.kind == .openParenthesis {
        guard let applied = applied(base, from: start) else { return nil }
        base = applied
      } else if token.kind == .prime {
        guard grow(over: 0, at: token.range) else { return nil }
        advance()
        base = transposed(base, from: start)
      } else {
        return base
      }
    }
  }

  /// A value with the index or the arguments behind it.
  private mutating func applied(_ base: Expression, from start: Int) -> Expression? {
    let opener = token
    let baseHeight = height
    let isCall = opener.kind == .openParenthesis
    guard let arguments = args(canBeEmpty: isCall), grow(over: baseHeight, at: opener.range)
    else { return nil }
    let range = range(from: start)
    return isCall
      ? .call(CallExpression(callee: base, arguments: arguments, range: range))
      : .index(IndexExpression(base: base, arguments: arguments, range: range))
  }

  /// `primary = NUMBER | BOOL | NAME | "(" , expr , ")" | list | norm | reducerCall | reduction ;`
  mutating func primary() -> Expression? {
    height = 1
    switch token.kind {
    case .name:
      if token.keyword?.isReserved == true { return reserved() }
      advance()
      return .name(Identifier(text(previous.range), at: previous.range))
    case .number: return number()
    case .openParenthesis: return parenthesized()
    case .openBracket: return list()
    case .normOpen: return norm()
    case .string, .closeParenthesis, .closeBracket, .openBrace, .closeBrace, .comma, .colon,
      .equals, .bar, .range, .lessOrEqual, .greaterOrEqual, .equalEqual, .plus, .minus, .star,
      .slash, .dotStar, .caret, .prime, .normCloseOne, .normCloseTwo, .normCloseInfinity,
      .elementSign, .less, .greater, .invalid, .endOfStatement:
      return failExpression()
    }
  }

  private mutating func parenthesized() -> Expression? {
    let opener = token
    guard descend() else { return nil }
    advance()
    guard let inner = expr(), close(opener) else { return nil }
    nesting -= 1
    return inner
  }

  /// `list = "[" , expr , { "," , expr } , "]" ;`
  mutating func list() -> Expression? {
    let opener = token.range
    guard let elements = expressions(), grow(over: 0, at: opener) else { return nil }
    return .list(ListExpression(elements: elements, range: range(from: opener.start)))
  }

  /// `norm = "||" , expr , NORMCLOSE ;`
  mutating func norm() -> Expression? {
    let opener = token
    guard descend() else { return nil }
    advance()
    guard let operand = expr(), let kind = normClose(of: opener), grow(over: 0, at: opener.range)
    else { return nil }
    nesting -= 1
    return .norm(
      NormExpression(operand: operand, kind: kind, range: range(from: opener.range.start)))
  }

  /// A truth value, or a reducer with what belongs to it.
  private mutating func reserved() -> Expression? {
    let word = token
    guard let reducer = word.keyword?.reducer else {
      advance()
      return .boolean(BooleanLiteral(value: word.keyword == .true, range: word.range))
    }
    if ahead.kind == .openBracket { return reduction(reducer) }
    if ahead.kind == .openParenthesis { return reducerCall() }
    advance()
    let name = reducer.rawValue
    return fail(
      "`[` or `(` after `\(name)`",
      help: "write `\(name)[i in g] body` over an index, `\(name)(a, b)` over values")
  }

  /// `reducerCall = REDUCER , "(" , args , ")" ;`
  mutating func reducerCall() -> Expression? {
    let word = token.range
    advance()
    guard let arguments = args(canBeEmpty: false), grow(over: 1, at: word) else { return nil }
    return .call(
      CallExpression(
        callee: .name(Identifier(text(word), at: word)), arguments: arguments,
        range: range(from: word.start)))
  }

  /// `reduction = REDUCER , "[" , NAME , [ "in" , range ] , "]" , term ;`
  mutating func reduction(_ reducer: ReductionExpression.Reducer) -> Expression? {
    let start = token.range
    guard descend(), let head = reductionHead() else { return nil }
    let headHeight = height
    guard let body = term(), grow(over: headHeight, at: start) else { return nil }
    nesting -= 1
    if token.kind == .plus || token.kind == .minus { noteEnd(of: head, body.range) }
    return reduced(reducer, head, body)
  }
}
