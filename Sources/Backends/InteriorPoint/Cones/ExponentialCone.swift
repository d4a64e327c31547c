internal import Glibc

/// Three numbers.
typealias Triple = (Double, Double, Double)

/// The exponential cone, the closure of { (x, y, t) : y > 0, y exp(x/y) <= t }, with the barrier of its dual
/// cone f*(z) = -log r - log(-z1) - log z3, r = z2 - z1 - z1 log(-z3/z1), of degree 3.
enum ExponentialCone {
  /// s = z with s = -grad f*(z): where the central path starts.
  static let center: Triple = (-1.051383945322714, 0.556409619469370, 1.258967884768947)

  static func isInside(_ s: Triple) -> Bool {
    s.1 > 0 && s.2 > 0 && s.1 * log(s.2 / s.1) - s.0 > 0
  }

  static func isInsideDual(_ z: Triple) -> Bool {
    z.0 < 0 && z.2 > 0 && remainder(z) > 0
  }

  private static func remainder(_ z: Triple) -> Double {
    z.1 - z.0 - z.0 * log(-z.2 / z.0)
  }

  /// f*(z)
  static func dualBarrier(_ z: Triple) -> Double { -log(remainder(z)) - log(-z.0) - log(z.2) }

  /// f(s), the conjugate of f*: -f*(-grad f(s)) - 3.
  static func barrier(_ s: Triple) -> Double {
    let g = gradient(s)
    return -dualBarrier((-g.0, -g.1, -g.2)) - 3
  }

  /// grad f*(z)
  static func dualGradient(_ z: Triple) -> Triple {
    let l = log(-z.2 / z.0)
    let r = z.1 - z.0 - z.0 * l
    return (l / r - 1 / z.0, -1 / r, (z.0 / r - 1) / z.2)
  }

  /// grad^2 f*(z)
  static func dualHessian(_ z: Triple) -> SymmetricTriple {
    let l = log(-z.2 / z.0)
    let r = z.1 - z.0 - z.0 * l
    let (z1, z2, z3) = z
    return SymmetricTriple(
      a11: ((r * r - z1 * r) + l * l * z1 * z1) / (r * z1 * (r * z1)), a12: -l / (r * r),
      a22: 1 / (r * r), a13: (z2 - z1) / (r * r * z3), a23: -z1 / (r * r * z3),
      a33: (r * r - z1 * r + z1 * z1) / (r * z3 * (r * z3)))
  }

  /// grad f(s), by the Wright omega function: f(s) has no closed form, its gradient has one. All goes by
  /// e = omega - 1 > 0, which is small near the boundary, where omega itself would have no digits of it.
  static func gradient(_ s: Triple) -> Triple {
    let ratio = s.0 / s.1
    let e = wrightExcess(log(s.2 / s.1) - ratio)
    let g1 = 1 / (e * s.1)
    return (g1, g1 * (1 - ratio) - 2 / s.1, -(1 + e) / (e * s.2))
  }

  /// D^3 f*(z)[u, v]
  static func dualThirdOrder(_ z: Triple, _ u: Triple, _ v: Triple) -> Triple {
    let (z1, _, z3) = z
    let l = log(-z3 / z1)
    let r = z.1 - z1 - z1 * l
    // grad r, R = grad^2 r, and the derivative of R u along v.
    let g: Triple = (-l, 1, -z1 / z3)
    func curved(_ u: Triple) -> Triple {
      (u.0 / z1 - u.2 / z3, 0, -u.0 / z3 + u.2 * z1 / (z3 * z3))
    }
    let (ru, rv) = (curved(u), curved(v))
    let (gu, gv) = (dot(g, u), dot(g, v))
    let rest: Triple = (
      -u.0 * v.0 / (z1 * z1) + u.2 * v.2 / (z3 * z3), 0,
      (u.0 * v.2 + u.2 * v.0) / (z3 * z3) - 2 * u.2 * z1 * v.2 / (z3 * z3 * z3)
    )
    let uRv = dot(u, rv)
    func part(_ rest: Double, _ ru: Double, _ rv: Double, _ g: Double) -> Double {
      -rest / r + (ru * gv + rv * gu + g * uRv) / (r * r) - 2 * g * gu * gv / (r * r * r)
    }
    return (
      part(rest.0, ru.0, rv.0, g.0) - 2 * u.0 * v.0 / (z1 * z1 * z1),
      part(rest.1, ru.1, rv.1, g.1),
      part(rest.2, ru.2, rv.2, g.2) - 2 * u.2 * v.2 / (z3 * z3 * z3)
    )
  }

  /// The e > 0 with e + log(1 + e) = delta > 0: the Wright omega function of 1 + delta, less 1.
  static func wrightExcess(_ delta: Double) -> Double {
    var e = delta < 3 ? delta / 2 * (1 + delta / 8) : delta - log(delta)
    for _ in 0..<3 {
      // Fritsch, Shafer, Crowley 1973: fourth order.
      let omega = 1 + e
      let rest = delta - e - log1p(e)
      let scale = 2 * (1 + omega) * (1 + omega + 2.0 / 3 * rest)
      e += omega * (rest / (1 + omega)) * (scale - rest) / (scale - 2 * rest)
    }
    return e
  }
}

func dot(_ a: Triple, _ b: Triple) -> Double { a.0 * b.0 + a.1 * b.1 + a.2 * b.2 }

/// A symmetric 3 x 3 matrix.
struct SymmetricTriple {
  var a11 = 0.0
  var a12 = 0.0
  var a22 = 0.0
  var a13 = 0.0
  var a23 = 0.0
  var a33 = 0.0

  static func * (m: SymmetricTriple, v: Triple) -> Triple {
    (
      m.a11 * v.0 + m.a12 * v.1 + m.a13 * v.2, m.a12 * v.0 + m.a22 * v.1 + m.a23 * v.2,
      m.a13 * v.0 + m.a23 * v.1 + m.a33 * v.2
    )
  }

  /// Adds c v v'.
  mutating func add(_ c: Double, _ v: Triple) {
    a11 += c * v.0 * v.0
    a12 += c * v.0 * v.1
    a22 += c * v.1 * v.1
    a13 += c * v.0 * v.2
    a23 += c * v.1 * v.2
    a33 += c * v.2 * v.2
  }

  func scaled(by c: Double) -> SymmetricTriple {
    SymmetricTriple(
      a11: c * a11, a12: c * a12, a22: c * a22, a13: c * a13, a23: c * a23, a33: c * a33)
  }

  /// The Frobenius norm.
  var norm: Double {
    sqrt(a11 * a11 + a22 * a22 + a33 * a33 + 2 * (a12 * a12 + a13 * a13 + a23 * a23))
  }

  /// The x with M x = b by Cholesky; nil where M is not positive definite.
  func solve(_ b: Triple) -> Triple? {
    guard a11 > 0 else { return nil }
    let l11 = sqrt(a11)
    let (l21, l31) = (a12 / l11, a13 / l11)
    let p22 = a22 - l21 * l21
    guard p22 > 0 else { return nil }
    let l22 = sqrt(p22)
    let l32 = (a23 - l21 * l31) / l22
    let p33 = a33 - l31 * l31 - l32 * l32
    guard p33 > 0 else { return nil }
    let l33 = sqrt(p33)
    let y1 = b.0 / l11
    let y2 = (b.1 - l21 * y1) / l22
    let y3 = (b.2 - l31 * y1 - l32 * y2) / l33
    let x3 = y3 / l33
    let x2 = (y2 - l32 * x3) / l22
    return ((y1 - l21 * x2 - l31 * x3) / l11, x2, x3)
  }
}
