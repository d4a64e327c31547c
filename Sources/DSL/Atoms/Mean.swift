extension Atom {
  /// mean(x)
  public static let mean = Atom(
    name: "mean", parameters: [Parameter("x")], form: .reducing, curvature: .affine,
    sign: { $0[0] },
    monotonicity: { _, _ in .nondecreasing },
    value: { $0[0].reduce(0, +) / Double($0[0].count) },
    derivative: { arguments in arguments.map { $0.map { _ in 1 / Double(arguments[0].count) } } },
    latex: { "\\operatorname{mean}\\left(\($0[0])\\right)" },
    formula: "(x_1 + ... + x_n) / n",
    summary: "The mean of all entries.",
    example: "minimize mean(hinge(yhat(X), y)) + beta * sum[j] abs(alpha[j])")
}
