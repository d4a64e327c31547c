extension Atom {
  /// ||x||_1
  public static let norm1 = Atom(
    name: "norm1", parameters: [Parameter("x")], form: .reducing, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, sign in .ofMagnitude(sign) },
    value: { $0[0].reduce(0) { $0 + $1.magnitude } },
    derivative: { [$0[0].map(slopeOfMagnitude)] },
    latex: { "\\left\\|\($0[0])\\right\\|_1" },
    formula: "||x||_1",
    summary: "The sum of the absolute values of all entries; as a penalty it makes entries zero.",
    example: "set B = { delta : R[d] | ||delta||_1 <= eps }")
}
