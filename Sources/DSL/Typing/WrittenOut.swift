extension TypedExpression {
  /// The most terms of a sum that is written out.
  static let mostTerms = 1000

  /// The most nodes that an expression may have then.
  private static let mostNodes = 100_000

  /// The same expression with sums, means, maxima and minima over an interval of numbers written out term by term.
  /// Those over something that only the data tell, and very long ones, stay.
  func writtenOut() -> TypedExpression {
    replacing { part in
      guard case .reduction(let reducer, let index, let body) = part.kind,
        case .interval(let lower, .number(let upper)) = index.domain, lower <= upper
      else { return nil }
      let (count, isLong) = (upper - lower).addingReportingOverflow(1)
      let inner = body.writtenOut()
      guard !isLong, count <= Self.mostTerms, count * inner.extent.size <= Self.mostNodes else {
        return nil
      }
      let terms = (lower...upper).map { inner.setting(index, to: $0) }
      let kind: Kind =
        switch reducer {
        case .sum: Self.total(terms[...], part.range).kind
        case .mean:
          .quotient(
            Self.total(terms[...], part.range),
            TypedExpression(.number(Double(count)), .scalar, part.range))
        case .max: .apply(.max, terms)
        case .min: .apply(.min, terms)
        }
      return TypedExpression(kind, part.shape, part.range)
    }
  }

  /// The sum of terms, at least one, halved again and again so that it is not deep.
  private static func total(
    _ terms: ArraySlice<TypedExpression>, _ range: SourceRange
  ) -> TypedExpression {
    guard terms.count > 1 else { return terms[terms.startIndex] }
    let middle = terms.startIndex + terms.count / 2
    let halves = (total(terms[..<middle], range), total(terms[middle...], range))
    return TypedExpression(.sum(halves.0, halves.1), halves.0.shape, range)
  }

  /// The expression with an index at a number.
  private func setting(_ index: IndexVariable, to value: Int) -> TypedExpression {
    replacing { part in
      switch part.kind {
      case .index(index):
        TypedExpression(.number(Double(value)), .scalar, part.range)
      case .element(let base, let indices) where indices.contains(.variable(index)):
        TypedExpression(
          .element(
            base.setting(index, to: value),
            indices.map { $0 == .variable(index) ? .number(value) : $0 }),
          part.shape, part.range)
      case .unknown(let name, .variable(index)):
        TypedExpression(.unknown(name, .number(value)), part.shape, part.range)
      default: nil
      }
    }
  }
}
