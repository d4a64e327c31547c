extension Atom {
  /// abs(x) = |x|
  public static let abs = Atom(
    name: "abs", parameters: [Parameter("x")], form: .elementwise, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, sign in .ofMagnitude(sign) },
    value: { $0[0][0].magnitude },
    derivative: { [[slopeOfMagnitude($0[0][0])]] },
    latex: { "\\left|\($0[0])\\right|" },
    formula: "|x|",
    summary: "The absolute value, entry by entry.",
    example: "loss absolute(z, t) = abs(z - t)")
}
