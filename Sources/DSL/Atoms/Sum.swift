extension Atom {
  /// sum(x)
  public static let sum = Atom(
    name: "sum", parameters: [Parameter("x")], form: .reducing, curvature: .affine,
    sign: { $0[0] },
    monotonicity: { _, _ in .nondecreasing },
    value: { $0[0].reduce(0, +) },
    derivative: { [$0[0].map { _ in 1 }] },
    latex: { "\\operatorname{sum}\\left(\($0[0])\\right)" },
    formula: "x_1 + ... + x_n",
    summary: "The sum of all entries.",
    example: "minimize sum(sq(yhat(X), y)) + beta * sum[j] abs(alpha[j])")
}
