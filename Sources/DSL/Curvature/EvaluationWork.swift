/// How much work it is to compute an expression. A search asks first: `sum[k in 1..999999999]` is short
/// to write. In floating point, since the numbers outgrow every integer.
extension Evaluation {
  /// How many numbers computing an expression makes, about.
  func work(of e: TypedExpression) -> Double {
    switch e.kind {
    case .reduction(_, let variable, let body):
      return count(variable.domain) * work(of: body)
    case .loss(_, let body, let z, let t):
      return work(of: z) + work(of: t) + count(z.shape) * count(t.shape) * work(of: body)
    case .product(let a, let b):
      return work(of: a) + work(of: b) + count(a.shape) * count(b.shape)
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown, .prediction,
      .perturbation, .gate, .list, .negation, .sum, .difference, .elementwiseProduct, .quotient,
      .transpose, .element, .apply, .worstCase, .raw, .flat:
      return e.children.reduce(count(e.shape)) { $0 + work(of: $1) }
    }
  }

  /// How many entries an array has.
  func count(_ shape: Shape) -> Double {
    shape.dimensions.reduce(1) { $0 * count($1) }
  }

  /// How many values an index takes.
  func count(_ domain: IndexDomain) -> Double {
    switch domain {
    case .neurons, .gates: 2
    case .interval(_, let upper): count(upper)
    }
  }

  /// Sizes that are not known are those of small instances.
  private func count(_ dimension: Dimension) -> Double {
    switch dimension {
    case .number(let value): Double(value)
    case .symbol(let name): numbers[name] ?? 2
    }
  }
}
