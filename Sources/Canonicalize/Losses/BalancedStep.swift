/// Steps of a worst case at which both ends of the interval of predictions count, for losses without symmetry.
extension WorstCaseStep {
  /// The root in the price eta of the height: for each height q the best r is found, whose worst case rises with
  /// q as fast as the price says.
  func balanced(_ x: Double, _ b: Span<Double>, _ reach: Double) -> Point {
    func height(_ eta: Double) -> Double {
      support.height(b, max(eta, 0) / vectorWeight).value
    }
    let root = MonotoneRoot(start: vectorWeight * reach / 2, reach: vectorWeight * reach / 8) {
      eta in
      let found = best(x, height(eta))
      return MonotoneRoot.Sample(
        low: eta - found.steep.height, high: eta - found.flat.height, slope: nil)
    }
    let eta = min(max(root.nearest, 0), vectorWeight * reach)
    let q = height(eta)
    let found = best(x, q)
    return Point(
      prediction: found.prediction, length: eta / vectorWeight, height: q,
      slopes: found.slopes(ofHeight: eta))
  }

  /// The best prediction for a height, with the subgradients of the worst case there of least and largest slope
  /// in the height.
  private struct Best {
    let prediction: Double
    let flat: EndSlopes
    let steep: EndSlopes

    /// The subgradient between both whose slope in the height is nearest to a number.
    func slopes(ofHeight eta: Double) -> EndSlopes {
      guard steep.height > flat.height else { return flat }
      let part = min(max((eta - flat.height) / (steep.height - flat.height), 0), 1)
      let upper = flat.upper + part * (steep.upper - flat.upper)
      let lower = flat.lower + part * (steep.lower - flat.lower)
      return EndSlopes(prediction: flat.prediction, upper: upper, lower: lower)
    }
  }

  private func best(_ x: Double, _ q: Double) -> Best {
    let step = 1 / predictionWeight
    let a = loss.proximalPoint(x + q, step: step)
    if loss.value(a) >= loss.value(a - 2 * q) {
      let slopes = EndSlopes(share: 1, upper: predictionWeight * (x + q - a), lower: 0)
      return Best(prediction: a - q, flat: slopes, steep: slopes)
    }
    let c = loss.proximalPoint(x - q, step: step)
    if loss.value(c) >= loss.value(c + 2 * q) {
      let slopes = EndSlopes(share: 0, upper: 0, lower: predictionWeight * (x - q - c))
      return Best(prediction: c + q, flat: slopes, steep: slopes)
    }
    // The upper end is the smaller one left of here, and the lower one right of there.
    let root = MonotoneRoot(start: a - q, reach: max(c - a + 2 * q, 0)) { r in
      let difference = loss.value(r + q) - loss.value(r - q)
      return MonotoneRoot.Sample(low: difference, high: difference, slope: nil)
    }
    let r = root.nearest
    let slope = predictionWeight * (x - r)
    // A kink is met up to rounding only: what it has on both sides counts.
    let width = 1e-12 * (1 + abs(r) + q)
    func ends(_ point: Double) -> (low: Double, high: Double) {
      (loss.slopes(point - width).lowerBound, loss.slopes(point + width).upperBound)
    }
    let (upper, lower) = (ends(r + q), ends(r - q))
    return Best(
      prediction: r,
      flat: EndSlopes(prediction: slope, upper: upper.low, lower: lower.high),
      steep: EndSlopes(prediction: slope, upper: upper.high, lower: lower.low))
  }
}

extension EndSlopes {
  /// The slopes nearest to those given with a share that makes them a slope in r.
  fileprivate init(prediction slope: Double, upper: Double, lower: Double) {
    let (upper, lower) = (max(upper, slope, 0), min(lower, slope, 0))
    self.init(
      share: upper > lower ? (slope - lower) / (upper - lower) : 1, upper: upper, lower: lower)
  }
}

extension SampleLoss {
  /// The m with phi(m + x) = phi(m - x) for all x, where the loss is made of quadratics and has one.
  public var symmetryCenter: Double? {
    switch self {
    case .squared(_, let target): target
    case .piecewise(let f): f.symmetryCenter
    case .mixed: nil
    }
  }
}

extension PiecewiseQuadratic {
  fileprivate var symmetryCenter: Double? {
    let center: Double
    if let first = knots.first, let last = knots.last {
      center = (first + last) / 2
    } else if pieces[0].a > 0 {
      center = -pieces[0].b / (2 * pieces[0].a)
    } else {
      return nil
    }
    let scale = 1 + abs(center)
    for (i, piece) in pieces.enumerated() {
      let mirror = pieces[pieces.count - 1 - i]
      let (slope, other) = (piece.slope(center), mirror.slope(center))
      let (value, same) = (piece.value(center), mirror.value(center))
      guard abs(piece.a - mirror.a) <= 1e-12 * abs(piece.a),
        abs(slope + other) <= 1e-12 * (abs(piece.b) + abs(piece.a) * scale),
        abs(value - same) <= 1e-12 * (abs(piece.c) + scale * (abs(piece.b) + abs(piece.a) * scale))
      else { return nil }
    }
    for (i, knot) in knots.enumerated() {
      let sum = knot + knots[knots.count - 1 - i]
      guard abs(sum - 2 * center) <= 1e-12 * scale else { return nil }
    }
    return center
  }
}
