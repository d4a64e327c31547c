internal import ArgumentParser

/// The forms in which a phase can be printed.
enum InspectFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  case latex
  case cnn
  case svg
}

extension InspectCommand.Phase {
  /// The forms that the phase has.
  var formats: [InspectFormat] {
    switch self {
    case .tokens, .ast, .typed, .curvature, .gates, .robust, .plan: [.text, .json]
    case .program: [.text, .json, .latex, .cnn]
    case .canonical: [.text, .json, .svg]
    }
  }
}

/// What of a phase is wanted and how.
struct InspectOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The form: text, json, latex and cnn (of program), svg (of canonical).")
  var `as`: InspectFormat?

  @Flag(name: .long, help: "With canonical: the derivation, step by step, before the blocks.")
  var trace = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With canonical: a row or a block of rows by name, such as `gate_v` or `hinge[4]`.",
      valueName: "name"))
  var rows: String?

  @Flag(name: .long, help: "With canonical: the entries of A, b and q by name.")
  var numeric = false

  /// The form for a phase; combinations that do not exist are refused.
  func format(of phase: InspectCommand.Phase, isJSON: Bool) throws -> InspectFormat {
    let format = self.as ?? (isJSON ? .json : .text)
    if isJSON && format != .json {
      throw Failure.usage(
        "E607", "--json and --as \(format.rawValue) exclude one another", help: "give one of them")
    }
    guard phase.formats.contains(format) else {
      let phases = InspectCommand.Phase.allCases.filter { $0.formats.contains(format) }
      throw Failure.usage(
        "E607", "the phase `\(phase.rawValue)` has no form `\(format.rawValue)`",
        help: "it has \(phase.formats.map(\.rawValue).joined(separator: ", "));"
          + " \(format.rawValue) is a form of \(phases.map(\.rawValue).joined(separator: ", "))")
    }
    let details = [
      (trace, "--trace"), (rows != nil, "--rows"), (numeric, "--numeric"),
    ].filter(\.0).map(\.1)
    guard let first = details.first else { return format }
    if phase != .canonical {
      throw Failure.usage(
        "E607", "\(first) belongs to the phase `canonical`, not `\(phase.rawValue)`",
        help: "add `--phase canonical`")
    }
    if format == .svg {
      throw Failure.usage(
        "E607", "\(first) has no form `svg`", help: "leave it out, or take text or json")
    }
    if rows != nil && details.count > 1 {
      throw Failure.usage(
        "E607", "--rows stands alone, without \(details.filter { $0 != "--rows" }[0])",
        help: "run the command twice")
    }
    return format
  }
}
