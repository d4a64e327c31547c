/// A diagnostic for programs: places as lines and columns, field names as in the JSON documents.
///
/// Lines and columns count from 1, columns in code points; the end is the place after the last
/// character.
public struct DiagnosticRecord: Encodable, Hashable, Sendable {
  /// A place with what is said about it.
  public struct Label: Encodable, Hashable, Sendable {
    public let file: String
    public let line: Int
    public let column: Int
    public let endLine: Int
    public let endColumn: Int
    public let text: String

    enum CodingKeys: String, CodingKey {
      case file, line, column
      case endLine = "end_line"
      case endColumn = "end_column"
      case text
    }
  }

  /// A change of the source.
  public struct Fix: Encodable, Hashable, Sendable {
    public let file: String
    public let line: Int
    public let column: Int
    public let endLine: Int
    public let endColumn: Int
    public let replacement: String

    enum CodingKeys: String, CodingKey {
      case file, line, column
      case endLine = "end_line"
      case endColumn = "end_column"
      case replacement
    }
  }

  public let code: String
  public let severity: String
  public let message: String
  /// The place, absent where no text of the user is at fault.
  public let file: String?
  public let line: Int?
  public let column: Int?
  public let endLine: Int?
  public let endColumn: Int?
  /// What is said right at the place.
  public let caption: String?
  public let labels: [Label]
  public let notes: [String]
  public let help: String?
  public let fixes: [Fix]

  enum CodingKeys: String, CodingKey {
    case code, severity, message, file, line, column
    case endLine = "end_line"
    case endColumn = "end_column"
    case caption, labels, notes, help, fixes
  }

  /// The record of a diagnostic whose places lie in the files of `sources`.
  public init(_ diagnostic: Diagnostic, in sources: SourceMap) {
    code = diagnostic.code
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    caption = diagnostic.caption
    notes = diagnostic.notes
    help = diagnostic.help
    let place = diagnostic.range.map { Place($0, in: sources) }
    file = place?.file
    line = place?.start.line
    column = place?.start.column
    endLine = place?.end.line
    endColumn = place?.end.column
    labels = diagnostic.labels.map { label in
      let place = Place(label.range, in: sources)
      return Label(
        file: place.file, line: place.start.line, column: place.start.column,
        endLine: place.end.line, endColumn: place.end.column, text: label.text)
    }
    fixes = diagnostic.fixes.map { fix in
      let place = Place(fix.range, in: sources)
      return Fix(
        file: place.file, line: place.start.line, column: place.start.column,
        endLine: place.end.line, endColumn: place.end.column, replacement: fix.replacement)
    }
  }

  private struct Place {
    let file: String
    let start: SourceFile.Location
    let end: SourceFile.Location

    init(_ range: SourceRange, in sources: SourceMap) {
      let source = sources.file(of: range)
      file = source.name
      start = source.location(of: range.start)
      end = source.location(of: range.end)
    }
  }
}
