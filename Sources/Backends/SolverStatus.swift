/// How a solve ended; the raw values are those of the JSON result.
public enum SolverStatus: String, Sendable {
  /// Gap and violation meet the tolerance, both recomputed on the original data.
  case optimal
  /// They miss the tolerance and meet one that is looser by `ConicCheck.almostFactor`; no further
  /// progress was possible.
  case almostOptimal = "almost_optimal"
  /// No point is feasible, by a certificate.
  case infeasible
  /// The objective falls without end, by a feasible point and a ray.
  case unbounded
  case iterationLimit = "iteration_limit"
  case timeLimit = "time_limit"
  /// No further progress was possible, and the method ran towards neither an optimum nor a certificate: small
  /// changes of the data decide which there is. Nothing is proven.
  case illPosed = "ill_posed"
  /// The point no longer did better on data that were held out for this.
  case stoppedEarly = "stopped_early"
  /// No further progress was possible, and nothing is proven.
  case stalled
  /// A factorization broke down, an iterate was not finite, or a claim did not hold on the data.
  case numericalFailure = "numerical_failure"
  case interrupted
}
