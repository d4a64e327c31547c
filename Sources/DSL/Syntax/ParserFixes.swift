/// Changes that mend the usual slips, where there is no doubt about what was meant.
extension Parser {
  /// Puts a text in.
  mutating func insertion(_ text: String, at offset: Int) -> Diagnostic.FixIt {
    replacement(from: offset, to: offset, by: text)
  }

  /// Puts a text in place of another.
  mutating func replacement(from start: Int, to end: Int, by text: String) -> Diagnostic.FixIt {
    .init(SourceRange(file: lexer.file, start: start, end: end), replacement: text)
  }

  /// Puts a word in place of the token to be read, with the spaces that it needs.
  private mutating func replacement(byWord word: String) -> Diagnostic.FixIt {
    let before = previous.range.end == token.range.start ? " " : ""
    let after = ahead.range.start == token.range.end ? " " : ""
    return .init(token.range, replacement: before + word + after)
  }

  /// Whether no line end, and so no comment, stands between two places.
  mutating func isOnOneLine(_ start: Int, _ end: Int) -> Bool {
    end <= restOfLine(from: start).endIndex
  }

  /// What follows `offset` in its line.
  private mutating func restOfLine(from offset: Int) -> ArraySlice<UInt8> {
    let line = file.line(containing: offset)
    return line[min(offset, line.endIndex)...]
  }

  /// `//` starts a comment in many languages. The change holds the whole comment, since no other
  /// change inside it is wanted.
  mutating func commentFix(at start: Int) -> Diagnostic.FixIt {
    let rest = restOfLine(from: start + 2)
    return replacement(
      from: start, to: rest.endIndex, by: "#" + String(decoding: rest, as: UTF8.self))
  }

  /// `'train.csv'`, of which the token to be read is the first quote.
  mutating func quotedFixes() -> [Diagnostic.FixIt] {
    let rest = restOfLine(from: token.range.end)
    guard let end = rest.firstIndex(of: UInt8(ascii: "'")), !rest[..<end].contains(Self.quote)
    else { return [] }
    let inner = String(decoding: rest[..<end], as: UTF8.self)
    return [replacement(from: token.range.start, to: end + 1, by: "\"\(inner)\"")]
  }

  /// A title or a file name without quotes: the rest of the line, which must end the statement.
  mutating func unquotedFixes() -> [Diagnostic.FixIt] {
    guard token.kind == .name || token.kind == .number || token.kind == .dotStar
    else { return [] }
    let start = token.range.start
    var rest = restOfLine(from: start)
    var probe = lexer.restarted(at: start)
    var last = token
    while last.kind != .endOfStatement { last = probe.next() }
    guard last.range.end <= rest.endIndex else { return [] }
    rest = rest.prefix { $0 != UInt8(ascii: "#") }
    while rest.last == UInt8(ascii: " ") || rest.last == UInt8(ascii: "\t") { rest.removeLast() }
    guard !rest.contains(Self.quote) else { return [] }
    let text = String(decoding: rest, as: UTF8.self)
    return [replacement(from: start, to: rest.endIndex, by: "\"\(text)\"")]
  }

  /// `|x|`, of which the token to be read is the first bar.
  mutating func absoluteFixes() -> [Diagnostic.FixIt] {
    let start = token.range
    var probe = lexer.restarted(at: start.end)
    var open = 0
    var found = probe.next()
    while found.kind != .endOfStatement && found.kind != .bar {
      if found.kind.closer != nil { open += 1 }
      if found.kind.isCloser { open -= 1 }
      // The bar of a norm is not one of these, and a bracket that closes the whole ends it.
      if open < 0 || found.kind == .normOpen || found.kind.norm != nil { return [] }
      found = probe.next()
    }
    guard found.kind == .bar, open == 0, found.range.start > start.end,
      lexer.byte(at: found.range.end) != UInt8(ascii: "_")
    else { return [] }
    let inner = String(decoding: lexer.text[start.end..<found.range.start], as: UTF8.self)
    return [replacement(from: start.start, to: found.range.end, by: "abs(\(inner))")]
  }

  /// A norm without its p; the token to be read closes it. Without a p only the author knows which.
  mutating func normFixes() -> [Diagnostic.FixIt] {
    let end = token.range.end
    guard ahead.range.start == end, ahead.kind == .name || ahead.kind == .number else {
      return ["_1", "_2", "_inf"].map { insertion($0, at: end) }
    }
    return ["1", "2", "inf"].contains(text(ahead.range)) ? [insertion("_", at: end)] : []
  }

  /// The `=` that must follow a name is left out, or written `==` or `:=`.
  mutating func equalsFixes() -> [Diagnostic.FixIt] {
    if token.kind == .equalEqual { return [.init(token.range, replacement: "=")] }
    if token.kind == .colon && ahead.kind == .equals
      && isOnOneLine(token.range.end, ahead.range.start)
    {
      return [.init(token.range.union(ahead.range), replacement: "=")]
    }
    let startsValue = startsNameOrNumber || token.kind == .openBrace || token.kind == .normOpen
    return startsValue && ahead.kind != .equals
      ? [insertion(" =", at: previous.range.end)] : []
  }

