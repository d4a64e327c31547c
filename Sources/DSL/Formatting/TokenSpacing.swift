/// Decides how many blanks stand between the tokens of a statement that has no syntax error.
///
/// Reading from the left it is always clear whether an operand comes next. That tells a sign from a
/// difference, a call from a parenthesis, and a word of the grammar from a name that is spelled so.
struct TokenSpacing {
  /// The blanks that a token asks for on its sides; none wins over any.
  private typealias Blanks = (before: Int, after: Int)

  /// What an open bracket is.
  private enum Bracket {
    case plain
    /// `{` of a set, with blanks inside.
    case set
    /// `[` behind a reducer; an operand follows its end.
    case reduction
  }

  private let tokens: [Token]
  private var brackets: [Bracket] = []
  private var expectsOperand = true

  /// The tokens of a statement as they are to be written.
  static func pieces(of tokens: [Token], in file: SourceFile, _ signs: SignSpelling) -> [Piece] {
    var spacing = TokenSpacing(tokens: tokens)
    var pieces: [Piece] = []
    var after = 0
    for (index, token) in tokens.enumerated() {
      let isOperand = spacing.expectsOperand
      let depth = spacing.brackets.count
      let blanks = spacing.blanks(around: index)
      let isWord = token.kind == .elementSign || token.keyword == .in && !isOperand
      var piece = Piece(
        text: isWord ? signs.text(of: .in) : signs.text(of: token, in: file),
        gap: min(after, blanks.before) == 0 ? 0 : max(after, blanks.before))
      if spacing.brackets.count > depth { piece.bracket = .opens }
      if spacing.brackets.count < depth { piece.bracket = .closes }
      if depth == 0 && token.kind == .equals { piece.column = .equals }
      if depth == 0 && token.kind == .colon && blanks.before > 0 { piece.column = .typeColon }
      pieces.append(piece)
      after = blanks.after
    }
    return pieces
  }

  private init(tokens: [Token]) {
    self.tokens = tokens
  }

  /// The blanks around a token; those before it were asked for in order.
  private mutating func blanks(around index: Int) -> Blanks {
    switch tokens[index].kind {
    case .name: return word(at: index)
    case .number, .string: return operand()
    case .openParenthesis, .openBracket, .openBrace, .normOpen: return opener(at: index)
    case .closeParenthesis, .closeBracket, .closeBrace, .normCloseOne, .normCloseTwo,
      .normCloseInfinity:
      return closer()
    case .prime: return (0, 1)
    case .minus: return expectsOperand ? (1, 0) : beforeOperand((1, 1))
    case .comma: return beforeOperand((0, 1))
    case .colon: return beforeOperand(isTypeColon ? (1, 1) : (0, 1))
    case .caret, .range: return beforeOperand((0, 0))
    case .star, .slash: return beforeOperand(isTight(index) ? (0, 0) : (1, 1))
    case .equals, .bar, .lessOrEqual, .greaterOrEqual, .equalEqual, .plus, .dotStar, .elementSign,
      .less, .greater, .invalid, .endOfStatement:
      return beforeOperand((1, 1))
    }
  }

  private mutating func operand() -> Blanks {
    expectsOperand = false
    return (1, 1)
  }

  private mutating func beforeOperand(_ blanks: Blanks) -> Blanks {
    expectsOperand = true
    return blanks
  }

  /// A name, or a word of the grammar.
  private mutating func word(at index: Int) -> Blanks {
    let word = tokens[index].keyword
    if index == 0 { return (0, word == .minimize || word == .maximize ? 2 : 1) }
    if index == 1 && tokens[0].keyword == .subject { return (1, 2) }
    if index == 1 && tokens[0].keyword == .solve { return (1, 1) }
    if expectsOperand { return operand() }
    // No name stands directly behind an operand.
    return beforeOperand((word == .for || word == .forall ? 2 : 1, 1))
  }

  private mutating func opener(at index: Int) -> Blanks {
    let before = tokens[index - 1]
    let isApplied = !expectsOperand
    expectsOperand = true
    if tokens[index].kind == .openBrace && before.kind == .equals {
      brackets.append(.set)
      return (1, 1)
    }
    let isReduction = tokens[index].kind == .openBracket && before.keyword?.role == .reducer
    brackets.append(isReduction ? .reduction : .plain)
    return (isApplied ? 0 : 1, 0)
  }

  private mutating func closer() -> Blanks {
    let bracket = brackets.popLast()
    expectsOperand = bracket == .reduction
    return (bracket == .set ? 1 : 0, 1)
  }

  /// Whether the `:` here is that of a type, not of a label.
  private var isTypeColon: Bool {
    guard let bracket = brackets.last else { return tokens[0].keyword != .subject }
    return bracket == .set
  }

  /// Whether a sign was written without blanks on both sides.
  private func isTight(_ index: Int) -> Bool {
    index > 0 && index + 1 < tokens.count
      && tokens[index - 1].range.end == tokens[index].range.start
      && tokens[index].range.end == tokens[index + 1].range.start
  }
}

extension SignSpelling {
  /// A word of the grammar in this spelling.
  fileprivate func text(of word: Keyword) -> String {
    self == .unicode ? word.synonyms.first ?? word.spelling : word.spelling
  }

  /// A sign in this spelling; names, numbers and strings as they are written.
  fileprivate func text(of token: Token, in file: SourceFile) -> String {
    guard let spelling = token.kind.spelling else {
      return String(decoding: file.text[token.range.start..<token.range.end], as: UTF8.self)
    }
    return self == .unicode ? token.kind.synonyms.first ?? spelling : spelling
  }
}
