import Glibc

/// Logarithms for tests of the exponential cone.
enum ExponentialTestMath {
  static func logarithm(_ x: Double) -> Double { log(x) }
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func logarithm1p(_ x: Double) -> Double { log1p(x) }
}
