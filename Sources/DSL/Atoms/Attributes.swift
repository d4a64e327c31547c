/// What is known of the sign of every entry of an expression.
public enum Sign: String, Sendable, CaseIterable {
  case zero
  case nonnegative
  case nonpositive
  case unknown

  /// The sign of a number.
  public init(of value: Double) {
    self = value == 0 ? .zero : value > 0 ? .nonnegative : value < 0 ? .nonpositive : .unknown
  }

  /// Whether no entry is below 0.
  public var isNonnegative: Bool { self == .nonnegative || self == .zero }
  /// Whether no entry is above 0.
  public var isNonpositive: Bool { self == .nonpositive || self == .zero }

  /// The sign of the negative.
  public static prefix func - (sign: Sign) -> Sign {
    switch sign {
    case .zero: .zero
    case .nonnegative: .nonpositive
    case .nonpositive: .nonnegative
    case .unknown: .unknown
    }
  }

  /// The sign of a sum.
  public static func + (a: Sign, b: Sign) -> Sign {
    if a == .zero { return b }
    if b == .zero || a == b { return a }
    return .unknown
  }

  /// The sign of a product, entry by entry or of matrices.
  public static func * (a: Sign, b: Sign) -> Sign {
    if a == .zero || b == .zero { return .zero }
    if a == .unknown || b == .unknown { return .unknown }
    return a == b ? .nonnegative : .nonpositive
  }
}

/// What is known of the curvature of every entry of an expression in the unknowns.
public enum Curvature: String, Sendable, CaseIterable {
  case constant
  case affine
  case convex
  case concave
  case unknown

  /// Whether the rules prove it convex: affine and constant are.
  public var isConvex: Bool { self == .constant || self == .affine || self == .convex }
  /// Whether the rules prove it concave: affine and constant are.
  public var isConcave: Bool { self == .constant || self == .affine || self == .concave }
  /// Whether it is affine or constant.
  public var isAffine: Bool { self == .constant || self == .affine }

  /// The curvature of the negative.
  public static prefix func - (curvature: Curvature) -> Curvature {
    switch curvature {
    case .convex: .concave
    case .concave: .convex
    case .constant, .affine, .unknown: curvature
    }
  }

  /// The curvature of a sum.
  public static func + (a: Curvature, b: Curvature) -> Curvature {
    if a == .constant { return b }
    if b == .constant || a == b { return a }
    if a == .affine { return b }
    return b == .affine ? a : .unknown
  }
}

/// How a function moves with one argument, or an expression with the prediction.
public enum Monotonicity: String, Sendable, CaseIterable {
  /// It does not move at all.
  case constant
  case nondecreasing
  case nonincreasing
  case neither

  /// The monotonicity of the negative.
  public static prefix func - (a: Monotonicity) -> Monotonicity {
    switch a {
    case .nondecreasing: .nonincreasing
    case .nonincreasing: .nondecreasing
    case .constant, .neither: a
    }
  }

  /// The monotonicity of a sum.
  public static func + (a: Monotonicity, b: Monotonicity) -> Monotonicity {
    if a == .constant { return b }
    return b == .constant || a == b ? a : .neither
  }

  /// The monotonicity of an outer function of this monotonicity after an inner one.
  public func composed(with inner: Monotonicity) -> Monotonicity {
    if self == .constant || inner == .constant { return .constant }
    switch self {
    case .nondecreasing: return inner
    case .nonincreasing: return -inner
    case .constant, .neither: return .neither
    }
  }
}
