internal import LinearAlgebra

/// How far points, multipliers and directions are from where they have to be.
extension ConicForm {
  /// The largest distance by which a point leaves a cone, b - Ax being its slacks.
  public func violation(at x: [Double]) -> Double {
    distance(zip(rightHandSide, rowProducts(with: x)).map { $0 - $1 }, isDual: false)
  }

  /// The largest distance by which multipliers leave the dual cone K*.
  public func dualViolation(of z: [Double]) -> Double { distance(z, isDual: true) }

  /// The largest distance by which -Ad leaves K: along d the slacks stay in it where this is 0.
  public func recession(of d: [Double]) -> Double {
    distance(rowProducts(with: d).map { -$0 }, isDual: false)
  }

  private func distance(_ s: [Double], isDual: Bool) -> Double {
    var (worst, row) = (0.0, 0)
    for cone in cones {
      let part = s[row..<row + cone.dimension]
      row += cone.dimension
      for value in cone.distances(Array(part), isDual: isDual) {
        // A NaN stays a NaN: it must not pass for 0.
        worst = value.isNaN || worst.isNaN ? .nan : value > worst ? value : worst
      }
    }
    return worst
  }
}

extension Cone {
  /// By how much the parts of a vector leave the cone, or its dual cone.
  fileprivate func distances(_ s: [Double], isDual: Bool) -> [Double] {
    switch self {
    case .zero: isDual ? [] : s.map(abs)
    case .nonnegative: s.map { -$0 }
    case .secondOrder(0): []
    case .secondOrder: [norm2(Array(s.dropFirst())) - s[0]]
    case .exponential: [isDual ? dualExponential(s) : exponential(s)]
    }
  }

  /// The least of three distances to points of the cone, each at least that to the cone: with z raised, with x
  /// lowered, and on the face y = 0. Near that face y exp(x / y) alone would say nothing.
  private func exponential(_ s: [Double]) -> Double {
    let (x, y, z) = (s[0], s[1], s[2])
    guard !x.isNaN, !y.isNaN, !z.isNaN else { return .nan }
    let face = norm2([max(x, 0), y, max(-z, 0)])
    guard y > 0 else { return face }
    let raised = y * Exponential.value(x / y) - z
    let lowered = z > 0 ? x - y * Exponential.logarithm(z / y) : .infinity
    return min(face, raised, lowered)
  }

  /// The dual cone: { (u, v, w) : u < 0, -u exp(v / u) <= e w } and its limit u = 0, v, w >= 0.
  private func dualExponential(_ s: [Double]) -> Double {
    let (u, v, w) = (s[0], s[1], s[2])
    guard !u.isNaN, !v.isNaN, !w.isNaN else { return .nan }
    let face = norm2([u, max(-v, 0), max(-w, 0)])
    guard u < 0 else { return face }
    let raised = -u * Exponential.value(v / u - 1) - w
    let lifted = w > 0 ? u * (1 + Exponential.logarithm(-w / u)) - v : .infinity
    return min(face, raised, lifted)
  }
}
