extension Atom {
  /// min(x, ...)
  public static let min = Atom(
    name: "min", parameters: [Parameter("x")], isVariadic: true, form: .either,
    curvature: .concave,
    sign: { -Sign(largestOf: $0.map { -$0 }) },
    monotonicity: { _, _ in .nondecreasing },
    value: { smallest(of: $0) },
    derivative: { indicator(of: smallest(of: $0), in: $0) },
    latex: { "\\min\\left(\($0.joined(separator: ", "))\\right)" },
    formula: "min_i x_i",
    summary: "The smallest entry of one array; of several arguments the smallest, entry by entry.",
    example: "loss hinge(z, t) = 1 - min(t*z, 1)")
}

private func smallest(of arguments: [[Double]]) -> Double {
  -largest(of: arguments.joined().lazy.map { -$0 })
}
