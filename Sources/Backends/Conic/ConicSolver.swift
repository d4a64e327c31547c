public import Canonicalize
internal import LinearAlgebra

/// The solvers that take a whole conic program.
public enum ConicSolver: String, CaseIterable, Sendable {
  /// The simplex method of GLPK, for linear programs.
  case glpk
  /// Our interior-point method, for every program.
  case ipm

  /// The simplex method gives exact vertices; on matrices with more entries it takes far too long.
  public static let simplexEntries = 200_000

  /// The solver that is taken where none is asked for: the simplex method for linear programs that are not
  /// large.
  public static func choice(for program: ConicProgram) -> ConicSolver {
    program.isLinear && program.matrix.nonzeroCount <= simplexEntries ? .glpk : .ipm
  }

  /// The first part of a program that the solver does not take; nil where it takes all of it.
  public func obstacle(in program: ConicProgram) -> NonlinearPart? {
    switch self {
    case .glpk: program.nonlinearPart
    case .ipm: nil
    }
  }

  /// Solves a program without obstacle. What the solver claims is measured again on the data: a claim that
  /// does not hold is `numericalFailure`.
  public func solve(_ program: ConicProgram, control: SolverControl) -> ConicSolution {
    switch self {
    case .glpk: solveByGLPK(program, control: control)
    case .ipm: solveByInteriorPoint(program, control: control)
    }
  }
}
