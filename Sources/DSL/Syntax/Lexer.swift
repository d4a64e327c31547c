/// Cuts a text into tokens, one at a time, statement by statement.
///
/// Layout: a statement starts at column 1; every line that starts with white space, and every blank
/// or comment line, continues the statement above it. Works on bytes; makes no string.
struct Lexer {
  let text: [UInt8]
  /// The file's index in the source map.
  let file: Int
  /// The offset of the next byte to look at.
  private(set) var position: Int
  /// The offset at which the current physical line starts.
  private(set) var lineStart: Int
  /// Where the current statement starts: the only token at column 1 that belongs to it.
  private(set) var statementStart = -1
  /// The end of the last token given out.
  private var lastEnd: Int
  /// What was wrong so far.
  var errors = DiagnosticSink()
  /// The offset of the first error in the current statement; nothing after it can be trusted.
  var firstErrorInStatement: Int?
  /// A file with old Macintosh line ends has thousands of them: one message is enough.
  var reportedCarriageReturn = false

  private let keywords: KeywordTable

  /// A lexer at the start of the text, behind a byte order mark if there is one.
  init(_ text: [UInt8], file: Int) {
    let start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    self.text = text
    self.file = file
    self.position = start
    self.lineStart = start
    self.lastEnd = start
    self.keywords = KeywordTable()
  }

  /// The byte at an offset, 0 past the end.
  func byte(at offset: Int) -> UInt8 {
    offset < text.count ? text[offset] : 0
  }

  /// Moves to the first token of the next statement; false at the end of the text.
  mutating func startStatement() -> Bool {
    firstErrorInStatement = nil
    skipBlanks()
    statementStart = position
    return position < text.count
  }

  /// Whether the statement just started stands at column 1, as it should.
  var statementIsAtColumnOne: Bool { statementStart == lineStart }

  /// Reads on inside one statement, to look at a part of it again.
  func restarted(at offset: Int) -> Lexer {
    var copy = self
    copy.position = offset
    copy.statementStart = offset
    copy.lineStart = offset
    return copy
  }

  /// Moves to the end of the statement without looking at its tokens.
  mutating func skipStatement() {
    while position < text.count {
      if text[position] == UInt8(ascii: "\n") {
        lineStart = position + 1
        switch byte(at: lineStart) {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
          UInt8(ascii: "#"):
          break
        default:
          position = lineStart
          return
        }
      }
      position += 1
    }
  }

  /// The next token of the statement; `endOfStatement` again and again when there is none left.
  mutating func next() -> Token {
    skipBlanks()
    if position >= text.count || (position == lineStart && position != statementStart) {
      return Token(
        kind: .endOfStatement, keyword: nil,
        range: SourceRange(file: file, start: lastEnd, end: lastEnd))
    }
    let start = position
    var word: Keyword?
    let kind = scan(&word)
    lastEnd = position
    return Token(
      kind: kind, keyword: word, range: SourceRange(file: file, start: start, end: position))
  }

  /// Moves over white space, line ends and comments.
  private mutating func skipBlanks() {
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        position += 1
      case UInt8(ascii: "\n"):
        position += 1
        lineStart = position
      case UInt8(ascii: "\r"):
        if byte(at: position + 1) != UInt8(ascii: "\n") { reportCarriageReturn() }
        position += 1
      case UInt8(ascii: "#"):
        position += 1
        skipText(until: nil)
      default:
        return
      }
    }
  }

  /// Moves to the end of the line, or to the delimiter where it comes first, reporting bytes that no
  /// text may hold.
  mutating func skipText(until delimiter: UInt8?) {
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\n") || byte == delimiter { return }
      if byte >= 0x20 && byte < 0x7F || byte == UInt8(ascii: "\t") {
        position += 1
      } else if byte == UInt8(ascii: "\r") && self.byte(at: position + 1) == UInt8(ascii: "\n") {
        return
      } else {
        skipUnusual()
      }
    }
  }

  mutating func move(by count: Int) { position += count }

  private mutating func sign(_ kind: Token.Kind, _ length: Int = 1) -> Token.Kind {
    position += length
    return kind
  }

  /// Takes the token that starts at `position`, which is not blank.
  private mutating func scan(_ word: inout Keyword?) -> Token.Kind {
    switch text[position] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      word = name()
      return .name
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "("): return sign(.openParenthesis)
    case UInt8(ascii: ")"): return sign(.closeParenthesis)
    case UInt8(ascii: "["): return sign(.openBracket)
    case UInt8(ascii: "]"): return sign(.closeBracket)
    case UInt8(ascii: "{"): return sign(.openBrace)
    case UInt8(ascii: "}"): return sign(.closeBrace)
    case UInt8(ascii: ","): return sign(.comma)
    case UInt8(ascii: ":"): return sign(.colon)
    case UInt8(ascii: "+"): return sign(.plus)
    case UInt8(ascii: "-"): return sign(.minus)
    case UInt8(ascii: "*"): return sign(.star)
    case UInt8(ascii: "/"): return sign(.slash)
    case UInt8(ascii: "^"): return sign(.caret)
    case UInt8(ascii: "'"): return sign(.prime)
    case UInt8(ascii: "="): return isFollowed(by: "=") ? sign(.equalEqual, 2) : sign(.equals)
    case UInt8(ascii: "<"): return isFollowed(by: "=") ? sign(.lessOrEqual, 2) : sign(.less)
    case UInt8(ascii: ">"): return isFollowed(by: "=") ? sign(.greaterOrEqual, 2) : sign(.greater)
    case UInt8(ascii: "."): return dot()
    case UInt8(ascii: "|"): return bars()
    default: return unusual(&word)
    }
  }

  private func isFollowed(by character: Unicode.Scalar) -> Bool {
    byte(at: position + 1) == UInt8(ascii: character)
  }

  /// `..`, `.*`, or a number without its first digit.
  private mutating func dot() -> Token.Kind {
    if isFollowed(by: ".") { return sign(.range, 2) }
    if isFollowed(by: "*") { return sign(.dotStar, 2) }
    return Self.isDigit(byte(at: position + 1)) ? number() : unusualASCII()
  }

  /// The keyword of the name that was just read from `start`, if it is one.
  func keyword(_ key: UInt64) -> Keyword? { keywords[key] }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}

/// The tokens of a whole file, each statement closed by `endOfStatement`, and what was wrong.
public func tokens(of file: SourceFile, index: Int) -> (tokens: [Token], diagnostics: [Diagnostic])
{
  var lexer = Lexer(file.text, file: index)
  var tokens: [Token] = []
  while lexer.startStatement() {
    repeat { tokens.append(lexer.next()) } while tokens.last?.kind != .endOfStatement
  }
  return (tokens, lexer.errors.finished())
}
