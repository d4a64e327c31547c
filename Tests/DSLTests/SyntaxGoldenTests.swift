import TestSupport
import Testing

@testable import DSL

@Suite struct SyntaxGoldenTests {
  private let folder = GoldenFolder("Golden/syntax")

  @Test func everyMessageIsAsRecorded() throws {
    let differences = try folder.check { golden in
      golden.sections.filter { $0.heading.hasPrefix("SPEC") }.map { section in
        .init("DIAGNOSTICS" + section.heading.dropFirst(4), Reading(section.text).rendered)
      }
    }
    for difference in differences { Issue.record("\(difference)") }
    #expect(!GoldenCase.isRecording, "recorded: look at the changes, then run without CNNC_RECORD")
  }

  /// A case is named for the code it shows, and shows it in each spec.
  @Test func everyCodeHasACase() throws {
    let names = try folder.names()
    let codes = [
      "E001", "E002", "E003", "E004", "E005", "E010", "E011", "E012", "E013", "E014", "E015",
      "E016", "E017", "E018", "E019", "W021", "W022",
    ]
    for code in codes {
      let cases = names.filter { $0.hasPrefix(code) }
      #expect(!cases.isEmpty, "\(code)")
      for name in cases {
        for section in try folder.read(name).sections
        where section.heading.hasPrefix("DIAGNOSTICS") {
          #expect(section.text.contains("[\(code)]"), "\(name), \(section.heading)")
        }
      }
    }
  }

  @Test func goldenFilesRoundTrip() throws {
    let golden = GoldenCase(
      preamble: "# Title\n\nWhy.",
      sections: [.init("SPEC", "let a = 1\n"), .init("OUT", "```\nx\n```\n"), .init("E", "")])
    #expect(GoldenCase(markdown: golden.markdown()) == golden)
    for name in try folder.names() {
      let golden = try folder.read(name)
      #expect(GoldenCase(markdown: golden.markdown()) == golden)
    }
  }
}
