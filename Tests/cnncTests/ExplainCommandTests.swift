import DSL
import Foundation
import TestSupport
import Testing

/// `cnnc explain`, and the examples that take more than checking to show their code.
@Suite struct ExplainCommandTests {
  private static let run = Explanation.all.filter { $0.example?.command != nil }

  @Test(arguments: run.map(\.code))
  func theCommandShowsTheCode(_ code: String) throws {
    let example = try #require(Explanation.of(code)?.example)
    let line = try #require(example.command)
    let shown = try result(of: line, example.files)
    #expect(shown.codes.contains(code), "\(line): \(shown.run.errors)")
    #expect((shown.run.code == 0) == code.hasPrefix("W"), "\(line)")
    guard example.mendedCommand != nil || example.mendedSpec != nil else { return }
    let files = example.files.map { file in
      (file.name, file.name == "spec.cnn" ? example.mendedSpec ?? file.text : file.text)
    }
    let mendedLine = example.mendedCommand ?? line
    let mended = try result(
      of: mendedLine, files.map { Explanation.Example.File(name: $0.0, text: $0.1) })
    #expect(!mended.codes.contains(code), "\(mendedLine): \(mended.run.errors)")
    #expect(mended.run.code == 0, "\(mendedLine): \(mended.run.errors)")
  }

  private func result(
    of line: String, _ files: [Explanation.Example.File]
  ) throws -> (run: CommandRun, codes: Set<String>) {
    let command = try Command()
    for file in files {
      try Data(file.text.utf8).write(to: command.folder.url(file.name))
    }
    let run = try command.shell(line)
    // With --json they stand on standard output.
    let codes = run.errors.matches(of: #/(?:error|warning)\[([EW][0-9]{3})\]/#).map(\.output.1)
    let records = run.output.matches(of: #/"code" ?: ?"([EW][0-9]{3})"/#).map(\.output.1)
    return (run, Set((codes + records).map(String.init)))
  }

  @Test func listsAndPages() throws {
    let command = try Command()
    let list = try command.run("explain")
    #expect(list.code == 0)
    for explanation in Explanation.all { #expect(list.output.contains(explanation.code)) }
    for code in Explanation.all.map(\.code) {
      let page = try command.run("explain", code.lowercased())
      #expect(page.code == 0 && page.output.hasPrefix(code + ": "), "\(code)")
    }
  }
}
