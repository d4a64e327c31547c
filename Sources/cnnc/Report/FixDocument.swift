internal import DSL

/// What `cnnc fix` did, as JSON: schema `cnnc.fixes/1`.
struct FixDocument: Encodable {
  /// One file.
  struct File: Encodable {
    let file: String
    /// What was changed, at its place in the text as it was.
    let applied: [Change]
    /// What is still to be said about the text as it is now.
    let remaining: [DiagnosticRecord]
    /// The changes as a unified diff, where that was asked for instead of writing.
    let diff: String?
    /// The text of standard input as it is now, since no file holds it.
    let text: String?

    enum CodingKeys: String, CodingKey { case file, applied, remaining, diff, text }
  }

  /// One change.
  struct Change: Encodable {
    let code: String
    let message: String
    let line: Int
    let column: Int
    let endLine: Int
    let endColumn: Int
    let original: String
    let replacement: String

    enum CodingKeys: String, CodingKey {
      case code, message, line, column
      case endLine = "end_line"
      case endColumn = "end_column"
      case original, replacement
    }
  }

  let schema = "cnnc.fixes/1"
  let files: [File]

  /// The document of these files.
  init(_ results: [FixedFile], withDiff: Bool) {
    files = results.map { result in
      File(
        file: result.name,
        applied: result.applied.map { Change($0, in: result.original) },
        remaining: result.remaining.map { DiagnosticRecord($0, in: result.sources) },
        diff: withDiff ? result.diff : nil,
        text: result.name == "<stdin>" && !withDiff
          ? String(decoding: result.text, as: UTF8.self) : nil)
    }
  }

  enum CodingKeys: String, CodingKey { case schema, files }
}

extension FixDocument.Change {
  fileprivate init(_ fix: AppliedFix, in file: SourceFile) {
    let start = file.location(of: fix.range.start)
    let end = file.location(of: fix.range.end)
    self.init(
      code: fix.code, message: fix.message, line: start.line, column: start.column,
      endLine: end.line, endColumn: end.column, original: fix.original,
      replacement: fix.replacement)
  }
}
