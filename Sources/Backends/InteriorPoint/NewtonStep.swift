/// Directions of the embedding from one factorization: K [x2; z2] = [-q; b] is solved once, and each
/// direction takes one solve more. Without the embedding the first is not needed.
struct NewtonStep<Problem: ConeProblem> {
  private let data: Problem
  private let point: Iterate
  private let x2: [Double]
  private let z2: [Double]
  private let denominator: Double
  /// P x / tau
  private let quadratic: [Double]

  /// Nil where the solve breaks down.
  init?(_ data: Problem, _ system: inout Problem.System, _ point: Iterate) {
    self.data = data
    self.point = point
    guard point.isEmbedded else {
      (x2, z2, quadratic, denominator) = ([], [], [], 1)
      return
    }
    var x = data.linear.map { -$0 }
    var z = data.bound
    guard system.solve(x: &x, z: &z) else { return nil }
    (x2, z2) = (x, z)
    quadratic = data.quadraticTimes(point.x).map { $0 / point.tau }
    var difference = x
    for j in x.indices { difference[j] = point.x[j] / point.tau - x[j] }
    denominator =
      point.kappa / point.tau - dotProduct(data.linear, x) - dotProduct(data.bound, z)
      + dotProduct(difference, data.quadraticTimes(difference))
      - dotProduct(x, data.quadraticTimes(x))
  }

  /// The direction that leaves 1 - `factor` of the residuals, with ds = -(H dz + `term`) and
  /// tau dkappa + kappa dtau = -`kappa`. False where the solve breaks down.
  func direction(
    _ residuals: EmbeddingResiduals, factor: Double, term: [Double], kappa: Double,
    _ system: inout Problem.System, _ scaling: ConeScaling, into d: inout Iterate
  ) -> Bool {
    for j in d.x.indices { d.x[j] = factor * residuals.x[j] }
    for i in d.z.indices { d.z[i] = term[i] - factor * residuals.z[i] }
    clearZeroCones(term, residuals, factor, &d)
    guard system.solve(x: &d.x, z: &d.z) else { return false }
    d.tau = 0
    if point.isEmbedded {
      let numerator =
        factor * residuals.tau - kappa / point.tau + dotProduct(data.linear, d.x)
        + dotProduct(data.bound, d.z) + 2 * dotProduct(quadratic, d.x)
      d.tau = numerator / denominator
      for j in d.x.indices { d.x[j] += d.tau * x2[j] }
      for i in d.z.indices { d.z[i] += d.tau * z2[i] }
    }
    scaling.apply(d.z, into: &d.s)
    for i in d.s.indices { d.s[i] = -(d.s[i] + term[i]) }
    keepRows(residuals, factor, &d)
    d.kappa = -(kappa + point.kappa * d.tau) / point.tau
    return d.tau.isFinite
  }

  /// ds by the rows A dx + ds = b dtau - factor r of the program, where it does not come from a diagonal H:
  /// near the boundary of a cone H has entries of all sizes, and what is lost in H dz would stay as a
  /// residual, where an error of complementarity is mended by the next step.
  private func keepRows(_ residuals: EmbeddingResiduals, _ factor: Double, _ d: inout Iterate) {
    guard data.keepsAllRows || data.layout.blocks.contains(where: { $0.kind != .nonnegative })
    else { return }
    let rows = data.rowsTimes(d.x)
    for block in data.layout.blocks {
      switch block.kind {
      case .nonnegative where !data.keepsAllRows: break
      case .zero: for i in block.range { d.s[i] = 0 }
      case .nonnegative, .secondOrder, .exponential:
        for i in block.range { d.s[i] = data.bound[i] * d.tau - factor * residuals.z[i] - rows[i] }
      }
    }
  }

  /// Equalities have s = 0, so nothing but the residual.
  private func clearZeroCones(
    _ term: [Double], _ residuals: EmbeddingResiduals, _ factor: Double, _ d: inout Iterate
  ) {
    for block in data.layout.blocks where block.kind == .zero {
      for i in block.range { d.z[i] = -factor * residuals.z[i] }
    }
  }
}
