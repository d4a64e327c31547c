/// The words that mean something by their place: reserved only where the grammar expects them, so
/// that a data column or a parameter may bear any of the statement names.
public enum Keyword: UInt8, CaseIterable, Sendable {
  case model, include, data, param, gates, set, network, weights, variables, loss, `let`
  case minimize, maximize, subject, assert, solve, sweep, output
  case to, with, `for`, forall, `in`
  case sum, mean, max, min
  case `true`, `false`

  /// What a word can do in the grammar.
  public enum Role: String, CaseIterable, Sendable {
    /// Starts a statement, at column 1.
    case statement
    /// Joins the parts of a statement.
    case clause
    /// Reduces over an index or over arguments; cannot be a name.
    case reducer
    /// A truth value; cannot be a name.
    case boolean
  }

  /// What the word can do.
  public var role: Role {
    switch self {
    case .model, .include, .data, .param, .gates, .set, .network, .weights, .variables, .loss,
      .let, .minimize, .maximize, .subject, .assert, .solve, .sweep, .output:
      .statement
    case .to, .with, .for, .forall, .in: .clause
    case .sum, .mean, .max, .min: .reducer
    case .true, .false: .boolean
    }
  }

  /// How the word is written in ASCII.
  public var spelling: String { String(describing: self) }

  /// Signs that mean the same.
  public var synonyms: [String] {
    self == .in ? ["∈"] : []
  }

  /// The words that start a statement.
  public static let statements: [Keyword] = allCases.filter { $0.role == .statement }

  /// What other languages, and papers, call a statement.
  static let foreignWords: [String: String] = [
    "constraint": "subject to", "constraints": "subject to", "st": "subject to",
    "parameter": "param", "parameters": "param", "import": "include", "def": "let",
    "function": "let", "const": "param", "dataset": "data", "train": "solve", "fit": "solve",
    "print": "output", "save": "output", "write": "output", "optimize": "minimize",
  ]

  /// The reduction that the word names.
  var reducer: ReductionExpression.Reducer? {
    // Asked for every reducer of a file: a comparison, since making the spelling takes longer.
    if self == .sum { return .sum }
    if self == .mean { return .mean }
    if self == .max { return .max }
    return self == .min ? .min : nil
  }

  /// Reducers and truth values are taken in every expression, so nothing else can be named so.
  var isReserved: Bool {
    switch role {
    case .reducer, .boolean: true
    case .statement, .clause: false
    }
  }
}

/// Everything with a fixed spelling in the language, in one table: the lexer's words come from it,
/// a test holds its signs against the lexer, and editor grammars are generated from it.
public enum Vocabulary {
  /// One word or sign.
  public struct Entry: Hashable, Sendable {
    /// How it is written in ASCII.
    public let spelling: String
    /// Other spellings the lexer takes.
    public let synonyms: [String]
    /// `statement`, `clause`, `reducer`, `boolean`, `operator`, `norm` or `punctuation`.
    public let role: String
  }

  /// All words, then all signs.
  public static let entries: [Entry] =
    Keyword.allCases.map {
      Entry(spelling: $0.spelling, synonyms: $0.synonyms, role: $0.role.rawValue)
    }
    + Token.Kind.allCases.compactMap { kind in
      guard let spelling = kind.spelling, let role = kind.role else { return nil }
      return Entry(spelling: spelling, synonyms: kind.synonyms, role: role.rawValue)
    }
}

/// Finds the keyword of a run of small letters, packed five bits a letter.
///
/// Open addressing over 128 slots: one multiplication and mostly one comparison a name.
struct KeywordTable: Sendable {
  private var keys = [UInt64](repeating: 0, count: 128)
  private var words = [Keyword?](repeating: nil, count: 128)

  init() {
    for word in Keyword.allCases {
      var key: UInt64 = 0
      for byte in word.spelling.utf8 { key = key << 5 | UInt64(byte & 31) }
      var slot = Self.slot(of: key)
      while keys[slot] != 0 { slot = (slot + 1) & 127 }
      keys[slot] = key
      words[slot] = word
    }
  }

  /// The keyword with this key; nil for any other name.
  subscript(key: UInt64) -> Keyword? {
    var slot = Self.slot(of: key)
    while keys[slot] != 0 {
      if keys[slot] == key { return words[slot] }
      slot = (slot + 1) & 127
    }
    return nil
  }

  private static func slot(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 57)
  }
}
