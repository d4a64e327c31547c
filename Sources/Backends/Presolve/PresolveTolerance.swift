/// What counts as equal while a program is reduced, relative to 1 + the size of the numbers it was computed
/// from. Between both limits nothing is inferred: rows and bounds stay, and the solver decides.
enum PresolveTolerance {
  /// Differences up to this are rounding.
  static let equal = 1e-12
  /// Differences from this on are contradictions.
  static let contradiction = 1e-6
  /// Coefficients below this do not turn a row into a bound.
  static let smallestBoundEntry = 1e-6
  /// The least part of the largest entry of a row that may serve as its pivot.
  static let pivot = 1e-3
  /// Bounds beyond this are left alone: what follows from them is rounding.
  static let largestBound = 1e15
  /// Variables without cost go to bounds up to this one.
  static let largestFreeBound = 1e6

  /// Whether a value is 0 but for the rounding of a sum of numbers of that size.
  static func isRounding(_ value: Double, of size: Double) -> Bool {
    abs(value) <= 8 * Double.ulpOfOne * size
  }
}
