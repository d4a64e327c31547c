import Foundation
import TestSupport
import Testing

/// Odd program files: no crash, no wrong claim, and FILES.md says what happens.
@Suite struct OddProgramTests {
  private static let begin = "<!-- The tables below are written by the tests (CNNC_RECORD=1). -->"

  @Test(arguments: OddProgram.all.map(\.title))
  func everyProgramIsAnsweredAsTheTableSays(_ title: String) throws {
    let programs = OddProgram.all.first { $0.title == title }?.programs ?? []
    for program in programs {
      for (name, text) in program.files {
        let command = try Command()
        try command.folder.write(name, text)
        let run = try command.shell(
          "cnnc solve \(name) -q \(program.options.joined(separator: " "))")
        let place = "\(program.what), \(name): \(run.output) \(run.errors)"
        let code = try #require(run.code, "\(place)")
        #expect(program.exits.contains(code), "\(code): \(place)")
        #expect((run.output + run.errors).contains(program.says), "\(place)")
        // A fault of a file is told with its place, but where the whole file is meant.
        if code == 3, program.says != "E418", program.what != "no row of type N" {
          #expect(run.errors.contains("--> \(name):"), "\(place)")
        }
        let claims = ["infeasible, proven", "unbounded, proven"].contains(
          where: run.output.contains)
        #expect(claims == (code == 4), "\(place)")
      }
    }
  }

  @Test func theTableIsThatOfTheDocument() throws {
    let path = GoldenFolder.tests().deletingLastPathComponent().appendingPathComponent("FILES.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let start = try #require(text.range(of: Self.begin)).upperBound
    let tables =
      OddProgram.all.map { title, programs in
        "\n\n### \(title)\n\n| what | cnnc says | exit |\n|---|---|---|\n"
          + programs.map(\.row).joined(separator: "\n")
      }.joined() + "\n"
    if GoldenCase.isRecording {
      try (text[..<start] + tables).write(to: path, atomically: true, encoding: .utf8)
    }
    #expect(String(text[start...]) == tables)
    #expect(!GoldenCase.isRecording, "recorded: look at the changes, then run without CNNC_RECORD")
  }
}
