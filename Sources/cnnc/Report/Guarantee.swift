internal import Canonicalize
internal import DSL

extension TrainingProblem {
  /// The line that counts the gates: `kept` of all patterns are in the program.
  func gatesLine(_ all: ActivationPatterns, kept: Int, dead: Int) -> String {
    let count =
      kept == all.count && all.asked != kept ? "\(kept) distinct of \(all.asked)" : "\(kept)"
    let seed = all.seed.map { ", seed \($0)" } ?? ""
    let own = dead > 0 ? " (\(dead) dead)" : ""
    return "  gates       \(count)\(gatesRemark)\(seed)\(own); \(guarantee)"
  }

  /// What sampled gates begin with.
  private var gatesRemark: String {
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
