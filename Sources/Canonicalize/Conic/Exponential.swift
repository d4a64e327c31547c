internal import Glibc

/// The exponential function and its inverse, where this module needs it.
enum Exponential {
  /// e^x.
  static func value(_ x: Double) -> Double { exp(x) }

  /// log x.
  static func logarithm(_ x: Double) -> Double { log(x) }
}
