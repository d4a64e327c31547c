/// What checking found out about a program.
public struct CheckedProgram: Sendable {
  /// What the spec states; nil where an error stands in its way.
  public let model: CheckedModel?
  /// The declared names with their types, for `inspect --phase typed`.
  public let names: [TypedName]
  /// Errors and warnings, in the order of their places.
  public let diagnostics: [Diagnostic]

  /// The training problem; nil for a program written out, and where an error stands in its way.
  public var problem: TrainingProblem? {
    if case .training(let problem) = model { problem } else { nil }
  }
}

/// A declared name with its type and what is known of its value.
public struct TypedName: Sendable {
  /// The name.
  public let name: String
  /// `data`, `param`, `size`, `gates`, `set`, `loss`, `let`, `network`, `weights` or `variable`.
  public let kind: String
  /// The type as text, such as `R[n, d]`.
  public let type: String
  /// The value or source as text; empty for none.
  public let value: String
  /// Where it was declared.
  public let range: SourceRange
}

/// Checks a program: names, shapes, labels, bounds, and that what it states has a convex form.
///
/// Never throws; a statement without a meaning is refused, never ignored. `values` are parameter
/// values of the command line, which win over those in the spec.
public func check(_ program: Program, values: [String: Double] = [:]) -> CheckedProgram {
  var checker = Checker(values: values)
  checker.declare(program)
  let model = checker.recognize()
  return CheckedProgram(
    model: checker.hasErrors ? nil : model, names: checker.typedNames(),
    diagnostics: checker.sortedDiagnostics)
}

/// What makes two messages the same.
private struct ReportedMessage: Hashable {
  let code: String
  let range: SourceRange?
  let text: String
}

/// The state of one check. Declarations come first, so that a name may be used above its statement.
struct Checker {
  let values: [String: Double]
  var scope = Scope()
  private var errors = DiagnosticSink()
  private var warnings = DiagnosticSink()
  /// The messages that were reported, kept or not.
  private var reported: Set<ReportedMessage> = []
  var title: String?
  /// Where the `model` statement stands, for the message about a second one.
  var modelRange: SourceRange?
  var network: NetworkStatement?
  var weights: [WeightsStatement] = []
  var objective: ObjectiveStatement?
  var losses: [LossStatement] = []
  var solver = SolverRequest()
  var outputs: [OutputRequest] = []
  /// The files that outputs go to, with the places of their names.
  var outputPlaces: [String: SourceRange] = [:]
  /// Where each parameter is declared, before their values are known.
  var parameterPlaces: [String: SourceRange] = [:]
  var variables: [VariablesStatement] = []
  var constraints: [ConstraintStatement] = []
  var lets: [LetStatement] = []
  var assertions: [AssertionStatement] = []
  var sweep: Sweep?
  /// Where the names of perturbations are bound, for messages about their use elsewhere.
  var perturbationNames: [String: SourceRange] = [:]
  /// The name of a member in each set-builder, with the set.
  var setElements: [(element: String, set: String)] = []
  /// The sets at whose members gates are sampled.
  var sampledSets: [Identifier] = []
  /// The losses that formulas call.
  var calledLosses: Set<String> = []
  /// The names whose values are being put in place, outermost first.
  var openNames: [String] = []
  var expansion = ExpansionLimit()
  /// How many indices and perturbations were bound.
  var bindingCount = 0
  /// Where parameters, sizes and entries of data lie; known when all of them are declared.
  var intervals: [String: Interval] = [:]
  /// How many numbers may still be computed in search of witnesses: a second or two.
  var searchWork = 9e6
  /// The range of the `solve` statement, for the message about a second one.
  var solveRange: SourceRange?

  init(values: [String: Double]) {
    self.values = values
  }

  /// How many errors there are, those that are not kept too.
  var errorCount: Int { errors.kept.count + errors.dropped }

  var hasErrors: Bool { errorCount > 0 }

  var sortedDiagnostics: [Diagnostic] { errors.finished(warnings: warnings) }

  /// Keeps a message; the same message about the same place is kept once, however often a loss or a
  /// `let` is put in place.
  mutating func report(_ diagnostic: Diagnostic) {
    let message = ReportedMessage(
      code: diagnostic.code, range: diagnostic.range, text: diagnostic.message)
    guard reported.insert(message).inserted else { return }
    switch diagnostic.severity {
    case .error: errors.add(diagnostic)
    case .warning: warnings.add(diagnostic)
    }
  }

  /// Asked before the message about an error is made, where that takes long: whether it would be
  /// kept. If not, it is counted, once for a place.
  mutating func admitsError(at range: SourceRange) -> Bool {
    if errors.hasRoom { return true }
    let unmade = ReportedMessage(code: "", range: range, text: "")
    return reported.insert(unmade).inserted && errors.admits()
  }

  /// The values that scalar formulas can use now.
  private(set) var scalarValues = ScalarValues([:])

  /// The value of a scalar formula whose names count as used; nil where it has none.
  mutating func scalar(_ expression: Expression) -> Double? {
    for use in expression.names(bound: []) { scope.use(use.name.text) }
    return scalarValues.value(of: expression)
  }

  /// Declares a name once.
  mutating func declare(_ name: Identifier, _ symbol: Symbol) {
    guard let earlier = scope.declare(name.text, symbol) else {
      if case .parameter(let parameter) = symbol {
        scalarValues.values[name.text] = parameter.value
      }
      return
    }
    // Whatever a use of the name means, this was the mistake.
    scope.declareBroken(name.text)
    // Statements are not taken in the order of the file; the message is about the later one.
    let isLater = earlier.file != name.range.file || earlier.start < name.range.start
    let (first, second) = isLater ? (earlier, name.range) : (name.range, earlier)
    report(
      Diagnostic(
        "E102", "`\(name.text)` is declared twice", at: second, caption: "declared again",
        labels: [Diagnostic.Label(first, "first declared here")],
        help: "give one of them another name"))
  }
}
