internal import DSL

extension TrainingProblem {
  /// What the optimum of the convex program says about the problem as written.
  var guarantee: String {
    switch network.form {
    case .relu: break
    case .gated, .knownHidden: return "exact: the problem is convex as it stands"
    }
    return switch gates.source {
    case .sample, .sphere: "sampled: an upper bound on the optimum over all gates"
    case .enumerate: "all patterns: the optimum over all gates"
    case .vectors, .vectorsFile, .patternsFile:
      "given: an upper bound on the optimum over all gates"
    }
  }
}
