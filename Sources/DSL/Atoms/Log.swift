extension Atom {
  /// log(x), the natural logarithm
  public static let log = Atom(
    name: "log", parameters: [Parameter("x", .positive)], form: .elementwise, curvature: .concave,
    sign: { _ in .unknown },
    monotonicity: { _, _ in .nondecreasing },
    value: { $0[0][0] > 0 ? logarithm($0[0][0]) : .nan },
    derivative: { [[$0[0][0] > 0 ? 1 / $0[0][0] : .nan]] },
    latex: { "\\log\\left(\($0[0])\\right)" },
    formula: "log x",
    summary: "The natural logarithm of a positive number, entry by entry.",
    example: "minimize sum(sq(yhat(X), y)) + log(n) * sum[j] abs(alpha[j])")
}
