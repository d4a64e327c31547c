extension Atom {
  /// huber(x, M), without the factor 1/2 that some authors have.
  public static let huber = Atom(
    name: "huber", parameters: [Parameter("x"), Parameter("M", .positiveConstant)],
    form: .elementwise, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { index, sign in index == 0 ? .ofMagnitude(sign) : .constant },
    value: { arguments in
      let size = arguments[0][0].magnitude
      let bend = arguments[1][0]
      guard bend > 0 else { return .nan }
      // 2M|x| - M^2, in an order that overflows only where the value does.
      return size <= bend ? size * size : bend * size + bend * (size - bend)
    },
    derivative: { arguments in
      let x = arguments[0][0]
      let bend = arguments[1][0]
      guard bend > 0 else { return [[.nan], [0]] }
      return [[x.magnitude <= bend ? 2 * x : 2 * bend * slopeOfMagnitude(x)], [0]]
    },
    latex: { "\\operatorname{huber}\\left(\($0[0]), \($0[1])\\right)" },
    formula: "x^2 if |x| <= M, else 2M|x| - M^2",
    summary: "A square for small x, linear for large x: outliers count less.",
    example: "loss robust(z, t) = huber(z - t, 1)")
}
