/// A convex function of one variable r that is a quadratic between knots: hinge, squared hinge, huber, quantile,
/// epsilon-insensitive and absolute loss, and their sums.
public struct PiecewiseQuadratic: Equatable, Sendable {
  /// a r^2 + b r + c.
  struct Piece: Equatable, Sendable {
    var a = 0.0
    var b = 0.0
    var c = 0.0

    func value(_ r: Double) -> Double { (a * r + b) * r + c }
    func slope(_ r: Double) -> Double { 2 * a * r + b }
  }

  /// Where one piece ends and the next begins, ascending.
  var knots: [Double]
  /// One piece more than there are knots.
  var pieces: [Piece]

  /// a r^2 + b r + c everywhere.
  init(_ a: Double, _ b: Double, _ c: Double) {
    knots = []
    pieces = [Piece(a: a, b: b, c: c)]
  }

  init(knots: [Double], pieces: [Piece]) {
    self.knots = knots
    self.pieces = pieces
  }

  /// The number of the piece that holds r; at a knot the one to its left.
  private func index(of r: Double) -> Int {
    var i = 0
    while i < knots.count && r > knots[i] { i += 1 }
    return i
  }

  /// The piece that holds r; at a knot the one to its left.
  func piece(at r: Double) -> Piece { pieces[index(of: r)] }

  /// The value at r.
  func value(_ r: Double) -> Double { pieces[index(of: r)].value(r) }

  /// The ends of the subdifferential at r.
  func slopes(_ r: Double) -> ClosedRange<Double> {
    let i = index(of: r)
    let left = pieces[i].slope(r)
    // Nothing is known of the slope at no number.
    guard !left.isNaN else { return -.infinity ... .infinity }
    guard i < knots.count, r == knots[i] else { return left...left }
    return left...max(left, pieces[i + 1].slope(r))
  }

  /// The second derivative at r, from the left at a knot.
  func curvature(_ r: Double) -> Double { 2 * pieces[index(of: r)].a }

  /// The infimum and the supremum of all slopes: the domain of the conjugate.
  var slopeRange: ClosedRange<Double> {
    let (first, last) = (pieces[0], pieces[pieces.count - 1])
    let low = first.a > 0 ? -.infinity : first.b
    return low...(last.a > 0 ? .infinity : max(low, last.b))
  }

  /// The largest second derivative; infinite where there is a kink.
  var largestCurvature: Double {
    for (i, t) in knots.enumerated() {
      let jump = pieces[i + 1].slope(t) - pieces[i].slope(t)
      if jump > 1e-9 * (1 + abs(pieces[i].slope(t))) { return .infinity }
    }
    return pieces.reduce(0) { max($0, 2 * $1.a) }
  }

  /// The r at which `weight` times the subdifferential plus r meets x: the minimizer of
  /// weight * f(r) + (r - x)^2 / 2, in closed form.
  func proximalPoint(_ x: Double, weight: Double) -> Double {
    for (i, knot) in knots.enumerated() {
      if x <= knot + weight * pieces[i].slope(knot) {
        return proximalPoint(of: i, x, weight)
      }
      if x <= knot + weight * pieces[i + 1].slope(knot) { return knot }
    }
    return proximalPoint(of: knots.count, x, weight)
  }

  private func proximalPoint(of i: Int, _ x: Double, _ weight: Double) -> Double {
    let r = (x - weight * pieces[i].b) / (1 + 2 * weight * pieces[i].a)
    let lower = i > 0 ? knots[i - 1] : -.infinity
    return min(max(r, lower), i < knots.count ? knots[i] : .infinity)
  }

  /// sup_r (nu r - f(r)); infinity outside of `slopeRange`.
  func conjugate(_ nu: Double) -> Double {
    let domain = slopeRange
    guard nu >= domain.lowerBound && nu <= domain.upperBound else { return .infinity }
    for (i, knot) in knots.enumerated() where nu <= pieces[i + 1].slope(knot) {
      if nu >= pieces[i].slope(knot) { return nu * knot - pieces[i].value(knot) }
      return conjugate(of: i, nu)
    }
    return conjugate(of: knots.count, nu)
  }

  private func conjugate(of i: Int, _ nu: Double) -> Double {
    let piece = pieces[i]
    // A linear end is reached at its own slope alone, where nu r - f(r) is the same all along it.
    guard piece.a > 0 else { return -piece.c }
    let lower = i > 0 ? knots[i - 1] : -.infinity
    let r = min(max((nu - piece.b) / (2 * piece.a), lower), i < knots.count ? knots[i] : .infinity)
    return nu * r - piece.value(r)
  }
}
