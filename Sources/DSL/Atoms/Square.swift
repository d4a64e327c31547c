extension Atom {
  /// square(x) = x^2
  public static let square = Atom(
    name: "square", parameters: [Parameter("x")], form: .elementwise, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, sign in .ofMagnitude(sign) },
    value: { $0[0][0] * $0[0][0] },
    derivative: { [[2 * $0[0][0]]] },
    latex: { "\\left(\($0[0])\\right)^2" },
    formula: "x^2",
    summary: "The square, entry by entry.",
    example: "loss sq(z, t) = 1/2 * square(z - t)")
}
