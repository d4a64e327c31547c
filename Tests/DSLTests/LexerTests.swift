import Testing

@testable import DSL

@Suite struct LexerTests {
  private func lex(_ text: String) -> (tokens: [Token], codes: [String], texts: [String]) {
    let file = SourceFile(name: "t.cnn", text: Array(text.utf8))
    let (tokens, diagnostics) = tokens(of: file, index: 0)
    let texts = tokens.filter { $0.kind != .endOfStatement }.map {
      String(decoding: file.text[$0.range.start..<$0.range.end], as: UTF8.self)
    }
    return (tokens, diagnostics.map(\.code), texts)
  }

  @Test func everySpellingOfTheTableIsOneToken() {
    for entry in Vocabulary.entries {
      for spelling in [entry.spelling] + entry.synonyms {
        let (tokens, codes, _) = lex(spelling)
        #expect(codes.isEmpty && tokens.count == 2, "\(spelling)")
        if let word = tokens[0].keyword {
          #expect(word.spelling == entry.spelling)
        } else {
          #expect(tokens[0].kind.spelling == entry.spelling)
        }
      }
    }
  }

  @Test(arguments: [
    ("1..20", ["1", "..", "20"]), ("1.5..n", ["1.5", "..", "n"]), ("2.*x", ["2", ".*", "x"]),
    ("1e-3e", ["1e-3", "e"]), ("2eps", ["2", "eps"]), ("1E+5", ["1E+5"]),
    ("||x||_2^2", ["||", "x", "||_2", "^", "2"]),
    ("||x||_inf<=1", ["||", "x", "||_inf", "<=", "1"]),
    ("R[d]|||x||_1", ["R", "[", "d", "]", "|", "||", "x", "||_1"]),
    ("|| ||x||_2||_1", ["||", "||", "x", "||_2", "||_1"]),
    ("||||x||_2||_1", ["||", "||", "x", "||_2", "||_1"]),
    ("X'*y", ["X", "'", "*", "y"]), ("β_1 ≤ ||λ||_∞", ["β_1", "≤", "||", "λ", "||_∞"]),
    ("a==b=c", ["a", "==", "b", "=", "c"]), ("\"a # b\" # c", ["\"a # b\""]),
  ])
  func cuts(_ text: String, _ expected: [String]) {
    let (_, codes, texts) = lex(text)
    #expect(texts == expected && codes.isEmpty)
  }

  @Test func layout() {
    let text = "\u{FEFF}a\r\n  b\r\n\r\n# note\r\n\tc\r\nd # e\n   # f\n\n g\nh"
    let (tokens, codes, _) = lex(text)
    #expect(codes.isEmpty)
    let kinds = tokens.map { $0.kind == .endOfStatement ? "/" : "x" }.joined()
    #expect(kinds == "xxx/xx/x/")
  }

  @Test func everyReducerHasItsWord() {
    for reducer in ReductionExpression.Reducer.allCases {
      let words = Keyword.allCases.filter { $0.reducer == reducer }
      #expect(words.map(\.spelling) == [reducer.rawValue])
    }
    #expect(Keyword.allCases.allSatisfy { ($0.reducer != nil) == ($0.role == .reducer) })
  }

  @Test func keywordsAreContextual() {
    let reading = Reading(
      """
      data model : R[set] = csv("a.csv", column: "data")
      param in : R in (0, 1)
      output weights to "w.npz"
      let for = with + to

      """)
    #expect(reading.codes.isEmpty)
    #expect(reading.program.statements.count == 4)
  }

  @Test(arguments: [
    ("a $ b", "E001"), ("let a = \u{0}", "E001"), ("a \u{202E} b", "E001"), ("# \u{7}", "E001"),
    ("\"a", "E002"), ("||x||_3", "E003"), ("||x||_", "E003"), ("1e", "E004"), ("1e+", "E004"),
    ("1.", "E004"), (".5", "E004"), ("a\rb", "E001"), ("_x", "E001"), ("a;", "E001"),
    ("a − b", "E001"),
  ])
  func refuses(_ text: String, _ code: String) {
    #expect(lex(text).codes == [code])
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80],
      [0xF0, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    for prefix in ["let a = ", "# ", "model \""] {
      let suffix = prefix.hasSuffix("\"") ? "\"\n" : "\n"
      let reading = Reading(bytes: Array(prefix.utf8) + bytes + Array(suffix.utf8))
      #expect(reading.codes == ["E001"])
    }
  }

  @Test func numbersAreTheNearestDoubles() {
    for text in [
      "0.1", "123456789012345", "1234567890123456789", "0.000001", "4.35", "1e22", "1e-7",
    ] {
      #expect(NumberReader.value(of: Array(text.utf8)[...]) == Double(text))
    }
  }

  @Test func tokenDump() {
    let file = SourceFile(name: "t.cnn", text: Array("param β : R ≥ 0\n".utf8))
    let (tokens, _) = tokens(of: file, index: 0)
    let dump = SyntaxTree(tokens: tokens, of: file, index: 0).tokenText(in: file)
    #expect(
      dump == """
        1:1   word/statement  param
        1:7   name            β
        1:9   punctuation     :
        1:11  name            R
        1:13  operator        ≥
        1:15  number          0
        1:16  end

        """)
  }
}
