/// A bracket of the root of a nondecreasing function of one variable, which may jump: Newton's method where its
/// derivative is known, the secant where not, and bisection whenever that leaves the bracket or shrinks it
/// too slowly.
struct MonotoneRoot {
  /// The function at a point: its limits from the left and from the right, and its derivative where known.
  struct Sample {
    let low: Double
    let high: Double
    let slope: Double?
  }

  /// The bracket: the function is not positive at `lower` and not negative at `upper`.
  private(set) var lower: Double
  private(set) var upper: Double
  /// Whether both ends were found.
  private(set) var isBracketed = false
  /// The end at which the function is nearest to 0.
  private(set) var nearest: Double

  /// Searches from `start`, at first in steps of `reach`; the function may jump at the `kinks`.
  init(
    start: Double, reach: Double = 1, kinks: [Double] = [], _ function: (Double) -> Sample
  ) {
    (lower, upper, nearest) = (start, start, start)
    var sample = function(start)
    if sample.holdsZero {
      isBracketed = true
      return
    }
    let sign = sample.low > 0 ? -1.0 : 1
    var (atLower, atUpper) = (sample.high, sample.low)
    var r = start
    // A step that is far too long, from where the function explodes, would take as long to undo.
    var step = reach > 0 && reach < 16 * (1 + abs(start)) ? reach : 1
    // Far enough for e^-r to vanish, and to find targets in any unit.
    for _ in 0..<80 {
      r += sign * step
      sample = function(r)
      step *= 2
      if sample.holdsZero {
        (lower, upper, nearest, isBracketed) = (r, r, r, true)
        return
      }
      if sign < 0 {
        isBracketed = sample.high < 0
        if isBracketed {
          (lower, atLower) = (r, sample.high)
        } else {
          (upper, atUpper) = (r, sample.low)
        }
      } else {
        isBracketed = sample.low > 0
        if isBracketed {
          (upper, atUpper) = (r, sample.low)
        } else {
          (lower, atLower) = (r, sample.high)
        }
      }
      if isBracketed { break }
    }
    guard isBracketed else { return }
    // A root at a kink is met, not approached.
    for kink in kinks where kink > lower && kink < upper {
      (r, sample) = (kink, function(kink))
      if isClosed(at: r, by: sample, &atLower, &atUpper) { return }
    }
    refine(atLower, atUpper, sample, at: r, function)
  }

  private mutating func refine(
    _ first: Double, _ last: Double, _ sample: Sample, at start: Double,
    _ function: (Double) -> Sample
  ) {
    var (atLower, atUpper, sample, r) = (first, last, sample, start)
    var isSlow = false
    for _ in 0..<200 {
      let (width, value) = (upper - lower, sample.size)
      var next = lower + width / 2
      if next <= lower || next >= upper { break }
      if let slope = sample.slope {
        let newton = r - value / slope
        if abs(newton - r) <= 2 * r.ulp {
          nearest = r
          return
        }
        if !isSlow, newton > lower && newton < upper { next = newton }
      } else if !isSlow, atLower.isFinite, atUpper.isFinite {
        // At least two steps of the last digit away from an end, so that the bracket closes.
        let secant = lower - atLower / (atUpper - atLower) * width
        let least = 2 * max(lower.ulp, upper.ulp)
        if width > 4 * least { next = min(max(secant, lower + least), upper - least) }
      }
      r = next
      sample = function(r)
      if isClosed(at: r, by: sample, &atLower, &atUpper) { return }
      isSlow = sample.slope == nil ? upper - lower > width / 2 : abs(sample.size) > abs(value) / 2
    }
    nearest = -atLower < atUpper ? lower : upper
  }

  /// Takes a sample between the ends as one of them; true where it is the root.
  private mutating func isClosed(
    at r: Double, by sample: Sample, _ atLower: inout Double, _ atUpper: inout Double
  ) -> Bool {
    if sample.holdsZero {
      (lower, upper, nearest) = (r, r, r)
      return true
    }
    if sample.high < 0 {
      (lower, atLower) = (r, sample.high)
    } else {
      (upper, atUpper) = (r, sample.low)
    }
    return false
  }
}

extension MonotoneRoot.Sample {
  /// Whether 0 lies between the limits.
  fileprivate var holdsZero: Bool { low <= 0 && high >= 0 }
  /// The limit nearer to 0.
  fileprivate var size: Double { abs(low) < abs(high) ? low : high }
}
