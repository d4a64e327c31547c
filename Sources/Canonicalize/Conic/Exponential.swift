internal import Glibc

/// The exponential function, where this module needs it.
enum Exponential {
  /// e^x.
  static func value(_ x: Double) -> Double { exp(x) }
}
