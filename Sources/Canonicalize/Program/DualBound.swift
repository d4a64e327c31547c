public import LinearAlgebra

extension ConvexTrainingProgram {
  /// A point of the dual of (2.5),
  ///
  ///     maximize   c - sum_k phi*(nu_k)
  ///     subject to ||X'(sigma_g D_i nu - S_i alpha_g)||_2 <= beta,  alpha_g >= 0   for every group g
  ///
  /// with sigma = +1 for v, -1 for w and S_i = 2 D_i - I.
  public struct DualPoint: Sendable {
    /// nu, one multiplier for each sample.
    public var nu: [Double]
    /// alpha, n x 2P, one multiplier for each constraint; negative entries count as 0.
    public var alpha: Matrix

    /// A dual point; the shapes are those of the program.
    public init(nu: [Double], alpha: Matrix) {
      self.nu = nu
      self.alpha = alpha
    }
  }

  /// X'(sigma_g D_i nu - S_i alpha_g) for every group g, as a d x 2P panel (4 n d P flops).
  public func dualResidual(_ point: DualPoint) -> Matrix {
    let (n, p) = (sampleCount, patternCount)
    precondition(
      point.nu.count == n && point.alpha.rowCount == n && point.alpha.columnCount == 2 * p,
      "a dual point has the shape of the program")
    var weights = point.alpha
    let bits = patterns.bits
    let nu = point.nu
    weights.updateColumns { column, g in
      let (i, sign) = (g % p, g < p ? 1.0 : -1.0)
      for w in 0..<bits.wordsPerColumn {
        var word = bits.words[i * bits.wordsPerColumn + w]
        for k in w * 64..<min(n, w * 64 + 64) {
          let multiplier = max(column[k], 0)
          column[k] = word & 1 == 1 ? sign * nu[k] - multiplier : multiplier
          word >>= 1
        }
      }
    }
    var residual = Matrix(rows: featureCount, columns: 2 * p)
    multiply(features, .transposed, weights, into: &residual)
    return residual
  }

  /// A proven lower bound on the optimum of (2.5) from any nu and alpha: the point is scaled by the
  /// largest factor that makes it dual feasible (or less, where less is better), since the dual
  /// feasible set is star-shaped at 0.
  public func lowerBound(_ point: DualPoint) -> Double {
    lowerBound(nu: point.nu, residualNorms: columnNorms(dualResidual(point)))
  }

  /// The bound for multipliers nu whose residual panel has columns of these norms.
  func lowerBound(nu: [Double], residualNorms: [Double]) -> Double {
    // Rounding in X'q is far below 1e-12 of the norm; the margin keeps the bound on the safe side.
    let worst = (residualNorms.max() ?? 0) * (1 + 1e-12)
    guard worst.isFinite else { return loss.leastSum(of: targets) + constant }
    let reach = worst > 0 ? groupWeight / worst : .infinity
    switch loss {
    case .squared(let weight):
      // The dual objective along the ray s * nu is the parabola -a s^2 / 2 - b s.
      let a = nu.reduce(0) { $0 + $1 * $1 } / weight
      let b = dot(nu, targets)
      guard a > 0 else { return constant }
      let s = min(max(-b / a, 0), reach)
      return constant - a * s * s / 2 - b * s
    }
  }
}

extension SampleLoss {
  /// The least value that the sum of phi over samples with these targets can take.
  func leastSum(of targets: [Double]) -> Double {
    switch self {
    case .squared: 0
    }
  }
}

/// The Euclidean norm of each column.
public func columnNorms(_ matrix: Matrix) -> [Double] {
  (0..<matrix.columnCount).map { norm2(matrix.column($0)) }
}
