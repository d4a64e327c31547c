/// The sections of an LP file.
enum LPSection: Equatable {
  case minimize
  case maximize
  case constraints
  case bounds
  /// General integers and binaries.
  case integers(areBinary: Bool)
  case end
  /// What a program here does not have; its name.
  case unsupported(String)

  /// The section of one word.
  private static let words: [String: LPSection] = [
    "minimize": .minimize, "minimise": .minimize, "minimum": .minimize, "min": .minimize,
    "maximize": .maximize, "maximise": .maximize, "maximum": .maximize, "max": .maximize,
    "st": .constraints, "s.t.": .constraints, "st.": .constraints,
    "bounds": .bounds, "bound": .bounds,
    "generals": .integers(areBinary: false), "general": .integers(areBinary: false),
    "gen": .integers(areBinary: false), "integers": .integers(areBinary: false),
    "integer": .integers(areBinary: false), "int": .integers(areBinary: false),
    "binaries": .integers(areBinary: true), "binary": .integers(areBinary: true),
    "bin": .integers(areBinary: true), "end": .end,
    "semi": .unsupported("semicontinuous variables"),
    "semis": .unsupported("semicontinuous variables"),
    "sos": .unsupported("SOS"), "sos1": .unsupported("SOS"), "sos2": .unsupported("SOS"),
    "pwlobj": .unsupported("PWLObj"),
  ]

  /// Whether a line that starts with the word may start a section.
  static func isKeyword(_ word: String) -> Bool {
    let word = word.lowercased()
    return words[word] != nil || ["subject", "such", "lazy", "user"].contains(word)
  }

  /// The section that starts at the token, and how many words its name has; nil where none starts. Only
  /// the first word of a line that is no label starts one.
  static func starting(
    _ bytes: borrowing Span<UInt8>, _ token: LPToken, _ next: LPToken
  ) -> (section: LPSection, words: Int)? {
    guard token.startsLine, token.kind == .name, next.kind != .sign(ASCII.colon),
      token.range.count <= 10
    else { return nil }
    let second = next.kind == .name && !next.startsLine ? next.range : 0..<0
    if bytes.isWord(token.range, "subject") && bytes.isWord(second, "to") {
      return (.constraints, 2)
    }
    if bytes.isWord(token.range, "such") && bytes.isWord(second, "that") {
      return (.constraints, 2)
    }
    if bytes.isWord(token.range, "lazy") && bytes.isWord(second, "constraints") {
      return (.unsupported("lazy constraints"), 2)
    }
    if bytes.isWord(token.range, "user") && bytes.isWord(second, "cuts") {
      return (.unsupported("user cuts"), 2)
    }
    return words[bytes.text(token.range).lowercased()].map { ($0, 1) }
  }
}
