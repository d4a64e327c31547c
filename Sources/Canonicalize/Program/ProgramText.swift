internal import LinearAlgebra

extension ConvexTrainingProgram {
  /// The program as people read it, with its sizes and at most `limit` of its patterns: for
  /// `inspect --phase program`.
  public func text(listing limit: Int = 20) -> String {
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    var lines = [
      "CONVEX PROGRAM (2.5)",
      "  minimize    \(lossText) + beta * sum[i] (||v_i||_2 + ||w_i||_2)\(constantText)",
      "  where       r = sum[i] D_i X (v_i - w_i)",
      "  subject to  (2 D_i - I) X v_i >= 0,  (2 D_i - I) X w_i >= 0     for i in 1..\(p)",
      "",
      "  X           \(n) x \(d)",
      "  beta        \(groupWeight)",
      "  variables   \(2 * d * p)     v_i, w_i : R[\(d)], i in 1..\(p)",
      "  groups      \(2 * p)     one norm for each v_i and w_i",
      "  rows        \(2 * n * p)     2 blocks of \(n) for each pattern",
      "",
      "  D_i X is never formed: D is kept as \(p) columns of \(n) bits",
      "",
      "  pattern   active samples",
    ]
    for i in 0..<min(p, limit) {
      let ones = patterns.bits.population(ofColumn: i)
      lines.append("  D_\(i + 1)".padded(to: 12) + "\(ones) of \(n)")
    }
    if p > limit { lines.append("  ... \(p - limit) more") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var lossText: String {
    squareLossWeight.map { "\($0 / 2) * sum[k] (r_k - t_k)^2" } ?? "sum[k] phi_k(r_k)"
  }

  private var constantText: String {
    abs(constant) > 1e-12 ? " + \(constant)" : ""
  }
}

extension String {
  /// The text, filled with spaces on the right to at least `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
