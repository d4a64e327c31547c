/// A word, number, string or sign with its place.
public struct Token: Hashable, Sendable {
  /// What it is.
  public let kind: Kind
  /// The keyword it spells, where it spells one.
  public let keyword: Keyword?
  /// Where it stands.
  public let range: SourceRange

  /// What a token can be.
  public enum Kind: UInt8, CaseIterable, Sendable {
    case name, number, string
    case openParenthesis, closeParenthesis, openBracket, closeBracket, openBrace, closeBrace
    case comma, colon, equals, bar, range
    case lessOrEqual, greaterOrEqual, equalEqual
    case plus, minus, star, slash, dotStar, caret, prime
    case normOpen, normCloseOne, normCloseTwo, normCloseInfinity
    /// `∈`, the keyword `in` as a sign.
    case elementSign
    /// `<` and `>` are no relations of the language, but parsers of people write them.
    case less, greater
    /// A character that is none of the language; reported by the lexer.
    case invalid
    /// Before the next line that starts at column 1, and at the end of the file.
    case endOfStatement
  }
}

extension Token.Kind {
  /// What a sign does.
  public enum Role: String, Sendable {
    case `operator`
    case norm
    case punctuation
  }

  /// How the sign is written in ASCII; nil for tokens whose text varies.
  public var spelling: String? {
    switch self {
    case .openParenthesis: "("
    case .closeParenthesis: ")"
    case .openBracket: "["
    case .closeBracket: "]"
    case .openBrace: "{"
    case .closeBrace: "}"
    case .comma: ","
    case .colon: ":"
    case .equals: "="
    case .bar: "|"
    case .range: ".."
    case .lessOrEqual: "<="
    case .greaterOrEqual: ">="
    case .equalEqual: "=="
    case .plus: "+"
    case .minus: "-"
    case .star: "*"
    case .slash: "/"
    case .dotStar: ".*"
    case .caret: "^"
    case .prime: "'"
    case .normOpen: "||"
    case .normCloseOne: "||_1"
    case .normCloseTwo: "||_2"
    case .normCloseInfinity: "||_inf"
    case .elementSign, .less, .greater, .name, .number, .string, .invalid, .endOfStatement: nil
    }
  }

  /// What the sign does; nil for tokens that are no sign of the language.
  public var role: Role? {
    switch self {
    case .openParenthesis, .closeParenthesis, .openBracket, .closeBracket, .openBrace,
      .closeBrace, .comma, .colon, .equals, .bar, .range:
      .punctuation
    case .lessOrEqual, .greaterOrEqual, .equalEqual, .plus, .minus, .star, .slash, .dotStar,
      .caret, .prime:
      .operator
    case .normOpen, .normCloseOne, .normCloseTwo, .normCloseInfinity: .norm
    case .elementSign, .less, .greater, .name, .number, .string, .invalid, .endOfStatement: nil
    }
  }

  /// Other spellings the lexer takes.
  public var synonyms: [String] {
    if self == .lessOrEqual { return ["≤"] }
    if self == .greaterOrEqual { return ["≥"] }
    return self == .normCloseInfinity ? ["||_∞"] : []
  }

  /// The closing sign of an opening bracket.
  var closer: Token.Kind? {
    if self == .openParenthesis { return .closeParenthesis }
    if self == .openBracket { return .closeBracket }
    return self == .openBrace ? .closeBrace : nil
  }

  /// Whether this closes a bracket.
  var isCloser: Bool {
    self == .closeParenthesis || self == .closeBracket || self == .closeBrace
  }

  /// The norm that this closes.
  var norm: NormExpression.Kind? {
    if self == .normCloseTwo { return .two }
    if self == .normCloseOne { return .one }
    return self == .normCloseInfinity ? .infinity : nil
  }

  /// The product that this writes.
  var product: BinaryExpression.Operator? {
    if self == .star { return .multiply }
    if self == .slash { return .divide }
    return self == .dotStar ? .multiplyElementwise : nil
  }

  /// The relation that a sign of other languages is meant to be.
  var mistakenRelation: RelationalOperator? {
    if self == .less { return .lessOrEqual }
    return self == .greater ? .greaterOrEqual : nil
  }

  /// The relation that this writes.
  var relation: RelationalOperator? {
    if self == .lessOrEqual { return .lessOrEqual }
    if self == .greaterOrEqual { return .greaterOrEqual }
    return self == .equalEqual ? .equal : nil
  }

  /// Whether an expression may go on with this, so that a line starting with it looks continued.
  var continuesExpression: Bool {
    switch self {
    case .plus, .minus, .star, .slash, .dotStar, .caret, .prime, .lessOrEqual, .greaterOrEqual,
      .equalEqual, .openBracket, .openParenthesis, .closeParenthesis, .closeBracket, .closeBrace,
      .comma, .normOpen, .normCloseOne, .normCloseTwo, .normCloseInfinity, .range, .less, .greater:
      true
    case .name, .number, .string, .openBrace, .colon, .equals, .bar, .elementSign, .invalid,
      .endOfStatement:
      false
    }
  }
}
