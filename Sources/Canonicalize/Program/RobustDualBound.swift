public import LinearAlgebra

extension RobustTrainingProgram {
  /// A point of the dual of the robust program. For every share lambda in [0, 1] and all slopes s and u
  ///
  ///     max { phi(r + q), phi(r - q) } >= lambda (s (r + q) - phi*(s)) + (1 - lambda) (u (r - q) - phi*(u)),
  ///
  /// and z'a <= price h(a) for every vector z of price B, so with nu_k and price_k the slopes of this in r and q
  ///
  ///     maximize   c - sum_k (lambda_k phi_k*(s_k) + (1 - lambda_k) phi_k*(u_k))
  ///     subject to ||X'(sigma_g D_i nu - S_i alpha_g) + sigma_g sum_k d_ki z_k + y_g||_2 <= beta,  alpha_g >= 0,
  ///                z_k in price_k B,  y_g in (sum_k alpha_kg) B                     for every group g
  ///
  /// with sigma = +1 for v, -1 for w and S_i = 2 D_i - I.
  public struct DualPoint: Equatable, Sendable {
    /// lambda, s and u of each sample.
    public var slopes: [EndSlopes]
    /// z_k as columns, d x n.
    public var pulls: Matrix
    /// alpha, n x 2P; negative entries count as 0.
    public var alpha: Matrix
    /// y_g as columns, d x 2P.
    public var groupPulls: Matrix

    /// A dual point; the shapes are those of the program.
    public init(slopes: [EndSlopes], pulls: Matrix, alpha: Matrix, groupPulls: Matrix) {
      (self.slopes, self.pulls) = (slopes, pulls)
      (self.alpha, self.groupPulls) = (alpha, groupPulls)
    }
  }

  /// A proven lower bound on the optimum from any numbers: slopes are moved into the domains of the conjugates,
  /// vectors are shortened until they lie in their multiples of B, and all is scaled by a factor in [0, 1] that
  /// makes it feasible, since the feasible set is star-shaped at 0.
  public func lowerBound(_ point: DualPoint) -> Double {
    let slopes = zip(point.slopes, nominal.losses).map { slopes, loss in
      // 0 is in every domain; with these signs no price is negative.
      EndSlopes(
        share: min(max(slopes.share, 0), 1),
        upper: min(max(slopes.upper, 0), loss.slopeRange.upperBound),
        lower: max(min(slopes.lower, 0), loss.slopeRange.lowerBound))
    }
    let norms = columnNorms(dualResidual(point, slopes))
    // Rounding in the products is far below 1e-12 of the norm; the margin keeps the bound on the safe side.
    let worst = (norms.max() ?? 0) * (1 + 1e-12)
    guard worst.isFinite, slopes.allSatisfy({ $0.prediction.isFinite && $0.height.isFinite }) else {
      return nominal.leastLoss
    }
    let losses = nominal.losses
    let constant = nominal.constant
    let reach = worst > 0 ? nominal.groupWeight / worst : .infinity
    let best = nominal.largestOnRay(reach: reach) { factor in
      let conjugates = mapInParallel(count: slopes.count, work: 60 * slopes.count) { k in
        let (own, loss) = (slopes[k], losses[k])
        var sum = 0.0
        // An end without a share is not asked: its conjugate may be infinite.
        if own.share > 0 { sum += own.share * loss.conjugate(factor * own.upper) }
        if own.share < 1 { sum += (1 - own.share) * loss.conjugate(factor * own.lower) }
        return sum
      }
      let value = constant - conjugates.reduce(0, +)
      return value.isNaN ? -.infinity : value
    }
    return max(nominal.leastLoss, best)
  }

  /// The vectors whose norms are bounded by beta, as a panel d x 2P, with z and y shortened where they have to be.
  private func dualResidual(_ point: DualPoint, _ slopes: [EndSlopes]) -> Matrix {
    let p = nominal.patternCount
    var residual = nominal.dualResidual(
      ConvexTrainingProgram.DualPoint(nu: slopes.map(\.prediction), alpha: point.alpha))
    let pulls = shortened(point.pulls, to: slopes.map(\.height))
    let gates = nominal.patterns.bits.expanded(zero: 0, one: 1)
    var sums = Matrix(rows: nominal.featureCount, columns: p)
    multiply(pulls, .none, gates, into: &sums)
    let totals = (0..<2 * p).map { g in
      point.alpha.column(g).reduce(0) { $0 + max($1, 0) }
    }
    let own = shortened(point.groupPulls, to: totals)
    let half = sums.elements.count
    residual.update { residual in
      for j in 0..<half {
        residual[j] += sums.elements[j] + own.elements[j]
        residual[half + j] += own.elements[half + j] - sums.elements[j]
      }
    }
    return residual
  }

  /// The columns, each in so many times B: the coordinates that do not move taken out, the rest shortened.
  private func shortened(_ vectors: Matrix, to prices: [Double]) -> Matrix {
    let (support, radii) = (SupportStep(perturbation), perturbation.radii)
    var result = vectors
    result.updateColumns { column, k in
      for j in 0..<column.count where !(radii[j] > 0) { column[j] = 0 }
      let gauge = support.gauge(column.span)
      // Rounding must not leave the set.
      let limit = prices[k] * (1 - 1e-13)
      guard !(gauge <= limit) else { return }
      let factor = limit > 0 && gauge.isFinite ? limit / gauge : 0
      for j in 0..<column.count { column[j] = factor > 0 ? factor * column[j] : 0 }
    }
    return result
  }
}

extension Certificate {
  /// Certifies a point of a robust program with the bound that multipliers give, or the trivial one.
  public init(
    of panel: Matrix, multipliers: RobustTrainingProgram.DualPoint?,
    in program: RobustTrainingProgram
  ) {
    let evaluation = program.evaluate(panel)
    self.init(
      objective: evaluation.objective, violation: evaluation.violation,
      scaledViolation: evaluation.scaledViolation,
      lowerBound: multipliers.map(program.lowerBound) ?? program.nominal.leastLoss,
      networkObjective: evaluation.networkObjective, zeroObjective: program.nominal.zeroObjective)
  }
}
