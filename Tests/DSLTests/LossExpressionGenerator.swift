import TestSupport

@testable import DSL

/// Random losses of one sample over all atoms, with parameters and a target that lie in intervals.
struct LossExpressionGenerator {
  /// Functions of one number.
  var unary: [Atom] =
    [.pos, .abs, .square, .softplus, .exp, .log, .sqrt, .relu]
    + [2, 3, 4, 1.5, 0.5, -1, -0.5].compactMap(Atom.power)
  /// Functions of a list.
  var reducing: [Atom] = [.sumsq, .logsumexp, .sum, .mean, .max, .min] + Atom.norms
  /// What the analysis is told about names.
  let intervals: [String: Interval] = [
    "a": Interval(0, .infinity), "b": Interval(-.infinity, 0), "c": Interval(0.1, 0.9),
    "e": .all,
  ]
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// An expression of at most so many levels.
  mutating func expression(depth: Int) -> TypedExpression {
    guard depth > 0, !chance(10) else { return leaf() }
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: return make(.sum(expression(depth: depth - 1), expression(depth: depth - 1)))
    case 2: return make(.difference(expression(depth: depth - 1), expression(depth: depth - 1)))
    case 3: return make(.negation(expression(depth: depth - 1)))
    case 4:
      // Mostly by a constant, as in formulas of people; sometimes anything.
      let factor = chance(85) ? constant() : expression(depth: depth - 1)
      let rest = expression(depth: depth - 1)
      return make(chance(50) ? .product(factor, rest) : .product(rest, factor))
    case 5: return make(.quotient(expression(depth: depth - 1), constant()))
    case 6: return binary(depth)
    case 7:
      let elements = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        expression(depth: depth - 1)
      }
      let list = TypedExpression(.list(elements), Shape([.number(elements.count)]), Self.place)
      return make(.apply(pick(reducing), [list]))
    default: return make(.apply(pick(unary), [expression(depth: depth - 1)]))
    }
  }

  private mutating func binary(_ depth: Int) -> TypedExpression {
    let first = expression(depth: depth - 1)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return make(.apply(.huber, [first, make(.number(1.5))]))
    case 1: return make(.apply(.quad_over_lin, [first, expression(depth: depth - 1)]))
    default:
      return make(.apply(chance(60) ? .max : .min, [first, expression(depth: depth - 1)]))
    }
  }

  private mutating func leaf() -> TypedExpression {
    if chance(55) { return make(.lossArgument(.prediction)) }
    return chance(50) ? make(.lossArgument(.target)) : constant()
  }

  private mutating func constant() -> TypedExpression {
    if chance(40) { return make(.number(pick([-2, -1, -0.5, 0, 0.5, 1, 2, 3]))) }
    if chance(30) { return make(.lossArgument(.target)) }
    return make(.parameter(pick(["a", "b", "c", "e"])))
  }

  private static let place = SourceRange(file: 0, start: 0, end: 0)

  private func make(_ kind: TypedExpression.Kind) -> TypedExpression {
    TypedExpression(kind, .scalar, Self.place)
  }

  /// Values of the parameters and of the target within what the analysis is told.
  mutating func instance(target: Interval) -> Evaluation {
    var evaluation = Evaluation()
    for (name, interval) in intervals.sorted(by: { $0.key < $1.key }) {
      evaluation.numbers[name] = number(in: interval)
    }
    evaluation.target = number(in: target)
    return evaluation
  }

  /// A number of an interval, sometimes one of its ends.
  mutating func number(in interval: Interval) -> Double {
    let low = interval.lower.isFinite ? interval.lower : min(-3, interval.upper - 3)
    let high = interval.upper.isFinite ? interval.upper : max(3, interval.lower + 3)
    if chance(15) { return low }
    return Double.random(in: low...high, using: &random)
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }
}
