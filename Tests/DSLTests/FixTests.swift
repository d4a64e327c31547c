import TestSupport
import Testing

@testable import DSL

/// Fix-its applied to whole texts, as `cnnc fix` does.
@Suite struct FixTests {
  /// The text after all fix-its of the parser.
  private func fixedText(_ text: String) -> String {
    String(decoding: applyFixes(to: Array(text.utf8), examine: syntax).text, as: UTF8.self)
  }

  private func syntax(_ text: [UInt8]) -> Findings {
    let reading = Reading(bytes: text)
    return findings(reading.diagnostics, of: text)
  }

  private func findings(
    _ diagnostics: [Diagnostic], of text: [UInt8], isChecked: Bool = false
  ) -> Findings {
    var sources = SourceMap()
    _ = sources.add(SourceFile(name: "spec.cnn", text: text))
    return Findings(sources: sources, diagnostics: diagnostics, isChecked: isChecked)
  }

  private func change(_ code: String, _ start: Int, _ end: Int, _ texts: String...) -> Diagnostic {
    let range = SourceRange(file: 0, start: start, end: end)
    return Diagnostic(
      code, "m", at: range, fixes: texts.map { .init(range, replacement: $0) })
  }

  // MARK: - Slips of people

  @Test(arguments: [
    // The lexer.
    ("let a = b;\n", "let a = b\n"),
    ("let a = b;;  # c;\n", "let a = b  # c;\n"),
    ("let a = X @ u\n", "let a = X * u\n"),
    ("let a = b + \\\n  c\n", "let a = b + \n  c\n"),
    ("% it's a; note\nlet a = b\n", "# it's a; note\nlet a = b\n"),
    ("let s = sum[k in 1...n] k\n", "let s = sum[k in 1..n] k\n"),
    ("model \"A title  \n", "model \"A title\"  \n"),
    ("data X : R[n, d] = csv(\"a.csv”)\n", "data X : R[n, d] = csv(\"a.csv\")\n"),
    ("model “A title”\n", "model \"A title\"\n"),
    ("let a = ||x||_infty\n", "let a = ||x||_inf\n"),
    ("let a = ‖x‖₂^2\n", "let a = ||x||_2^2\n"),
    ("subject to y >= 1 ∀Delta in B\n", "subject to y >= 1 forall Delta in B\n"),
    ("data X : ℝ[n, d]\n", "data X : R[n, d]\n"),
    ("let a = \u{FEFF}b\n", "let a = b\n"),
    // Words at the start of a statement.
    ("minimise x\n", "minimize x\n"),
    ("lit = 3\n", "let lit = 3\n"),
    ("constraint x <= 1\n", "subject to x <= 1\n"),
    ("import \"toy.cnn\"\n", "include \"toy.cnn\"\n"),
    ("parameter beta : R\n", "param beta : R\n"),
    ("let a = b\n// it's; a note\nlet c = a\n", "let a = b\n# it's; a note\nlet c = a\n"),
    // Declarations.
    ("data X R[n, d]\n", "data X : R[n, d]\n"),
    ("data y {-1, 1}[n]\n", "data y : {-1, 1}[n]\n"),
    ("data X in R[n, d]\n", "data X : R[n, d]\n"),
    ("data X ∈ R[n, d]\n", "data X : R[n, d]\n"),
    ("param beta >= 0 = 1\n", "param beta : R >= 0 = 1\n"),
    ("param beta = 1\n", "param beta : R = 1\n"),
    ("param tau in (0, 1) = 0.9\n", "param tau : R in (0, 1) = 0.9\n"),
    ("param tau : R = (1 + 2) >= 0\n", "param tau : R >= 0 = (1 + 2)\n"),
    ("param tau : R = 1 < 2\n", "param tau : R = 1 < 2\n"),
    ("set B = { v : R[d] : abs(v) <= 1 }\n", "set B = { v : R[d] | abs(v) <= 1 }\n"),
    ("set B = { v in R[d], abs(v) <= 1 }\n", "set B = { v : R[d] | abs(v) <= 1 }\n"),
    // Signs.
    ("let a := b\n", "let a = b\n"),
    ("let a == b\n", "let a = b\n"),
    ("let a b\n", "let a = b\n"),
    ("loss f(z, t) pos(1 - t*z)\n", "loss f(z, t) = pos(1 - t*z)\n"),
    ("set B { v : R[d] | abs(v) <= 1 }\n", "set B = { v : R[d] | abs(v) <= 1 }\n"),
    ("assert a => 1\n", "assert a >= 1\n"),
    ("assert a =< 1\n", "assert a <= 1\n"),
    ("assert a < = 1\n", "assert a <= 1\n"),
    ("assert a = = 1\n", "assert a == 1\n"),
    ("let a = sum[j = 1..m] u[j]\n", "let a = sum[j in 1..m] u[j]\n"),
    ("let a = sum[j=1..m] u[j]\n", "let a = sum[j in 1..m] u[j]\n"),
    ("let a = sum[j g] u[j]\n", "let a = sum[j in g] u[j]\n"),
    ("assert a >= 1 for i = 1..2\n", "assert a >= 1 for i in 1..2\n"),
    ("sweep beta logspace(1, 2)\n", "sweep beta in logspace(1, 2)\n"),
    ("let a = f(x, count=3, seed = 4)\n", "let a = f(x, count: 3, seed: 4)\n"),
    ("let a = f(x, count= # three\n  3)\n", "let a = f(x, count: # three\n  3)\n"),
    ("let a = |x - 1| + f(|b|)\n", "let a = abs(x - 1) + f(abs(b))\n"),
    ("let a = ||x||2 + ||y||inf\n", "let a = ||x||_2 + ||y||_inf\n"),
    ("let a = b // c; |d|\n", "let a = b # c; |d|\n"),
    // Strings.
    ("data X : R[n, d] = csv('a.csv')\n", "data X : R[n, d] = csv(\"a.csv\")\n"),
    ("include 'toy.cnn'\n", "include \"toy.cnn\"\n"),
    ("include toy.cnn # six points\n", "include \"toy.cnn\" # six points\n"),
    ("model My title (2.1)\n", "model \"My title (2.1)\"\n"),
    ("output weights \"w.npz\"\n", "output weights to \"w.npz\"\n"),
    ("output weights to out/w.npz\n", "output weights to \"out/w.npz\"\n"),
    ("solve admm(rho: 1)\n", "solve with admm(rho: 1)\n"),
    // Lines.
    ("minimize a +\nb\n\n# c\n+ d\nlet e = 1\n", "minimize a +\n  b\n\n# c\n  + d\nlet e = 1\n"),
    ("minimize x\n  subject to x >= 1\n", "minimize x\nsubject to x >= 1\n"),
    ("minimize x subject to x >= 1\n", "minimize x\nsubject to x >= 1\n"),
    (
      "  data X : R[n]\n   with bias\n  # c\n\n  let a = 1\n  minimize a\n    + X\n",
      "data X : R[n]\n   with bias\n  # c\n\nlet a = 1\nminimize a\n    + X\n"
    ),
  ])
  func slips(_ before: String, _ after: String) {
    #expect(fixedText(before) == after)
    if before != after { #expect(Reading(after).codes.isEmpty) }
  }

  /// What was meant is not sure: nothing is changed.
  @Test(arguments: [
    "let a = ||x||\n", "met a = 1\n", "let a = b; c\n", "let a = (1 + 2\n", "let a = f(x))\n",
    "let a = [1 2 3]\n", "let a = 1e\n", "model \"A (b)\n", "data X = csv(\"a.csv\")\n",
    "let a = b % c\n", "let a = b != c\n", "let a be 3\n", "gates g in sample(X)\n",
    "let a = _x\n", "let a = {|x| <= 1}\n", "solve using admm\n", "min = 3\n", "let a = f(b |c|)\n",
    "let a = f(b + c = 3)\n", "let a = ||x||y\n", "max x\n  data\n",
  ])
  func doubtsAreLeft(_ text: String) {
    let result = applyFixes(to: Array(text.utf8), examine: syntax)
    #expect(result.applied.filter { $0.code != "E010" }.isEmpty)
    #expect(result.remaining.errorCount > 0)
  }

  /// A choice is offered, none is taken.
  @Test func alternatives() {
    let norm = Reading("let a = ||x||\n").diagnostics[0]
    #expect(norm.fixes.map(\.replacement) == ["_1", "_2", "_inf"])
    let word = Reading("met a = 1\n").diagnostics[0]
    #expect(Set(word.fixes.map(\.replacement)) == ["set", "let"])
  }

  // MARK: - Rounds

  @Test func fixesThatTouchWaitForTheNextRound() {
    let text = Array("abcdef".utf8)
    let round = FixRound(
      of: [
        change("E3", 4, 4, "+"), change("E1", 0, 2, "X"), change("E2", 1, 3, "Y"),
        change("E4", 4, 5, "Z"), change("E5", 2, 2, "-"), change("E6", 5, 6, "1", "2"),
        change("E7", 5, 6, "f"), change("E8", 6, 6, "."), change("E9", 6, 9, "?"),
      ], in: text)
    #expect(round.fixes.map(\.code) == ["E1", "E5", "E3", "E8"])
    #expect(String(decoding: round.applied(to: text), as: UTF8.self) == "X-cd+ef.")
    #expect(round.fixes.map(\.original) == ["ab", "", "", ""])
  }

  @Test func placesAreThoseOfTheTextAsItWas() {
    // Three rounds, each of which moves what the next one changes.
    let result = applyFixes(to: Array("xx abc".utf8)) { text in
      let messages = text.indices.compactMap { index -> Diagnostic? in
        switch text[index] {
        case UInt8(ascii: "x"): change("W1", index, index + 1, "long")
        case UInt8(ascii: "a") where !text.contains(UInt8(ascii: "x")):
          change("W2", index, index + 1, "")
        case UInt8(ascii: "o") where !text.contains(UInt8(ascii: "a")):
          change("W3", index, index + 1, "u")
        default: nil
        }
      }
      return findings(messages, of: text)
    }
    #expect(String(decoding: result.text, as: UTF8.self) == "lunglung bc")
    #expect(result.applied.map(\.code) == ["W1", "W1", "W2", "W3", "W3"])
    #expect(result.applied.map(\.range.start) == [0, 1, 3, 0, 1])
    #expect(result.applied.map(\.range.end) == [1, 2, 4, 1, 2])
    #expect(result.applied.map(\.original) == ["x", "x", "a", "o", "o"])
    #expect(result.remaining.diagnostics.isEmpty)
  }

  @Test func aRoundThatMakesItWorseIsTakenBack() {
    let result = applyFixes(to: Array("a".utf8)) { text in
      let count = text.first == UInt8(ascii: "a") ? 1 : 2
      return findings([Diagnostic](repeating: change("E1", 0, 1, "b"), count: count), of: text)
    }
    #expect(result.text == Array("a".utf8) && result.applied.isEmpty)
    #expect(result.remaining.errorCount == 1)
  }

  /// A text that parses shows the errors of checking for the first time: that is no setback, but a
  /// checked text that parses no more is one.
  @Test(arguments: [true, false]) func checkedTextsAreBetter(_ isCheckedBefore: Bool) {
    let result = applyFixes(to: Array("a".utf8)) { text in
      let isFirst = text.first == UInt8(ascii: "a")
      return findings(
        isFirst
          ? [change("E1", 0, 1, "b")]
          : [Diagnostic](repeating: change("E2", 0, 1), count: isCheckedBefore ? 1 : 3), of: text,
        isChecked: isFirst == isCheckedBefore)
    }
    #expect(result.applied.count == (isCheckedBefore ? 0 : 1))
  }

  @Test func roundsEnd() {
    var count = 0
    let result = applyFixes(to: [UInt8(ascii: "a")]) { text in
      count += 1
      return findings([change("E1", 0, 0, "a")], of: text)
    }
    #expect(result.text.count == 11 && count == 11)
  }

  /// Warnings are fixed too; fix-its in other files are not for this text.
  @Test func warningsAndOtherFiles() {
    let other = Diagnostic(
      "E1", "m", at: nil,
      fixes: [.init(SourceRange(file: 1, start: 0, end: 1), replacement: "b")])
    let round = FixRound(of: [other, change("W1", 0, 1, "c")], in: [UInt8(ascii: "a")])
    #expect(round.fixes.map(\.code) == ["W1"])
  }

  /// Fixing what chance has written never crashes and never leaves more errors.
  @Test func randomTextsAreNotMadeWorse() {
    var random = SeededGenerator(seed: 1)
    let pieces = [
      "let ", "a", " = ", "||", "|", "_2", "'", "\"", ";", "//", "%", "\n", "\n  ", "minimize ",
      "subject ", "to ", "(", ")", "[", "]", "{", "}", ":", ",", "=", "<", ">", "1", "1.", ".5",
      "...", " in ", "sum", "data ", "R", "param ", "×", "“", "”", "set ", "@", "\\", "x ", "+",
    ]
    for _ in 0..<500 {
      let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      let before = Reading(text).diagnostics.count { $0.severity == .error }
      let result = applyFixes(to: Array(text.utf8), examine: syntax)
      #expect(result.remaining.errorCount <= before, "\(text)")
      #expect(
        result.applied.allSatisfy { $0.range.start >= 0 && $0.range.end <= text.utf8.count },
        "\(text)")
    }
  }
}
