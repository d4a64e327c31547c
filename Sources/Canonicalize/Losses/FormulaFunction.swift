internal import DSL

/// A formula of the prediction r of one sample with its derivative, by the rules of differentiation; a
/// subgradient at a kink.
final class FormulaFunction: Sendable {
  private let body: TypedExpression
  private let numbers: [String: Double]
  private let data: [String: [Double]]

  /// A formula with the values of its names; data have an entry for each sample.
  init(_ body: TypedExpression, numbers: [String: Double], data: [String: [Double]]) {
    self.body = body
    self.numbers = numbers
    self.data = data
  }

  /// A value with its derivative in r.
  struct Jet {
    var value: Double
    var slope: Double
  }

  /// The formula of sample k at r; NaN where it has no value.
  func jet(_ k: Int, at r: Double) -> Jet {
    jet(body, k, r) ?? Jet(value: .nan, slope: .nan)
  }

  private func jet(_ e: TypedExpression, _ k: Int, _ r: Double) -> Jet? {
    switch e.kind {
    case .lossArgument(.prediction): return Jet(value: r, slope: 1)
    case .number(let value): return Jet(value: value, slope: 0)
    case .parameter(let name), .size(let name):
      return numbers[name].map { Jet(value: $0, slope: 0) }
    case .data(let name): return data[name].map { Jet(value: $0[k], slope: 0) }
    case .negation(let a): return jet(a, k, r).map { Jet(value: -$0.value, slope: -$0.slope) }
    case .sum(let a, let b):
      return both(a, b, k, r) { Jet(value: $0.value + $1.value, slope: $0.slope + $1.slope) }
    case .difference(let a, let b):
      return both(a, b, k, r) { Jet(value: $0.value - $1.value, slope: $0.slope - $1.slope) }
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      return both(a, b, k, r) {
        Jet(value: $0.value * $1.value, slope: $0.slope * $1.value + $0.value * $1.slope)
      }
    case .quotient(let a, let b):
      return both(a, b, k, r) {
        Jet(
          value: $0.value / $1.value,
          slope: ($0.slope - $0.value / $1.value * $1.slope) / $1.value)
      }
    case .apply(let atom, let arguments): return apply(atom, arguments, k, r)
    case .identity, .index, .lossArgument(.target), .unknown, .prediction, .perturbation, .gate,
      .list, .transpose, .element, .reduction, .worstCase, .loss, .raw, .flat:
      return nil
    }
  }

  private func both(
    _ a: TypedExpression, _ b: TypedExpression, _ k: Int, _ r: Double, _ rule: (Jet, Jet) -> Jet
  ) -> Jet? {
    guard let x = jet(a, k, r), let y = jet(b, k, r) else { return nil }
    return rule(x, y)
  }

  /// The chain rule; a list gives an argument as many entries as it has.
  private func apply(
    _ atom: Atom, _ arguments: [TypedExpression], _ k: Int, _ r: Double
  ) -> Jet? {
    var (values, slopes): ([[Double]], [[Double]]) = ([], [])
    for argument in arguments {
      var entries = [argument]
      if case .list(let list) = argument.kind { entries = list }
      let jets = entries.compactMap { jet($0, k, r) }
      guard jets.count == entries.count else { return nil }
      values.append(jets.map(\.value))
      slopes.append(jets.map(\.slope))
    }
    var slope = 0.0
    for (partial, inner) in zip(atom.derivative(values), slopes) {
      // What does not move counts nothing, even where the atom is infinitely steep.
      for (p, s) in zip(partial, inner) where s != 0 { slope += p * s }
    }
    return Jet(value: atom.value(values), slope: slope)
  }
}
