/// How a solve ended; the raw values are those of the JSON result.
public enum SolverStatus: String, Sendable {
  /// Gap and violation meet the tolerance, both recomputed on the original data.
  case optimal
  /// No point is feasible, by a certificate.
  case infeasible
  /// The objective falls without end, by a feasible point and a ray.
  case unbounded
  case iterationLimit = "iteration_limit"
  case timeLimit = "time_limit"
  /// A factorization broke down or an iterate was not finite.
  case numericalFailure = "numerical_failure"
  case interrupted
}
