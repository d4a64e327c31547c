import Foundation
import TestSupport
import Testing

@testable import DSL

/// Every code is explained, and every example shows what it says.
@Suite struct ExplanationTests {
  private static let checked = Explanation.all.filter { $0.example?.command == nil }
  private static let withExample = checked.filter { $0.example != nil }

  @Test(arguments: withExample.map(\.code))
  func theExampleShowsItsCodeAlone(_ code: String) throws {
    let example = try #require(Explanation.of(code)?.example)
    let checking = try Checking(#require(example.spec), files: files(of: example))
    let errors = Set(checking.diagnostics.filter { $0.severity == .error }.map(\.code))
    // What ends a sum too early leaves an index without a sum.
    let allowed = code == "W021" ? ["E104"] : code.hasPrefix("E") ? [code] : []
    #expect(errors == Set(allowed), "\(checking.rendered)")
    #expect(checking.codes.contains(code), "\(checking.rendered)")
    if code.hasPrefix("E") {
      #expect(checking.diagnostics.count { $0.severity == .error } == 1, "\(checking.rendered)")
    }
  }

  @Test(arguments: withExample.filter { $0.example?.mendedSpec != nil }.map(\.code))
  func theMendedSpecIsClean(_ code: String) throws {
    let example = try #require(Explanation.of(code)?.example)
    let checking = try Checking(#require(example.mendedSpec), files: files(of: example))
    #expect(checking.diagnostics.isEmpty, "\(checking.rendered)")
  }

  private func files(of example: Explanation.Example) -> [String: String] {
    Dictionary(uniqueKeysWithValues: example.files.map { ($0.name, $0.text) })
  }

  /// Whatever code stands in the sources is explained, and nothing else is.
  @Test func codesAreThoseOfTheSources() throws {
    let sources = GoldenFolder.tests().deletingLastPathComponent().appendingPathComponent("Sources")
    let walk = try #require(FileManager.default.enumerator(atPath: sources.path))
    var emitted: Set<String> = []
    for case let path as String in walk
    where path.hasSuffix(".swift") && !path.contains("Explanations/") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      for match in text.matches(of: #/"([EW][0-9]{3})"/#) { emitted.insert(String(match.output.1)) }
    }
    let explained = Explanation.all.map(\.code)
    #expect(Set(explained).subtracting(emitted).sorted() == [])
    #expect(emitted.subtracting(explained).sorted() == [])
    #expect(Set(explained).count == explained.count)
    #expect(explained == explained.sorted())
  }

  /// Codes that checking can show have an example; the others a reason not to.
  @Test func fewCodesHaveNoExample() {
    let bare = Explanation.all.filter { $0.example == nil }.map(\.code)
    // What takes a thousand lines, a machine without memory, or a file of another run.
    #expect(Set(bare) == ["E015", "E404", "E419", "E426", "E508", "E517", "W022"])
  }

  @Test func textsFitATerminal() {
    for explanation in Explanation.all {
      for line in explanation.text.split(separator: "\n") {
        #expect(line.unicodeScalars.count <= 100, "\(explanation.code): \(line)")
      }
      #expect(!explanation.title.hasSuffix(".") && explanation.text.hasSuffix("."))
    }
  }
}
