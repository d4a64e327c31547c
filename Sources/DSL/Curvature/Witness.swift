/// Two points between which a function lies above its chord: it is not convex.
public struct ConvexityWitness: Equatable, Sendable {
  /// The two points and the middle between them.
  public let points: (left: Double, middle: Double, right: Double)
  /// The values there.
  public let values: (left: Double, middle: Double, right: Double)

  public static func == (a: ConvexityWitness, b: ConvexityWitness) -> Bool {
    a.points == b.points && a.values == b.values
  }

  /// How many pairs of points a search tries, if not told otherwise.
  public static let sampleCount = 10_000

  typealias Values = (left: Double, middle: Double, right: Double)

  /// Whether three values, computed again with small errors, are the same but for a small part of the
  /// gap between the chord and the middle.
  static func isSteady(_ values: Values, _ disturbed: Values) -> Bool {
    let gap = abs(values.middle - (values.left + values.right) / 2)
    return abs(disturbed.left - values.left) < gap / 8
      && abs(disturbed.middle - values.middle) < gap / 8
      && abs(disturbed.right - values.right) < gap / 8
  }

  /// How far a value lies above the middle of two others, relative to all three.
  static func margin(_ left: Double, _ middle: Double, _ right: Double) -> Double {
    (middle - (left + right) / 2) / (1 + abs(left) + abs(right) + abs(middle))
  }

  /// Searches for a witness that a function of one number is not convex: whole numbers first, since
  /// people read them easily, then random points of all sizes. Deterministic. A function that cannot
  /// be computed at a point (nil, NaN or infinite) says nothing there.
  ///
  /// - Parameters:
  ///   - samples: how many pairs of random points are tried.
  ///   - f: the function.
  ///   - disturbed: the same function computed with errors that a number decides, much larger than
  ///     those of rounding; what is no witness for all of them is none.
  /// - Returns: the clearest witness that was found.
  public static func search(
    samples: Int = sampleCount, _ f: (Double) -> Double?,
    disturbed: (Double, UInt64) -> Double?
  ) -> ConvexityWitness? {
    // Not even the whole numbers are affordable.
    guard samples > 0 else { return nil }
    var best: ConvexityWitness?
    var bestMargin = 1e-6
    func isCertain(_ a: Double, _ b: Double, _ values: Values) -> Bool {
      Evaluation.disturbances.allSatisfy { seed in
        guard let left = disturbed(a, seed), let middle = disturbed((a + b) / 2, seed),
          let right = disturbed(b, seed)
        else { return false }
        return Self.isSteady(values, (left, middle, right))
      }
    }
    func test(_ a: Double, _ b: Double) {
      let middle = (a + b) / 2
      guard let left = f(a), let right = f(b), let value = f(middle), left.isFinite,
        right.isFinite, value.isFinite
      else { return }
      let margin = Self.margin(left, value, right)
      guard margin > bestMargin, isCertain(a, b, (left, value, right)) else { return }
      bestMargin = margin
      best = ConvexityWitness(points: (a, middle, b), values: (left, value, right))
    }
    for a in -5...5 { for b in (a + 1)...6 { test(Double(a), Double(b)) } }
    if best != nil { return best }
    var random = SplitMix(state: 1)
    for k in 0..<samples {
      let scale = [0.1, 1, 10, 100][k % 4]
      test(scale * random.symmetric(), scale * random.symmetric())
    }
    return best
  }
}

/// A stream of random numbers for searches (Steele, Lea and Flood, 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [-1, 1).
  mutating func symmetric() -> Double { 2 * unit() - 1 }
}
