extension Atom {
  /// sqrt(x)
  public static let sqrt = Atom(
    name: "sqrt", parameters: [Parameter("x", .nonnegative)], form: .elementwise,
    curvature: .concave,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, _ in .nondecreasing },
    value: { $0[0][0].squareRoot() },
    derivative: { [[1 / (2 * $0[0][0].squareRoot())]] },
    latex: { "\\sqrt{\($0[0])}" },
    formula: "x^(1/2)",
    summary: "The square root of a number that is not negative, entry by entry.",
    example: "minimize mean(sq(yhat(X), y)) + beta/sqrt(n) * sum[j] abs(alpha[j])")
}
