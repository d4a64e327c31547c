internal import Backends
internal import Canonicalize

extension RobustPlan {
  /// The plan as people read it.
  var text: String {
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    let relative = [
      ("rows", weights.rows), ("copies", weights.copies), ("predictions", weights.predictions),
      ("vectors", weights.vectors),
    ].map { "\($0) \(significant($1, 3))" }.joined(separator: ", ")
    var lines = [
      "ROBUST ADMM PLAN for n = \(n), d = \(d), P = \(p)",
      "  u-update    \(explanation)",
      "  v-update    \(2 * p) group soft-thresholds of length \(d)",
      "  s-update    \(2 * p) projections onto cones of \(n) perturbed rows",
      "  loss        split off: \(n) proximal steps of worst cases in \(d + 1) unknowns",
      "  penalty     rho = \(significant(penalty, 3)), "
        + (balancesPenalty ? "balanced from the residuals" : "fixed")
        + ", over-relaxation \(significant(relaxation, 3))",
      "  weights     \(relative)",
      "  blocks      \(amountText(stateBytes, "B")) whatever the system",
      "",
      "  system      setup         an iteration  factors       nominal time of \(expectedIterations)",
    ]
    for alternative in alternatives {
      let isChosen = alternative.method == method
      let times = significant(alternative.seconds / max(chosen.seconds, 1e-12), 2)
      let reason =
        alternative.seconds < chosen.seconds
        ? "cheaper, and too large or not asked for" : "\(times) times the time"
      lines.append(
        "  " + alternative.method.rawValue.padded(12)
          + amountText(alternative.setupFlops, "FLOP").padded(14)
          + amountText(alternative.iterationFlops, "FLOP").padded(14)
          + amountText(alternative.bytes, "B").padded(14) + durationText(alternative.seconds)
          + (isChosen ? "  <- chosen" : "  " + reason))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var explanation: String {
    let (d, p) = (featureCount, patternCount)
    switch method {
    case .features, .samples, .blocks:
      return "Cholesky of \(d) x \(d) and of \(d * p) x \(d * p); factored once"
    case .gradients:
      return "Cholesky of \(d) x \(d), conjugate gradients on \(d * p) unknowns"
    }
  }

  /// The plan in one line, for the result.
  var summary: String { "worst cases split off; \(explanation)" }
}