  /// Whether a name or a number is to be read, and no word of a sentence such as `let a be 3`.
  private var startsNameOrNumber: Bool {
    (token.kind == .name || token.kind == .number) && token.keyword?.role != .clause
      && ahead.kind != .name && ahead.kind != .number
  }

  /// The label of an argument, which ends at an offset, has the `=` that is to be read, not a `:`.
  mutating func colonFix(after label: Int) -> Diagnostic.FixIt {
    let isAlone = !isOnOneLine(token.range.end, ahead.range.start)
    return replacement(
      from: isOnOneLine(label, token.range.start) ? label : token.range.start,
      to: isAlone ? token.range.end : ahead.range.start, by: isAlone ? ":" : ": ")
  }

  /// The `in` that must follow an index is left out, or written `=`.
  mutating func inFixes() -> [Diagnostic.FixIt] {
    if token.kind == .equals { return [replacement(byWord: "in")] }
    return startsNameOrNumber ? [insertion(" in", at: previous.range.end)] : []
  }

  /// The `with` that must follow `solve` is left out.
  mutating func withFixes() -> [Diagnostic.FixIt] {
    guard token.kind == .name, ahead.kind == .openParenthesis || ahead.kind == .endOfStatement
    else { return [] }
    return [insertion(" with", at: previous.range.end)]
  }

  /// The `|` of a set is written `:`, as in many papers, or `,`.
  mutating func barFixes() -> [Diagnostic.FixIt]? {
    guard token.kind == .colon || token.kind == .comma else { return nil }
    return [replacement(byWord: "|")]
  }

  /// The `:` behind a declared name is left out, or written `in`; a parameter has only one type.
  mutating func colonFixes(_ keyword: String?) -> [Diagnostic.FixIt] {
    let isParameter = keyword == "param"
    if token.keyword == .in {
      if ahead.kind == .name || ahead.kind == .openBrace { return [replacement(byWord: ":")] }
      return isParameter ? [insertion(" : R", at: previous.range.end)] : []
    }
    if token.kind == .openBrace || token.kind == .name && token.keyword == nil {
      return [insertion(" :", at: previous.range.end)]
    }
    let goesOn =
      token.kind == .equals || token.kind.relation != nil || token.kind.mistakenRelation != nil
    return isParameter && goesOn ? [insertion(" : R", at: previous.range.end)] : []
  }

  /// The bound of a parameter, which is to be read, stands behind `= value`.
  mutating func boundFixes(_ value: SourceRange) -> [Diagnostic.FixIt] {
    var probe = self
    let start = token.range.start
    guard probe.bound() != nil, probe.token.kind == .endOfStatement, !probe.hasFailed
    else { return [] }
    let end = probe.previous.range.end
    let bound = text(SourceRange(file: lexer.file, start: start, end: end))
    let between = text(SourceRange(file: lexer.file, start: value.end, end: start))
    return [replacement(from: value.start, to: end, by: bound + between + text(value))]
  }

  // MARK: - Lines

  /// What to do about a token behind a statement that is complete: it may start the next one.
  mutating func statementAdvice() -> (help: String?, fixes: [Diagnostic.FixIt])? {
    guard token.keyword?.role == .statement else { return nil }
    let help = "a statement starts at column 1 of its line"
    if let fix = dedentFix() { return (help, [fix]) }
    guard token.keyword == .subject && ahead.keyword == .to else { return nil }
    return (
      help, [replacement(from: previous.range.end, to: token.range.start, by: "\n")]
    )
  }

  /// Moves the line that starts with the token to be read to column 1, and with it all lines of the
  /// statement that start another one: a whole spec may be indented.
  private mutating func dedentFix() -> Diagnostic.FixIt? {
    var probe = lexer.restarted(at: token.range.start)
    var before = previous.kind
    var found = probe.next()
    var start: Int?
    var end = 0
    var kept = ""
    while found.kind != .endOfStatement {
      let next = probe.next()
      let line = file.lineStart(containing: found.range.start)
      let isFirst = lexer.text[line..<found.range.start].allSatisfy {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
      }
      if isFirst && found.keyword?.role == .statement && before.endsStatement
        && next.kind.startsOperand
      {
        if start == nil { start = line } else { kept += text(range(from: end, to: line)) }
        end = found.range.start
      }
      before = found.kind
      found = next
    }
    // Only if the token to be read is among them.
    guard let start, start == file.lineStart(containing: token.range.start) else { return nil }
    return replacement(from: start, to: end, by: kept)
  }

  private mutating func range(from start: Int, to end: Int) -> SourceRange {
    SourceRange(file: lexer.file, start: start, end: end)
  }

  private static let quote = UInt8(ascii: "\"")
}

extension Token.Kind {
  /// Whether a statement can end with this.
  fileprivate var endsStatement: Bool {
    endsValue || self == .string || self == .closeBrace || self == .prime || norm != nil
  }

  /// Whether what a statement's keyword needs can start with this; `'` is a quote there.
  fileprivate var startsOperand: Bool {
    self == .name || self == .string || self == .number || self == .normOpen
      || self == .openParenthesis || self == .minus || self == .prime
  }
}
