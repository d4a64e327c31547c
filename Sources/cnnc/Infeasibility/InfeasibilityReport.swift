internal import Backends
internal import Canonicalize
internal import DSL

/// Why a program is infeasible, in terms of what the user wrote.
struct InfeasibilityReport {
  let constraints: UserConstraints
  /// The names of the rows of the certificate below, where they are those of a spec.
  let program: ConicOutline?
  /// Constraints that exclude each other, with the certificate for them alone.
  let conflict: Conflict
  /// How large the perturbations may be; nil where they are not the question, or nobody knows.
  var radius: RadiusLimit?

  /// The constraints of the conflict.
  var members: [UserConstraint] { conflict.constraints.map { constraints.constraints[$0] } }

  /// Whether rows that the compiler added take part.
  var needsOtherRows: Bool {
    let largest = conflict.multipliers.reduce(0) { max($0, abs($1)) }
    return zip(constraints.constraintOfRow, conflict.multipliers).contains {
      $0 == nil && abs($1) > 1e-9 * largest
    }
  }

  /// What the conflict is, in a line.
  func text(limit: Double) -> String {
    let names = members.map(\.name)
    let others = needsOtherRows ? ", given the rows of the model" : ""
    guard !names.isEmpty else {
      return "conflict: no constraint takes part: the model itself has no point (checked)"
    }
    if names.count == 1 { return "conflict: \(names[0]) alone has no point\(others) (checked)" }
    let list = Self.list(names)
    if !conflict.isMinimal, names.count > Self.largestList {
      return "conflict: none of less than \(names.count) constraints was found; the search was cut"
        + " short (explain_limit is \(shortText(limit)) s)"
    }
    switch conflict.doubt {
    case nil:
      return "conflict: \(list) exclude each other\(others); without any one of them there is a"
        + " point (checked)"
    case .limit:
      return "conflict: \(list) exclude each other\(others) (checked); perhaps fewer do, the search"
        + " was cut short (explain_limit is \(shortText(limit)) s)"
    case .digits:
      return "conflict: \(list) exclude each other\(others) (checked); perhaps fewer do, the digits"
        + " do not tell"
    }
  }

  /// More constraints than this are no answer to the question why.
  static let largestList = 1000

  /// `a, b and c`; of many the first.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8)
    guard names.count <= 8, let last = shown.last else {
      return shown.joined(separator: ", ") + " and \(names.count - 8) more"
    }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension SolveCommand {
  /// The limits of the search for an explanation: a share of `explain_limit` from now on, within those of the
  /// run. The solves of the search say nothing on their way.
  func explanationLimits(
    _ options: SolveOptions, start: Double, share: Double
  ) -> SolverControl {
    var control = limits(options, start: start)
    control.maxIterations = Int(Int32.max)
    control.tolerance = min(options.tolerance, 1e-8)
    let end = control.elapsed() + share * options.explainLimit
    control.timeLimit = min(control.timeLimit ?? .infinity, end)
    return control
  }
}
