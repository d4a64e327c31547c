import DSL
import Foundation
import TestSupport
import Testing

/// The tree-sitter grammar has the productions of the normative one, and its examples are read by our
/// parser. That tree-sitter reads them too is for `tree-sitter test` to say.
@Suite struct TreeSitterTests {
  private let folder = GrammarFolder()

  /// The names on the left of the productions, as the rules are named.
  private func rules() throws -> [String] {
    try folder.text("cnn.ebnf").split(separator: "\n").compactMap { line in
      guard let name = line.wholeMatch(of: /([A-Za-z]+) +=.*/)?.1 else { return nil }
      guard name != name.uppercased() else { return name.lowercased() }
      return name.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }
  }

  /// The examples of the corpus, by heading, without the trees.
  private func corpus() throws -> [(heading: String, text: String)] {
    var examples: [(heading: String, text: String)] = []
    for path in try folder.files(in: "tree-sitter-cnn/test/corpus") {
      let parts = try folder.text(path).split(separator: /={80}\n/)
      for index in stride(from: 0, to: parts.count - 1, by: 2) {
        let text = parts[index + 1].split(separator: /-{80}\n/)[0]
        examples.append((String(parts[index]), String(text)))
      }
    }
    return examples
  }

  @Test func everyProductionHasItsRule() throws {
    let grammar = try folder.text("tree-sitter-cnn/grammar.js")
    let names = try rules()
    #expect(names.count > 40)
    for name in names { #expect(grammar.contains("\n    \(name): ("), "\(name)") }
  }

  @Test func everyEntryOfTheVocabularyIsInTheGrammar() throws {
    let grammar = try folder.text("tree-sitter-cnn/grammar.js")
    for entry in Vocabulary.entries {
      for spelling in [entry.spelling] + entry.synonyms {
        #expect(grammar.contains("\"\(spelling)\""), "\(spelling)")
      }
    }
  }

  /// The class of letters in the grammar is that of the lexer.
  @Test func namesHaveTheLettersOfTheLexer() throws {
    let grammar = try folder.text("tree-sitter-cnn/grammar.js")
    let letters = try #require(grammar.firstMatch(of: /const LETTER = "(.+)";/)?.1)
    let pattern = try NSRegularExpression(pattern: "^[\(letters)]$")
    for value in Array(UInt32(0x21)...0x7E) + Array(0x360...0x410) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(scalar)
      let file = SourceFile(name: "letter.cnn", text: Array(text.utf8))
      let isName = tokens(of: file, index: 0).tokens.first?.kind == .name
      let range = NSRange(location: 0, length: text.utf16.count)
      #expect((pattern.firstMatch(in: text, range: range) != nil) == isName, "\(value)")
    }
  }

  @Test func everyExampleOfTheCorpusIsRead() throws {
    let examples = try corpus()
    #expect(examples.count > 30)
    for (heading, text) in examples { #expect(codes(of: text).isEmpty, "\(heading)\(text)") }
  }

  @Test func everyStatementIsInTheCorpus() throws {
    let lines = try corpus().flatMap { $0.text.split(separator: "\n") }
    for word in Keyword.statementSpellings {
      #expect(lines.contains { $0.hasPrefix(word + " ") }, "\(word)")
    }
  }

  @Test func everyExampleOfHighlightingIsRead() throws {
    for path in try folder.files(in: "tree-sitter-cnn/test/highlight") {
      #expect(codes(of: try folder.text(path)).isEmpty, "\(path)")
    }
  }
}
