import Foundation
import TestSupport
import Testing

@testable import DSL

/// The grammar files say what the parser does.
@Suite struct GrammarTests {
  private let root = GoldenFolder.tests().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The names on the left of the productions.
  private func productions() throws -> [String] {
    try text("grammar/cnn.ebnf").split(separator: "\n").compactMap { line in
      line.wholeMatch(of: /([A-Za-z]+) +=.*/).map { String($0.1) }
    }
  }

  /// The blocks of a page, by their heading.
  private func examples(in page: String = "grammar/README.md") throws -> [(
    heading: String, text: String
  )] {
    var examples: [(heading: String, text: String)] = []
    var heading = ""
    var block: String?
    for line in try text(page).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("### ") { heading = String(line.dropFirst(4)) }
      if line == "```cnn" {
        block = ""
      } else if line == "```", let text = block {
        examples.append((heading, text))
        block = nil
      } else if block != nil {
        block? += line + "\n"
      }
    }
    return examples
  }

  @Test func everyExampleIsRead() throws {
    for (heading, text) in try examples() {
      let reading = Reading(text)
      #expect(reading.codes.isEmpty, "\(heading)\n\(reading.rendered)")
      #expect(Reading(SourcePrinter.text(reading.program)).tree == reading.tree, "\(heading)")
    }
  }

  /// The page about data shows statements that mean something.
  @Test func everyExampleOfDataIsUnderstood() throws {
    let examples = try examples(in: "grammar/DATA.md")
    #expect(examples.count >= 3)
    for (_, text) in examples {
      let reading = Reading(text)
      #expect(reading.codes.isEmpty, "\(reading.rendered)")
      // What the statements alone leave open: no network, no objective, nothing used.
      let open = ["E122", "E123", "E125", "W130"]
      let codes = check(reading.program).diagnostics.map(\.code).filter { !open.contains($0) }
      #expect(codes.isEmpty, "\(codes)\n\(text)")
    }
  }

  @Test func everyProductionHasAnExample() throws {
    let names = try productions()
    #expect(names.count > 40)
    #expect(try examples().map(\.heading) == names)
  }

  @Test func everyProductionIsAMethodOfTheParser() throws {
    let folder = root.appendingPathComponent("Sources/DSL/Syntax")
    let source = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("Parser") }
      .map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
      .joined()
    for name in try productions() where name != name.uppercased() {
      #expect(source.contains("mutating func \(name)("), "\(name)")
      // The production stands in the method's comment, in one line or the beginning of it.
      #expect(name == "statement" || source.contains("`\(name) = "), "\(name)")
    }
  }
}
