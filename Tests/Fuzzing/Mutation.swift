/// Changes texts token by token and statement by statement, so that many of them still parse: changes
/// of bytes alone hardly ever get past the parser.
struct Mutation {
  /// Statements of texts seen before, to be put into others.
  private var statements: [[UInt8]] = []
  private var state: UInt64 = 0

  /// The words of the language and names that specs of the corpus use.
  private static let words: [[UInt8]] =
    (Vocabulary.entries.map(\.spelling) + Vocabulary.functions.map(\.name)
    + ["0", "1", "2", "0.5", "1e9", "n", "d", "X", "y", "Z", "z", "t", "u", "j", "k", "v", "beta"])
    .map { Array($0.utf8) }

  /// A text made from another one.
  mutating func changed(_ text: [UInt8], seed: UInt32) -> [UInt8] {
    state = UInt64(seed)
    var parts = Self.statements(of: text)
    if let part = parts.randomElement(using: &self) {
      if statements.count < 4096 {
        statements.append(part)
      } else {
        statements[Int.random(in: statements.indices, using: &self)] = part
      }
    }
    for _ in 0..<Int.random(in: 1...3, using: &self) { changeOne(&parts) }
    return Array(parts.joined())
  }

  private mutating func changeOne(_ parts: inout [[UInt8]]) {
    guard let at = parts.indices.randomElement(using: &self) else {
      parts = Array(statements.prefix(1))
      return
    }
    switch Int.random(in: 0..<10, using: &self) {
    case 0: parts.remove(at: at)
    case 1: parts.insert(parts[at], at: Int.random(in: parts.indices, using: &self))
    case 2: parts.swapAt(at, Int.random(in: parts.indices, using: &self))
    case 3: parts[at] = statements.randomElement(using: &self) ?? []
    case 4: parts.insert(statements.randomElement(using: &self) ?? [], at: at)
    default: parts[at] = changedTokens(of: parts[at])
    }
  }

  /// A statement with a token or a run of tokens changed.
  private mutating func changedTokens(of text: [UInt8]) -> [UInt8] {
    let file = SourceFile(name: "part.cnn", text: text)
    let ranges = tokens(of: file, index: 0).tokens.map { $0.range.start..<$0.range.end }
    guard let first = ranges.randomElement(using: &self),
      let second = ranges.randomElement(using: &self)
    else { return text }
    let run = min(first.lowerBound, second.lowerBound)..<max(first.upperBound, second.upperBound)
    let word = Self.words.randomElement(using: &self) ?? []
    func with(_ range: Range<Int>, _ new: [UInt8]) -> [UInt8] {
      Array(text[..<range.lowerBound]) + new + Array(text[range.upperBound...])
    }
    switch Int.random(in: 0..<8, using: &self) {
    case 0: return with(first, [])
    case 1: return with(first, Array(text[second]))
    case 2: return with(first, word)
    case 3: return with(first.lowerBound..<first.lowerBound, word + [UInt8(ascii: " ")])
    case 4: return with(first, Array(text[run]))
    case 5: return with(run, Array("(".utf8) + Array(text[run]) + Array(")".utf8))
    case 6: return with(first, word + Array("(".utf8) + Array(text[run]) + Array(")".utf8))
    default: return run.count < text.count ? with(run, []) : text
    }
  }

  /// The text cut before each line that starts at column 1.
  private static func statements(of text: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let isIndented = line.first.map { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if isIndented ?? true, !parts.isEmpty {
        parts[parts.count - 1] += line + [UInt8(ascii: "\n")]
      } else {
        parts.append(line + [UInt8(ascii: "\n")])
      }
    }
    return parts
  }
}

extension Mutation: RandomNumberGenerator {
  /// Steele, Lea and Flood, 2014; seeded by libFuzzer, so that a run can be repeated.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
