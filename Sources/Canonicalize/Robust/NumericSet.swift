public import DSL
internal import LinearAlgebra

/// A set of perturbations of one row with all its numbers: delta in R^d, the coordinates that are not
/// free held at 0.
public struct NumericSet: Sendable {
  /// A condition on delta.
  public enum Condition: Sendable {
    /// ||delta||_p <= radius
    case ball(NormExpression.Kind, Double)
    /// |delta_c| <= r_c
    case box([Double])
    /// ||A delta + b||_p <= radius, A by rows
    case norm(NormExpression.Kind, rows: [[Double]], offset: [Double], Double)
    /// C delta <= h, by rows
    case halfspaces(rows: [[Double]], bounds: [Double])
    /// C delta == h, by rows
    case equalities(rows: [[Double]], bounds: [Double])
  }

  /// The set's name.
  public let name: String
  /// Which coordinates move; a bias column does not.
  public let isFree: [Bool]
  /// What holds for delta; all of them.
  public let conditions: [Condition]

  /// Whether -B = B, so that both support functions are one.
  public var isSymmetric: Bool {
    conditions.allSatisfy { condition in
      switch condition {
      case .ball, .box: true
      case .norm(_, _, let offset, _): offset.allSatisfy { $0 == 0 }
      case .halfspaces, .equalities: false
      }
    }
  }

  /// Whether nothing moves: every radius is 0.
  public var isPoint: Bool {
    conditions.contains { condition in
      switch condition {
      case .ball(_, let radius): radius == 0
      case .box(let radii): zip(radii, isFree).allSatisfy { $0 == 0 || !$1 }
      case .norm, .halfspaces, .equalities: false
      }
    } || !isFree.contains(true)
  }

  /// A set with the given conditions.
  public init(name: String, isFree: [Bool], conditions: [Condition]) {
    self.name = name
    self.isFree = isFree
    self.conditions = conditions
  }
}

extension NumericSet {
  /// The set that a declaration means for the numbers at hand.
  /// - Parameters:
  ///   - set: the declaration.
  ///   - evaluation: knows parameters, sizes and data.
  ///   - factors: by what scaling multiplied each feature, for radii in raw units.
  ///   - hasBias: whether a last coordinate is the bias, which does not move.
  /// - Throws: the diagnostic about a condition without value, or with a negative radius.
  public init(
    _ set: UncertaintySet, evaluation: Evaluation, factors: [Double], hasBias: Bool
  ) throws(SetFailure) {
    let d = factors.count + (hasBias ? 1 : 0)
    var binder = SetBinder(set: set, evaluation: evaluation, dimension: d, factors: factors)
    var conditions: [Condition] = []
    for condition in set.conditions { conditions += try binder.conditions(condition) }
    self.init(
      name: set.name.text,
      isFree: (0..<d).map { !(hasBias && $0 == d - 1) }, conditions: conditions)
  }
}

/// Why a set has no numbers.
public struct SetFailure: Error {
  /// The message.
  public let diagnostic: Diagnostic
}

/// Reads the numbers of conditions by evaluating them at 0 and at the unit vectors: they are affine.
private struct SetBinder {
  let set: UncertaintySet
  let evaluation: Evaluation
  let dimension: Int
  let factors: [Double]

  mutating func conditions(
    _ condition: UncertaintySet.Condition
  ) throws(SetFailure) -> [NumericSet.Condition] {
    switch condition {
    case .ball(let kind, let radius): return [try ball(kind, radius)]
    case .box(let radius): return [.box(try radii(radius))]
    case .norm(let kind, let argument, let radius):
      let (rows, offset) = try affine(argument, evaluation)
      return [.norm(kind, rows: rows, offset: offset, try number(radius))]
    case .linear(let relation): return try linear(relation, evaluation, relation.indices[...])
    }
  }

  /// ||delta||_p <= eps; in raw units delta_c is divided by the factor of feature c.
  private func ball(
    _ kind: NormExpression.Kind, _ radius: UncertaintySet.Radius
  ) throws(SetFailure) -> NumericSet.Condition {
    let value = try number(radius)
    guard radius.isRaw, let first = factors.first, factors.contains(where: { $0 != 1 }) else {
      return .ball(kind, value)
    }
    if factors.allSatisfy({ $0 == first }) { return .ball(kind, value * first) }
    if kind == .infinity { return .box(factors.map { $0 * value } + biasRadius) }
    let rows = (0..<dimension).map { c in
      (0..<dimension).map { $0 == c && c < factors.count ? 1 / factors[c] : 0 }
    }
    return .norm(kind, rows: rows, offset: [Double](repeating: 0, count: dimension), value)
  }

