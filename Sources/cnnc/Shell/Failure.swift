internal import DSL
internal import Formats

/// Why a run stops: diagnostics, and the files that they point into.
struct Failure: Error {
  /// The messages, at least one of them an error.
  let diagnostics: [Diagnostic]
  /// The files that they point into.
  let sources: SourceMap

  /// What no solver, coupling or format takes.
  private static let ofSpecs = [
    "E506", "E507", "E509", "E510", "E515", "E516", "E518", "E580",
  ]

  /// What is wrong with a setting, which stands in the spec or on the command line, where it has no place.
  private static let ofSettings = ["E516", "E518", "E580"]

  /// The exit code by the family of the codes: 2 for usage (E6, settings of the command line), 1 for the spec (E0 to
  /// E3, and what no solver or format takes), 3 for data and files (E4, E517), 5 for what does not fit (E508).
  var exitCode: Int32 {
    let codes = diagnostics.filter { $0.severity == .error }.map(\.code)
    let isOfUsage = diagnostics.contains {
      $0.code.hasPrefix("E6") || $0.range == nil && Failure.ofSettings.contains($0.code)
    }
    if isOfUsage { return 2 }
    if codes.contains(where: { $0 < "E4" || Failure.ofSpecs.contains($0) }) { return 1 }
    return codes.contains { $0.hasPrefix("E4") || $0 == "E517" } ? 3 : 5
  }
}

/// Collects what is to be told about one run, and the files that it points into.
struct Report {
  /// The files.
  var sources: SourceMap
  /// What was found so far.
  var diagnostics: [Diagnostic] = []

  /// Adds a message.
  mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// Whether one of the messages is an error.
  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Stops the run if there is an error.
  func checkpoint() throws {
    if hasErrors { throw Failure(diagnostics: diagnostics, sources: sources) }
  }

  /// Adds a message and stops the run.
  mutating func stop(_ diagnostic: Diagnostic) -> Failure {
    add(diagnostic)
    return Failure(diagnostics: diagnostics, sources: sources)
  }

  /// The message about a spec that cannot be read.
  static func unreadable(_ path: String, _ failure: FileFailure) -> Diagnostic {
    Diagnostic(
      "E022", "cannot read the spec `\(path)`: \(failure.reason)", at: nil,
      help: failure.isMissing ? "give the path of a .cnn file, or - for standard input" : nil)
  }

  /// The message for a fault in a data file, at its place in that file where it has one, else where
  /// the spec reads the file.
  mutating func fault(
    _ error: FormatError, in path: String, bytes: [UInt8], readAt range: SourceRange?
  ) -> Diagnostic {
    let code = Report.code(for: error.kind)
    guard let position = error.position else {
      return Diagnostic(code, "\(path): \(error.message)", at: range, help: error.hint)
    }
    let primary = place(position, in: path, bytes: bytes)
    return Diagnostic(
      code, error.message, at: primary,
      labels: range.map { [Diagnostic.Label($0, "read here")] } ?? [], help: error.hint)
  }

  /// A place in a data file, with its line to show.
  mutating func place(
    _ position: FormatPosition, in path: String, bytes: [UInt8]
  ) -> SourceRange {
    // Only the line in question is kept: a data file may be large.
    let place = position.bytes
    var start = min(place.lowerBound, bytes.count)
    while start > 0 && bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var end = min(place.upperBound, bytes.count)
    while end < bytes.count && bytes[end] != UInt8(ascii: "\n") { end += 1 }
    let excerpt = SourceFile(
      name: path, text: Array(bytes[start..<end]), firstLine: position.line)
    let file = sources.add(excerpt)
    return SourceRange(
      file: file, start: place.lowerBound - start,
      end: max(place.lowerBound, min(place.upperBound, end)) - start)
  }

  private static func code(for kind: FormatError.Kind) -> String {
    switch kind {
    case .noSuchColumn: "E402"
    case .notANumber, .missingValue, .outOfRange: "E403"
    case .badMagic, .badHeader, .unsupportedType, .unsupportedFeature, .badShape, .truncated,
      .trailingBytes, .damaged, .checksumMismatch, .tooLarge, .noSuchMember, .duplicateMember,
      .integerVariable:
      "E406"
    case .empty, .noRows: "E418"
    case .ragged, .unclosedQuote, .malformedQuote, .nulByte, .badEncoding, .badIndex,
      .unknownSection, .missingSection, .misplacedSection, .malformedLine, .unknownName,
      .duplicateName, .duplicateEntry, .inconsistent:
      "E417"
    }
  }
}
