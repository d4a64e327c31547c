/// What a solver of conic programs found, measured on the program itself.
public struct ConicSolution: Sendable {
  /// How it ended.
  public let status: SolverStatus
  /// x; 0 where nothing was found.
  public let point: [Double]
  /// z, one for each row; 0 where nothing was found.
  public let multipliers: [Double]
  /// What is true of both.
  public let check: ConicCheck
  /// The proof of `infeasible` and `unbounded`.
  public let certificate: ConicCertificate?
  /// Iterations done.
  public let iterations: Int
  /// Why the numbers failed; nil where they did not.
  public let remark: String?
  /// How much memory the solver would have needed, where it was refused for that; else nil.
  public internal(set) var neededBytes: Double? = nil
  /// What presolve took away before; nil where there was none.
  public internal(set) var presolve: PresolveSummary? = nil
  /// Where another solver began and broke down; nil where one did all.
  public internal(set) var handover: SolverHandover? = nil
}
