import DSL
import Foundation
import Testing

/// The TextMate grammar colours the language as the lexer and the parser read it.
@Suite struct TextMateTests {
  private let folder = GrammarFolder()
  private let tokenizer: TextMateTokenizer

  init() throws { tokenizer = try TextMateTokenizer(folder.text("cnn.tmLanguage.json")) }

  /// The scopes of a text's pieces, by piece.
  private func scopes(_ text: String) -> [String: [String]] {
    Dictionary(grouping: tokenizer.runs(text), by: \.text).mapValues { $0.map(\.scope) }
  }

  @Test func everySpecHasItsStatementWordsAtColumnOneAndNowhereElse() throws {
    for (name, text) in try folder.specs() {
      let file = SourceFile(name: name, text: Array(text.utf8))
      let expected = text.components(separatedBy: "\n").enumerated().compactMap { index, line in
        Keyword.statementSpellings.first { line.hasPrefix($0 + " ") }.map { "\(index + 1) \($0)" }
      }
      #expect(expected.count == parse(file, index: 0).program.statements.count, "\(name)")
      let found = tokenizer.runs(text).filter { $0.scope == "keyword.other.statement" }
      #expect(found.allSatisfy { $0.column == 1 }, "\(name)")
      #expect(found.map { "\($0.line) \($0.text)" } == expected, "\(name)")
    }
  }

  /// Every token of the lexer begins where a piece begins, and nothing is left without a scope.
  @Test func everySpecIsCutWhereTheLexerCuts() throws {
    for (name, text) in try folder.specs() {
      let file = SourceFile(name: name, text: Array(text.utf8))
      let places = Set(tokenizer.runs(text).map { "\($0.line):\($0.column)" })
      for token in tokens(of: file, index: 0).tokens where token.kind != .endOfStatement {
        let location = file.location(of: token.range.start)
        #expect(places.contains("\(location.line):\(location.column)"), "\(name) \(location)")
      }
    }
  }

  @Test func everyEntryOfTheVocabularyHasItsScope() {
    for entry in Vocabulary.entries {
      for spelling in [entry.spelling] + entry.synonyms {
        let text =
          switch entry.role {
          case "statement": "\(spelling) a"
          case "clause": "let a = b\n  \(spelling) c"
          default: "let a = b\n  \(spelling)"
          }
        let prefix =
          switch entry.role {
          case "statement": "keyword.other.statement"
          case "clause": "keyword.other.clause"
          case "reducer": "support.function.reducer"
          case "boolean": "constant.language.boolean"
          case "operator": "keyword.operator"
          case "norm": "keyword.operator.norm"
          default: ""
          }
        let scope = tokenizer.runs(text).first { $0.text == spelling }?.scope ?? "nothing"
        let isSign = prefix.isEmpty && (scope.contains("punctuation") || scope.contains("operator"))
        #expect(prefix.isEmpty ? isSign : scope == prefix, "\(spelling): \(scope)")
      }
    }
  }

  @Test func functionsHaveTheScopeOfTheirRole() {
    for function in Vocabulary.functions {
      let runs = tokenizer.runs("let a = \(function.name) (b) + \(function.name)")
      let found = runs.filter { $0.text == function.name }.map(\.scope)
      #expect(found == ["support.function.\(function.role.rawValue)", "variable.other"])
    }
  }

  @Test func wordsAreKeywordsOnlyInTheirPlaces() {
    let output = scopes("output weights to \"w.npz\"")
    #expect(output["weights"] == ["support.constant"])
    #expect(output["to"] == ["keyword.other.clause"])
    let data = scopes("data in : R[for] = csv(\"a.csv\", column: \"set\", model: with)")
    #expect(data["in"] == ["variable.other.definition"])
    #expect(data["for"] == ["variable.other"])
    #expect(data["model"] == ["variable.parameter.label"])
    #expect(data["with"] == ["variable.other"])
    let words = scopes("let outputs = model + to * weights_1 + λsum")
    for word in ["model", "to", "weights_1", "λsum"] {
      #expect(words[word] == ["variable.other"], "\(word)")
    }
    #expect(scopes("  model * 2")["model"] == ["variable.other"])
  }

  @Test func stringsAndCommentsHoldNoWords() {
    let runs = tokenizer.runs("model \"sum of data # in R\"  # for all data\n# let a = 1")
    #expect(
      runs.map(\.scope) == [
        "keyword.other.statement", "string.quoted.double", "comment.line.number-sign",
        "comment.line.number-sign",
      ])
  }

  @Test func setsHaveOneBarAndNorms() {
    for set in ["{ v : R[d] | ||v||_2 <= 1 }", "{v : R[d] |||v||_2 <= 1}"] {
      let found = tokenizer.runs("set B = \(set)").filter { $0.text.hasPrefix("|") }
      #expect(found.map(\.text) == ["|", "||", "||_2"], "\(set)")
      #expect(found.first?.scope == "punctuation.separator.set-builder", "\(set)")
    }
  }

  @Test func declaredNamesAreShown() {
    #expect(scopes("weights u[j] : R[d], b : R")["b"] == ["variable.other.definition"])
    let loss = scopes("loss hinge(z, t) = pos(1 - t*z)")
    #expect(loss["hinge"] == ["entity.name.function"])
    #expect(loss["z"] == ["variable.parameter", "variable.other"])
    #expect(scopes("subject to margin: a >= 1")["margin"] == ["entity.name.label"])
    #expect(scopes("param k : R in (0, 1]")["R"] == ["storage.type"])
  }

  /// What is left open ends with the statement.
  @Test func theNextStatementIsReadAfterAMissingBracket() {
    let runs = tokenizer.runs("loss hinge(z, t\nlet a = f(b[1\n\n# note\nlet c = 1")
    #expect(runs.filter { $0.text == "let" }.count == 2)
    #expect(runs.last { $0.text == "c" }?.scope == "variable.other.definition")
  }
}
