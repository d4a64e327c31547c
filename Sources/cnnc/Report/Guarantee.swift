internal import DSL

extension TrainingProblem {
  /// What sampled gates begin with, for the line that counts them.
  var gatesRemark: String {
    guard network.form != .knownHidden, case .sample = gates.source, !gates.isPlain else {
      return ""
    }
    return ", one of all ones"
  }

  /// What the optimum of the convex program says about the problem as written.
  var guarantee: String {
    switch network.form {
    case .relu: break
    case .gated, .knownHidden: return "exact: the problem is convex as it stands"
    }
    return switch gates.source {
    case .sample, .sphere: "sampled: an upper bound on the optimum over all gates"
    case .enumerate:
      hasPerturbation
        ? "all patterns: an upper bound, for they are held fixed under perturbation"
        : "all patterns: the optimum over all gates"
    case .vectors, .vectorsFile, .patternsFile:
      "given: an upper bound on the optimum over all gates"
    }
  }

  private var hasPerturbation: Bool {
    fit.contains { $0.perturbation != nil } || constraints.contains { $0.perturbation != nil }
  }
}
