/// The values that names in scalar formulas have, and how to compute with them.
public struct ScalarValues: Sendable {
  /// The value of each parameter and size that has one.
  public var values: [String: Double]

  /// Names with their values.
  public init(_ values: [String: Double]) {
    self.values = values
  }

  /// The value of a scalar formula: numbers, names, + - * / ^, and the functions of one number.
  /// Nil where a name has no value or the expression is not such a formula.
  public func value(of expression: Expression) -> Double? {
    switch expression {
    case .number(let node): return node.value
    case .name(let name): return values[name.text]
    case .negation(let node): return value(of: node.operand).map { -$0 }
    case .binary(let node):
      guard let left = value(of: node.left), let right = value(of: node.right) else { return nil }
      return ScalarValues.apply(node.op, left, right)
    case .boolean, .list, .transpose, .index, .call, .norm, .reduction: return nil
    }
  }

  /// The result of an operator on two numbers; nil where it has none.
  static func apply(_ op: BinaryExpression.Operator, _ a: Double, _ b: Double) -> Double? {
    switch op {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply, .multiplyElementwise: return a * b
    case .divide: return b == 0 ? nil : a / b
    case .power: return power(a, b)
    }
  }

  /// a^b for whole b up to 64 in size, and square roots.
  private static func power(_ a: Double, _ b: Double) -> Double? {
    if b == 0.5 { return a < 0 ? nil : a.squareRoot() }
    guard b == b.rounded(), abs(b) <= 64 else { return nil }
    if a == 0 && b < 0 { return nil }
    var result = 1.0
    for _ in 0..<Int(abs(b)) { result *= a }
    return b < 0 ? 1 / result : result
  }
}

extension ScalarValues {
  /// The value of a typed scalar formula; nil where a name in it has none, or where it is not a
  /// formula of numbers, parameters and sizes.
  public func value(of e: TypedExpression) -> Double? {
    switch e.kind {
    case .number(let value): return value
    case .parameter(let name), .size(let name): return values[name]
    case .negation(let a): return value(of: a).map { -$0 }
    case .sum(let a, let b): return both(a, b).map { $0 + $1 }
    case .difference(let a, let b): return both(a, b).map { $0 - $1 }
    case .product(let a, let b), .elementwiseProduct(let a, let b):
      return both(a, b).map { $0 * $1 }
    case .quotient(let a, let b): return both(a, b).flatMap { $1 == 0 ? nil : $0 / $1 }
    case .apply(let atom, let arguments):
      let numbers = arguments.compactMap { value(of: $0) }
      guard numbers.count == arguments.count, e.shape.isScalar else { return nil }
      let result = atom.value(numbers.map { [$0] })
      return result.isNaN ? nil : result
    case .raw, .loss, .identity, .data, .index, .lossArgument, .unknown, .prediction, .perturbation,
      .gate, .list, .transpose, .element, .reduction, .worstCase, .flat:
      return nil
    }
  }

  private func both(_ a: TypedExpression, _ b: TypedExpression) -> (Double, Double)? {
    guard let x = value(of: a), let y = value(of: b) else { return nil }
    return (x, y)
  }
}
