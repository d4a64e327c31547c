import Foundation

/// A grammar in TextMate's format, read as far as ours uses it.
struct TextMateFile: Decodable {
  struct Scope: Decodable { let name: String }

  /// A pattern, of whichever kind.
  final class Pattern: Decodable {
    let name: String?
    let match: String?
    let begin: String?
    let end: String?
    let include: String?
    let captures: [String: Scope]?
    let beginCaptures: [String: Scope]?
    let endCaptures: [String: Scope]?
    let patterns: [Pattern]?
  }

  struct Rule: Decodable { let patterns: [Pattern] }

  let scopeName: String
  let patterns: [Pattern]
  let repository: [String: Rule]

  init(_ text: String) throws {
    self = try JSONDecoder().decode(TextMateFile.self, from: Data(text.utf8))
  }

  /// Every regular expression in it.
  var expressions: [String] {
    func of(_ pattern: Pattern) -> [String] {
      [pattern.match, pattern.begin, pattern.end].compactMap(\.self)
        + (pattern.patterns ?? []).flatMap(of)
    }
    return (patterns + repository.values.flatMap(\.patterns)).flatMap(of)
  }
}

/// Cuts a text into runs with scopes, as an editor does: line by line, always taking the match that
/// starts first, and of those the pattern that stands first.
struct TextMateTokenizer {
  /// A piece of a line and its innermost scope, without `.cnn`.
  struct Run: Equatable, CustomStringConvertible {
    let line: Int
    let column: Int
    let text: String
    let scope: String

    var description: String { "\(line):\(column) \(text) \(scope)" }
  }

  private let file: TextMateFile
  private let expressions: [String: NSRegularExpression]

  init(_ text: String) throws {
    file = try TextMateFile(text)
    expressions = try Dictionary(
      file.expressions.map { ($0, try NSRegularExpression(pattern: $0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The pieces of a text that have a scope, in order; lines and columns count from 1.
  func runs(_ text: String) -> [Run] {
    var runs: [Run] = []
    var open: [TextMateFile.Pattern] = []
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      var position = 0
      // A region may close, and another open, without taking a character; no more often than this.
      for _ in 0...2 * line.utf16.count + 8 {
        guard let (found, pattern, isEnd) = next(in: line, from: position, open) else { break }
        let captures = isEnd ? pattern.endCaptures : pattern.beginCaptures ?? pattern.captures
        let scopes = pattern.match == nil || pattern.name == nil ? captures ?? [:] : [:]
        let whole = pattern.match == nil ? nil : pattern.name
        for group in 0..<found.numberOfRanges {
          let range = found.range(at: group)
          guard range.location != NSNotFound, range.length > 0,
            let scope = group == 0 ? whole : scopes["\(group)"]?.name
          else { continue }
          runs.append(
            Run(
              line: index + 1, column: range.location + 1,
              text: (line as NSString).substring(with: range),
              scope: scope.replacing(".cnn", with: "")))
        }
        if isEnd { open.removeLast() }
        if pattern.begin != nil && !isEnd { open.append(pattern) }
        position = found.range.location + found.range.length
      }
    }
    return runs
  }

  private typealias Match = (NSTextCheckingResult, TextMateFile.Pattern, isEnd: Bool)

  private func next(
    in line: String, from position: Int, _ open: [TextMateFile.Pattern]
  ) -> Match? {
    var best: Match?
    func consider(_ regex: String?, _ pattern: TextMateFile.Pattern, isEnd: Bool) {
      guard let regex, let expression = expressions[regex] else { return }
      let rest = NSRange(location: position, length: line.utf16.count - position)
      let options: NSRegularExpression.MatchingOptions = [
        .withTransparentBounds, .withoutAnchoringBounds,
      ]
      guard let found = expression.firstMatch(in: line, options: options, range: rest),
        best.map({ found.range.location < $0.0.range.location }) ?? true
      else { return }
      best = (found, pattern, isEnd)
    }
    func consider(_ patterns: [TextMateFile.Pattern]) {
      for pattern in patterns {
        if let name = pattern.include?.dropFirst() {
          consider(file.repository[String(name)]?.patterns ?? [])
        } else {
          consider(pattern.match ?? pattern.begin, pattern, isEnd: false)
        }
      }
    }
    if let last = open.last {
      consider(last.end, last, isEnd: true)
      consider(last.patterns ?? [])
    } else {
      consider(file.patterns)
    }
    return best
  }
}
