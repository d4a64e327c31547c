extension Atom {
  /// quad_over_lin(x, y) = ||x||_2^2 / y
  public static let quad_over_lin = Atom(
    name: "quad_over_lin", parameters: [Parameter("x"), Parameter("y", .positive)],
    form: .reducing, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { index, sign in index == 0 ? .ofMagnitude(sign) : .nonincreasing },
    value: { arguments in
      let y = arguments[1][0]
      guard y > 0 else { return .nan }
      // Divided before it is squared, since x^2 overflows sooner than x^2 / y.
      return arguments[0].reduce(0) { $0 + $1 * ($1 / y) }
    },
    derivative: { arguments in
      let y = arguments[1][0]
      guard y > 0 else { return [arguments[0].map { _ in .nan }, [.nan]] }
      let ratios = arguments[0].map { $0 / y }
      return [ratios.map { 2 * $0 }, [-ratios.reduce(0) { $0 + $1 * $1 }]]
    },
    latex: { "\\frac{\\left\\|\($0[0])\\right\\|_2^2}{\($0[1])}" },
    formula: "||x||_2^2 / y",
    summary: "The sum of the squares of x over one positive y, convex in both together.",
    example: "minimize quad_over_lin(yhat(X) - y, s) + s")
}
