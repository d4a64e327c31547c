import Foundation
import TestSupport
import Testing

@testable import DSL

/// How well the golden cases cover the codes of parsing and checking.
@Suite struct GoldenCoverageTests {
  /// The codes that stand in the sources of the language.
  private func emitted() throws -> Set<String> {
    let sources = GoldenFolder.tests().deletingLastPathComponent()
      .appendingPathComponent("Sources/DSL")
    let walk = try #require(FileManager.default.enumerator(atPath: sources.path))
    var codes: Set<String> = []
    for case let path as String in walk
    where path.hasSuffix(".swift") && !path.contains("Explanations/") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      for match in text.matches(of: #/"([EW][0-9]{3})"/#) { codes.insert(String(match.output.1)) }
    }
    return codes
  }

  /// How many specs show each code, in the folders of syntax and of checking.
  private func shown() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for folder in ["syntax", "checking"].map({ GoldenFolder("Golden/" + $0) }) {
      for name in try folder.names() {
        for section in try folder.read(name).sections
        where section.heading.hasPrefix("DIAGNOSTICS") {
          let codes = section.text.matches(of: #/(?:error|warning)\[([EW][0-9]{3})\]/#)
          for code in Set(codes.map { String($0.output.1) }) { counts[code, default: 0] += 1 }
        }
      }
    }
    return counts
  }

  @Test func everyCodeHasTwoCases() throws {
    let counts = try shown()
    // A case of W022 has a thousand lines: there is one.
    for code in try emitted() where code != "W022" {
      #expect(counts[code] ?? 0 >= 2, "\(code)")
    }
  }

  @Test func thereAreManyCases() throws {
    var count = 0
    for folder in ["syntax", "checking"].map({ GoldenFolder("Golden/" + $0) }) {
      for name in try folder.names() {
        count += try folder.read(name).sections.count { $0.heading.hasPrefix("SPEC") }
      }
    }
    count += try GoldenFolder("Golden/commands").names().count
    #expect(count >= 120)
  }

  /// One mistake is one error: among the cases of checking, most have a single one.
  @Test func fewCasesHaveSeveralErrors() throws {
    let folder = GoldenFolder("Golden/checking")
    var (single, several) = (0, 0)
    for name in try folder.names() {
      for section in try folder.read(name).sections
      where section.heading.hasPrefix("DIAGNOSTICS") {
        let errors = section.text.matches(of: #/error\[/#).count
        if errors > 1 { several += 1 } else { single += 1 }
      }
    }
    #expect(several * 6 < single, "\(several) of \(single + several)")
  }
}
