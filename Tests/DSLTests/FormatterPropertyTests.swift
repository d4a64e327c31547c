import Foundation
import TestSupport
import Testing

@testable import DSL

/// What must hold of every text that parses.
@Suite struct FormatterPropertyTests {
  @Test func samples() throws {
    for (name, text) in try sampleSpecs() { try expectFaithful(text, "\(name)") }
  }

  @Test func goldenSpecs() throws {
    var count = 0
    for folder in ["checking", "syntax", "commands"] {
      let golden = GoldenFolder("Golden/" + folder)
      for name in try golden.names() {
        let sections = try golden.read(name).sections
        for section in sections
        where section.heading == "SPEC" || section.heading.hasSuffix(".cnn") {
          guard format(section.text) != nil else { continue }
          try expectFaithful(section.text, "\(name)")
          count += 1
        }
      }
    }
    #expect(count > 60)
  }

  @Test func randomPrograms() throws {
    for seed in 0..<400 as Range<UInt64> {
      var programs = ProgramGenerator(seed: seed)
      var layout = LayoutGenerator(seed: seed)
      try expectFaithful(layout.text(of: programs.program()), "seed \(seed)")
    }
  }

  /// Slips of the keyboard: most texts have errors, the others must survive.
  @Test func randomSlips() throws {
    var random = SeededGenerator(seed: 1)
    let specs = try sampleSpecs().map(\.text)
    var count = 0
    for _ in 0..<2000 {
      var text = Array(specs[Int.random(in: specs.indices, using: &random)].unicodeScalars)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: text.indices, using: &random)
        let new = Array(" \n\t#|-*x,([\"".unicodeScalars).randomElement(using: &random) ?? " "
        if Bool.random(using: &random) { text.insert(new, at: place) } else { text[place] = new }
      }
      var string = String.UnicodeScalarView()
      string.append(contentsOf: text)
      guard format(String(string)) != nil else { continue }
      try expectFaithful(String(string), "slip")
      count += 1
    }
    #expect(count > 200)
  }

  /// The formatted text means the same, says the same, and stays as it is when formatted again.
  private func expectFaithful(_ text: String, _ name: String) throws {
    let ascii = try #require(format(text), "\(name)\n\(text)")
    let unicode = try #require(format(text, .unicode), "\(name)\n\(text)")
    let reading = Reading(text)
    for (result, signs) in [(ascii, SignSpelling.ascii), (unicode, .unicode)] {
      let again = Reading(result)
      let explained = "\(name)\n\(text)\n---\n\(result)\n\(again.rendered)" as Comment
      #expect(format(result, signs) == result, explained)
      #expect(again.tree == reading.tree, explained)
      #expect(comments(of: result) == comments(of: text), explained)
      #expect(literals(of: again.file) == literals(of: reading.file), explained)
      #expect(statementStarts(result) == statementStarts(text), explained)
      let lines = result.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(result.isEmpty || lines.last == "" && lines.first != "", explained)
      #expect(!result.contains("\n\n\n") && !result.hasSuffix("\n\n"), explained)
      #expect(!lines.contains { $0.hasSuffix(" ") || $0.hasSuffix("\t") }, explained)
    }
    #expect(format(unicode) == ascii, "\(name)\n\(text)")
    #expect(format(ascii, .unicode) == unicode, "\(name)\n\(text)")
    #expect(!Reading(ascii).file.text.contains { $0 == 0x0D } && !ascii.contains("≤"))
  }

  /// The comments, found without the lexer: no string holds a quote.
  private func comments(of text: String) -> [String] {
    text.replacing("\r\n", with: "\n").split(separator: "\n").compactMap { line in
      var isQuoted = false
      guard
        let start = line.firstIndex(where: { character in
          if character == "\"" { isQuoted.toggle() }
          return character == "#" && !isQuoted
        })
      else { return nil }
      return line[start...].replacing(#/[ \t]+$/#, with: "").description
    }
  }

  /// Names, numbers and strings as they are written; words of the grammar may change.
  private func literals(of file: SourceFile) -> [String] {
    tokens(of: file, index: 0).tokens.filter { token in
      token.kind == .number || token.kind == .string
        || token.kind == .name && token.keyword != .in
    }.map { String(decoding: file.text[$0.range.start..<$0.range.end], as: UTF8.self) }
  }

  /// The first word of each statement, with the number of lines that hold code behind it.
  private func statementStarts(_ text: String) -> [String] {
    let file = SourceFile(name: "a.cnn", text: Array(text.utf8))
    return tokens(of: file, index: 0).tokens.split { $0.kind == .endOfStatement }.map { tokens in
      let lines = Set(tokens.map { file.location(of: $0.range.start).line })
      return "\(tokens.first?.keyword.map(\.spelling) ?? "") \(lines.count)"
    }
  }
}

/// Writes the tokens of a program with other blanks, line breaks and comments.
private struct LayoutGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed &+ 1_000_000)
  }

  mutating func text(of program: String) -> String {
    let file = SourceFile(name: "a.cnn", text: Array(program.utf8))
    let isLoose = chance(70)
    var result = chance(10) ? "\u{FEFF}" : ""
    var isStart = true
    var end = 0
    result += edge()
    for token in tokens(of: file, index: 0).tokens {
      if token.kind == .endOfStatement {
        result += (chance(20) ? " " + comment() : "") + lineEnd()
        // Comments and blank lines, some of them indented, up to the next statement.
        result += edge()
        isStart = true
      } else {
        if !isStart { result += gap(isNeeded: token.range.start > end, isLoose) }
        result += String(
          decoding: file.text[token.range.start..<token.range.end], as: UTF8.self)
        isStart = false
      }
      end = token.range.end
    }
    if chance(20), let last = result.unicodeScalars.last, last == "\n" {
      result.unicodeScalars.removeLast()
      if result.unicodeScalars.last == "\r" { result.unicodeScalars.removeLast() }
    }
    return result
  }

  /// What may stand between two tokens of a statement.
  private mutating func gap(isNeeded: Bool, _ isLoose: Bool) -> String {
    guard isLoose, chance(25) else { return isNeeded || chance(5) ? blanks() : "" }
    guard chance(40) else { return blanks() }
    return (chance(30) ? comment() : "") + lineEnd() + edge() + blanks()
  }

  private mutating func edge() -> String {
    var result = ""
    while chance(25) {
      result += (chance(50) ? blanks() : "") + (chance(60) ? comment() : "") + lineEnd()
    }
    return result
  }

  private mutating func blanks() -> String {
    pick([" ", " ", "  ", "\t", " \t ", "        ", String(repeating: " ", count: 60)])
  }

  private mutating func lineEnd() -> String { pick(["\n", "\n", " \n", "\r\n"]) }

  private mutating func comment() -> String {
    pick(["#", "# note", "#tight", "# \"quoted\" # twice ", "# größer als ε\t", "##  a  b"])
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: choices.indices, using: &random)]
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }
}
