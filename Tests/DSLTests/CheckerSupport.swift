import TestSupport

@testable import DSL

/// A text read and checked, with everything that came of it. An `include` finds the sample specs and
/// the files given here.
struct Checking {
  let checked: CheckedProgram
  let sources: SourceMap
  let diagnostics: [Diagnostic]

  init(
    _ text: String, named name: String = "spec.cnn", files: [String: String] = [:],
    values: [String: Double] = [:]
  ) throws {
    var known = files
    for (name, text) in try sampleSpecs() where known[name] == nil { known[name] = text }
    let all = known
    let loaded = loadProgram(name: name, text: Array(text.utf8)) { path in
      all[path].map { .text(Array($0.utf8)) } ?? .failure("no such file")
    }
    // As the command does: a text with errors is not checked.
    let parses = !loaded.diagnostics.contains { $0.severity == .error }
    checked = check(parses ? loaded.program : Program(statements: []), values: values)
    sources = loaded.sources
    diagnostics = loaded.diagnostics + (parses ? checked.diagnostics : [])
  }

  /// The text and the values of a golden case, with the files it brings along.
  init(_ golden: GoldenCase, text: String, named name: String = "spec.cnn") throws {
    var files: [String: String] = [:]
    for section in golden.sections where section.heading.hasPrefix("FILE ") {
      files[String(section.heading.dropFirst(5))] = section.text
    }
    var values: [String: Double] = [:]
    for line in (golden.text(of: "VALUES") ?? "").split(separator: "\n") {
      let parts = line.split(separator: "=")
      if parts.count == 2 { values[String(parts[0])] = Double(parts[1]) }
    }
    try self.init(text, named: name, files: files, values: values)
  }

  var codes: [String] { diagnostics.map(\.code) }

  /// All messages as text.
  var rendered: String { DiagnosticRenderer().render(diagnostics, in: sources) }
}
