extension Atom {
  /// exp(x) = e^x
  public static let exp = Atom(
    name: "exp", parameters: [Parameter("x")], form: .elementwise, curvature: .convex,
    sign: { _ in .nonnegative },
    monotonicity: { _, _ in .nondecreasing },
    value: { exponential($0[0][0]) },
    derivative: { [[exponential($0[0][0])]] },
    latex: { "\\exp\\left(\($0[0])\\right)" },
    formula: "e^x",
    summary: "The exponential, entry by entry.",
    example: "loss exponential(z, t) = exp(-t*z)")
}
