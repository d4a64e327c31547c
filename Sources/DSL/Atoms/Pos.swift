extension Atom {
  /// pos(x) = max(x, 0)
  public static let pos = Atom(
    name: "pos", parameters: [Parameter("x")], form: .elementwise, curvature: .convex,
    sign: { $0[0].isNonpositive ? .zero : .nonnegative },
    monotonicity: { _, _ in .nondecreasing },
    value: { Swift.max($0[0][0], 0) },
    derivative: { [[$0[0][0] > 0 ? 1 : 0]] },
    latex: { "\\left(\($0[0])\\right)_+" },
    formula: "max(x, 0)",
    summary: "The positive part, entry by entry: the hinge loss is pos(1 - t*z).",
    example: "loss hinge(z, t) = pos(1 - t*z)")

  /// relu(x) = max(x, 0), the same function under the name it has in networks.
  public static let relu = Atom(
    name: "relu", parameters: pos.parameters, form: pos.form, curvature: pos.curvature,
    sign: pos.sign, monotonicity: pos.monotonicity, value: pos.value, derivative: pos.derivative,
    latex: pos.latex, formula: pos.formula, summary: pos.summary,
    example: "network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]")
}
