internal import DSL
internal import FoundationEssentials

/// A value as one JSON document, keys sorted, so that equal values give equal bytes.
func jsonText(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  guard let data = try? encoder.encode(value) else {
    preconditionFailure("documents hold nothing that JSON cannot say")
  }
  return String(decoding: data, as: UTF8.self) + "\n"
}

/// The JSON document of commands that stop on diagnostics: schema `cnnc.diagnostics/1`.
struct DiagnosticsDocument: Encodable {
  let schema = "cnnc.diagnostics/1"
  let status: String
  let diagnostics: [DiagnosticRecord]

  /// The document of these messages.
  init(_ diagnostics: [Diagnostic], in sources: SourceMap) {
    status = diagnostics.contains { $0.severity == .error } ? "error" : "ok"
    self.diagnostics = diagnostics.map { DiagnosticRecord($0, in: sources) }
  }

  enum CodingKeys: String, CodingKey { case schema, status, diagnostics }
}
