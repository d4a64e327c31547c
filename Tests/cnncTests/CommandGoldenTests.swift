import Foundation
import TestSupport
import Testing

/// Runs of the command as a user sees them: what is typed, the exit code, both streams.
@Suite struct CommandGoldenTests {
  private let folder = GoldenFolder("Golden/commands")

  @Test func everyRunIsAsRecorded() throws {
    let differences = try folder.check { golden in
      let command = try Command()
      for section in golden.sections where section.heading.hasPrefix("FILE ") {
        try command.folder.write(String(section.heading.dropFirst(5)), section.text)
      }
      let run = try command.shell(golden.text(of: "COMMAND") ?? "")
      return [
        .init("EXIT", run.code.map { "\($0)\n" } ?? "none\n"),
        .init("STDOUT", Mask.text(run.output)), .init("STDERR", Mask.text(run.errors)),
      ]
    }
    for difference in differences { Issue.record("\(difference)") }
    #expect(!GoldenCase.isRecording, "recorded: look at the changes, then run without CNNC_RECORD")
  }

  /// Whoever reads a golden file sees only exit codes that the contract knows.
  @Test func exitCodesAreThoseOfTheContract() throws {
    for name in try folder.names() {
      let code = try folder.read(name).text(of: "EXIT") ?? ""
      #expect(
        ["0\n", "1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n", "130\n"].contains(code), "\(name)")
    }
  }
}

/// Takes out of a text what differs from run to run and from machine to machine.
enum Mask {
  static func text(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  private static func line(_ line: String) -> String {
    var line = line
    for (label, mask) in [
      ("  time        ", "<times>"), ("  plan        ", "<plan>"), ("  bound       ", "<bound>"),
      ("  gap         ", "<gap>"), ("iteration ", "<progress>"),
    ] where line.hasPrefix(label) {
      return label + mask
    }
    line.replace(#/after \d+ iterations/#, with: "after <n> iterations")
    line.replace(#/violation \S+$/#, with: "violation <v>")
    line.replace(#/-?\d+\.\d{4,}/#) { match in
      Double(match.output).map { "\(($0 * 1e4).rounded() / 1e4)" } ?? String(match.output)
    }
    line.replace(#/(pass|passes), \d\S* m?s\)$/#) { "\($0.output.1), <time>)" }
    line.replace(#/take (about .*|less than a second) to a proof/#, with: "take <time> to a proof")
    line.replace(#/\d+ neurons/#, with: "<n> neurons")
    line.replace(
      #/^( *)"(blas|dual_objective|gap|iterations|max_violation|neurons|peak_memory_bytes|threads|plan|read|compile|seconds|setup|solve|total|version)" : .*?(,?)$/#
    ) { "\($0.output.1)\"\($0.output.2)\" : <\($0.output.2)>\($0.output.3)" }
    return line
  }
}
