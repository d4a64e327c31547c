/// A fix-it that was applied to a text.
public struct AppliedFix: Hashable, Sendable {
  /// The code of the message that offered it.
  public let code: String
  /// The message.
  public let message: String
  /// The bytes that it replaced, as they lie in the text before all fixes.
  public let range: SourceRange
  /// What stood there when it was applied.
  public let original: String
  /// What stands there now.
  public let replacement: String
}

/// What is known of a text: the messages about it, and how far it was understood.
public struct Findings: Sendable {
  /// The files that the messages point into, the text itself first.
  public let sources: SourceMap
  /// What was found.
  public let diagnostics: [Diagnostic]
  /// Whether it was checked, as a text without syntax errors is.
  public let isChecked: Bool

  /// What was found in a text and in the files that it includes.
  public init(sources: SourceMap, diagnostics: [Diagnostic], isChecked: Bool) {
    self.sources = sources
    self.diagnostics = diagnostics
    self.isChecked = isChecked
  }

  /// How many of the messages are errors.
  public var errorCount: Int { diagnostics.count { $0.severity == .error } }

  /// Whether more is wrong than in `other`.
  ///
  /// Checking finds errors only in a text that parses. So a text that parses is never worse than
  /// one that does not, however many errors come to light.
  func isWorse(than other: Findings) -> Bool {
    if isChecked != other.isChecked { return other.isChecked }
    return errorCount > other.errorCount
  }
}

/// A text with all fix-its applied that could be.
public struct FixedText: Sendable {
  /// The text.
  public let text: [UInt8]
  /// What was changed, in the order of the changes.
  public let applied: [AppliedFix]
  /// What is still to be said about the text.
  public let remaining: Findings
}

/// How often a text is fixed and looked at again: a fix can bring the next error to light.
private let roundLimit = 10

/// Applies fix-its to a text until none is left, at most ten times over.
///
/// A round after which more is wrong than before is taken back, and ends the work: a fix-it is a
/// guess after all, and the text is the user's.
/// - Parameters:
///   - text: the text as it is.
///   - examine: parses and checks a text; the first file of its findings is that text.
/// - Returns: the text, what was changed in it, and what is still to be said about it.
public func applyFixes(to text: [UInt8], examine: ([UInt8]) -> Findings) -> FixedText {
  var text = text
  var findings = examine(text)
  var rounds: [FixRound] = []
  while rounds.count < roundLimit {
    let round = FixRound(of: findings.diagnostics, in: text)
    guard !round.fixes.isEmpty else { break }
    let changed = round.applied(to: text)
    let after = examine(changed)
    guard !after.isWorse(than: findings) else { break }
    rounds.append(round)
    (text, findings) = (changed, after)
  }
  let applied = rounds.indices.flatMap { index in
    rounds[index].fixes.map { fix in
      // Places are told in the text that the user has, not in one that was never written.
      let range = rounds[..<index].reversed().reduce(fix.range) { $1.before($0) }
      return AppliedFix(
        code: fix.code, message: fix.message, range: range, original: fix.original,
        replacement: fix.replacement)
    }
  }
  return FixedText(text: text, applied: applied, remaining: findings)
}

/// Fix-its of one file that do not touch each other, in the order of their places.
struct FixRound {
  /// The fix-its, their places in the text before the round.
  private(set) var fixes: [AppliedFix] = []

  /// The fix-its that can be applied at once to the first file of a source map, whose text this is.
  ///
  /// A message offers several fix-its where the choice is the user's: `||x||` lacks its p, and only
  /// the author knows whether 1, 2 or inf was meant. So only the fix-it of a message that has
  /// exactly one is taken. Of two that overlap, or insert at one place, the first is taken; the
  /// other may come in a later round, if its message still holds.
  init(of diagnostics: [Diagnostic], in text: [UInt8]) {
    let candidates = diagnostics.compactMap { diagnostic -> AppliedFix? in
      guard diagnostic.fixes.count == 1, let fix = diagnostic.fixes.first, fix.range.file == 0,
        fix.range.end <= text.count
      else { return nil }
      let original = text[fix.range.start..<fix.range.end]
      guard !original.elementsEqual(fix.replacement.utf8) else { return nil }
      return AppliedFix(
        code: diagnostic.code, message: diagnostic.message, range: fix.range,
        original: String(decoding: original, as: UTF8.self), replacement: fix.replacement)
    }
    for fix in candidates.sorted(by: { $0.range.start < $1.range.start }) {
      guard let last = fixes.last?.range else {
        fixes.append(fix)
        continue
      }
      if fix.range.start >= last.end && fix.range.start > last.start { fixes.append(fix) }
    }
  }

  /// The text after the round.
  func applied(to text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    for fix in fixes {
      result += text[position..<fix.range.start]
      result += fix.replacement.utf8
      position = fix.range.end
    }
    return result + text[position...]
  }

  /// Where a range of the text after the round lay before it; what the round has put in lay where
  /// the text was that it replaced.
  func before(_ range: SourceRange) -> SourceRange {
    SourceRange(
      file: range.file, start: before(range.start, isEnd: false),
      end: before(range.end, isEnd: true))
  }

  private func before(_ offset: Int, isEnd: Bool) -> Int {
    var shift = 0
    for fix in fixes {
      let start = fix.range.start + shift
      let end = start + fix.replacement.utf8.count
      if offset <= start { return offset - shift }
      if offset < end { return isEnd ? fix.range.end : fix.range.start }
      shift = end - fix.range.end
    }
    return offset - shift
  }
}
