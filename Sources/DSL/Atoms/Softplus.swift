extension Atom {
  /// softplus(x) = log(1 + e^x)
  public static let softplus = Atom(
    name: "softplus", parameters: [Parameter("x")], form: .elementwise, curvature: .convex,
    sign: { _ in .nonnegative },
    monotonicity: { _, _ in .nondecreasing },
    // e^x would overflow; e^-|x| cannot.
    value: { Swift.max($0[0][0], 0) + logarithm(ofOnePlus: exponential(-$0[0][0].magnitude)) },
    derivative: { [[1 / (1 + exponential(-$0[0][0]))]] },
    latex: { "\\log\\left(1 + e^{\($0[0])}\\right)" },
    formula: "log(1 + e^x)",
    summary: "A smooth pos, entry by entry: the logistic loss is softplus(-t*z).",
    example: "loss logistic(z, t) = softplus(-t*z)")
}
