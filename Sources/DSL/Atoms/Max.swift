extension Atom {
  /// max(x, ...)
  public static let max = Atom(
    name: "max", parameters: [Parameter("x")], isVariadic: true, form: .either, curvature: .convex,
    sign: { Sign(largestOf: $0) },
    monotonicity: { _, _ in .nondecreasing },
    value: { largest(of: $0.joined()) },
    derivative: { indicator(of: largest(of: $0.joined()), in: $0) },
    latex: { "\\max\\left(\($0.joined(separator: ", "))\\right)" },
    formula: "max_i x_i",
    summary: "The largest entry of one array; of several arguments the largest, entry by entry.",
    example: "loss quantile(z, t) = max(0.9 * (t - z), 0.1 * (z - t))")
}

extension Sign {
  /// The sign of the largest of numbers with these signs.
  init(largestOf signs: [Sign]) {
    if signs.allSatisfy(\.isNonpositive) {
      self = signs.contains(.zero) ? .zero : .nonpositive
    } else {
      self = signs.contains(where: \.isNonnegative) ? .nonnegative : .unknown
    }
  }
}
