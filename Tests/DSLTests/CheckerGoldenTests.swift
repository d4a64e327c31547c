import TestSupport
import Testing

@testable import DSL

@Suite struct CheckerGoldenTests {
  private let folder = GoldenFolder("Golden/checking")

  @Test func everyMessageIsAsRecorded() throws {
    let differences = try folder.check { golden in
      try golden.sections.filter { $0.heading.hasPrefix("SPEC") }.map { section in
        let checking = try Checking(golden, text: section.text)
        return .init("DIAGNOSTICS" + section.heading.dropFirst(4), checking.rendered)
      }
    }
    for difference in differences { Issue.record("\(difference)") }
    #expect(!GoldenCase.isRecording, "recorded: look at the changes, then run without CNNC_RECORD")
  }

  /// Every code that the folder Checking can emit has a case of its name that shows it in each spec.
  @Test(arguments: [
    "E020", "E023", "E101", "E102", "E104", "E110", "E111", "E112", "E113", "E115", "E116", "E117",
    "E118", "E119", "E120", "E121", "E122", "E123", "E124", "E125", "E126", "E127", "E128", "E129",
    "E131", "E132", "E133", "E134", "E135", "E201", "E204", "E208", "E209", "E210", "E405",
    "E409", "E410", "W130",
  ])
  func everyCodeHasACase(_ code: String) throws {
    let names = try folder.names().filter { $0.hasPrefix(code) }
    #expect(!names.isEmpty)
    for name in names {
      let golden = try folder.read(name)
      for section in golden.sections where section.heading.hasPrefix("DIAGNOSTICS") {
        #expect(section.text.contains("[\(code)]"), "\(name), \(section.heading)")
      }
    }
  }

  /// No spec of the folder checks clean, and none says the same thing twice.
  @Test func everyMessageStandsOnce() throws {
    for name in try folder.names() {
      let golden = try folder.read(name)
      for section in golden.sections where section.heading.hasPrefix("SPEC") {
        let checking = try Checking(golden, text: section.text)
        #expect(!checking.diagnostics.isEmpty, "\(name), \(section.heading)")
        #expect(
          Set(checking.diagnostics).count == checking.diagnostics.count,
          "\(name), \(section.heading)")
      }
    }
  }
}
