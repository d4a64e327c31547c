public import Canonicalize

/// A solver that broke down, and the one that took over.
public struct SolverHandover: Sendable, Equatable {
  /// Who began.
  public let from: ConicSolver
  /// Who went on.
  public let to: ConicSolver
  /// Why the first one did not.
  public let reason: String

  /// The same in a line.
  public var text: String {
    "\(from.rawValue) broke down (\(reason)): \(to.rawValue) takes over"
  }
}

extension ConicSolver {
  /// Solves a program without obstacle. Where the numbers of the simplex method break down and it was not asked
  /// for by name, the interior-point method, which needs no basis, takes over; the solution says so.
  public func solve(
    _ program: ConicProgram, mayHandOver: Bool, control: SolverControl
  ) -> ConicSolution {
    let found = solve(program, control: control)
    guard mayHandOver, self == .glpk else { return found }
    return handedOver(found, of: program, control: control)
  }

  /// What the interior-point method makes of a program that this solver broke down on; its own solution where it
  /// did not, or where that makes nothing of it either.
  func handedOver(
    _ found: ConicSolution, of program: ConicProgram, control: SolverControl
  ) -> ConicSolution {
    guard found.status == .numericalFailure || found.status == .stalled else { return found }
    let handover = SolverHandover(
      from: self, to: .ipm, reason: found.remark ?? "no further progress")
    control.handedOver(handover)
    var second = ConicSolver.ipm.solve(program, control: control)
    guard second.status != .numericalFailure, second.neededBytes == nil else { return found }
    second.handover = handover
    return second
  }
}
