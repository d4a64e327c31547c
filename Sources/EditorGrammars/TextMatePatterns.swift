/// A pattern of a TextMate grammar.
enum TextMatePattern: Sendable {
  /// A text with a scope.
  case scope(String, String)
  /// A text whose groups have scopes, from group 1 on.
  case groups([String], String)
  /// From one text to another, each with groups, and what can stand between.
  case region(begin: String, [String], end: String, [String], patterns: [TextMatePattern])
  /// A list of patterns of the repository.
  case include(String)

  /// The pattern as the format writes it.
  var json: JSON {
    switch self {
    case .scope(let scope, let match):
      .object([("name", .string(scope + ".cnn")), ("match", .string(match))])
    case .groups(let scopes, let match):
      .object([("match", .string(match)), ("captures", Self.captures(scopes))])
    case .region(let begin, let opening, let end, let closing, let patterns):
      .object([
        ("begin", .string(begin)), ("beginCaptures", Self.captures(opening)),
        ("end", .string(end)), ("endCaptures", Self.captures(closing)),
        ("patterns", .list(patterns.map(\.json))),
      ])
    case .include(let name): .object([("include", .string("#" + name))])
    }
  }

  private static func captures(_ scopes: [String]) -> JSON {
    .object(
      scopes.enumerated().map { index, scope in
        (String(index + 1), .object([("name", .string(scope + ".cnn"))]))
      })
  }
}

/// Regular expressions of the language's words, in what Oniguruma and ICU have in common.
enum TextMateRegex {
  /// The letters of names, as the inside of a character class.
  static let letters = "A-Za-z" + GreekLetters.block { "\\x{\($0)}" }
  /// Not behind the beginning of a name.
  static let start = "(?<![\(letters)0-9_])"
  /// Not before the rest of a name.
  static let end = "(?![\(letters)0-9_])"
  /// A name, as a group.
  static let name = "([\(letters)][\(letters)0-9_]*)\(end)"
  static let blank = "[ \\t]*"
  static let gap = "[ \\t]+"
  /// The start of the next statement: whatever is left open ends there, so that a bracket that is
  /// missing while somebody types does not change the colours of the rest.
  static let nextStatement = "^(?=[^ \\t#])"

  /// One of these words, as a group.
  static func word(_ words: [String]) -> String { "\(start)(\(oneOf(words)))\(end)" }

  /// One of these words at column 1, as a group.
  static func statement(_ words: [String]) -> String { "^(\(oneOf(words)))\(end)" }

  /// One of these texts, the longest first.
  static func oneOf(_ texts: [String]) -> String {
    longestFirst(texts).map(escaped).joined(separator: "|")
  }

  private static func escaped(_ text: String) -> String {
    text.map { "\\^$.|?*+()[]{}".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}
