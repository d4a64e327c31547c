internal import Backends

extension ADMMPlan {
  /// The plan as people read it, like the plan of a database query: what was chosen, what it costs,
  /// and what the alternatives would have cost.
  var text: String {
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    var lines = [
      "ADMM PLAN for n = \(n), d = \(d), P = \(p)",
      "  u-update    \(explanation(method))",
      "  v-update    \(2 * p) group soft-thresholds of length \(d)",
      "  s-update    \(2 * n * p) clips at 0, rows normalized",
    ]
    switch coupling {
    case .direct:
      lines.append("  loss        in the u-update, as in Algorithm 3.1")
    case .split:
      lines.append("  loss        split off: \(n) proximal steps")
    }
    lines.append(
      "  penalty     rho = \(significant(penalty, 3)), "
        + (balancesPenalty ? "balanced from the residuals" : "fixed")
        + ", over-relaxation \(significant(relaxation, 3))")
    lines.append("")
    lines.append(
      "  system      setup         an iteration  factors       nominal time of \(expectedIterations)"
    )
    for alternative in alternatives {
      let mark = alternative.method == method ? "  <- chosen" : ""
      lines.append(
        "  " + alternative.method.rawValue.padded(12)
          + amountText(alternative.setupFlops, "FLOP").padded(14)
          + amountText(alternative.iterationFlops, "FLOP").padded(14)
          + amountText(alternative.bytes, "B").padded(14) + durationText(alternative.seconds) + mark
      )
    }
    let dense = 8 * Double(2 * d * p) * Double(2 * d * p)
    lines.append("")
    lines.append(
      "  never built: the \(2 * d * p) x \(2 * d * p) matrix of (3.6), \(amountText(dense, "B"))")
    return lines.joined(separator: "\n") + "\n"
  }

  private func explanation(_ method: ADMMSettings.Method) -> String {
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    switch method {
    case .samples:
      let precision = singlePrecision ? ", single precision, refined to double" : ""
      return
        "Cholesky of \(d) x \(d) and of the Hadamard form \(n) x \(n)\(precision); factored once"
    case .features:
      return "Cholesky of \(d) x \(d) and of \(d * p) x \(d * p); factored once"
    case .gradients:
      return "Cholesky of \(d) x \(d), conjugate gradients on \(n) unknowns"
    }
  }

  /// The plan in one line, for the result.
  var summary: String {
    let loss = coupling == .direct ? "Algorithm 3.1" : "loss split"
    return "\(loss); \(explanation(method))"
  }
}
