/// The numbers that an expression may be, both ends included.
public struct Interval: Hashable, Sendable {
  /// The least value, perhaps minus infinity.
  public let lower: Double
  /// The largest value, perhaps infinity.
  public let upper: Double

  /// The interval from `lower` to `upper`.
  public init(_ lower: Double, _ upper: Double) {
    // An end that is not a number says nothing.
    // Adding 0 turns -0 into 0: 1 over an end keeps the sign of the numbers between the ends.
    self.lower = lower.isNaN ? -.infinity : lower + 0
    self.upper = upper.isNaN ? .infinity : upper + 0
  }

  /// All numbers.
  public static let all = Interval(-.infinity, .infinity)
  /// The number `value`.
  public static func point(_ value: Double) -> Interval { Interval(value, value) }

  /// The numbers of a sign.
  public init(_ sign: Sign) {
    switch sign {
    case .zero: self = .point(0)
    case .nonnegative: self = Interval(0, .infinity)
    case .nonpositive: self = Interval(-.infinity, 0)
    case .unknown: self = .all
    }
  }

  /// The sign of its numbers.
  public var sign: Sign {
    if lower == 0 && upper == 0 { return .zero }
    if lower >= 0 { return .nonnegative }
    return upper <= 0 ? .nonpositive : .unknown
  }

  /// Its number where it has only one.
  public var value: Double? { lower == upper && lower.isFinite ? lower : nil }

  static prefix func - (a: Interval) -> Interval { Interval(-a.upper, -a.lower) }

  static func + (a: Interval, b: Interval) -> Interval {
    Interval(a.lower + b.lower, a.upper + b.upper)
  }

  static func * (a: Interval, b: Interval) -> Interval {
    // 0 times an infinite end is 0: the ends stand for arbitrarily large numbers.
    let ends = [(a.lower, b.lower), (a.lower, b.upper), (a.upper, b.lower), (a.upper, b.upper)]
      .map { $0 == 0 || $1 == 0 ? 0 : $0 * $1 }
    return Interval(ends.min() ?? -.infinity, ends.max() ?? .infinity)
  }

  /// The quotient where it is defined; all numbers for a divisor that is 0 always.
  static func / (a: Interval, b: Interval) -> Interval {
    guard b.lower > 0 || b.upper < 0 else {
      if b.sign == .zero { return .all }
      // A divisor of one sign that is not 0 keeps the sign of the quotient.
      return Interval(a.sign * b.sign)
    }
    return a * Interval(1 / b.upper, 1 / b.lower)
  }

  func intersection(_ other: Interval) -> Interval {
    Interval(max(lower, other.lower), min(upper, other.upper))
  }

  func union(_ other: Interval) -> Interval {
    Interval(min(lower, other.lower), max(upper, other.upper))
  }
}
