extension Atom {
  /// ||x||_inf
  public static let norminf = Atom(
    name: "norminf", parameters: [Parameter("x")], form: .reducing, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, sign in .ofMagnitude(sign) },
    value: { largest(of: $0[0].lazy.map(\.magnitude)) },
    derivative: { arguments in
      let sizes = arguments[0].map(\.magnitude)
      let picked = indicator(of: largest(of: sizes), in: [sizes])[0]
      return [zip(arguments[0], picked).map { slopeOfMagnitude($0) * $1 }]
    },
    latex: { "\\left\\|\($0[0])\\right\\|_\\infty" },
    formula: "||x||_inf",
    summary: "The largest absolute value of all entries; it bounds perturbations entry by entry.",
    example: "set B = { delta : R[d] | ||delta||_inf <= eps }")
}
