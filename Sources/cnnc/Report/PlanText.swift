internal import Backends

extension ADMMPlan {
  /// The plan as people read it, like the plan of a database query: what was chosen, what it costs,
  /// and what the alternatives would have cost.
  var text: String {
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    var lines = [
      "ADMM PLAN for n = \(n), d = \(d), P = \(p)",
      "  u-update    \(explanation(method))",
      "  v-update    \(groupCount) group soft-thresholds of length \(d)",
      isGated
        ? "  s-update    none: a gated network has no constraints"
        : "  s-update    \(2 * n * p) clips at 0, rows normalized",
    ]
    switch coupling {
    case .direct:
      lines.append("  loss        in the u-update, as in Algorithm 3.1")
    case .blocks:
      lines.append("  loss        in the u-update, which blocks descend on, as in Algorithm 3.2")
    case .split:
      lines.append("  loss        split off: \(n) proximal steps, \(proximalText)")
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
      let mark = alternative.method == method ? "  <- chosen" : "  " + reason(against: alternative)
      lines.append(
        "  " + alternative.method.rawValue.padded(12)
          + amountText(alternative.setupFlops, "FLOP").padded(14)
          + amountText(alternative.iterationFlops, "FLOP").padded(14)
          + amountText(alternative.bytes, "B").padded(14) + durationText(alternative.seconds) + mark
      )
    }
    let order = groupCount * d
    let dense = 8 * Double(order) * Double(order)
    lines.append("")
    lines.append(
      "  never built: the \(order) x \(order) matrix of (3.6), \(amountText(dense, "B"))")
    return lines.joined(separator: "\n") + "\n"
  }

  private var proximalText: String {
    if closedFormCount == sampleCount { return "in closed form" }
    return closedFormCount == 0
      ? "by Newton's method in a bracket"
      : "\(closedFormCount) in closed form, the others by Newton's method in a bracket"
  }

  /// Why another way was not taken.
  private func reason(against other: Alternative) -> String {
    if other.seconds < chosen.seconds { return "cheaper, and too large or not asked for" }
    return "\(significant(other.seconds / max(chosen.seconds, 1e-12), 2)) times the time"
  }

  private func explanation(_ method: ADMMSettings.Method) -> String {
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    let precision = singlePrecision ? ", single precision, refined to double" : ""
    switch method {
    case .samples:
      return
        "Cholesky of \(d) x \(d) and of the Hadamard form \(n) x \(n)\(precision); factored once"
    case .features:
      return "Cholesky of \(d) x \(d) and of \(d * p) x \(d * p); factored once"
    case .gradients:
      return "Cholesky of \(d) x \(d), conjugate gradients on \(n) unknowns\(precision)"
    case .blocks:
      return "\(sweeps * p) random blocks by two Cholesky factors of \(d) x \(d)"
    }
  }

  /// The plan in one line, for the result.
  var summary: String {
    let loss =
      switch coupling {
      case .direct: "Algorithm 3.1"
      case .split: "loss split"
      case .blocks: "Algorithm 3.2"
      }
    return "\(loss); \(explanation(method))"
  }
}
