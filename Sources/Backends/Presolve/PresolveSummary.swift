/// What presolve took away from a program.
public struct PresolveSummary: Sendable {
  /// Rows fewer.
  public internal(set) var rows = 0
  /// Columns fewer.
  public internal(set) var columns = 0
  /// Entries of A fewer.
  public internal(set) var nonzeros = 0
  /// How often rows and columns were gone through.
  public internal(set) var passes = 0
  /// Seconds by the caller's clock.
  public var seconds = 0.0
  /// What it settled by itself; nil where a solver has to go on.
  public internal(set) var decision: Decision?

  /// What becomes of a program without a solver.
  public enum Decision: String, Sendable {
    /// Every variable has a value.
    case solved
    /// Rows or bounds contradict each other.
    case infeasible
  }

  /// Whether nothing was found.
  public var isEmpty: Bool { rows == 0 && columns == 0 && nonzeros == 0 && decision == nil }
}
