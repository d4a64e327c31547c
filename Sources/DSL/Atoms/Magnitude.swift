// What the functions that grow with |x| and are 0 at 0 only (abs, square, the norms) have in common.

extension Sign {
  /// The sign of such a function where its argument has this sign.
  var ofMagnitude: Sign { self == .zero ? .zero : .nonnegative }
}

extension Monotonicity {
  /// How such a function moves with an argument of this sign.
  static func ofMagnitude(_ sign: Sign) -> Monotonicity {
    if sign.isNonnegative { return .nondecreasing }
    return sign.isNonpositive ? .nonincreasing : .neither
  }
}

/// The derivative of |x|; 0 at the kink.
func slopeOfMagnitude(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
