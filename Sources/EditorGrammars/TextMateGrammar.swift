internal import DSL

/// The grammar for editors that read TextMate's format.
func textMateGrammar() -> String {
  let repository: [(key: String, value: [TextMatePattern])] = [
    ("comment", [.scope("comment.line.number-sign", "#.*$")]),
    ("string", [.scope("string.quoted.double", "\"[^\"]*\"")]),
    ("statement", statementPatterns),
    ("declaration", declarationPatterns),
    ("expression", expressionPatterns),
    ("bracket", bracketPatterns),
    ("word", wordPatterns),
    ("sign", signPatterns),
  ]
  let grammar = JSON.object([
    ("comment", .string("Generated from the keyword table: see EDITORS.md.")),
    ("name", .string("cnn")),
    ("scopeName", .string("source.cnn")),
    ("fileTypes", .list([.string("cnn")])),
    (
      "patterns", .list([.include("statement"), .include("expression")].map(\TextMatePattern.json))
    ),
    (
      "repository",
      .object(
        repository.map { name, patterns in
          (name, .object([("patterns", .list(patterns.map(\.json)))]))
        })
    ),
  ])
  return grammar.text() + "\n"
}

private typealias Regex = TextMateRegex

private let keyword = "keyword.other.statement"
private let clause = "keyword.other.clause"
private let variable = "variable.other.definition"
private let function = "entity.name.function"
private let parameter = "variable.parameter"
private let constant = "support.constant"
private let bracket = "punctuation.section"
private let separator = "punctuation.separator"
private let op = "keyword.operator"

private func at(_ words: Keyword...) -> String { Regex.statement(words.map(\.spelling)) }

/// Statements, by what stands behind their word.
private let statementPatterns: [TextMatePattern] = {
  let (name, blank, gap) = (Regex.name, Regex.blank, Regex.gap)
  let to = Regex.word([Keyword.to.spelling])
  return [
    .region(
      begin: at(.network, .loss, .let) + gap + name + blank + "(\\()",
      [keyword, function, bracket], end: "(\\))|" + Regex.nextStatement, [bracket],
      patterns: [.include("comment"), .groups([parameter], name), .scope(separator, ",")]),
    .groups(
      [keyword, variable, op, bracket, parameter],
      at(.set) + gap + name + blank + "(=)" + blank + "(\\{)" + blank + name + "(?=\(blank):)"),
    .region(
      begin: at(.weights, .variables), [keyword], end: Regex.nextStatement, [],
      patterns: [.include("declaration"), .include("expression")]),
    .groups(
      [keyword, clause, "entity.name.label"],
      at(.subject) + gap + to + "(?:" + gap + name + "(?=\(blank):))?"),
    .groups(
      [keyword, clause, constant],
      at(.solve) + gap + Regex.word([Keyword.with.spelling]) + gap + name),
    .groups([keyword, constant, clause], at(.output) + gap + name + gap + to),
    .groups([keyword, variable], at(.sweep) + gap + name),
    .groups([keyword, variable], at(.data, .param, .gates, .set, .let) + gap + name),
    .groups([keyword], Regex.statement(Words.statements)),
  ]
}()

/// `u[j] : R[d]` of weights and variables.
private let declarationPatterns: [TextMatePattern] = [
  .groups(
    [variable, bracket, parameter, bracket],
    [Regex.name, "(\\[)", Regex.name, "(\\])"].joined(separator: Regex.blank)
      + "(?=\(Regex.blank):)"),
  .groups([variable], Regex.name + "(?=\(Regex.blank):)"),
]

private let expressionPatterns: [TextMatePattern] = [
  .include("comment"), .include("string"),
  .groups([separator, "storage.type"], "(:)\(Regex.blank)\(Regex.word(Words.types))"),
  .include("bracket"), .include("word"), .include("sign"),
]

/// Brackets, and labels of arguments in them. Either bracket closes either: intervals are written
/// `(0, 1]`.
private let bracketPatterns: [TextMatePattern] = ["\\(", "\\["].map { opening in
  .region(
    begin: "(\(opening))", [bracket], end: "([)\\]])|" + Regex.nextStatement, [bracket],
    patterns: [
      .groups(["\(parameter).label", separator], Regex.name + "\(Regex.blank)(:)"),
      .include("expression"),
    ])
}

/// Words and numbers.
private let wordPatterns: [TextMatePattern] = {
  let (start, gap) = (Regex.start, Regex.gap)
  // No two operands stand side by side, so a clause word is one that an operand follows.
  let clauses = Regex.word(Words.clauses) + "(?=\(gap)[\"\(Regex.letters)])"
  let membership = Words.membership.filter { $0.allSatisfy(\.isASCII) }
  var patterns: [TextMatePattern] = [
    .groups([clause, constant], "\(start)(\(Keyword.with.spelling))\(gap)\(Regex.name)"),
    .groups([clause], clauses),
    .groups(
      [clause],
      Regex.word(membership) + "(?=\(gap)[-|0-9\(Regex.letters)]|\(Regex.blank)[\\[(])"),
    .scope("support.function.reducer", Regex.word(Words.reducers)),
    .scope("constant.language.boolean", Regex.word(Words.booleans)),
    .scope("constant.numeric", "\(start)[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"),
  ]
  for role in Vocabulary.FunctionRole.allCases {
    patterns.append(
      .groups(
        ["support.function.\(role.rawValue)"],
        Regex.word(Words.functions(role)) + "(?=\(Regex.blank)\\()"))
  }
  patterns.append(.groups(["\(function).call"], start + Regex.name + "(?=\(Regex.blank)\\()"))
  // A name is read whole, so that no pattern starts in its middle.
  patterns.append(.groups(["variable.other"], start + Regex.name))
  return patterns
}()

private let signPatterns: [TextMatePattern] = {
  let membership = Words.membership.filter { !$0.allSatisfy(\.isASCII) }
  // Of an odd number of bars that stand together the first is alone.
  let bar = "(?<!\\|)\\|(?=(?:\\|\\|)?(?!\\|))"
  return [
    .scope(clause, Regex.oneOf(membership)),
    .scope("\(op).norm", "(?:\(Regex.oneOf(Words.normClosings)))\(Regex.end)"),
    .scope("\(separator).set-builder", bar),
    .scope("\(op).norm", Regex.oneOf(Words.normOpening)),
    .scope(op, Regex.oneOf(Words.operators + Words.joints)),
    .scope(separator, "[\(Words.delimiters.joined())]"),
    .scope(bracket, Regex.oneOf(Words.openings + Words.closings)),
  ]
}()
