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
  public internal(set) var seconds = 0.0
  /// Whether it settled what becomes of the program by itself: infeasible, or nothing left to solve.
  public internal(set) var isDecided = false

  /// Whether nothing was found.
  public var isEmpty: Bool { rows == 0 && columns == 0 && nonzeros == 0 && !isDecided }
}
