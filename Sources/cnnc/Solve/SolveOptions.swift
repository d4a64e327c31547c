internal import Backends
internal import DSL

/// What a solve is asked for: limits, tolerance and the knobs of the plan. Made from the `solve`
/// statement first and the command line after it, which wins.
struct SolveOptions {
  /// The tolerance for gap and violation.
  var tolerance: Double { askedTolerance ?? defaultTolerance }
  /// What holds where none is asked for.
  var defaultTolerance = 1e-6
  private var askedTolerance: Double?
  /// The iteration limit.
  var maxIterations = 20_000
  /// The iteration limit that was asked for; nil where none was.
  private(set) var askedIterations: Int?
  /// The time limit in seconds; nil for none.
  var timeLimit: Double?
  /// Seconds for the search of what makes an infeasible program so; 0 for none.
  private(set) var explainLimit = 5.0
  /// Whether the interior-point method is to take the conic program with its matrix, whatever its structure.
  private(set) var isSparse = false
  /// Whether conic programs are made smaller before the interior-point method takes them.
  private(set) var presolves = true
  /// The share of samples that are held out to stop early; nil for none.
  private(set) var validation: Double?
  /// How many iterations may pass without a better point on them.
  private(set) var patience = 100
  /// The knobs of the ADMM.
  var admm = ADMMSettings()
  /// Those that were asked for, with their place in the spec; nil for the command line. The owner is the solver
  /// whose alone they are.
  private(set) var asked: [(name: String, owner: SolverRequest.Name?, range: SourceRange?)] = []

  /// The names that `--set` and the `solve` statement take, each with what it takes, and whose it is; nil for
  /// what every solver has.
  static let help: [(name: String, takes: String, owner: SolverRequest.Name?)] = [
    ("tol", "a number in (0, 1): the tolerance for gap and violation", nil),
    ("max_iter", "a whole number from 1 to 1e9: the iteration limit", nil),
    ("time_limit", "seconds > 0", nil),
    (
      "explain_limit",
      "seconds >= 0: for the search of a conflict in an infeasible program, 0 for none",
      nil
    ),
    ("rho", "a number > 0: the penalty to start with", .admm),
    ("alpha", "a number in (0, 2): the over-relaxation", .admm),
    (
      "balance",
      "a whole number from 0 to 1e9: iterations between balancings of the penalty, 0 for never",
      .admm
    ),
    ("coupling", "direct, split or rbcd: how the loss is treated", .admm),
    ("system", "samples, features or gradients: how the linear system is solved", .admm),
    (
      "validation",
      "a number in (0, 1): the share of samples held out, on which the best point is chosen", .admm
    ),
    (
      "patience",
      "a whole number from 1 to 1e9: iterations without a better point on held-out samples before the end",
      .admm
    ),
    (
      "form",
      "structured or sparse: by the structure of the problem, or by the matrix of the conic program",
      .ipm
    ),
    ("presolve", "on or off: whether a conic program is made smaller before it is solved", .ipm),
  ]

  /// The options of one solver that hold for program files too.
  static let ofFiles: Set = ["presolve"]

  /// Sets one option from its text, which may have a place in the spec; returns what is wrong with it, or
  /// nil.
  mutating func set(
    _ name: String, to text: String, at range: SourceRange? = nil
  ) -> (message: String, help: String)? {
    let name = name.replacing("-", with: "_")
    guard let entry = SolveOptions.help.first(where: { $0.name == name }) else {
      let names = SolveOptions.help.map(\.name)
      let close = suggestion(for: name, among: names)
      return (
        "there is no option `\(name)`",
        close.map { "did you mean `\($0)`?" } ?? "the options are \(names.joined(separator: ", "))"
      )
    }
    let number = Double(decimal: text)
    if apply(name, text, number) {
      asked.append((name, entry.owner, range))
      return nil
    }
    return ("`\(name)` cannot be \(text)", "it takes \(entry.takes)")
  }

  private mutating func apply(_ name: String, _ text: String, _ number: Double?) -> Bool {
    switch name {
    case "coupling":
      guard let value = ADMMSettings.Coupling(rawValue: text) else { return false }
      admm.coupling = value
      return true
    case "form":
      guard text == "sparse" || text == "structured" else { return false }
      isSparse = text == "sparse"
      return true
    case "presolve":
      guard text == "on" || text == "off" else { return false }
      presolves = text == "on"
      return true
    case "system":
      guard let value = ADMMSettings.Method(rawValue: text) else { return false }
      admm.method = value
      return true
    default: break
    }
    guard let number else { return false }
    let isWhole = number == number.rounded() && number <= Double(ADMMSettings.mostIterations)
    switch name {
    case "tol":
      guard number > 0 && number < 1 else { return false }
      askedTolerance = number
    case "max_iter":
      guard isWhole && number >= 1 else { return false }
      maxIterations = Int(number)
      askedIterations = maxIterations
    case "time_limit":
      guard number > 0 else { return false }
      timeLimit = number
    case "explain_limit":
      guard number >= 0 else { return false }
      explainLimit = number
    case "rho":
      guard number > 0 else { return false }
      admm.penalty = number
    case "alpha":
      guard number > 0 && number < 2 else { return false }
      admm.relaxation = number
    case "validation":
      guard number > 0 && number < 1 else { return false }
      validation = number
    case "patience":
      guard isWhole && number >= 1 else { return false }
      patience = Int(number)
    case "balance":
      guard isWhole && number >= 0 else { return false }
      admm.balanceEvery = Int(number)
    default: return false
    }
    return true
  }

  /// Takes the options of a `solve` statement; returns what is wrong with them.
  mutating func take(_ request: SolverRequest, values: ScalarValues) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for (name, expression) in request.options {
      let text: String
      if case .name(let word) = expression {
        text = word.text
      } else if let value = values.value(of: expression) {
        text = shortText(value)
      } else {
        text = SourcePrinter.text(expression)
      }
      let range = name.range.union(expression.range)
      let owner = Self.help.first { $0.name == name.text }?.owner
      if let owner, request.name != .auto, request.name != owner {
        let own = Self.help.filter { $0.owner == nil || $0.owner == request.name }.map(\.name)
        diagnostics.append(
          Diagnostic(
            "E132",
            "`\(name.text)` is an option of \(owner.rawValue); \(request.name.rawValue) does not"
              + " have it", at: range,
            help: "\(request.name.rawValue) takes \(own.joined(separator: ", "))"))
        continue
      }
      if let problem = set(name.text, to: text, at: range) {
        diagnostics.append(
          Diagnostic(
            "E132", problem.message, at: range, help: problem.help))
      }
    }
    return diagnostics
  }
}
