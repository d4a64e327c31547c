/// Sums, maxima and squares of piecewise quadratics. Intermediate results need not be convex.
extension PiecewiseQuadratic {
  /// s times the function.
  func scaled(by s: Double) -> PiecewiseQuadratic {
    PiecewiseQuadratic(
      knots: knots, pieces: pieces.map { Piece(a: s * $0.a, b: s * $0.b, c: s * $0.c) })
  }

  static func + (f: PiecewiseQuadratic, g: PiecewiseQuadratic) -> PiecewiseQuadratic {
    f.merged(with: g) { p, q, _, _ in
      ([], [Piece(a: p.a + q.a, b: p.b + q.b, c: p.c + q.c)])
    }
  }

  /// The larger of the two at each point.
  static func maximum(_ f: PiecewiseQuadratic, _ g: PiecewiseQuadratic) -> PiecewiseQuadratic {
    f.merged(with: g) { p, q, lower, upper in
      let difference = Piece(a: p.a - q.a, b: p.b - q.b, c: p.c - q.c)
      let roots = difference.roots.filter { $0 > lower && $0 < upper }
      let ends = [lower] + roots + [upper]
      let pieces = zip(ends, ends.dropFirst()).map { low, high in
        // At a single point the two may touch.
        let values = points(between: low, and: high).map(difference.value)
        return (values.max { abs($0) < abs($1) } ?? 0) >= 0 ? p : q
      }
      return (roots, pieces)
    }
  }

  /// |f|
  var magnitude: PiecewiseQuadratic { .maximum(self, scaled(by: -1)) }

  /// f^2; nil where a piece is no line.
  var squared: PiecewiseQuadratic? { multiplied(by: self) }

  /// f g; nil where two pieces that are no lines meet.
  func multiplied(by g: PiecewiseQuadratic) -> PiecewiseQuadratic? {
    var isQuadratic = true
    let product = merged(with: g) { p, q, _, _ in
      let isLow = p.a == 0 && (q.a == 0 || p.b == 0) || q.a == 0 && q.b == 0
      isQuadratic = isQuadratic && isLow
      return (
        [],
        [
          Piece(
            a: p.a * q.c + p.b * q.b + p.c * q.a, b: p.b * q.c + p.c * q.b, c: p.c * q.c)
        ]
      )
    }
    return isQuadratic ? product : nil
  }

  /// huber(f, M): f^2 where |f| <= M, else 2 M |f| - M^2; nil where a piece of f is no line.
  func huber(_ bend: Double) -> PiecewiseQuadratic? {
    guard bend > 0, pieces.allSatisfy({ $0.a == 0 }) else { return nil }
    var result = PiecewiseQuadratic(knots: knots, pieces: [])
    let ends = [-Double.infinity] + knots + [.infinity]
    result.knots = []
    for (i, piece) in pieces.enumerated() {
      let crossings =
        piece.b == 0
        ? [] : [(bend - piece.c) / piece.b, (-bend - piece.c) / piece.b].sorted()
      let inside = crossings.filter { $0 > ends[i] && $0 < ends[i + 1] }
      let parts = [ends[i]] + inside + [ends[i + 1]]
      for (low, high) in zip(parts, parts.dropFirst()) {
        let value = piece.value(Self.point(between: low, and: high))
        if low > -.infinity { result.knots.append(low) }
        if abs(value) <= bend {
          result.pieces.append(
            Piece(a: piece.b * piece.b, b: 2 * piece.b * piece.c, c: piece.c * piece.c))
        } else {
          let s = value > 0 ? 2 * bend : -2 * bend
          result.pieces.append(Piece(b: s * piece.b, c: s * piece.c - bend * bend))
        }
      }
    }
    return result.simplified
  }

  /// Whether slopes never fall, up to rounding.
  var isConvex: Bool {
    pieces.allSatisfy { $0.a >= 0 && $0.b.isFinite && $0.c.isFinite && $0.a.isFinite }
      && knots.indices.allSatisfy { i in
        let (left, right) = (pieces[i].slope(knots[i]), pieces[i + 1].slope(knots[i]))
        return left <= right + 1e-12 * (1 + abs(left) + abs(right))
      }
  }

  /// Neighbours that are one function joined.
  private var simplified: PiecewiseQuadratic {
    var result = PiecewiseQuadratic(knots: [], pieces: [pieces[0]])
    for (knot, piece) in zip(knots, pieces.dropFirst()) where piece != result.pieces.last {
      result.knots.append(knot)
      result.pieces.append(piece)
    }
    return result
  }

  /// What `combine` makes of the two pieces on every interval without a knot of either, given its ends:
  /// further knots inside of it, and their pieces.
  private func merged(
    with g: PiecewiseQuadratic,
    _ combine: (Piece, Piece, Double, Double) -> (knots: [Double], pieces: [Piece])
  ) -> PiecewiseQuadratic {
    var result = PiecewiseQuadratic(knots: [], pieces: [])
    var (i, j) = (0, 0)
    var lower = -Double.infinity
    while true {
      let upper = min(
        i < knots.count ? knots[i] : .infinity, j < g.knots.count ? g.knots[j] : .infinity)
      let part = combine(pieces[i], g.pieces[j], lower, upper)
      result.knots += part.knots
      result.pieces += part.pieces
      guard upper < .infinity else { return result.simplified }
      result.knots.append(upper)
      if i < knots.count, knots[i] == upper { i += 1 }
      if j < g.knots.count, g.knots[j] == upper { j += 1 }
      lower = upper
    }
  }

  /// Three points of an interval: more than a quadratic has roots.
  private static func points(between low: Double, and high: Double) -> [Double] {
    let middle = point(between: low, and: high)
    return [middle, point(between: low, and: middle), point(between: middle, and: high)]
  }

  private static func point(between low: Double, and high: Double) -> Double {
    switch (low.isFinite, high.isFinite) {
    case (true, true): (low + high) / 2
    case (true, false): low + 1 + abs(low)
    case (false, true): high - 1 - abs(high)
    case (false, false): 0
    }
  }
}

extension PiecewiseQuadratic.Piece {
  /// Where the quadratic changes its sign, ascending.
  fileprivate var roots: [Double] {
    guard a != 0 else { return b == 0 ? [] : [-c / b] }
    let discriminant = b * b - 4 * a * c
    guard discriminant > 0 else { return [] }
    // The root without cancellation first.
    let q = -(b + (b < 0 ? -1 : 1) * discriminant.squareRoot()) / 2
    return q == 0 ? [0] : [q / a, c / q].sorted()
  }
}
