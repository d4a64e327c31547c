/// How the interior-point method ended.
public enum InteriorPointStatus: String, Sendable {
  /// Primal and dual point meet the tolerance.
  case optimal
  /// z proves that no point is feasible.
  case infeasible
  /// x is a ray along which the objective falls without end.
  case unbounded
  /// Tolerances a thousand times looser are met.
  case almostOptimal = "almost_optimal"
  /// No further progress, tau and kappa both next to 0: neither an optimum that is attained nor a certificate
  /// is to be had.
  case illPosed = "ill_posed"
  /// No further progress; the best point is returned.
  case stalled
  case iterationLimit = "iteration_limit"
  case timeLimit = "time_limit"
  case interrupted
  /// The factor would need more memory than there is.
  case tooLarge = "too_large"
}

/// A primal-dual point, or a certificate, in the units of the program as given.
public struct InteriorPointSolution: Sendable {
  /// How it ended.
  public internal(set) var status: InteriorPointStatus
  /// x; a ray with q'x = -1 where unbounded.
  public internal(set) var x: [Double]
  /// s = b - Ax up to the residual; -Ax where unbounded.
  public internal(set) var s: [Double]
  /// z; with b'z = -1 where infeasible.
  public internal(set) var z: [Double]
  /// The last measurements of the point.
  public internal(set) var progress: InteriorPointProgress
  /// Entries of the factor L.
  public internal(set) var factorEntries = 0
  /// Floating-point operations of one factorization.
  public internal(set) var factorFlops = 0.0
  /// What the factor would need, where that is too much.
  public internal(set) var neededBytes = 0.0
}
