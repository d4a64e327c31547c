internal import DSL

/// All codes with what they are about, a line each.
var explanationList: String {
  Explanation.all.map { "\($0.code)  \($0.title)\n" }.joined()
}

extension Explanation {
  /// All about it, as a page.
  func page(color: Bool) -> String {
    var result = "\(code): \(title)\n\n" + Explanation.indented(text)
    guard let example else { return result }
    result += "\nExample\n\n"
    for file in example.files {
      if example.files.count > 1 { result += "  \(file.name)\n\n" }
      result += Explanation.indented(file.text, by: 4) + "\n"
    }
    if let command = example.command {
      result += "    $ \(command)\n"
    } else if let spec = example.spec {
      result += Explanation.indented(messages(for: spec, color), by: 2)
    }
    if let mended = example.mendedSpec, let spec = example.spec {
      let lines = Explanation.changedLines(of: mended, against: spec)
      // What only had to go needs no line.
      if !lines.isEmpty {
        result += "\nPut right\n\n" + Explanation.indented(lines, by: 4)
      } else {
        result += "\nPut right: the line is left out\n"
      }
    }
    if let command = example.mendedCommand { result += "\nPut right\n\n    $ \(command)\n" }
    return result
  }

  /// The messages of this code that checking the example gives.
  private func messages(for spec: String, _ color: Bool) -> String {
    let loaded = loadProgram(name: "spec.cnn", text: Array(spec.utf8)) { path in
      path == "spec.cnn" ? .text(Array(spec.utf8)) : .failure("no such file")
    }
    let parses = !loaded.diagnostics.contains { $0.severity == .error }
    let found = loaded.diagnostics + (parses ? check(loaded.program).diagnostics : [])
    let renderer = DiagnosticRenderer(color: color)
    return found.first { $0.code == code }.map { renderer.render($0, in: loaded.sources) } ?? ""
  }

  /// The lines of a text that another one does not have.
  private static func changedLines(of text: String, against other: String) -> String {
    let known = Set(other.split(separator: "\n"))
    return text.split(separator: "\n").filter { !known.contains($0) }.map { $0 + "\n" }.joined()
  }

  private static func indented(_ text: String, by count: Int = 2) -> String {
    let margin = String(repeating: " ", count: count)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.map { $0.isEmpty ? "\n" : margin + $0 + "\n" }.joined()
  }
}

/// Explanations as JSON: schema `cnnc.explanations/1`.
struct ExplanationsDocument: Encodable {
  struct File: Encodable {
    let name: String
    let text: String

    enum CodingKeys: String, CodingKey { case name, text }
  }

  struct Example: Encodable {
    let files: [File]
    let command: String
    let mendedSpec: String?
    let mendedCommand: String?

    enum CodingKeys: String, CodingKey {
      case files, command
      case mendedSpec = "mended_spec"
      case mendedCommand = "mended_command"
    }
  }

  struct Entry: Encodable {
    let code: String
    let severity: String
    let title: String
    let text: String
    let example: Example?

    enum CodingKeys: String, CodingKey { case code, severity, title, text, example }
  }

  let schema = "cnnc.explanations/1"
  let explanations: [Entry]

  init(_ explanations: [Explanation]) {
    self.explanations = explanations.map { explanation in
      Entry(
        code: explanation.code,
        severity: explanation.code.hasPrefix("W") ? "warning" : "error",
        title: explanation.title, text: explanation.text,
        example: explanation.example.map {
          Example(
            files: $0.files.map { File(name: $0.name, text: $0.text) },
            command: $0.command ?? "cnnc check spec.cnn", mendedSpec: $0.mendedSpec,
            mendedCommand: $0.mendedCommand)
        })
    }
  }

  enum CodingKeys: String, CodingKey { case schema, explanations }
}
