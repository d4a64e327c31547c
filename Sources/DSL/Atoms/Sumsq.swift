extension Atom {
  /// sumsq(x) = ||x||_2^2
  public static let sumsq = Atom(
    name: "sumsq", parameters: [Parameter("x")], form: .reducing, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, sign in .ofMagnitude(sign) },
    value: { $0[0].reduce(0) { $0 + $1 * $1 } },
    derivative: { [$0[0].map { 2 * $0 }] },
    latex: { "\\left\\|\($0[0])\\right\\|_2^2" },
    formula: "||x||_2^2",
    summary: "The sum of the squares of all entries.",
    example: "minimize 1/2 * sumsq(yhat(X) - y) + beta/2 * sum[j] (sumsq(u[j]) + alpha[j]^2)")
}
