/// Lines that start where no statement can start, and bodies of reductions that end too early.
extension Parser {
  /// A reduction whose body ended at a `+` or `-`.
  struct EndedReduction {
    /// The name it runs over.
    let index: String
    /// `sum[j]`
    let head: SourceRange
    /// Its body.
    let body: SourceRange
  }

  /// The first line of a file is indented: it is read as if it were not.
  mutating func reportIndentedStart() {
    let start = token.range.start
    let blank = SourceRange(
      file: lexer.file, start: file.lineStart(containing: start), end: start)
    errors.add(
      Diagnostic(
        "E010",
        "expected a statement at column 1, but this line is indented and continues nothing",
        at: token.range, caption: "the first statement starts here",
        help: "move it to column 1", fixes: [.init(blank, replacement: "")]))
  }

  /// Reports a line at column 1 that does not start with a keyword. `run` counts the lines before it
  /// that looked like lost continuations; returns whether this is one too.
  mutating func misplacedLine(after last: Token?, run: Int) -> Bool {
    guard token.kind != .invalid else {
      flushErrorAtEnd()
      return false
    }
    if token.kind == .slash && ahead.kind == .slash && ahead.range.start == token.range.end {
      flushErrorAtEnd()
      reportForeignComment()
      return false
    }
    if token.kind == .name && ahead.kind == .invalid && Self.isSubjectTo(lexer.shown(ahead.range)) {
      // The lexer told how to write `s.t.`
      flushErrorAtEnd()
      hasFailed = true
      return false
    }
    guard errors.hasRoom else {
      // Thousands of such lines are no spec: do not look for what each was meant to be.
      _ = admitsReport()
      return false
    }
    let word = token.kind == .name ? text(token.range) : ""
    let words = Keyword.statements.map(\.spelling)
    // Behind no keyword stands a `=`: the word is a name then.
    let isNamed = ahead.kind == .equals
    let meant = errorAtEnd == nil && !isNamed ? suggestions(for: word, among: words) : []
    if !meant.isEmpty {
      flushErrorAtEnd()
      reportUnknownWord(meant)
      return false
    }
    let foreign = Keyword.foreignWords[word].map { [$0] }
    let looksContinued =
      !isNamed && (foreign == nil || errorAtEnd != nil)
      && (run > 0 || errorAtEnd != nil || token.kind != .name || token.keyword?.role == .clause
        || ahead.kind.continuesExpression)
    if let last, looksContinued {
      reportUnindented(after: last, run: run)
      return true
    }
    flushErrorAtEnd()
    let begun = word.count >= 3 ? words.filter { $0.hasPrefix(word) } : []
    reportUnknownWord(isNamed ? [] : foreign ?? begun)
    return false
  }

  private static func isSubjectTo(_ text: String) -> Bool { text == ".t." }

  private mutating func reportUnindented(after last: Token, run: Int) {
    let start = token.range.start
    // What the last statement lacks stands in this line.
    errorAtEnd = nil
    hasFailed = true
    if run > 0 {
      // The same slip again: one change mends them all, up to a number worth mending.
      if run < DiagnosticSink.capacity, let end = errors.endOfLastFix {
        let lines = String(decoding: lexer.text[end..<start], as: UTF8.self)
        errors.extendFix(to: start, replacement: lines + "  ")
      }
      return
    }
    let word = last.keyword == .subject ? "subject to" : text(last.range)
    let found = described(token)
    let line = file.location(of: last.range.start).line
    errors.add(
      Diagnostic(
        "E012",
        "this line is not indented, so it starts a new statement; "
          + "indent it to continue `\(word)` from line \(line)",
        at: token.range, caption: "no statement starts with \(found)",
        labels: [.init(last.range, "`\(word)` starts here")],
        fixes: [insertion("  ", at: start)]))
  }

  private mutating func reportForeignComment() {
    guard admitsReport() else { return }
    report(
      Diagnostic(
        "E010", "expected a statement keyword at column 1, found `//`",
        at: token.range.union(ahead.range), caption: "not the start of a statement",
        help: "a comment starts with `#`", fixes: [commentFix(at: token.range.start)]))
  }

  /// Reports a word that starts no statement, and those that may have been meant.
  private mutating func reportUnknownWord(_ meant: [String]) {
    let question = meant.first.map { " (did you mean `\($0)`?)" } ?? ""
    var diagnostic = Diagnostic(
      "E010", "expected a statement keyword at column 1, found \(described(token))\(question)",
      at: token.range, caption: "not the start of a statement")
    if !meant.isEmpty {
      diagnostic.fixes = meant.map { .init(token.range, replacement: $0) }
    } else if token.kind == .name && token.keyword?.isReserved != true && ahead.kind == .equals {
      diagnostic.help = "to name a value, write `let \(lexer.shown(token.range)) = ..`"
      diagnostic.fixes = [insertion("let ", at: token.range.start)]
    } else if let help = Self.foreignStatement(text(token.range)) {
      diagnostic.help = help
    } else {
      diagnostic.help =
        "statements start with "
        + Keyword.statements.map { "`\($0.spelling)`" }.joined(separator: ", ")
    }
    report(diagnostic)
  }

  /// Remembers a reduction that ended; the last two of an expression are enough to warn about.
  mutating func noteEnd(of head: ReductionHead, _ body: SourceRange) {
    endedReductions.append(
      EndedReduction(index: head.index.text, head: head.range, body: body))
  }

  /// Suspects that the term just read, behind a `+` or `-`, was meant to be in the body of a
  /// reduction that ended before it: it uses the reduction's index.
  mutating func suspect(
    _ ended: ArraySlice<EndedReduction>, in start: Int, at sign: SourceRange
  ) {
    for reduction in ended.suffix(2) where mentions(reduction.index, from: start) {
      let head = text(reduction.head)
      let op = text(sign)
      let body = lexer.shown(reduction.body)
      let term = lexer.shown(range(from: start))
      suspicions.append(
        (
          reduction.index,
          Diagnostic(
            "W021",
            "`\(head)` ends at this `\(op)`; parenthesize `(\(body) \(op) \(term))` "
              + "if both terms belong to it",
            at: sign, caption: "the body ends here",
            labels: [.init(reduction.head, "starts here")])
        ))
    }
  }

  /// Whether the tokens from an offset to the last one read use the name and do not bind it anew.
  private mutating func mentions(_ name: String, from start: Int) -> Bool {
    let wanted = Array(name.utf8)
    var probe = lexer.restarted(at: start)
    var before: Token.Kind?
    var isUsed = false
    var isReducer = false
    var token = probe.next()
    while token.kind != .endOfStatement, token.range.start < previous.range.end {
      if token.kind == .name, lexer.text[token.range.start..<token.range.end].elementsEqual(wanted)
      {
        if before == .openBracket && isReducer { return false }
        isUsed = true
      }
      if token.kind != .openBracket { isReducer = token.keyword?.role == .reducer }
      before = token.kind
      token = probe.next()
    }
    return isUsed
  }
}
