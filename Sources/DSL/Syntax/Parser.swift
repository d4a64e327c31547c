/// Reads one file: tokens to statements, by recursive descent. `grammar/cnn.ebnf` has a production
/// for every method named in it.
///
/// Never fails: a statement with an error is left out, its first error reported, and reading goes
/// on at the next line that starts at column 1. `index` is the file's index in the source map.
public func parse(_ file: SourceFile, index: Int) -> (program: Program, diagnostics: [Diagnostic]) {
  var parser = Parser(file, index: index)
  let program = parser.program()
  return (program, parser.diagnostics())
}

/// The state of one run over one file.
///
/// Every production is a method of its name; it returns nil when it has reported an error, and then
/// the whole statement is given up.
struct Parser {
  /// Brackets, signs and powers may nest this deep: a person's formula nests five deep, and the
  /// stack of a small thread holds this much in a debug build.
  static let nestingLimit = 100
  /// No expression tree is higher than this, however it was written, so that whatever walks down
  /// or releases a tree later is safe too.
  static let heightLimit = 500

  let file: SourceFile
  var lexer: Lexer
  /// The token to be read.
  var token: Token
  /// The token after it.
  var ahead: Token
  /// The token read last.
  var previous: Token

  var errors = DiagnosticSink()
  var warnings = DiagnosticSink()
  /// An error at the very end of the last statement: when the next line looks like its continuation,
  /// the missing indentation is the real error.
  var errorAtEnd: Diagnostic?
  /// Whether an error of this statement was found; those after it may be its echo.
  var hasFailed = false
  /// What could stand at the end of a statement that ends too late.
  var expectedAtEnd = ""

  /// How many brackets, signs and powers are open.
  var nesting = 0
  /// The height of the expression tree read last.
  var height = 0
  /// Whether the statement must be skipped unread, since it is too deep.
  var isTooDeep = false
  /// Reductions whose body ended at a `+` or `-`, with the place where they stand.
  var endedReductions: [EndedReduction] = []
  /// Warnings of this statement that hold unless a name in them turns out to be bound.
  var suspicions: [(name: String, warning: Diagnostic)] = []
  /// Names that this statement binds for all of itself.
  var boundNames: Set<String> = []

  /// A parser at the start of a file.
  init(_ file: SourceFile, index: Int) {
    self.file = file
    lexer = Lexer(file.text, file: index)
    token = Token(
      kind: .endOfStatement, keyword: nil, range: SourceRange(file: index, start: 0, end: 0))
    ahead = token
    previous = token
  }

  /// Reads a token.
  mutating func advance() {
    previous = token
    token = ahead
    if ahead.kind != .endOfStatement { ahead = lexer.next() }
  }

  /// Reads the token if it is of this kind.
  mutating func take(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  /// Reads the token if it is this word.
  mutating func take(_ keyword: Keyword) -> Bool {
    guard token.keyword == keyword else { return false }
    advance()
    return true
  }

  /// From an offset to the end of the token read last.
  ///
  /// Mutating, as are the other helpers of recursive productions, only because a debug build copies
  /// the whole parser onto the stack to call a method that is not.
  mutating func range(from start: Int) -> SourceRange {
    SourceRange(file: lexer.file, start: start, end: max(start, previous.range.end))
  }

  /// The text of a range.
  mutating func text(_ range: SourceRange) -> String {
    String(decoding: lexer.text[range.start..<range.end], as: UTF8.self)
  }

  /// Everything to say about the file, in the order of the places.
  func diagnostics() -> [Diagnostic] {
    lexer.errors.finished(with: errors, warnings: warnings)
  }

  // MARK: - Program

  /// `program = { statement , NL } ;`
  mutating func program() -> Program {
    var statements: [Statement] = []
    var last: Token?
    var unindented = 0
    while lexer.startStatement() {
      startStatement()
      if token.keyword?.role == .statement {
        flushErrorAtEnd()
        unindented = 0
        last = token
        if let statement = statement() { statements.append(statement) }
      } else if misplacedLine(after: last, run: unindented) {
        unindented += 1
      } else {
        unindented = 0
        last = nil
      }
      finishStatement()
    }
    flushErrorAtEnd()
    return Program(statements: statements)
  }

  private mutating func startStatement() {
    hasFailed = false
    isTooDeep = false
    nesting = 0
    height = 0
    expectedAtEnd = "an operator or the end of the statement"
    endedReductions.removeAll(keepingCapacity: true)
    suspicions.removeAll(keepingCapacity: true)
    boundNames.removeAll(keepingCapacity: true)
    let isIndented = !lexer.statementIsAtColumnOne
    token = lexer.next()
    previous = token
    ahead = token.kind == .endOfStatement ? token : lexer.next()
    if isIndented { reportIndentedStart() }
  }

  /// Reads over what is left of a statement, so that the lexer reports what it cannot read.
  private mutating func finishStatement() {
    if isTooDeep {
      // Where nothing is ahead, the lexer already stands before the next statement.
      if ahead.kind != .endOfStatement { lexer.skipStatement() }
      return
    }
    while token.kind != .endOfStatement { advance() }
    if !hasFailed {
      for (name, warning) in suspicions where !boundNames.contains(name) { warnings.add(warning) }
    }
  }

  mutating func flushErrorAtEnd() {
    if let error = errorAtEnd { errors.add(error) }
    errorAtEnd = nil
  }
}
