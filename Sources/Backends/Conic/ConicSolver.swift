public import Canonicalize

/// The solvers that take a whole conic program.
public enum ConicSolver: String, CaseIterable, Sendable {
  /// The simplex method of GLPK, for linear programs.
  case glpk

  /// The solver that is taken where none is asked for: the first that takes the program.
  public static func choice(for program: ConicProgram) -> ConicSolver? {
    allCases.first { $0.obstacle(in: program) == nil }
  }

  /// The first part of a program that the solver does not take; nil where it takes all of it.
  public func obstacle(in program: ConicProgram) -> NonlinearPart? {
    switch self {
    case .glpk: program.nonlinearPart
    }
  }

  /// Solves a program without obstacle. What the solver claims is measured again on the data: a claim that
  /// does not hold is `numericalFailure`.
  public func solve(_ program: ConicProgram, control: SolverControl) -> ConicSolution {
    switch self {
    case .glpk: solveByGLPK(program, control: control)
    }
  }
}
