internal import DSL

/// The words and signs of the language, sorted as grammars of editors need them.
enum Words {
  /// The words that start a statement.
  static let statements = spellings(of: .statement)
  /// The words inside statements, but not `in`, which has a sign that means the same.
  static let clauses = spellings(of: .clause).filter { !membership.contains($0) }
  /// `in` and its synonyms.
  static let membership = [Keyword.in.spelling] + Keyword.in.synonyms
  static let reducers = spellings(of: .reducer)
  static let booleans = spellings(of: .boolean)

  /// Signs that compute or compare.
  static let operators = signs(of: .operator)
  /// The relations among them.
  static let relations = operators.filter { sign in
    ["=", "<", ">", "≤", "≥"].contains(sign.first)
  }
  /// `||`
  static let normOpening = signs(of: .norm).filter { !$0.contains("_") }
  /// `||_2` and its like.
  static let normClosings = signs(of: .norm).filter { $0.contains("_") }

  static let openings = signs(of: .punctuation).filter { ["(", "[", "{"].contains($0) }
  static let closings = signs(of: .punctuation).filter { [")", "]", "}"].contains($0) }
  static let delimiters = signs(of: .punctuation).filter { [",", ":"].contains($0) }
  /// The `|` of a set.
  static let bars = signs(of: .punctuation).filter { $0 == "|" }
  /// All other punctuation, such as `=` and `..`.
  static let joints = signs(of: .punctuation).filter { sign in
    !(openings + closings + delimiters + bars).contains(sign)
  }

  /// The type that is no set of labels.
  static let types = ["R"]

  /// The names of the functions of a role.
  static func functions(_ role: Vocabulary.FunctionRole) -> [String] {
    Vocabulary.functions.filter { $0.role == role }.map(\.name)
  }

  private static func spellings(of role: Keyword.Role) -> [String] { entries(role.rawValue) }

  private static func signs(of role: Token.Kind.Role) -> [String] { entries(role.rawValue) }

  private static func entries(_ role: String) -> [String] {
    Vocabulary.entries.filter { $0.role == role }.flatMap { [$0.spelling] + $0.synonyms }
  }
}

/// The letters of names that are not of ASCII, as the inside of a character class.
enum GreekLetters {
  private static let block = UInt32(0x370)...0x3FF

  /// The whole block, which is near enough for colours; `escape` writes a code point from its
  /// hexadecimal digits.
  static func block(_ escape: (String) -> String) -> String {
    text([block], escape)
  }

  /// The letters in the block and nothing else.
  static func exactly(_ escape: (String) -> String) -> String {
    var runs: [ClosedRange<UInt32>] = []
    for value in block where Unicode.Scalar(value)?.properties.isAlphabetic == true {
      if let last = runs.last, last.upperBound + 1 == value {
        runs[runs.count - 1] = last.lowerBound...value
      } else {
        runs.append(value...value)
      }
    }
    return text(runs, escape)
  }

  private static func text(
    _ runs: [ClosedRange<UInt32>], _ escape: (String) -> String
  ) -> String {
    runs.map { run in
      let ends = run.count == 1 ? [run.lowerBound] : [run.lowerBound, run.upperBound]
      return ends.map { escape("0" + String($0, radix: 16)) }.joined(separator: "-")
    }.joined()
  }
}

/// Longer texts first, so that no alternative hides one that it starts.
func longestFirst(_ texts: [String]) -> [String] {
  // Sorting is not stable: the alphabet decides among texts of one length.
  texts.sorted { ($1.count, $0) < ($0.count, $1) }
}
