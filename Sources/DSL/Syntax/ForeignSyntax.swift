/// Ways of writing that other languages and papers have, where they cannot be read here.
extension Parser {
  /// What to say about them, by the token that was not expected and what stands before it.
  mutating func foreignAdvice() -> (help: String?, fixes: [Diagnostic.FixIt])? {
    let (before, found) = (text(previous.range), text(token.range))
    for word in [found, before] {
      if let help = Self.words[word] { return (help, word == "and" ? severalFixes() : []) }
    }
    if let head = Self.reducers.first(where: { before.hasPrefix($0 + "_") || before == $0 + "_" }) {
      let example = head == "max" || head == "min" ? "\(head)[Delta in B^n]" : "\(head)[j]"
      let index = before.dropFirst(head.utf8.count + 1)
      let isPlain = Self.sums.contains(head) && !index.isEmpty && startsTerm
      return (
        "what `\(head)` runs over stands in brackets: `\(example) ..`",
        isPlain ? [.init(previous.range, replacement: "\(head)[\(index)]")] : []
      )
    }
    if token.kind == .colon && ahead.kind == .equals && ahead.range.start == token.range.end {
      return (
        "a value is given with `=`", [.init(token.range.union(ahead.range), replacement: "=")]
      )
    }
    if token.kind == .caret && before == "R" {
      return ("sizes stand in brackets: `R[n, d]`", [])
    }
    if previous.kind == .closeParenthesis, let head = reducerBefore(previous.range.end) {
      let opener = lexer.text[..<previous.range.end].lastIndex(of: UInt8(ascii: "(")) ?? 0
      let index = lexer.text[(opener + 1)..<previous.range.start]
      let isPlain = Self.sums.contains(head) && !index.isEmpty && startsTerm
      return (
        "what `\(head)` runs over stands in brackets: `\(head)[j] ..`",
        isPlain
          ? [
            replacement(
              from: opener, to: previous.range.end,
              by: "[\(String(decoding: index, as: UTF8.self))]")
          ] : []
      )
    }
    if previous.kind != .equals && token.keyword == .for {
      return ("`for` belongs to the relation, before `forall`", quantifiedFixes())
    }
    if found == "x" && (previous.kind == .name || previous.kind == .number) {
      return ("sizes are separated by commas, as in `R[n, d]`; a product needs its `*`", [])
    }
    if previous.kind == .closeParenthesis && (found == "scale" || found == "bias") {
      let place = SourceRange(
        file: lexer.file, start: token.range.start, end: token.range.start)
      return (
        "what is done to the data is said by `with`", [.init(place, replacement: "with ")]
      )
    }
    return nil
  }

  /// Whether a term can start with the token to be read.
  private var startsTerm: Bool {
    token.kind == .name || token.kind == .number || token.kind == .openParenthesis
      || token.kind == .normOpen
  }

  /// `a <= b and c <= d` as two statements, where nothing behind belongs to both.
  private mutating func severalFixes() -> [Diagnostic.FixIt] {
    let line = lexer.text[lexer.statementStart...].prefix { $0 != UInt8(ascii: "\n") }
    let heads = ["subject to", "assert"]
    guard token.keyword == nil, text(token.range) == "and",
      let head = heads.first(where: { line.starts(with: $0.utf8) })
    else { return [] }
    var probe = lexer.restarted(at: token.range.end)
    var found = probe.next()
    let end = found.range.start
    while found.kind != .endOfStatement {
      if found.keyword == .for || found.keyword == .forall { return [] }
      found = probe.next()
    }
    guard isOnOneLine(previous.range.end, end) else { return [] }
    return [replacement(from: previous.range.end, to: end, by: "\n\(head) ")]
  }

  /// `forall Delta in B^n for k in 1..n` the other way round.
  private mutating func quantifiedFixes() -> [Diagnostic.FixIt] {
    var probe = lexer.restarted(at: lexer.statementStart)
    var found = probe.next()
    while found.keyword != .forall && found.range.start < token.range.start { found = probe.next() }
    guard found.keyword == .forall else { return [] }
    let start = found.range.start
    var last = token
    probe = lexer.restarted(at: token.range.start)
    found = probe.next()
    while found.kind != .endOfStatement {
      if found.keyword == .forall { return [] }
      last = found
      found = probe.next()
    }
    guard isOnOneLine(start, last.range.end) else { return [] }
    let file = lexer.file
    let quantifier = text(SourceRange(file: file, start: start, end: previous.range.end))
    let binders = text(
      SourceRange(file: file, start: token.range.start, end: last.range.end))
    return [replacement(from: start, to: last.range.end, by: "\(binders) \(quantifier)")]
  }

  /// The reducer of `sum(j)`, a name alone in parentheses, that ends at an offset.
  private func reducerBefore(_ end: Int) -> String? {
    let inner = lexer.text[..<(end - 1)].suffix(24)
    guard let opener = inner.lastIndex(of: UInt8(ascii: "(")),
      inner[(opener + 1)...].allSatisfy({ Lexer.isWordByte($0) })
    else { return nil }
    let head = inner[..<opener]
    return Self.reducers.first { name in
      head.suffix(name.utf8.count).elementsEqual(name.utf8)
        && !(head.dropLast(name.utf8.count).last.map { Lexer.isWordByte($0) } ?? false)
    }
  }

  private static let reducers = ["sum", "mean", "max", "min"]
  /// The reducers that run over an index alone, with no set.
  private static let sums = ["sum", "mean"]

  /// What to say about a line that starts with a word of a library for networks; nil for other words.
  static func foreignStatement(_ word: String) -> String? {
    switch word.lowercased() {
    case "layer", "layers", "hidden", "neurons", "units", "width", "architecture", "activation":
      "a network has one hidden layer, and as many neurons as the optimum needs:"
        + " `network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]`"
    case "optimizer", "lr", "learning_rate", "epochs", "epoch", "batch", "batch_size", "momentum",
      "scheduler":
      "there is nothing to tune: the solver ends with a proof; `solve with auto(tol: 1e-6)` says how"
        + " sharp it must be"
    case "if", "while", "else": choice
    case "regularizer", "penalty":
      "a regularizer is a term of `minimize`: `+ beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)`"
    default: nil
    }
  }

  private static let choice =
    "a loss has one formula for all cases: `pos(x)`, `max(a, b)`, `min(a, b)`, `abs(x)` choose by value"
  private static let several = "each condition is a statement of its own: `subject to ..`"

  private static let words = [
    "if": choice, "then": choice, "else": choice, "where": choice,
    "and": several, "or": "conditions hold together; there is no `or`",
    "lambda": "a function is declared: `let f(x) = ..`",
  ]
}
