internal import Glibc

/// The second-order cone { (x0, x1) : |x1| <= x0 }, its Jordan algebra and its Nesterov-Todd scaling; a
/// vector of the cone is a part of an array, from `first`.
enum SecondOrderCone {
  /// |x1|
  static func tailNorm(_ x: [Double], _ range: Range<Int>) -> Double {
    var sum = 0.0
    for i in range.dropFirst() { sum += x[i] * x[i] }
    return sqrt(sum)
  }

  /// x0^2 - |x1|^2 as a product, which does not cancel.
  static func residual(_ x: [Double], _ range: Range<Int>) -> Double {
    let norm = tailNorm(x, range)
    return (x[range.lowerBound] - norm) * (x[range.lowerBound] + norm)
  }

  /// The largest alpha <= `limit` for which x + alpha y stays in the cone, x being inside.
  static func maximumStep(
    _ x: [Double], _ y: [Double], _ range: Range<Int>, limit: Double
  ) -> Double {
    let first = range.lowerBound
    var (a, b) = (0.0, 0.0)
    for i in range.dropFirst() { b += x[i] * y[i] }
    b = 2 * (x[first] * y[first] - b)
    a = residual(y, range)
    let c = max(0, residual(x, range))
    // x0 + alpha y0 >= 0 bounds the step too.
    let top = y[first] < 0 ? min(limit, -x[first] / y[first]) : limit
    if a == 0 { return b < 0 ? min(top, -c / b) : top }
    let discriminant = b * b - 4 * a * c
    if (a > 0 && b > 0) || discriminant < 0 { return top }
    if c == 0 { return a >= 0 ? top : 0 }
    let root = sqrt(discriminant)
    // The pair of roots without cancellation.
    let t = b >= 0 ? -b - root : -b + root
    let (r1, r2) = (2 * c / t, t / (2 * a))
    let (p1, p2) = (r1 < 0 ? .infinity : r1, r2 < 0 ? .infinity : r2)
    return min(top, p1, p2)
  }

  /// Nesterov-Todd: w with W z = W^{-1} s = lambda, W = eta (the square root of 2 w w' - J); nil where s
  /// or z is not inside.
  static func scale(
    _ s: [Double], _ z: [Double], _ range: Range<Int>, w: inout [Double], lambda: inout [Double]
  ) -> Double? {
    let first = range.lowerBound
    let (rs, rz) = (residual(s, range), residual(z, range))
    guard rs > 0, rz > 0, s[first] > 0, z[first] > 0 else { return nil }
    let (ns, nz) = (sqrt(rs), sqrt(rz))
    let eta = sqrt(ns / nz)
    for i in range { w[i] = s[i] / ns - z[i] / nz }
    w[first] = s[first] / ns + z[first] / nz
    let rw = residual(w, range)
    guard rw > 0, eta.isFinite else { return nil }
    let nw = sqrt(rw)
    var sum = 0.0
    for i in range { w[i] /= nw }
    for i in range.dropFirst() { sum += w[i] * w[i] }
    w[first] = sqrt(1 + sum)
    // lambda from s and z by themselves: W z would lose digits near the boundary.
    let (a, b, g) = (s[first] / ns, z[first] / nz, nw / 2)
    let size = sqrt(ns * nz)
    lambda[first] = size * g
    for i in range.dropFirst() {
      lambda[i] =
        size * ((g + b) * (s[i] / ns) + (g + a) * (z[i] / nz)) / (a + b + 2 * g)
    }
    return eta
  }

  /// y := W x, or W^{-1} x.
  static func applyScaling(
    _ x: [Double], _ range: Range<Int>, w: [Double], eta: Double, isInverse: Bool,
    into y: inout [Double]
  ) {
    let first = range.lowerBound
    var product = 0.0
    for i in range.dropFirst() { product += w[i] * x[i] }
    let (w0, x0) = (w[first], x[first])
    let sign = isInverse ? -1.0 : 1.0
    let factor = isInverse ? 1 / eta : eta
    let along = sign * x0 + product / (1 + w0)
    for i in range.dropFirst() { y[i] = factor * (x[i] + along * w[i]) }
    y[first] = factor * (w0 * x0 + sign * product)
  }

  /// y := W^2 x = eta^2 (2 w w'x - J x).
  static func applySquare(
    _ x: [Double], _ range: Range<Int>, w: [Double], eta: Double, into y: inout [Double]
  ) {
    let first = range.lowerBound
    var product = 0.0
    for i in range { product += w[i] * x[i] }
    let factor = eta * eta
    let x0 = x[first]
    for i in range { y[i] = factor * (2 * product * w[i] + x[i]) }
    y[first] -= 2 * factor * x0
  }

  /// u := u o v, the Jordan product (u'v, u0 v1 + v0 u1).
  static func multiply(_ u: inout [Double], by v: [Double], _ range: Range<Int>) {
    let first = range.lowerBound
    var product = 0.0
    for i in range { product += u[i] * v[i] }
    let (u0, v0) = (u[first], v[first])
    for i in range.dropFirst() { u[i] = u0 * v[i] + v0 * u[i] }
    u[first] = product
  }

  /// d := the x with lambda o x = d.
  static func divide(_ d: inout [Double], by lambda: [Double], _ range: Range<Int>) {
    let first = range.lowerBound
    var product = 0.0
    for i in range.dropFirst() { product += lambda[i] * d[i] }
    let x0 = (lambda[first] * d[first] - product) / residual(lambda, range)
    for i in range.dropFirst() { d[i] = (d[i] - x0 * lambda[i]) / lambda[first] }
    d[first] = x0
  }
}
