import Foundation
import TestSupport
import Testing

/// `cnnc new`: every template is a good spec, and can be used as its comments say.
@Suite struct NewCommandTests {
  private static let kinds = [
    "squared", "hinge", "bce", "adversarial", "gated", "elm", "constraint", "program", "loss",
  ]

  private struct Document: Decodable {
    struct Entry: Decodable {
      let kind: String
      let summary: String
      let text: String
    }

    let schema: String
    let templates: [Entry]
  }

  @Test(arguments: kinds) func everyTemplateParses(_ kind: String) throws {
    let command = try Command()
    #expect(try command.run("new", kind, "-o", "t.cnn").code == 0)
    let tree = try command.run("inspect", "--phase", "ast", "t.cnn")
    #expect(tree.code == 0 && tree.errors.isEmpty, "\(tree.errors)")
    #expect(try command.run("fix", "--diff", "-q", "t.cnn").output.isEmpty)
  }

  @Test(arguments: kinds) func everyTemplateIsChecked(_ kind: String) throws {
    let command = try Command()
    #expect(try command.run("new", kind, "-o", "t.cnn").code == 0)
    let run = try command.run("check", "t.cnn")
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  }

  @Test func theKindsAreListed() throws {
    let command = try Command()
    let run = try command.run("new")
    let lines = run.output.split(separator: "\n")
    #expect(run.code == 0)
    #expect(lines.map { String($0.prefix { $0 != " " }) } == Self.kinds)
    #expect(lines.allSatisfy { $0.count <= 100 && $0.contains("  ") })
    #expect(try command.run("new", "--list").output == run.output)
    let json = try command.run("new", "--json").output
    let document = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
    #expect(document.schema == "cnnc.templates/1")
    #expect(document.templates.map(\.kind) == Self.kinds)
    for template in document.templates {
      #expect(try command.run("new", template.kind).output == template.text)
      #expect(run.output.contains(template.summary))
      #expect(template.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
      #expect(
        template.text.hasPrefix("# ") && template.text.contains("cnnc solve \(template.kind)"))
    }
  }

  @Test func aFileIsNotOverwritten() throws {
    let command = try Command()
    try command.folder.write("mine.cnn", "old")
    let run = try command.run("new", "hinge", "-o", "mine.cnn")
    #expect(run.code == 3 && run.errors.contains("the file exists"))
    #expect(try command.folder.read("mine.cnn") == "old")
    #expect(try command.run("new", "hinge", "-o", "mine.cnn", "--force").code == 0)
    #expect(try command.folder.read("mine.cnn").contains("cnnc check mine.cnn\n"))
    #expect(try command.run("new", "hinge", "-o", "none/mine.cnn").code == 3)
    #expect(try command.run("new", "-o", "other.cnn").code == 2)
    #expect(try command.run("new", "hunge").code == 2)
  }

  /// The commands in the comments of the squared template, on a small file.
  @Test func theSquaredTemplateSolves() throws {
    let command = try Command()
    let rows = ToyData.points.map { "\($0[0]),\($0[1]),\(2 * $0[0] - $0[1])\n" }.joined()
    for name in ["train.csv", "test.csv"] {
      try command.folder.write(name, "a,b,target\n" + rows)
    }
    let made = try command.run("new", "squared", "-o", "squared.cnn")
    #expect(made.code == 0 && made.output.isEmpty)
    let lines = try command.folder.read("squared.cnn").split(separator: "\n")
      .filter { $0.hasPrefix("#   cnnc ") }.map { String($0.dropFirst(4)) }
    #expect(lines.count == 3)
    for line in lines {
      let run = try command.shell(line)
      #expect(run.code == 0, "\(line): \(run.errors)")
      #expect(run.errors.hasPrefix("error") == false)
    }
    let solved = try SolutionFields(command.shell(lines[1] + " --json"))
    #expect(solved.status == "optimal" && solved.training.samples == 6)
    #expect((solved.training.rmse ?? 1) < 0.1)
  }
}
