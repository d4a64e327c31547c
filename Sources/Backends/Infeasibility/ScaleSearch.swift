public import Canonicalize

/// Between which scales of its sets a program becomes infeasible.
public struct ScaleBracket: Sendable, Equatable {
  /// The largest scale at which a point was found; nil where there is none at 0.
  public let feasible: Double?
  /// The smallest scale at which there was a proof that there is none.
  public let infeasible: Double
}

/// Bisects for the largest scale in [0, 1] at which a program is feasible, which is infeasible at 1 and, once it
/// is infeasible, stays so: larger sets ask more. Both ends are shown: by a point that was measured again, and
/// by a certificate.
/// - Returns: nil where neither was found at 0 within the limits.
public func largestFeasibleScale(
  control: SolverControl, width: Double = 1e-4, program: (Double) -> ConicProgram?
) -> ScaleBracket? {
  func feasibility(at scale: Double) -> Feasibility {
    guard let program = program(scale) else { return .undecided }
    return program.feasibility(
      keeping: [Bool](repeating: true, count: program.rowCount), control: control)
  }
  switch feasibility(at: 0) {
  case .undecided: return nil
  case .infeasible: return ScaleBracket(feasible: nil, infeasible: 0)
  case .feasible: break
  }
  var (low, high) = (0.0, 1.0)
  // A scale at which neither has the digits may lie between others that do.
  search: while high - low > width * high, high > 1e-9, !control.isOver {
    for share in [0.5, 0.25, 0.75, 0.125, 0.875] {
      let scale = low + share * (high - low)
      switch feasibility(at: scale) {
      case .feasible: low = scale
      case .infeasible: high = scale
      case .undecided: continue
      }
      continue search
    }
    break
  }
  return ScaleBracket(feasible: low, infeasible: high)
}