  private var biasRadius: [Double] { dimension > factors.count ? [0] : [] }

  private func radii(_ radius: UncertaintySet.Radius) throws(SetFailure) -> [Double] {
    var result: [Double] = []
    if let index = radius.index {
      guard let range = evaluation.range(of: index.domain) else { throw unknown(radius.value) }
      var values = [Double](repeating: .infinity, count: dimension)
      for c in range where c <= dimension {
        guard let value = evaluation.with(index, c).value(of: radius.value)?.number else {
          throw unknown(radius.value)
        }
        values[c - 1] = value
      }
      result = values
    } else {
      guard let value = evaluation.value(of: radius.value) else { throw unknown(radius.value) }
      result =
        value.sizes.isEmpty
        ? [Double](repeating: value.elements[0], count: dimension) : value.elements
    }
    if radius.isRaw { for c in factors.indices { result[c] *= factors[c] } }
    // The bias does not move, so its radius does not matter.
    if dimension > factors.count, result.count == dimension { result[dimension - 1] = 0 }
    if result.contains(where: { $0 < 0 }) { throw negative(radius.value) }
    if result.contains(.infinity) {
      throw SetFailure(
        diagnostic: Diagnostic(
          "E309", "the set is unbounded: some entries have no bound", at: radius.value.range,
          help: "bound every entry: `for c in 1..d`"))
    }
    return result
  }

  private func number(_ radius: UncertaintySet.Radius) throws(SetFailure) -> Double {
    guard let value = evaluation.value(of: radius.value)?.number else {
      throw unknown(radius.value)
    }
    if value < 0 { throw negative(radius.value) }
    return value
  }

  private func linear(
    _ relation: TypedRelation, _ evaluation: Evaluation, _ indices: ArraySlice<IndexVariable>
  ) throws(SetFailure) -> [NumericSet.Condition] {
    if let index = indices.first {
      guard let range = evaluation.range(of: index.domain) else { throw unknown(relation.left) }
      var result: [NumericSet.Condition] = []
      for k in range {
        result += try linear(relation, evaluation.with(index, k), indices.dropFirst())
      }
      return result
    }
    let (left, a) = try affine(relation.left, evaluation)
    let (right, b) = try affine(relation.right, evaluation)
    let count = max(left.count, right.count)
    var rows: [[Double]] = []
    var bounds: [Double] = []
    for k in 0..<count {
      let (i, j) = (left.count == 1 ? 0 : k, right.count == 1 ? 0 : k)
      rows.append(zip(left[i], right[j]).map { $0 - $1 })
      bounds.append(b[j] - a[i])
    }
    return [
      relation.isEquality
        ? .equalities(rows: rows, bounds: bounds) : .halfspaces(rows: rows, bounds: bounds)
    ]
  }

  /// The rows of A and the offset b of an affine expression A delta + b.
  private func affine(
    _ e: TypedExpression, _ evaluation: Evaluation
  ) throws(SetFailure) -> (rows: [[Double]], offset: [Double]) {
    guard let name = e.perturbationName else {
      guard let value = evaluation.value(of: e) else { throw unknown(e) }
      return (
        value.elements.map { _ in [Double](repeating: 0, count: dimension) }, value.elements
      )
    }
    func value(_ delta: [Double]) throws(SetFailure) -> [Double] {
      var at = evaluation
      at.perturbations[name] = ArrayValue(sizes: [dimension], elements: delta)
      guard let value = at.value(of: e) else { throw unknown(e) }
      return value.elements
    }
    let zero = [Double](repeating: 0, count: dimension)
    let offset = try value(zero)
    var rows = [[Double]](repeating: zero, count: offset.count)
    for c in 0..<dimension {
      var unit = zero
      unit[c] = 1
      for (r, entry) in try value(unit).enumerated() { rows[r][c] = entry - offset[r] }
    }
    return (rows, offset)
  }

  private func unknown(_ e: TypedExpression) -> SetFailure {
    SetFailure(
      diagnostic: Diagnostic(
        "E401", "this part of the set `\(set.name.text)` has no value", at: e.range,
        help: "give every data and parameter in it a value"))
  }

  private func negative(_ e: TypedExpression) -> SetFailure {
    SetFailure(
      diagnostic: Diagnostic(
        "E305", "the set is empty: its radius is negative", at: e.range,
        help: "a radius is 0 or more: declare `param eps : R >= 0`"))
  }
}

extension TypedExpression {
  /// The name of the perturbation in it.
  fileprivate var perturbationName: String? {
    if case .perturbation(let variable) = kind { return variable.name }
    for child in children { if let name = child.perturbationName { return name } }
    return nil
  }
}
