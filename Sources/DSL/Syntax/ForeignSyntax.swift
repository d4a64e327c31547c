/// Ways of writing that other languages and papers have, where they cannot be read here.
extension Parser {
  /// What to say about them, by the token that was not expected and what stands before it.
  mutating func foreignAdvice() -> (help: String?, fixes: [Diagnostic.FixIt])? {
    let (before, found) = (text(previous.range), text(token.range))
    for word in [found, before] {
      if let help = Self.words[word] { return (help, []) }
    }
    if let head = Self.reducers.first(where: { before.hasPrefix($0 + "_") || before == $0 + "_" }) {
      let example = head == "max" || head == "min" ? "\(head)[Delta in B^n]" : "\(head)[j]"
      return ("what `\(head)` runs over stands in brackets: `\(example) ..`", [])
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
      return ("what `\(head)` runs over stands in brackets: `\(head)[j] ..`", [])
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

  private static let choice =
    "a loss has one formula for all cases: `pos(x)`, `max(a, b)`, `min(a, b)`, `abs(x)` choose by value"
  private static let several = "each condition is a statement of its own: `subject to ..`"

  private static let words = [
    "if": choice, "then": choice, "else": choice, "where": choice,
    "and": several, "or": "conditions hold together; there is no `or`",
    "lambda": "a function is declared: `let f(x) = ..`",
  ]
}
