internal import Glibc

/// A convex function of the prediction r of one sample: a piecewise quadratic, log(1 + e^x) of affine functions x
/// of r, and formulas of the spec. Proximal points and conjugates are roots of its slope, found in a bracket.
public struct MixedLoss: Sendable {
  /// weight * log(1 + e^(slope r + offset)), weight > 0.
  struct Softplus: Sendable {
    let weight: Double
    let slope: Double
    let offset: Double
  }

  /// weight times a formula at one sample.
  struct Formula: Sendable {
    let weight: Double
    let function: FormulaFunction
    let sample: Int
  }

  let quadratic: PiecewiseQuadratic
  let logistic: [Softplus]
  let formulas: [Formula]

  /// The value at r; NaN or infinity where a formula has none.
  func value(_ r: Double) -> Double {
    var sum = quadratic.value(r)
    for term in logistic {
      let x = term.slope * r + term.offset
      sum += term.weight * (max(x, 0) + log1p(exp(-abs(x))))
    }
    for term in formulas {
      sum += term.weight * term.function.jet(term.sample, at: r).value
    }
    return sum
  }

  /// The ends of the subdifferential at r, and the second derivative as far as it is known: that of formulas
  /// is not. A slope without a value is infinite, away from 0.
  func slopes(_ r: Double) -> (range: ClosedRange<Double>, curvature: Double) {
    let base = quadratic.slopes(r)
    var (smooth, curvature) = (0.0, quadratic.curvature(r))
    for term in logistic {
      // e^{-|x|} never overflows.
      let x = term.slope * r + term.offset
      let e = exp(-abs(x))
      let p = (x >= 0 ? 1 : e) / (1 + e)
      smooth += term.weight * term.slope * p
      curvature += term.weight * term.slope * term.slope * e / ((1 + e) * (1 + e))
    }
    for term in formulas {
      smooth += term.weight * term.function.jet(term.sample, at: r).slope
    }
    let (low, high) = (base.lowerBound + smooth, base.upperBound + smooth)
    guard low <= high, low.isFinite || high.isFinite else {
      let end = r > 0 ? Double.infinity : -.infinity
      return (end...end, 0)
    }
    return (low...high, curvature)
  }

  /// How far rounding may move the value and the slopes at r.
  private func errors(_ r: Double) -> (value: Double, slope: Double) {
    let piece = quadratic.piece(at: r)
    var value = abs(piece.a * r * r) + abs(piece.b * r) + abs(piece.c)
    var slope = abs(2 * piece.a * r) + abs(piece.b)
    for term in logistic {
      value += term.weight * (abs(term.slope * r) + abs(term.offset) + 1)
      slope += term.weight * abs(term.slope)
    }
    var errors = (value: 0x1p-51 * value, slope: 0x1p-51 * slope)
    for term in formulas {
      let jet = term.function.jet(term.sample, at: r)
      errors.value += term.weight * jet.valueError + 0x1p-52 * abs(term.weight * jet.value)
      errors.slope += term.weight * jet.slopeError + 0x1p-52 * abs(term.weight * jet.slope)
    }
    return errors
  }

  /// The infimum and the supremum of all slopes, as far as they are known: the conjugate is infinite outside.
  var slopeRange: ClosedRange<Double> {
    guard formulas.isEmpty else { return -.infinity ... .infinity }
    var (low, high) = (quadratic.slopeRange.lowerBound, quadratic.slopeRange.upperBound)
    for term in logistic {
      low += min(0, term.weight * term.slope)
      high += max(0, term.weight * term.slope)
    }
    return low...high
  }

  /// The largest second derivative; infinite where it is not known.
  var largestCurvature: Double {
    guard formulas.isEmpty else { return .infinity }
    return logistic.reduce(quadratic.largestCurvature) {
      $0 + $1.weight * $1.slope * $1.slope / 4
    }
  }

  /// The minimizer of weight * f(r) + (r - x)^2 / 2: the root of weight f'(r) + r - x, to machine precision.
  func proximalPoint(_ x: Double, weight: Double) -> Double {
    // The function rises at least as fast as r: its root is within its value at x.
    let reach = abs(weight * slopes(x).range.lowerBound)
    let root = MonotoneRoot(start: x, reach: reach, kinks: quadratic.knots) { r in
      let (range, curvature) = slopes(r)
      return MonotoneRoot.Sample(
        low: weight * range.lowerBound + (r - x), high: weight * range.upperBound + (r - x),
        slope: formulas.isEmpty ? weight * curvature + 1 : nil)
    }
    return root.nearest
  }

  /// An upper bound of sup_r (nu r - f(r)): tangents at the two ends of a bracket of its maximizer lie above what is
  /// between, and so far above it as rounding may have put them too low. A slope that rounding cannot tell from nu is
  /// taken for it.
  func conjugate(_ nu: Double) -> Double {
    let domain = slopeRange
    guard nu >= domain.lowerBound && nu <= domain.upperBound else { return .infinity }
    if let closed = logisticConjugate(nu) { return closed }
    let root = MonotoneRoot(start: 0, kinks: quadratic.knots) { r in
      let (range, curvature) = slopes(r)
      let error = errors(r).slope
      let isEqual = range.lowerBound - error <= nu && nu <= range.upperBound + error
      return isEqual
        ? MonotoneRoot.Sample(low: 0, high: 0, slope: nil)
        : MonotoneRoot.Sample(
          low: range.lowerBound - nu, high: range.upperBound - nu,
          slope: formulas.isEmpty ? curvature : nil)
    }
    guard root.isBracketed else { return .infinity }
    // Slopes of nu r - f(r) at the ends, from the side that looks inward.
    let (left, right) = (slopes(root.lower).range, slopes(root.upper).range)
    let width = root.upper - root.lower
    let rise = max(0, nu - left.upperBound) * width
    let fall = max(0, right.lowerBound - nu) * width
    return min(tangent(nu, root.lower) + rise, tangent(nu, root.upper) + fall)
  }

  /// nu r - f(r), no lower than it is.
  private func tangent(_ nu: Double, _ r: Double) -> Double {
    nu * r - value(r) + errors(r).value + 0x1p-52 * abs(nu * r)
  }

  /// Whether it is one logarithm and a line.
  var hasClosedConjugate: Bool {
    formulas.isEmpty && logistic.count == 1 && quadratic.pieces.count == 1
      && quadratic.pieces[0].a == 0 && logistic[0].slope != 0
  }

  /// The conjugate of one logarithm and a line, c + sum t log t with t = (nu - b) / (weight slope); nil for other
  /// functions.
  private func logisticConjugate(_ nu: Double) -> Double? {
    guard hasClosedConjugate else { return nil }
    let (line, term) = (quadratic.pieces[0], logistic[0])
    let t = min(max((nu - line.b) / (term.weight * term.slope), 0), 1)
    func entropy(_ p: Double) -> Double { p > 0 ? p * log(p) : 0 }
    // r = (x - offset) / slope turns nu r - w softplus(x) - b r into t w x - w softplus(x) - t w offset.
    return term.weight * (entropy(t) + entropy(1 - t) - t * term.offset) - line.c
  }
}
