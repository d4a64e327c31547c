/// How the formatter writes a sign that has two spellings.
public enum SignSpelling: Sendable {
  /// `<=`, `>=`, `in`, `||_inf`.
  case ascii
  /// `≤`, `≥`, `∈`, `||_∞`.
  case unicode
}

/// Writes a file anew in the canonical form; nil where it has syntax errors, which are returned.
///
/// Tokens, comments and the line breaks inside statements stay; white space is what changes:
///
/// - Statements and the comments between them start at column 1; one blank line between them stays,
///   more become one, and those inside a statement, at the start and at the end go.
/// - A continuation line is indented by eight blanks, so that `+ ..` stands under the blanks of
///   `minimize  ..`. Inside a bracket it starts below the first thing in the bracket or, where only
///   brackets follow on its line, four blanks deeper than that line (two for the closing bracket).
/// - One blank stands around relations, `=`, `+`, `-`, `.*`, the `:` of a type and words, and behind
///   commas and the `:` of a label; none around `^` and `..`, behind signs, inside brackets and
///   norms. `*` and `/` are tight where they were written tight on both sides (`beta/2 * X`), and
///   spaced otherwise. Two blanks set off what papers set off: they follow `minimize`, `maximize`
///   and `subject to`, and precede `for` and `forall`.
/// - Statements `data`, `param`, `gates`, `set`, `loss` and `let` directly below one another are a
///   block: their names are lined up (two blanks behind the longest keyword where there are several)
///   and, in a row of the same keyword, the `:` and `=` too.
/// - A comment behind code starts in column 61, or two blanks behind longer code; comment lines that
///   stood exactly below it stay below it. Other comment lines inside a statement, and indented ones
///   directly behind it, are indented as its continuation lines are.
/// - Names, numbers and strings stay as they are. Lines end with LF; a byte order mark goes.
public func formatted(
  _ file: SourceFile, index: Int, signs: SignSpelling = .ascii
) -> (text: [UInt8]?, diagnostics: [Diagnostic]) {
  let diagnostics = parse(file, index: index).diagnostics
  guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
  var outline = Outline(of: file, index: index, signs: signs)
  outline.alignColumns()
  var text = ""
  for item in outline.items {
    switch item {
    case .blank: text += "\n"
    case .comment(let comment): text += comment + "\n"
    case .statement(let statement):
      var writer = StatementWriter()
      writer.write(statement)
      text += writer.text
    }
  }
  return (Array(text.utf8), diagnostics)
}
