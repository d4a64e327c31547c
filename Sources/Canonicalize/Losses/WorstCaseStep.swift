/// Proximal steps of the worst case of a loss phi over a symmetric set of perturbations with support function h,
/// psi(r, a) = max { phi(r + h(a)), phi(r - h(a)) } (the endpoint rule): the minimizer (r, a) of
///
///     psi(r, a) + rho/2 (r - x)^2 + sigma/2 ||a - b||_2^2.
///
/// By optimality a is the step of h from b of some length eta / sigma, so all is a root in one number, the price
/// eta of h: with q = h(a), slopes s of phi at r + q and u at r - q, and a share lambda in [0, 1] of the first,
/// lambda s + (1 - lambda) u = rho (x - r) and lambda s - (1 - lambda) u = eta.
public struct WorstCaseStep {
  /// The step with what proves it.
  public struct Point: Sendable {
    /// r.
    public var prediction: Double
    /// eta / sigma, the length of the step of h from b.
    public var length: Double
    /// q = h(a).
    public var height: Double
    /// lambda, s and u.
    public var slopes: EndSlopes
  }

  let loss: SampleLoss
  /// Where all of phi is symmetric about, if it is.
  let center: Double?
  /// The steps of h.
  let support: SupportStep
  /// rho.
  let predictionWeight: Double
  /// sigma.
  let vectorWeight: Double

  /// Steps with given weights; the center is `loss.symmetryCenter`.
  public init(
    _ loss: SampleLoss, center: Double?, _ support: SupportStep, predictionWeight: Double,
    vectorWeight: Double
  ) {
    (self.loss, self.center, self.support) = (loss, center, support)
    (self.predictionWeight, self.vectorWeight) = (predictionWeight, vectorWeight)
  }

  /// The step from (x, b).
  public func point(_ x: Double, _ b: Span<Double>) -> Point {
    for sign in [1.0, -1] {
      guard let found = oneSided(x, b, sign: sign) else { continue }
      let end = found.prediction + sign * found.height
      let other = found.prediction - sign * found.height
      if loss.value(end) >= loss.value(other) { return found }
    }
    let reach = support.gauge(b)
    if let still = still(x, reach) { return still }
    return center.map { centered($0, x, b, reach) } ?? balanced(x, b, reach)
  }

  /// The step where phi at r + sign q alone counts: sign * eta is a slope of phi there. For the height linear in
  /// eta, which lies below the convex height, that is a proximal point of phi; the linear models end at the root,
  /// and a bracket holds them where the height is not convex. Nil where phi falls towards that end.
  private func oneSided(_ x: Double, _ b: Span<Double>, sign: Double) -> Point? {
    let first = loss.slopes(x + sign * support.value(b))
    guard sign > 0 ? first.upperBound >= 0 : first.lowerBound <= 0 else { return nil }
    let found = price(b, sign: sign) { eta, height in
      Line(
        end: x + sign * (height.value - eta / predictionWeight),
        fall: 1 / predictionWeight - height.slope / vectorWeight)
    }
    let slope = sign * found.eta
    return Point(
      prediction: x - slope / predictionWeight, length: found.eta / vectorWeight,
      height: found.height,
      slopes: sign > 0
        ? EndSlopes(share: 1, upper: slope, lower: 0)
        : EndSlopes(share: 0, upper: 0, lower: slope))
  }

  /// An end of the interval of predictions at a price, and how fast it moves inward with it.
  private struct Line {
    let end: Double
    let fall: Double
  }

  /// The price eta at which sign * eta is a slope of phi at the end.
  private func price(
    _ b: Span<Double>, sign: Double, _ line: (Double, SupportStep.Height) -> Line
  ) -> (eta: Double, height: Double) {
    var (low, high) = (0.0, Double.infinity)
    var eta = 0.0
    var height = support.height(b, 0)
    for _ in 0..<100 {
      let model = line(eta, height)
      let range = loss.slopes(model.end)
      let (least, most) =
        sign > 0
        ? (range.lowerBound, range.upperBound) : (-range.upperBound, -range.lowerBound)
      if eta >= least && eta <= most { break }
      if eta < least { low = eta } else { high = eta }
      // The end of the linear model is x0 - sign fall eta'.
      let start = model.end + sign * model.fall * eta
      let end = loss.proximalPoint(start, step: model.fall)
      var next = max(sign * (start - end) / model.fall, 0)
      if !(next > low && next < high) {
        next = high.isFinite ? low + (high - low) / 2 : max(next, 2 * low)
      }
      let change = abs(next - eta)
      eta = next
      height = support.height(b, eta / vectorWeight)
      if change <= 4 * eta.ulp { break }
    }
    return (eta, height.value)
  }

  /// The step where a = 0 in the coordinates that move, if it is that: phi has slopes on both sides of 0 that pay
  /// for it.
  private func still(_ x: Double, _ reach: Double) -> Point? {
    let r = loss.proximalPoint(x, step: 1 / predictionWeight)
    let slope = predictionWeight * (x - r)
    let range = loss.slopes(r)
    let (upper, lower) = (max(range.upperBound, slope, 0), min(range.lowerBound, slope, 0))
    let share = upper > lower ? (slope - lower) / (upper - lower) : 1
    let price = share * upper - (1 - share) * lower
    guard price >= vectorWeight * reach else { return nil }
    return Point(
      prediction: r, length: reach, height: 0,
      slopes: EndSlopes(share: share, upper: upper, lower: lower))
  }

  /// The step where both ends count and phi is symmetric: r is its center, and eta a slope at center + q.
  private func centered(
    _ center: Double, _ x: Double, _ b: Span<Double>, _ reach: Double
  ) -> Point {
    let found = price(b, sign: 1) { _, height in
      Line(end: center + height.value, fall: -height.slope / vectorWeight)
    }
    let eta = min(found.eta, vectorWeight * reach)
    let slope = predictionWeight * (x - center)
    let share = eta > 0 ? min(max((1 + slope / eta) / 2, 0), 1) : 0.5
    return Point(
      prediction: center, length: eta / vectorWeight, height: found.height,
      slopes: EndSlopes(share: share, upper: eta, lower: -eta))
  }
}

/// What a worst case max { phi(r + q), phi(r - q) } has as a subgradient: the share lambda of the upper end, a
/// slope of phi there and one at the lower end.
public struct EndSlopes: Equatable, Sendable {
  /// lambda, from 0 to 1.
  public var share: Double
  /// s.
  public var upper: Double
  /// u.
  public var lower: Double

  /// Slopes with their share.
  public init(share: Double, upper: Double, lower: Double) {
    (self.share, self.upper, self.lower) = (share, upper, lower)
  }

  /// The slope in r, lambda s + (1 - lambda) u.
  public var prediction: Double { share * upper + (1 - share) * lower }
  /// The slope in q, lambda s - (1 - lambda) u; 0 where it is negative.
  public var height: Double { max(0, share * upper - (1 - share) * lower) }
}
