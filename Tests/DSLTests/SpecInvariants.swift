// The fuzzer compiles this file into the module itself.
#if !FUZZING
  @testable import DSL
#endif

/// What must hold of every text, whoever wrote it.
struct SpecInvariants {
  /// The text.
  let text: [UInt8]
  /// The files that an `include` finds.
  let files: [String: [UInt8]]

  private let file: SourceFile
  private let program: Program
  /// Whether the text parses; what it includes may not.
  private let parses: Bool

  /// A text and the files that it may include.
  init(_ text: [UInt8], files: [String: [UInt8]]) {
    self.text = text
    self.files = files
    file = SourceFile(name: "spec.cnn", text: text)
    let (program, diagnostics) = parse(file, index: 0)
    self.program = program
    parses = !diagnostics.contains { $0.severity == .error }
  }

  /// The first one that is broken; nil where all hold.
  var violation: String? {
    tokenViolation ?? treeViolation ?? formatViolation ?? checkViolation ?? fixViolation
  }

  // MARK: - Reading and writing

  /// Tokens follow one another, and only blanks and comments stand between them.
  private var tokenViolation: String? {
    var end = 0
    for token in tokens(of: file, index: 0).tokens {
      guard token.range.start >= end, token.range.end <= text.count else {
        return "token out of order at \(token.range.start)"
      }
      if token.kind != .endOfStatement && token.range.start == token.range.end {
        return "empty token at \(end)"
      }
      end = token.range.end
    }
    return nil
  }

  /// What is printed reads back as the same program.
  private var treeViolation: String? {
    let tree = program.tree(index: 0)
    if let stray = Self.strayNode(in: tree, size: text.count) { return stray }
    guard parses else { return nil }
    let printed = SourcePrinter.text(program)
    guard let again = Self.tree(of: Array(printed.utf8)) else {
      return "the printed text does not parse:\n\(printed)"
    }
    return again == tree.text(in: nil) ? nil : "the printed text has another tree:\n\(printed)"
  }

  /// Every part of a tree lies in its whole.
  private static func strayNode(in tree: SyntaxTree, size: Int) -> String? {
    guard tree.range.end <= size else { return "a node ends behind the text" }
    var open = [tree]
    while let node = open.popLast() {
      for child in node.children {
        guard child.range.start >= node.range.start, child.range.end <= node.range.end else {
          return "\(child.kind) at \(child.range) is outside of \(node.kind) at \(node.range)"
        }
        open.append(child)
      }
    }
    return nil
  }

  /// The tree without places; nil where the text does not parse.
  private static func tree(of text: [UInt8]) -> String? {
    let (program, diagnostics) = parse(SourceFile(name: "again.cnn", text: text), index: 0)
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    return program.tree(index: 0).text(in: nil)
  }

  /// Formatting keeps the meaning and the comments, and changes nothing the second time.
  private var formatViolation: String? {
    guard let ascii = formatted(file, index: 0).text,
      let unicode = formatted(file, index: 0, signs: .unicode).text
    else { return parses ? "not formatted though it parses" : nil }
    guard parses else { return "formatted though it does not parse" }
    let tree = program.tree(index: 0).text(in: nil)
    for (result, signs) in [(ascii, SignSpelling.ascii), (unicode, .unicode)] {
      let again = SourceFile(name: "formatted.cnn", text: result)
      let shown = "\(signs):\n" + String(decoding: result, as: UTF8.self)
      if Self.tree(of: result) != tree { return "formatting changes the meaning, \(shown)" }
      if formatted(again, index: 0, signs: signs).text != result {
        return "formatting is not stable, \(shown)"
      }
      if Self.comments(of: result) != Self.comments(of: text) { return "comments differ, \(shown)" }
    }
    let file = SourceFile(name: "unicode.cnn", text: unicode)
    return formatted(file, index: 0).text == ascii ? nil : "ASCII cannot be had back from Unicode"
  }

