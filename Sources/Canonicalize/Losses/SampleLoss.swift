/// The loss of one sample as a convex function phi of its prediction r, its target included.
public enum SampleLoss: Sendable {
  /// phi(r) = weight/2 (r - target)^2
  case squared(weight: Double, target: Double)
  /// Quadratics between knots: kinks and bends in closed form.
  case piecewise(PiecewiseQuadratic)
  /// Logarithms, exponentials and what users write: steps by Newton's method.
  case mixed(MixedLoss)

  /// phi(r).
  public func value(_ r: Double) -> Double {
    switch self {
    case .squared(let weight, let t): weight / 2 * (r - t) * (r - t)
    case .piecewise(let f): f.value(r)
    case .mixed(let f): f.value(r)
    }
  }

  /// The subdifferential of phi at r by its ends.
  public func slopes(_ r: Double) -> ClosedRange<Double> {
    switch self {
    case .squared(let weight, let t):
      let slope = weight * (r - t)
      return slope.isNaN ? -.infinity ... .infinity : slope...slope
    case .piecewise(let f): return f.slopes(r)
    case .mixed(let f): return f.slopes(r).range
    }
  }

  /// phi'(r); the middle of the subdifferential where phi has a kink.
  public func derivative(_ r: Double) -> Double {
    let range = slopes(r)
    return range.lowerBound == range.upperBound
      ? range.lowerBound : (range.lowerBound + range.upperBound) / 2
  }

  /// phi''(r), 0 where it is not known.
  public func curvature(_ r: Double) -> Double {
    switch self {
    case .squared(let weight, _): weight
    case .piecewise(let f): f.curvature(r)
    case .mixed(let f): f.slopes(r).curvature
    }
  }

  /// The largest phi''(r) over all r; infinite where phi has a kink, or where it is not known.
  public var largestCurvature: Double {
    switch self {
    case .squared(let weight, _): weight
    case .piecewise(let f): f.largestCurvature
    case .mixed(let f): f.largestCurvature
    }
  }

  /// The conjugate phi*(nu) = sup_r (nu r - phi(r)), or what is above it by rounding; infinite outside of its
  /// domain.
  public func conjugate(_ nu: Double) -> Double {
    switch self {
    case .squared(let weight, let t): nu * nu / (2 * weight) + nu * t
    case .piecewise(let f): f.conjugate(nu)
    case .mixed(let f): f.conjugate(nu)
    }
  }

  /// Whether the conjugate takes no search for a root.
  var hasClosedConjugate: Bool {
    switch self {
    case .squared, .piecewise: true
    case .mixed(let f): f.hasClosedConjugate
    }
  }

  /// The closure of the domain of the conjugate: all slopes that phi has. Larger where that is not known.
  public var slopeRange: ClosedRange<Double> {
    switch self {
    case .squared: -.infinity ... .infinity
    case .piecewise(let f): f.slopeRange
    case .mixed(let f): f.slopeRange
    }
  }

  /// The proximal point: the r that minimizes step * phi(r) + (r - x)^2 / 2.
  public func proximalPoint(_ x: Double, step: Double) -> Double {
    guard x.isFinite else { return x }
    switch self {
    case .squared(let weight, let t): return (x + step * weight * t) / (1 + step * weight)
    case .piecewise(let f): return f.proximalPoint(x, weight: step)
    case .mixed(let f): return f.proximalPoint(x, weight: step)
    }
  }

  /// Where phi is least, the point nearest to 0 if there are more; 1 or -1 where phi falls towards one side for
  /// ever, as losses of labels do.
  public var target: Double {
    if case .squared(_, let t) = self { return t }
    let r = proximalPoint(0, step: 1e9)
    // Twice as far out a function with a minimum rises.
    if r > 0 && slopes(2 * r).upperBound < 0 { return 1 }
    if r < 0 && slopes(2 * r).lowerBound > 0 { return -1 }
    return r
  }
}
