import Foundation
import TestSupport
import Testing

/// What `cnnc fmt` does to files; the golden cases show what it says.
@Suite struct FormatCommandTests {
  private let loose = "let a=1\n"
  private let canonical = "let a = 1\n"

  @Test func filesAreRewrittenInPlace() throws {
    let command = try Command()
    try command.folder.write("a.cnn", loose)
    #expect(try command.shell("chmod 640 a.cnn && ln -s a.cnn link.cnn").code == 0)
    let run = try command.run("fmt", "link.cnn")
    #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
    #expect(try command.folder.read("a.cnn") == canonical)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: command.folder.url("a.cnn").path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try command.shell("readlink link.cnn").output == "a.cnn\n")
    #expect(command.folder.names.filter { $0.hasPrefix("a.cnn") } == ["a.cnn"])
  }

  /// A file in the canonical form is not written: it stays the same file, and may be read-only.
  @Test func canonicalFilesAreNotWritten() throws {
    let command = try Command()
    try command.folder.write("a.cnn", canonical)
    let run = try command.shell(
      "chmod 444 a.cnn; ls -i a.cnn; cnnc fmt a.cnn && cnnc fmt --check a.cnn && ls -i a.cnn")
    let lines = run.output.split(separator: "\n")
    #expect(run.code == 0 && lines.count == 2 && lines.first == lines.last, "\(run.errors)")
  }

  @Test func filesThatCannotBeDoneDoNotStopTheOthers() throws {
    let command = try Command()
    try command.folder.write("wrong.cnn", "let  a=\n")
    try command.folder.write("locked.cnn", loose)
    try command.folder.write("a.cnn", loose)
    let run = try command.shell(
      "chmod 444 locked.cnn; cnnc fmt none.cnn wrong.cnn locked.cnn a.cnn")
    #expect(run.code == 1 && run.output.isEmpty)
    for message in [
      "error[E022]: cannot read the spec `none.cnn`: no such file", "error[E016]",
      "error[E422]: cannot write locked.cnn: the file is read-only", "3 errors",
    ] {
      #expect(run.errors.contains(message), "\(run.errors)")
    }
    #expect(try command.folder.read("wrong.cnn") == "let  a=\n")
    #expect(try command.folder.read("locked.cnn") == loose)
    #expect(try command.folder.read("a.cnn") == canonical)
    #expect(try command.run("fmt", "locked.cnn").code == 3)
    #expect(try command.run("fmt").code == 2)
  }

  /// Neither writes; together they tell by the exit code what the diff shows.
  @Test(arguments: [(["--check"], 7), (["--diff"], 0), (["--check", "--diff"], 7)])
  func nothingIsWrittenWhenLookingOnly(_ flags: [String], _ code: Int) throws {
    let command = try Command()
    try command.folder.write("a.cnn", loose)
    let run = try command.shell("cnnc fmt \(flags.joined(separator: " ")) a.cnn")
    #expect(run.code == Int32(code))
    #expect(try command.folder.read("a.cnn") == loose)
    #expect(run.output.hasPrefix(flags == ["--check"] ? "a.cnn\n" : "--- a.cnn\n+++ a.cnn\n"))
    let again = try command.shell(
      "cnnc fmt a.cnn; cnnc fmt \(flags.joined(separator: " ")) a.cnn")
    #expect(again.code == 0 && again.output.isEmpty && again.errors.isEmpty)
  }

  /// The diff is one that `patch` can apply.
  @Test func theDiffLeadsToTheFormattedFile() throws {
    let command = try Command()
    var lines = (0..<60).map { "let a\($0) = \($0)\n\n" }
    for index in [0, 7, 8, 30, 59] { lines[index] = "let a\(index)=1\r\n\n\n" }
    for text in [lines.joined(), lines.joined() + "let b=1", "\u{FEFF}let b = 1", "\n\n", "#  \n"] {
      try command.folder.write("a.cnn", text)
      let run = try command.shell(
        """
        command -v patch >/dev/null || exit 77
        cp a.cnn b.cnn; cnnc fmt --diff a.cnn >a.diff; cnnc fmt a.cnn
        patch --binary -s b.cnn a.diff && cmp a.cnn b.cnn
        """)
      #expect(run.code == 0 || run.code == 77, "\(run.output)\(run.errors)")
    }
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let command = try Command()
    let run = try command.run("fmt", "--unicode", "-", input: "assert a<=||b||_inf")
    #expect(run.code == 0 && run.output == "assert a ≤ ||b||_∞\n")
    let back = try command.run("fmt", "-", input: run.output)
    #expect(back.output == "assert a <= ||b||_inf\n")
    let wrong = try command.run("fmt", "-", input: "let a=\n")
    #expect(wrong.code == 1 && wrong.output.isEmpty && wrong.errors.contains("<stdin>:1"))
    let check = try command.run("fmt", "--check", "-", input: loose)
    #expect(check.code == 7 && check.output == "<stdin>\n")
  }

  @Test func theDocument() throws {
    struct Fields: Decodable {
      struct Entry: Decodable {
        let file: String
        let changed: Bool
        let diff: String?
        let text: String?
      }
      struct Message: Decodable { let code: String }
      let schema: String
      let status: String
      let files: [Entry]
      let diagnostics: [Message]
    }
    let command = try Command()
    try command.folder.write("a.cnn", loose)
    try command.folder.write("b.cnn", "let a =\n")
    let run = try command.run("fmt", "--json", "a.cnn", "b.cnn", "-", input: canonical)
    let fields = try JSONDecoder().decode(Fields.self, from: Data(run.output.utf8))
    #expect(run.code == 1 && run.errors.isEmpty)
    #expect(fields.schema == "cnnc.format/1" && fields.status == "error")
    #expect(fields.files.map(\.file) == ["a.cnn", "<stdin>"])
    #expect(fields.files.map(\.changed) == [true, false])
    #expect(fields.files.map(\.text) == [nil, canonical])
    #expect(fields.files.allSatisfy { $0.diff == nil })
    #expect(fields.diagnostics.map(\.code) == ["E016"])
    #expect(try command.folder.read("a.cnn") == canonical)
    let check = try command.run("fmt", "--json", "--check", "-", input: loose)
    #expect(check.code == 7)
  }
}
