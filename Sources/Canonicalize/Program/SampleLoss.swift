/// The loss of one sample as a convex function of its prediction r, with its target t.
public enum SampleLoss: Equatable, Sendable {
  /// phi(r) = weight/2 (r - t)^2
  case squared(weight: Double)

  /// phi(r).
  public func value(_ r: Double, target t: Double) -> Double {
    switch self {
    case .squared(let weight): weight / 2 * (r - t) * (r - t)
    }
  }

  /// phi'(r), a subgradient where phi has a kink.
  public func derivative(_ r: Double, target t: Double) -> Double {
    switch self {
    case .squared(let weight): weight * (r - t)
    }
  }

  /// The conjugate phi*(nu) = sup_r (nu r - phi(r)).
  public func conjugate(_ nu: Double, target t: Double) -> Double {
    switch self {
    case .squared(let weight): nu * nu / (2 * weight) + nu * t
    }
  }

  /// The proximal point: the r that minimizes step * phi(r) + (r - x)^2 / 2.
  public func proximalPoint(_ x: Double, target t: Double, step: Double) -> Double {
    switch self {
    case .squared(let weight): (x + step * weight * t) / (1 + step * weight)
    }
  }
}
