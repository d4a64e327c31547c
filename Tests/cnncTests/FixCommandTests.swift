import Foundation
import TestSupport
import Testing

/// `cnnc fix` on files and streams.
@Suite struct FixCommandTests {
  /// Slips of the parser's and of the checker's kind; only the last norm is a question.
  private static let spec = """
    include toy.cnn
    network yhat(Z) := sum[j] relu(Z * u[j]) * alpha[j];
    weights u[j] R[d], alpha[j] : R
    minimize  sum(sq(yhat(X), y))
    + beto/2 * sum[j] (||u[j]||2^2 + alpha[j]^2)
      solve admm(tol = 1e-6)

    """
  private static let mended = """
    include "toy.cnn"
    network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
    weights u[j] : R[d], alpha[j] : R
    minimize  sum(sq(yhat(X), y))
      + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
    solve with admm(tol: 1e-6)

    """

  private struct Document: Decodable {
    struct File: Decodable {
      struct Change: Decodable {
        let code: String
        let line: Int
        let column: Int
        let end_line: Int
        let end_column: Int
        let original: String
        let replacement: String
      }

      struct Message: Decodable {
        let code: String
      }

      let file: String
      let applied: [Change]
      let remaining: [Message]
      let diff: String?
      let text: String?
    }

    let schema: String
    let files: [File]

    init(_ run: CommandRun) throws {
      self = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    }
  }

  private func command(_ spec: String = FixCommandTests.spec) throws -> Command {
    let command = try Command()
    try command.folder.write("a.cnn", spec)
    return command
  }

  @Test func aSpecIsMendedInPlace() throws {
    let command = try command()
    #expect(try command.shell("chmod 640 a.cnn").code == 0)
    let run = try command.run("fix", "a.cnn")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try command.folder.read("a.cnn") == Self.mended)
    #expect(run.output.hasPrefix("a.cnn: 10 fixes\n  1:9 E016 "), "\(run.output)")
    #expect(run.output.contains("\n  5:3 E101 unknown name `beto`"), "\(run.output)")
    #expect(run.errors.isEmpty)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: command.folder.url("a.cnn").path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try command.run("check", "a.cnn").code == 0)
    let again = try command.run("fix", "a.cnn")
    #expect(again.code == 0 && again.output == "a.cnn: nothing fixed\n")
  }

  @Test func aDiffIsShownAndNothingWritten() throws {
    let command = try command()
    let run = try command.run("fix", "--diff", "a.cnn")
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("--- a.cnn\n+++ a.cnn\n@@ -1,6 +1,6 @@\n-include toy.cnn\n"))
    #expect(run.errors.hasPrefix("a.cnn: 10 fixes, not written\n"))
    #expect(try command.folder.read("a.cnn") == Self.spec)
    let document = try Document(command.run("fix", "--diff", "--json", "a.cnn"))
    #expect(document.files[0].diff == run.output && document.files[0].text == nil)
    #expect(try command.folder.read("a.cnn") == Self.spec)
  }

  @Test func standardInputGoesToStandardOutput() throws {
    let command = try command()
    let run = try command.run("fix", "-", input: Self.spec)
    #expect(run.code == 0 && run.output == Self.mended)
    #expect(run.errors.hasPrefix("<stdin>: 10 fixes\n"))
    let quiet = try command.run("fix", "-q", "-", input: Self.spec)
    #expect(quiet.output == Self.mended && quiet.errors.isEmpty)
    let document = try Document(command.run("fix", "--json", "-", input: Self.spec))
    #expect(document.files[0].text == Self.mended)
    #expect(try command.run("fix", "-", "a.cnn").code == 2)
    // Bytes that are no text come out as they went in.
    let bytes = try command.shell("printf 'let a = \\377;\\n' | cnnc fix -q - | od -An -tx1")
    #expect(bytes.output == " 6c 65 74 20 61 20 3d 20 ff 0a\n", "\(bytes.output)")
  }

  @Test func changesAndRemainingMessagesAsJSON() throws {
    let command = try command("let a = 1;\nmet b = 2\nassert ||a|| => 1\n")
    let run = try command.run("fix", "--json", "a.cnn")
    #expect(run.code == 1 && run.errors.isEmpty)
    let document = try Document(run)
    #expect(document.schema == "cnnc.fixes/1" && document.files.map(\.file) == ["a.cnn"])
    let changes = document.files[0].applied
    #expect(changes.map(\.code) == ["E001"])
    #expect(changes[0].line == 1 && changes[0].column == 10)
    #expect(changes[0].end_line == 1 && changes[0].end_column == 11)
    #expect(changes[0].original == ";" && changes[0].replacement.isEmpty)
    // A choice of `set` and `let`, and a norm without its p.
    #expect(document.files[0].remaining.map(\.code) == ["E010", "E003"])
    #expect(try command.folder.read("a.cnn") == "let a = 1\nmet b = 2\nassert ||a|| => 1\n")
  }

  /// Included files are left alone unless they are named; each file is told of by itself.
  @Test func includesAreMentioned() throws {
    let command = try command("include \"b.cnn\"\nassert a <= 1\n")
    try command.folder.write("b.cnn", "param a = 1\n")
    let run = try command.run("fix", "a.cnn")
    #expect(run.code == 1)
    #expect(
      run.output == """
        a.cnn: nothing fixed
          the included file b.cnn has a fix too: name it to have it changed

        """)
    #expect(run.errors.contains("error[E011]"))
    #expect(try command.folder.read("b.cnn") == "param a = 1\n")
    let both = try command.run("fix", "b.cnn", "a.cnn")
    #expect(both.output.hasPrefix("b.cnn: 1 fix\n  1:8 E011 "), "\(both.output)")
    #expect(both.output.hasSuffix("a.cnn: nothing fixed\n"))
    #expect(try command.folder.read("b.cnn") == "param a : R = 1\n")
  }

  /// What cannot be read or written is told, and the other files are fixed all the same.
  @Test func filesThatCannotBeUsed() throws {
    let command = try command()
    let run = try command.run("fix", "none.cnn", "a.cnn")
    #expect(run.code == 1 && run.errors.contains("cannot read the spec `none.cnn`: no such file"))
    #expect(try command.folder.read("a.cnn") == Self.mended)
    try command.folder.write("b.cnn", Self.spec)
    let readOnly = try command.shell("chmod 444 b.cnn; cnnc fix b.cnn")
    #expect(readOnly.code == 3 && readOnly.output == "b.cnn: nothing fixed\n")
    #expect(readOnly.errors.contains("cannot write b.cnn: the file is read-only"))
    #expect(try command.folder.read("b.cnn") == Self.spec)
  }

  /// A whole spec that was indented, as in a text that quotes it.
  @Test func anIndentedSpec() throws {
    let text = Self.mended.split(separator: "\n").map { "    \($0)\n" }.joined()
    let command = try command(text)
    #expect(try command.run("fix", "a.cnn").code == 0)
    #expect(
      try command.folder.read("a.cnn") == Self.mended.replacing("\n  + ", with: "\n      + "))
  }
}
