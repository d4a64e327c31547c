internal import ArgumentParser
internal import DSL

/// `cnnc new KIND`
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Print a spec to start from, or list those there are.",
    discussion: """
      Its data have no source yet: the commands that bind them with --data stand in its comments.

      cnnc new hinge -o mine.cnn
      """)

  @OptionGroup var common: CommonOptions

  @ArgumentParser.Argument(help: "What the spec is for.")
  var kind: Template.Kind?

  @Flag(name: .long, help: "List the kinds, as without one.")
  var list = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the spec to a file instead of printing it.", valueName: "file"))
  var output: String?

  @Flag(name: .long, help: "Replace the file where it exists.")
  var force = false

  func validate() throws {
    if output != nil && (kind == nil || list) {
      throw ValidationError("--output needs the kind of the spec; `cnnc new` lists them")
    }
  }

  func run() throws {
    try cnnc.run(common) {
      guard let kind, !list else {
        try Terminal.printResult(
          common.json ? jsonText(TemplateDocument(Template.Kind.allCases)) : listing)
        return 0
      }
      if let output, output != "-" {
        try write(kind, to: output)
      } else if !common.json {
        try Terminal.printResult(Template(kind).text)
      }
      if common.json { try Terminal.printResult(jsonText(TemplateDocument([kind]))) }
      return 0
    }
  }

  private func write(_ kind: Template.Kind, to path: String) throws {
    var report = Report(sources: SourceMap())
    guard force || !fileExists(path) else {
      throw report.stop(
        Diagnostic(
          "E422", "cannot write \(path): the file exists", at: nil,
          help: "choose another name, or replace it with --force"))
    }
    // The commands in the comments are those for this file; a name must not end its comment.
    let isPlain = !path.contains { $0.isNewline }
    let text = Template(kind).text.replacing(
      "\(kind.rawValue).cnn", with: isPlain ? path : "\(kind.rawValue).cnn")
    do throws(FileFailure) {
      try writeFile(Array(text.utf8), to: path)
    } catch {
      throw report.stop(Report.unwritable(path, error, at: nil))
    }
    if !common.json && !common.quiet {
      Terminal.printMessage("wrote \(path); its first lines say what to run next\n")
    }
  }

  /// The kinds, a line each.
  private var listing: String {
    let width = (Template.Kind.allCases.map(\.rawValue.count).max() ?? 0) + 2
    return Template.Kind.allCases.map {
      $0.rawValue.padded(width) + Template($0).summary + "\n"
    }.joined()
  }
}

/// Templates as JSON: schema `cnnc.templates/1`.
struct TemplateDocument: Encodable {
  struct Entry: Encodable {
    let kind: String
    let summary: String
    let text: String

    enum CodingKeys: String, CodingKey { case kind, summary, text }
  }

  let schema = "cnnc.templates/1"
  let templates: [Entry]

  /// The document of the templates of these kinds.
  init(_ kinds: [Template.Kind]) {
    templates = kinds.map {
      let template = Template($0)
      return Entry(kind: $0.rawValue, summary: template.summary, text: template.text)
    }
  }

  enum CodingKeys: String, CodingKey { case schema, templates }
}
