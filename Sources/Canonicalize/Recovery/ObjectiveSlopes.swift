public import DSL

/// How fast a part of an objective moves along a ray.
public struct ObjectiveSlope: Sendable {
  /// Where the part stands.
  public let range: SourceRange
  /// Whether it is subtracted.
  public let isSubtracted: Bool
  /// What it gains with each step, far along the ray.
  public let value: Double
}

extension ProgramInstance {
  /// The slopes of the terms of the objective far along a ray from 0, by their formulas; terms without a value
  /// there are left out.
  public func objectiveSlopes(
    along d: [Double], in program: ConicOutline, support: @escaping TrainingInstance.SupportValue
  ) -> [ObjectiveSlope] {
    let largest = d.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return [] }
    // Far enough for constants to be small beside it, near enough for sums to keep digits.
    let step = 1e6 / largest
    let ends = [1.0, 2.0].map { factor in
      evaluation(at: values(of: d.map { factor * step * $0 }, in: program), support: support)
    }
    return model.objective.terms.compactMap { sign, term in
      let found = ends.compactMap { $0.value(of: term)?.number }
      guard found.count == 2, found.allSatisfy(\.isFinite) else { return nil }
      return ObjectiveSlope(
        range: term.range, isSubtracted: sign < 0, value: sign * (found[1] - found[0]) / step)
    }
  }
}

extension TypedExpression {
  /// The terms of a sum with their signs.
  fileprivate var terms: [(sign: Double, term: TypedExpression)] {
    switch kind {
    case .sum(let a, let b): return a.terms + b.terms
    case .difference(let a, let b): return a.terms + b.terms.map { (-$0.sign, $0.term) }
    case .negation(let a): return a.terms.map { (-$0.sign, $0.term) }
    case .number, .identity, .parameter, .size, .data, .index, .lossArgument, .unknown,
      .prediction, .perturbation, .gate, .list, .product, .elementwiseProduct, .quotient,
      .transpose, .element, .apply, .reduction, .worstCase, .loss, .raw, .flat:
      return [(1, self)]
    }
  }
}
