internal import ArgumentParser
internal import DSL

/// `cnnc fmt FILE..`
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Write specs anew in the canonical form. What they mean stays as it is.",
    discussion: """
      Only white space changes, and the spelling of relations, `in` and norms. Comments stay, and \
      so do line breaks inside a statement. A file with syntax errors is left alone.

      The form: statements at column 1, at most one blank line between them, continuation lines \
      indented by eight blanks or lined up inside their bracket. Blanks around relations, =, + and \
      -, none around ^ and .. ; * and / stay tight where they are written tight. data, param, \
      gates, set, loss and let directly below one another are lined up as a table. Comments behind \
      code start in column 61.

      Exit codes: 0 done; 1 a spec cannot be read or has errors; 3 a file cannot be written; \
      7 --check found a file that is not in the canonical form.
      """)

  @OptionGroup var common: CommonOptions

  @ArgumentParser.Argument(
    help: ArgumentHelp(
      "The specs; - reads standard input and writes standard output.", valueName: "file"))
  var files: [String]

  @Flag(name: .long, help: "Write nothing; name the files that would change and exit with 7.")
  var check = false

  @Flag(name: .long, help: "Write nothing; print what would change as a unified diff.")
  var diff = false

  @Flag(name: .long, help: "Spell signs ≤, ≥, ∈ and ||_∞ instead of <=, >=, in and ||_inf.")
  var unicode = false

  func run() throws {
    try cnnc.run(common) {
      var report = Report(sources: SourceMap())
      let results = files.compactMap { format($0, &report) }
      let isRefused = check && results.contains { $0.changed }
      if common.json {
        try Terminal.printResult(jsonText(FormatDocument(results, report)))
        if report.hasErrors {
          return Failure(diagnostics: report.diagnostics, sources: report.sources).exitCode
        }
      } else {
        try Terminal.printResult(results.map(text).joined())
        try report.checkpoint()
      }
      return isRefused ? 7 : 0
    }
  }

  /// Formats one file and writes it where that is asked for; nil where it cannot be done, which is
  /// then in the report.
  private func format(_ path: String, _ report: inout Report) -> FormatResult? {
    let old: [UInt8]
    do {
      old = try readFile(path)
    } catch {
      report.add(Report.unreadable(path, error))
      return nil
    }
    let file = SourceFile(name: specName(path), text: old)
    let index = report.sources.add(file)
    let (formatted, diagnostics) = DSL.formatted(
      file, index: index, signs: unicode ? .unicode : .ascii)
    guard let new = formatted else {
      report.diagnostics += diagnostics
      return nil
    }
    var result = FormatResult(file: file.name, changed: new != old)
    if diff {
      result.diff = unifiedDiff(
        String(decoding: old, as: UTF8.self), String(decoding: new, as: UTF8.self), name: file.name)
    } else if !check && path == "-" {
      result.text = String(decoding: new, as: UTF8.self)
    } else if !check && result.changed {
      do {
        try writeFile(new, to: path, replacesInput: true)
      } catch {
        report.add(Report.unwritable(path, error, at: nil))
        return nil
      }
    }
    return result
  }

  /// What standard output says of a file.
  private func text(_ result: FormatResult) -> String {
    // The head of a diff names the file.
    if let text = result.diff ?? result.text { return text }
    return check && result.changed ? result.file + "\n" : ""
  }
}

/// What became of one file.
struct FormatResult: Encodable {
  let file: String
  /// Whether the file was not in the canonical form.
  let changed: Bool
  /// The changes, where they were asked for.
  var diff: String?
  /// The whole text, of standard input.
  var text: String?
}

/// The JSON document of `fmt`: schema `cnnc.format/1`.
struct FormatDocument: Encodable {
  let schema = "cnnc.format/1"
  let files: [FormatResult]
  let status: String
  let diagnostics: [DiagnosticRecord]

  /// The document of the files that could be formatted and the messages about the others.
  init(_ files: [FormatResult], _ report: Report) {
    self.files = files
    status = report.hasErrors ? "error" : "ok"
    diagnostics = report.diagnostics.map { DiagnosticRecord($0, in: report.sources) }
  }

  enum CodingKeys: String, CodingKey { case schema, status, files, diagnostics }
}
