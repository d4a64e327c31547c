import Testing

@testable import DSL

@Suite struct DiagnosticTests {
  private func at(_ start: Int, _ end: Int, file: Int = 0) -> SourceRange {
    SourceRange(file: file, start: start, end: end)
  }

  private func render(_ text: String, _ diagnostic: Diagnostic, color: Bool = false) -> String {
    var sources = SourceMap()
    _ = sources.add(SourceFile(name: "my.cnn", text: Array(text.utf8)))
    _ = sources.add(SourceFile(name: "other.cnn", text: Array("one\ntwo\n".utf8), firstLine: 7))
    return DiagnosticRenderer(color: color).render(diagnostic, in: sources)
  }

  /// The example of the language's description.
  @Test func twoCaptionsInALine() {
    let text = "\n\n\n\n\nloss  f(z, t) = sqrt(pos(1 - t*z))\n"
    let rendered = render(
      text,
      Diagnostic(
        "E204", "this loss is not convex in the prediction z", at: at(21, 25),
        caption: "sqrt is concave and nondecreasing, so it needs a concave argument",
        labels: [.init(at(26, 38), "convex, nonnegative; for t = 1 nonincreasing in z")],
        notes: ["rule: concave(nondecreasing) of convex is of unknown curvature", "two\nlines"],
        help: "for a margin loss use pos(1 - t*z)"))
    #expect(
      rendered == """
        error[E204]: this loss is not convex in the prediction z
          --> my.cnn:6:17
           |
         6 | loss  f(z, t) = sqrt(pos(1 - t*z))
           |                 ^^^^ ------------ convex, nonnegative; for t = 1 nonincreasing in z
           |                 |
           |                 sqrt is concave and nondecreasing, so it needs a concave argument
           |
           = rule: concave(nondecreasing) of convex is of unknown curvature
           = note: two
                   lines
           = help: for a margin loss use pos(1 - t*z)

        """)
  }

  @Test func otherLinesAndFiles() {
    let rendered = render(
      "a\nb\nc\nd\n",
      Diagnostic(
        "E102", "twice", at: at(6, 7), caption: "again",
        labels: [.init(at(0, 1), "first"), .init(at(4, 7, file: 1), "there")]))
    #expect(
      rendered == """
        error[E102]: twice
          --> my.cnn:4:1
           |
         1 | a
           | - first
        ...
         4 | d
           | ^ again
          ::: other.cnn:8:1
           |
         8 | two
           | --- there

        """)
  }

  @Test func tabsAndCodePoints() {
    let rendered = render(
      "let\tβ = ü +\tx\n", Diagnostic("W130", "m", at: at(14, 15), caption: "here"))
    #expect(
      rendered == """
        warning[W130]: m
          --> my.cnn:1:13
           |
         1 | let β = ü + x
           |             ^ here

        """)
  }

  @Test func multiLineEmptyAndMissingPlaces() {
    #expect(
      render("let a = (b +\n  c)\n", Diagnostic("E1", "m", at: at(8, 17), caption: "long")) == """
        error[E1]: m
          --> my.cnn:1:9
           |
         1 | let a = (b +
           |         ^^^^... long

        """)
    #expect(
      render("a", Diagnostic("E1", "m", at: at(1, 1))) == """
        error[E1]: m
          --> my.cnn:1:2
           |
         1 | a
           |  ^

        """)
    #expect(
      render("", Diagnostic("E1", "m", at: at(0, 0), help: "h")) == """
        error[E1]: m
          --> my.cnn:1:1
           |
         1 |
           | ^
           |
           = help: h

        """)
    #expect(
      render("", Diagnostic("E1", "m", at: nil, help: "h")) == "error[E1]: m\n  = help: h\n")
    // A place past the end of the file is shown at the end.
    #expect(render("ab", Diagnostic("E1", "m", at: at(90, 99))).contains("1:3"))
  }

  @Test func longLinesAreCut() {
    let text = String(repeating: "é", count: 500) + "!" + String(repeating: "x", count: 500)
    let rendered = render(
      text,
      Diagnostic(
        "E1", "m", at: at(1000, 1001), caption: "here", labels: [.init(at(0, 2), "far away")]))
    let lines = rendered.split(separator: "\n")
    #expect(lines.allSatisfy { $0.unicodeScalars.count < 120 })
    #expect(
      lines[3] == " 1 | ..." + String(repeating: "é", count: 40) + "!"
        + String(repeating: "x", count: 59) + "...")
    #expect(lines[4] == "   | " + String(repeating: " ", count: 43) + "^ here")
    #expect(lines[5].hasPrefix(" 1 | ééé") && lines[6] == "   | - far away")
  }

  @Test func controlCharactersDoNotReachTheTerminal() {
    let rendered = render("a\u{1B}[31m\u{202E}b", Diagnostic("E1", "m", at: at(0, 1)))
    #expect(rendered.contains(" 1 | a\u{FFFD}[31m\u{FFFD}b\n"))
  }

  @Test func overlappingMarks() {
    let rendered = render(
      "abcdef",
      Diagnostic("E1", "m", at: at(2, 4), caption: "inner", labels: [.init(at(0, 6), "outer")]))
    #expect(
      rendered == """
        error[E1]: m
          --> my.cnn:1:3
           |
         1 | abcdef
           | --^^--
           | | |
           | | inner
           | outer

        """)
  }

  @Test func colours() {
    let plain = render("abc", Diagnostic("E1", "m", at: at(0, 1), caption: "c"))
    let colored = render("abc", Diagnostic("E1", "m", at: at(0, 1), caption: "c"), color: true)
    #expect(colored.contains("\u{1B}[1;31merror[E1]\u{1B}[0m"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func summaries() {
    let error = Diagnostic("E1", "", at: nil)
    let warning = Diagnostic("W1", "", at: nil)
    #expect(DiagnosticRenderer.summary(of: []).isEmpty)
    #expect(DiagnosticRenderer.summary(of: [error, warning, error]) == "2 errors, 1 warning")
    #expect(DiagnosticRenderer.summary(of: [warning, warning]) == "2 warnings")
  }

  @Test func records() {
    var sources = SourceMap()
    _ = sources.add(SourceFile(name: "my.cnn", text: Array("β\nlet x\n".utf8)))
    let record = DiagnosticRecord(
      Diagnostic("E1", "m", at: at(3, 8), labels: [.init(at(0, 2), "l")]), in: sources)
    #expect(record.line == 2 && record.column == 1 && record.endLine == 2 && record.endColumn == 6)
    #expect(record.labels[0].endColumn == 2 && record.file == "my.cnn")
    #expect(DiagnosticRecord(Diagnostic("W1", "m", at: nil), in: sources).line == nil)
  }

  @Test(arguments: [
    ("ebs", "eps"), ("lose", "loss"), ("x", "X"), ("alhpa", "alpha"), ("a", nil), ("eps", nil),
    ("lambda", nil), ("Beta", "beta"), ("bet", "beta"),
  ])
  func suggestions(_ name: String, _ expected: String?) {
    let names = ["eps", "loss", "X", "alpha", "y", "beta"]
    #expect(suggestion(for: name, among: names) == expected)
  }
}
