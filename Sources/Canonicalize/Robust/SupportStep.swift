/// Proximal steps of the support function h(a) = ||E a||_q of a shape: the minimizer a(t) of
/// t h(a) + ||a - b||_2^2 / 2 for a vector b and a length t >= 0.
///
/// The height T(t) = h(a(t)) does not increase with t and is 0 from t = gauge(b) on. All that joins steps with
/// other functions, as proximal steps of worst cases and projections onto robust cones do, are roots in t.
public struct SupportStep: Sendable {
  private let norm: SupportShape.Norm
  /// The diagonal of E, of length d.
  private let radii: [Double]
  /// The radius of the coordinates that move, where they have one.
  private let commonRadius: Double?

  /// T and its derivative from the right.
  public struct Height: Sendable {
    /// T.
    public let value: Double
    /// dT/dt, not positive.
    public let slope: Double
  }

  /// The steps of a shape.
  public init(_ shape: SupportShape) {
    norm = shape.norm
    radii = shape.radii
    let moved = shape.radii.filter { $0 > 0 }
    commonRadius = moved.allSatisfy { $0 == moved.first } ? moved.first : nil
  }

  /// d.
  public var dimension: Int { radii.count }

  /// The least t from which on T is 0: that of the unit ball of the dual norm that holds b, ||E^{-1} b||_p over
  /// the coordinates that move.
  public func gauge(_ b: Span<Double>) -> Double {
    var result = 0.0
    for j in 0..<b.count where radii[j] > 0 {
      let ratio = abs(b[j]) / radii[j]
      switch norm {
      case .one: result = max(result, ratio)
      case .two: result += ratio * ratio
      case .infinity: result += ratio
      }
    }
    return norm == .two ? result.squareRoot() : result
  }

  /// h(b) = T(0).
  public func value(_ b: Span<Double>) -> Double {
    var result = 0.0
    for j in 0..<b.count {
      let term = radii[j] * abs(b[j])
      switch norm {
      case .one: result += term
      case .two: result += term * term
      case .infinity: result = max(result, term)
      }
    }
    return norm == .two ? result.squareRoot() : result
  }

  /// T(t) with its slope, for t >= 0.
  public func height(_ b: Span<Double>, _ t: Double) -> Height {
    switch norm {
    case .one: return sumHeight(b, t)
    case .two: return euclideanHeight(b, t)
    case .infinity: return largestHeight(b, t)
    }
  }

  /// b := a(t), where the height T(t) is known; b stands in `point` from the place `first` on.
  public func apply(
    _ t: Double, height: Double, to point: inout MutableSpan<Double>, from first: Int
  ) {
    guard t > 0 else { return }
    for j in 0..<dimension where radii[j] > 0 {
      let (e, b) = (radii[j], point[first + j])
      let size =
        switch norm {
        case .one: max(abs(b) - t * e, 0)
        case .two: height > 0 ? abs(b) * (height / (height + t * e * e)) : 0
        case .infinity: min(abs(b), height / e)
        }
      point[first + j] = b < 0 ? -size : size
    }
  }

  /// Soft-thresholding: T = sum_j e_j (|b_j| - t e_j)_+.
  private func sumHeight(_ b: Span<Double>, _ t: Double) -> Height {
    var (value, slope) = (0.0, 0.0)
    for j in 0..<b.count {
      let rest = abs(b[j]) - t * radii[j]
      if rest > 0 {
        value += radii[j] * rest
        slope -= radii[j] * radii[j]
      }
    }
    return Height(value: value, slope: slope)
  }

  /// T is the root of sum_j (e_j b_j)^2 / (T + t e_j^2)^2 = 1, by Newton's method on the reciprocal of the root of
  /// the sum, a nearly straight and concave function as in the secular equation of trust regions.
  private func euclideanHeight(_ b: Span<Double>, _ t: Double) -> Height {
    if let e = commonRadius {
      let value = self.value(b) - t * e * e
      return value > 0 ? Height(value: value, slope: -e * e) : Height(value: 0, slope: 0)
    }
    let reach = gauge(b)
    guard t < reach else { return Height(value: 0, slope: 0) }
    var height = t > 0 ? 0 : value(b)
    var (squares, cubes, weighted) = (0.0, 0.0, 0.0)
    for _ in 0..<60 {
      (squares, cubes, weighted) = (0, 0, 0)
      for j in 0..<b.count where radii[j] > 0 && b[j] != 0 {
        let (e, divisor) = (radii[j], height + t * radii[j] * radii[j])
        let share = e * b[j] / divisor * (e * b[j] / divisor)
        squares += share
        cubes += share / divisor
        weighted += share / divisor * e * e
      }
      let step = squares / cubes * (squares.squareRoot() - 1)
      height += step
      if abs(step) <= 4 * height.ulp { break }
    }
    return Height(value: max(height, 0), slope: -weighted / cubes)
  }

  /// a_j is cut off at T / e_j, where sum_j (|b_j| - T / e_j)_+ / e_j = t: Newton's method from below on a convex
  /// piecewise linear function ends at its root.
  private func largestHeight(_ b: Span<Double>, _ t: Double) -> Height {
    guard t < gauge(b) else { return Height(value: 0, slope: 0) }
    var (height, slope) = (0.0, 0.0)
    for _ in 0..<b.count + 2 {
      var (rest, steep) = (-t, 0.0)
      for j in 0..<b.count where radii[j] > 0 && radii[j] * abs(b[j]) > height {
        rest += (abs(b[j]) - height / radii[j]) / radii[j]
        steep += 1 / (radii[j] * radii[j])
      }
      guard steep > 0 else { break }
      slope = -1 / steep
      guard rest > 0 else { break }
      let next = height + rest / steep
      guard next > height else { break }
      height = next
    }
    return Height(value: height, slope: slope)
  }
}
