extension Atom {
  /// ||x||_2
  public static let norm2 = Atom(
    name: "norm2", parameters: [Parameter("x")], form: .reducing, curvature: .convex,
    sign: { $0[0].ofMagnitude },
    monotonicity: { _, sign in .ofMagnitude(sign) },
    value: { euclideanNorm($0[0]) },
    derivative: { arguments in
      let norm = euclideanNorm(arguments[0])
      return [arguments[0].map { norm == 0 ? 0 : $0 / norm }]
    },
    latex: { "\\left\\|\($0[0])\\right\\|_2" },
    formula: "||x||_2",
    summary: "The Euclidean length of all entries; as a penalty on groups it makes groups zero.",
    example: "minimize sum(sq(yhat(X), y)) + beta * sum[i in g] ||u[i]||_2")
}

/// The norm, by entries relative to the largest: their squares neither overflow nor vanish.
private func euclideanNorm(_ x: [Double]) -> Double {
  let top = largest(of: x.lazy.map(\.magnitude))
  guard top > 0 && top.isFinite else { return x.isEmpty ? 0 : top }
  return top * x.reduce(0) { $0 + ($1 / top) * ($1 / top) }.squareRoot()
}
