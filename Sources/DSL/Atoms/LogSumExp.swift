extension Atom {
  /// logsumexp(x) = log(e^x_1 + ... + e^x_n)
  public static let logsumexp = Atom(
    name: "logsumexp", parameters: [Parameter("x")], form: .reducing, curvature: .convex,
    // At least the largest entry.
    sign: { $0[0].isNonnegative ? .nonnegative : .unknown },
    monotonicity: { _, _ in .nondecreasing },
    value: { arguments in
      let top = largest(of: arguments[0])
      guard top.isFinite else { return top }
      return top + logarithm(shiftedExponentials(arguments[0], top).reduce(0, +))
    },
    derivative: { arguments in
      let terms = shiftedExponentials(arguments[0], largest(of: arguments[0]))
      let total = terms.reduce(0, +)
      return [terms.map { $0 / total }]
    },
    latex: { "\\operatorname{logsumexp}\\left(\($0[0])\\right)" },
    formula: "log(e^x_1 + ... + e^x_n)",
    summary: "A smooth maximum of all entries.",
    example: "minimize logsumexp(yhat(X) - y) + beta * sum[j] abs(alpha[j])")
}

/// e^(x_i - top): with the largest entry as `top` none overflows and one is 1.
private func shiftedExponentials(_ x: [Double], _ top: Double) -> [Double] {
  x.map { exponential($0 - top) }
}
