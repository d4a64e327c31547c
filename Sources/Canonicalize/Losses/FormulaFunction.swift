internal import DSL

/// Half the distance of 1 to the next number.
private let unitRoundoff = 0x1p-53

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

  /// A value with its derivative in r, and how far rounding may have moved both, by a running analysis of the first
  /// order. Where large terms cancel, nothing may be left of a value.
  struct Jet {
    var value: Double
    var slope: Double
    var valueError = 0.0
    var slopeError = 0.0

    /// A jet whose value and slope are rounded once more, after terms of these sizes.
    func rounded(_ size: Double = 0, _ slopeSize: Double = 0) -> Jet {
      var result = self
      result.valueError += unitRoundoff * max(abs(value), size)
      result.slopeError += unitRoundoff * max(abs(slope), slopeSize)
      return result
    }

    static prefix func - (a: Jet) -> Jet {
      Jet(value: -a.value, slope: -a.slope, valueError: a.valueError, slopeError: a.slopeError)
    }

    static func + (a: Jet, b: Jet) -> Jet {
      Jet(
        value: a.value + b.value, slope: a.slope + b.slope, valueError: a.valueError + b.valueError,
        slopeError: a.slopeError + b.slopeError
      ).rounded()
    }

    static func * (a: Jet, b: Jet) -> Jet {
      Jet(
        value: a.value * b.value, slope: a.slope * b.value + a.value * b.slope,
        valueError: a.valueError * abs(b.value) + abs(a.value) * b.valueError,
        slopeError: a.slopeError * abs(b.value) + abs(a.slope) * b.valueError
          + a.valueError * abs(b.slope) + abs(a.value) * b.slopeError
      ).rounded(0, abs(a.slope * b.value) + abs(a.value * b.slope))
    }

    /// 1 / a.
    var inverse: Jet {
      let value = 1 / self.value
      let square = value * value
      return Jet(
        value: value, slope: -slope * square, valueError: valueError * square,
        slopeError: slopeError * square + 2 * abs(slope * square * value) * valueError
      ).rounded()
    }
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
    case .negation(let a): return jet(a, k, r).map { -$0 }
    case .sum(let a, let b): return both(a, b, k, r, +)
    case .difference(let a, let b): return both(a, b, k, r) { $0 + -$1 }
    case .product(let a, let b), .elementwiseProduct(let a, let b): return both(a, b, k, r, *)
    case .quotient(let a, let b):
      return both(a, b, k, r) {
        var result = $0 * $1.inverse
        // One rounding, as the values of the language have.
        result.value = $0.value / $1.value
        return result
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
    var (values, inner): ([[Double]], [[Jet]]) = ([], [])
    for argument in arguments {
      var entries = [argument]
      if case .list(let list) = argument.kind { entries = list }
      let jets = entries.compactMap { jet($0, k, r) }
      guard jets.count == entries.count else { return nil }
      values.append(jets.map(\.value))
      inner.append(jets)
    }
    var result = Jet(value: atom.value(values), slope: 0)
    var (size, slopeSize) = (abs(result.value), 0.0)
    for (partial, inner) in zip(atom.derivative(values), inner) {
      for (p, x) in zip(partial, inner) {
        // What does not move counts nothing, even where the atom is infinitely steep.
        if x.slope != 0 {
          result.slope += p * x.slope
          slopeSize += abs(p * x.slope)
        }
        if p != 0 {
          result.valueError += abs(p) * x.valueError
          result.slopeError += abs(p) * x.slopeError
          size += abs(p * x.value)
        }
      }
    }
    // Atoms take a few operations.
    return result.rounded(4 * size, 4 * slopeSize)
  }
}