  /// The comments without the blanks at their ends, found without the lexer: no string of a text
  /// that parses holds a quote.
  private static func comments(of text: [UInt8]) -> [[UInt8]] {
    text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      var isQuoted = false
      let start = line.firstIndex { byte in
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        return byte == UInt8(ascii: "#") && !isQuoted
      }
      guard let start else { return nil }
      let blanks = Array(" \t\r".utf8)
      let end = line.lastIndex { !blanks.contains($0) } ?? start
      return Array(line[start...end])
    }
  }

  // MARK: - Checking

  private func findings(in text: [UInt8]) -> (findings: Findings, checked: CheckedProgram?) {
    let loaded = loadProgram(name: "spec.cnn", text: text) { path in
      files[path].map { .text($0) } ?? .failure("no such file")
    }
    let parses = !loaded.diagnostics.contains { $0.severity == .error }
    let checked = parses ? check(loaded.program) : nil
    let found = Findings(
      sources: loaded.sources, diagnostics: loaded.diagnostics + (checked?.diagnostics ?? []),
      isChecked: parses)
    return (found, checked)
  }

  /// Checking gives a model or an error, the same one each time, and messages that can be shown.
  private var checkViolation: String? {
    let (found, checked) = findings(in: text)
    if let fault = Self.fault(of: found) { return fault }
    guard let checked else { return nil }
    let isClean = !checked.diagnostics.contains { $0.severity == .error }
    if isClean != (checked.model != nil) {
      return isClean ? "neither an error nor a model" : "a model in spite of errors"
    }
    let (again, second) = findings(in: text)
    guard again.diagnostics == found.diagnostics, second?.model?.summary == checked.model?.summary
    else { return "checking twice gives two answers" }
    for name in checked.names where name.range.end > found.sources.file(of: name.range).text.count {
      return "`\(name.name)` is declared outside of its file"
    }
    return nil
  }

  /// What is wrong with messages: places outside of their files, or text that a terminal obeys.
  private static func fault(of findings: Findings) -> String? {
    let (sources, diagnostics) = (findings.sources, findings.diagnostics)
    for diagnostic in diagnostics {
      let ranges =
        [diagnostic.range].compactMap(\.self) + diagnostic.labels.map(\.range)
        + diagnostic.fixes.map(\.range)
      for range in ranges {
        guard sources.files.indices.contains(range.file), range.start >= 0,
          range.end <= sources.files[range.file].text.count
        else { return "\(diagnostic.code) points outside of its file" }
      }
      _ = DiagnosticRecord(diagnostic, in: sources)
    }
    let text = DiagnosticRenderer().render(diagnostics, in: sources)
    if let hidden = text.unicodeScalars.first(where: { isHidden($0) && $0 != "\n" }) {
      return "messages hold the hidden character U+\(String(hidden.value, radix: 16)):\n\(text)"
    }
    _ = DiagnosticRenderer(color: true).render(diagnostics, in: sources)
    return nil
  }

  // MARK: - Fixes

  /// Fixes never make it worse, and never cut a character in two.
  private var fixViolation: String? {
    let before = findings(in: text).findings
    let fixed = applyFixes(to: text) { findings(in: $0).findings }
    let after = String(decoding: fixed.text, as: UTF8.self)
    if before.isChecked && !fixed.remaining.isChecked { return "fixing breaks syntax:\n\(after)" }
    if before.isChecked == fixed.remaining.isChecked
      && fixed.remaining.errorCount > before.errorCount
    {
      return "more errors after fixing:\n\(after)"
    }
    guard fixed.applied.allSatisfy({ $0.range.start >= 0 && $0.range.end <= text.count }) else {
      return "a fix outside of the text"
    }
    let isValid = String(validating: text, as: UTF8.self) != nil
    if isValid && String(validating: fixed.text, as: UTF8.self) == nil {
      return "fixing cut a character in two:\n\(after)"
    }
    return nil
  }
}
