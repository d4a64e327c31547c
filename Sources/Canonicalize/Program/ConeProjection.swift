internal import LinearAlgebra

extension ConvexTrainingProgram {
  /// Improves alpha for a fixed nu: each group's residual norm ||X'(sigma D nu - S alpha)||_2 is
  /// lowered over alpha >= 0 by cyclic coordinate descent (a nonnegative least-squares problem whose
  /// minimum is the distance of X' sigma D nu from the polar cone of the pattern).
  ///
  /// Any alpha >= 0 gives a valid bound, so it may stop at any time. A sweep over one group costs
  /// about 4 n d flops; groups already within beta are left alone.
  /// - Parameters:
  ///   - point: the dual point to improve.
  ///   - sweeps: at most how many sweeps a group gets.
  ///   - isOver: asked before each sweep whether to leave the rest out.
  /// - Returns: the improved point.
  public func tightened(
    _ point: DualPoint, sweeps: Int, unless isOver: @Sendable () -> Bool = { false }
  ) -> DualPoint {
    if isGated { return point }
    let (n, d, p) = (sampleCount, featureCount, patternCount)
    let rows = features.transposed()
    let squares = (0..<n).map { k in
      rows.elements[k * d..<(k + 1) * d].reduce(0) { $0 + $1 * $1 }
    }
    let residual = dualResidual(point)
    let bits = patterns.bits
    let beta = groupWeight
    var improved = point
    improved.alpha.updateColumns { alpha, g in
      var r = residual.column(g)
      let (i, x) = (g % p, rows.elements.span)
      var current = r.reduce(0) { $0 + $1 * $1 }
      for k in 0..<n where alpha[k] < 0 { alpha[k] = 0 }
      for _ in 0..<sweeps where current > beta * beta && !isOver() {
        for k in 0..<n where squares[k] > 0 {
          // d/d alpha_k of ||r||^2 / 2 is -S_k x_k' r.
          let s = bits[k, i] ? 1.0 : -1.0
          var slope = 0.0
          for j in 0..<d { slope += x[k * d + j] * r[j] }
          let updated = max(0, alpha[k] + s * slope / squares[k])
          let step = updated - alpha[k]
          guard step != 0 else { continue }
          alpha[k] = updated
          for j in 0..<d { r[j] -= step * s * x[k * d + j] }
        }
        let norm = r.reduce(0) { $0 + $1 * $1 }
        if norm > current * (1 - 1e-9) { break }
        current = norm
      }
    }
    return improved
  }
}
