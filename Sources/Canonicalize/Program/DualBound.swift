public import LinearAlgebra

extension ConvexTrainingProgram {
  /// A point of the dual of (2.5),
  ///
  ///     maximize   c - sum_k phi_k*(nu_k)
  ///     subject to ||X'(sigma_g D_i nu - S_i alpha_g)||_2 <= beta,  alpha_g >= 0   for every group g
  ///
  /// with sigma = +1 for v, -1 for w and S_i = 2 D_i - I. A gated network has no alpha; where gamma > 0 the
  /// constraint becomes the cost (||X' D_i nu|| - beta)_+^2 / (4 gamma).
  public struct DualPoint: Sendable {
    /// nu, one multiplier for each sample.
    public var nu: [Double]
    /// alpha, n x 2P, one multiplier for each constraint; negative entries count as 0. n x 0 where there are
    /// no constraints.
    public var alpha: Matrix

    /// A dual point; the shapes are those of the program.
    public init(nu: [Double], alpha: Matrix) {
      self.nu = nu
      self.alpha = alpha
    }
  }

  /// X'(sigma_g D_i nu - S_i alpha_g) for every group g, as a panel with d rows (4 n d P flops).
  public func dualResidual(_ point: DualPoint) -> Matrix {
    let (n, p) = (sampleCount, patternCount)
    precondition(
      point.nu.count == n && point.alpha.rowCount == n
        && point.alpha.columnCount == (isGated ? 0 : 2 * p),
      "a dual point has the shape of the program")
    var weights = isGated ? Matrix(rows: n, columns: p) : point.alpha
    let (bits, isGated) = (patterns.bits, isGated)
    let nu = point.nu
    weights.updateColumns { column, g in
      let (i, sign) = (g % p, g < p ? 1.0 : -1.0)
      for w in 0..<bits.wordsPerColumn {
        var word = bits.words[i * bits.wordsPerColumn + w]
        for k in w * 64..<min(n, w * 64 + 64) {
          let multiplier = max(column[k], 0)
          column[k] = word & 1 == 1 ? sign * nu[k] - multiplier : isGated ? 0 : multiplier
          word >>= 1
        }
      }
    }
    var residual = Matrix(rows: featureCount, columns: groupCount)
    multiply(features, .transposed, weights, into: &residual)
    return residual
  }

  /// A dual point as it is, and with nu replaced by the slopes of the losses at predictions, which is better near the
  /// optimum.
  public func dualPoints(near point: DualPoint, _ predictions: [Double]) -> [DualPoint] {
    [point, DualPoint(nu: gradient(at: predictions), alpha: point.alpha)]
  }

  /// nu with every entry moved into the domain of its conjugate, which rounding may have left.
  func clamped(_ nu: [Double]) -> [Double] {
    guard squareLossWeight == nil else { return nu }
    return zip(nu, losses).map { nu, loss in
      let range = loss.slopeRange
      return min(max(nu, range.lowerBound), range.upperBound)
    }
  }

  /// A proven lower bound on the optimum of (2.5) from any nu and alpha: the point, with nu moved into the domain
  /// of the conjugates, is scaled by the largest factor that makes it dual feasible (or less, where less is
  /// better), since the dual feasible set is star-shaped at 0.
  public func lowerBound(_ point: DualPoint) -> Double {
    var point = point
    point.nu = clamped(point.nu)
    return lowerBound(nu: point.nu, residualNorms: columnNorms(dualResidual(point)))
  }

  /// The bound for multipliers nu whose residual panel has columns of these norms.
  func lowerBound(nu: [Double], residualNorms: [Double]) -> Double {
    // Rounding in X'q is far below 1e-12 of the norm; the margin keeps the bound on the safe side.
    let norms = residualNorms.map { $0 * (1 + 1e-12) }
    let worst = norms.max() ?? 0
    guard worst.isFinite, nu.allSatisfy(\.isFinite) else { return leastLoss }
    let reach = worst > 0 && squareWeight == 0 ? groupWeight / worst : .infinity
    if let weight = squareLossWeight, squareWeight == 0 {
      // The dual objective along the ray s * nu is the parabola -a s^2 / 2 - b s.
      let a = nu.reduce(0) { $0 + $1 * $1 } / weight
      let b = dot(nu, targets)
      guard a > 0 else { return constant }
      let s = min(max(-b / a, 0), reach)
      let bound = constant - a * s * s / 2 - b * s
      // Squares of huge multipliers overflow; the multiplier 0 proves the constant.
      return bound.isFinite ? bound : constant
    }
    let losses = losses
    let best = largestOnRay(reach: reach) { s in
      let conjugates = mapInParallel(count: nu.count, work: 30 * nu.count) { k in
        losses[k].conjugate(s * nu[k])
      }
      var sum = constant - conjugates.reduce(0, +)
      for norm in norms where squareWeight > 0 {
        let excess = max(0, s * norm - groupWeight)
        sum -= excess * excess / (4 * squareWeight)
      }
      return sum.isNaN ? -.infinity : sum
    }
    return max(leastLoss, best)
  }

  /// The largest value found of a concave dual objective on the ray s * point, 0 <= s <= reach: every s proves
  /// one, and the best is near s = 1, or at the end of the ray before it.
  func largestOnRay(reach: Double, _ value: (Double) -> Double) -> Double {
    let top = min(reach, 2)
    var best = value(min(1, top))
    if !hasClosedConjugates && sampleCount > 5000 { return best }
    if top < 1, value(0.99 * top) <= best { return best }
    // Golden section; a concave function loses nothing where the smaller of two values is cut off.
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (0.0, top)
    var (a, b) = (high - ratio * high, ratio * high)
    var (atA, atB) = (value(a), value(b))
    for _ in 0..<(hasClosedConjugates ? 24 : min(24, 5000 / sampleCount)) {
      if atA > atB || atB == -.infinity {
        (high, b, atB) = (b, a, atA)
        a = high - ratio * (high - low)
        atA = value(a)
      } else {
        (low, a, atA) = (a, b, atB)
        b = low + ratio * (high - low)
        atB = value(b)
      }
      best = max(best, atA, atB)
    }
    return best
  }
}

/// The Euclidean norm of each column.
public func columnNorms(_ matrix: Matrix) -> [Double] {
  (0..<matrix.columnCount).map { norm2(matrix.column($0)) }
}
