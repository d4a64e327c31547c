/// What checking found out about a program.
public struct CheckedProgram: Sendable {
  /// The problem; nil where an error stands in its way.
  public let problem: TrainingProblem?
  /// The declared names with their types, for `inspect --phase typed`.
  public let names: [TypedName]
  /// Errors and warnings, in the order of their places.
  public let diagnostics: [Diagnostic]
}

/// A declared name with its type and what is known of its value.
public struct TypedName: Sendable {
  /// The name.
  public let name: String
  /// `data`, `param`, `size`, `gates`, `loss`, `network` or `weights`.
  public let kind: String
  /// The type as text, such as `R[n, d]`.
  public let type: String
  /// The value or source as text; empty for none.
  public let value: String
  /// Where it was declared.
  public let range: SourceRange
}

/// Checks a program: names, shapes, labels, bounds, and that it states problem (2.1).
///
/// Never throws; a statement that has no meaning yet is refused, never ignored. `values` are parameter
/// values of the command line, which win over those in the spec.
public func check(_ program: Program, values: [String: Double] = [:]) -> CheckedProgram {
  var checker = Checker(values: values)
  checker.declare(program)
  let problem = checker.recognize()
  return CheckedProgram(
    problem: checker.hasErrors ? nil : problem, names: checker.typedNames(),
    diagnostics: checker.sortedDiagnostics)
}

/// The state of one check. Declarations come first, so that a name may be used above its statement.
struct Checker {
  let values: [String: Double]
  var scope = Scope()
  var diagnostics: [Diagnostic] = []
  var title: String?
  /// Where the `model` statement stands, for the message about a second one.
  var modelRange: SourceRange?
  var network: NetworkStatement?
  var weights: [WeightsStatement] = []
  var objective: ObjectiveStatement?
  var losses: [LossStatement] = []
  var solver = SolverRequest()
  var outputs: [OutputRequest] = []
  /// Where each parameter is declared, before their values are known.
  var parameterPlaces: [String: SourceRange] = [:]
  /// Whether the program declares the variables of a convex program instead of a network.
  var statesConvexProgram = false
  /// The range of the `solve` statement, for the message about a second one.
  var solveRange: SourceRange?

  init(values: [String: Double]) {
    self.values = values
  }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  var sortedDiagnostics: [Diagnostic] {
    diagnostics.sorted { a, b in
      guard let a = a.range else { return false }
      guard let b = b.range else { return true }
      return (a.file, a.start) < (b.file, b.start)
    }
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

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
    report(
      Diagnostic(
        "E102", "`\(name.text)` is declared twice", at: name.range, caption: "declared again",
        labels: [Diagnostic.Label(earlier, "first declared here")],
        help: "give one of them another name"))
  }

  /// Refuses what the grammar knows but nothing can be done with yet: nothing in a spec is ignored.
  mutating func refuse(_ range: SourceRange, _ what: String, help: String) {
    report(
      Diagnostic(
        "E190", "\(what) is not supported in this version of cnnc", at: range, help: help))
  }
}
