/// Where the interior-point method stands, in the units of the program as given.
public struct InteriorPointProgress: Sendable {
  /// Factorizations so far.
  public internal(set) var iteration = 0
  /// 1/2 x'Px + q'x
  public internal(set) var primalObjective = 0.0
  /// -1/2 x'Px - b'z
  public internal(set) var dualObjective = 0.0
  /// |Ax + s - b|, the largest entry.
  public internal(set) var primalResidual = 0.0
  /// |Px + A'z + q|, the largest entry.
  public internal(set) var dualResidual = 0.0
  /// The residuals over max(1, |b| + |x| + |s|) and max(1, |q| + |x| + |z|).
  public internal(set) var relativePrimal = 0.0
  public internal(set) var relativeDual = 0.0
  /// |p - d|
  public internal(set) var gap = 0.0
  /// |p - d| / max(1, min(|p|, |d|))
  public internal(set) var relativeGap = 0.0
  /// How far residuals may have moved the objective: |z|'|Ax + s - b| + |x|'|Px + A'z + q|.
  public internal(set) var doubt = 0.0
  /// kappa/tau
  public internal(set) var ratio = 0.0
  /// mu
  public internal(set) var complementarity = 0.0
  /// The step to here.
  public internal(set) var step = 0.0
}

/// Measures points in the units of the program as given.
struct Gauge {
  let equilibration: Equilibration
  private let inverseRows: [Double]
  private let inverseColumns: [Double]
  private let boundNorm: Double
  private let linearNorm: Double

  init(_ equilibration: Equilibration, bound: [Double], linear: [Double]) {
    self.equilibration = equilibration
    inverseRows = equilibration.rows.map { 1 / $0 }
    inverseColumns = equilibration.columns.map { 1 / $0 }
    boundNorm = largestEntry(bound)
    linearNorm = largestEntry(linear)
  }

  func measure(
    _ point: Iterate, _ residuals: EmbeddingResiduals, offset: Double, degree: Int
  ) -> InteriorPointProgress {
    let (tau, c) = (point.tau, equilibration.cost)
    var p = InteriorPointProgress()
    let half = residuals.curvature / (2 * tau * tau)
    p.primalObjective = (half + residuals.linear / tau + offset) / c
    p.dualObjective = (-half - residuals.bound / tau + offset) / c
    p.primalResidual = largestProduct(residuals.z, inverseRows) / tau
    p.dualResidual = largestProduct(residuals.x, inverseColumns) / (tau * c)
    let x = largestProduct(point.x, equilibration.columns) / tau
    let s = largestProduct(point.s, inverseRows) / tau
    let z = largestProduct(point.z, equilibration.rows) / (tau * c)
    p.relativePrimal = p.primalResidual / max(1, boundNorm + x + s)
    p.relativeDual = p.dualResidual / max(1, linearNorm + x + z)
    p.gap = abs(p.primalObjective - p.dualObjective)
    p.relativeGap = p.gap / max(1, min(abs(p.primalObjective), abs(p.dualObjective)))
    p.doubt =
      (absoluteProduct(point.z, residuals.z) + absoluteProduct(point.x, residuals.x))
      / (tau * tau * c)
    p.ratio = point.kappa / tau
    p.complementarity = point.mu(degree: degree)
    return p
  }

  /// How far the point is from being solved, residuals being measured against data and point: 1 where it
  /// meets the tolerance.
  func distance(_ p: InteriorPointProgress, tolerance: Double) -> Double {
    guard p.gap.isFinite, p.ratio.isFinite else { return .infinity }
    return max(min(p.gap, p.relativeGap), p.relativePrimal, p.relativeDual) / tolerance
  }

  /// The same with residuals measured against the data alone, and against what they may have moved: else a
  /// point on its way to infinity would look solved.
  func strictDistance(_ p: InteriorPointProgress, tolerance: Double) -> Double {
    let doubt = p.doubt / max(1, min(abs(p.primalObjective), abs(p.dualObjective)))
    return max(
      distance(p, tolerance: tolerance),
      max(p.primalResidual / (1 + boundNorm), p.dualResidual / (1 + linearNorm), doubt)
        / (10 * tolerance))
  }

  /// What z is worth as a proof that no x is feasible, b'z < 0 and A'z = 0: |A'z| (1 + |b|) / |b'z|, the
  /// smaller the better; infinite where b'z is not negative.
  func infeasibilityDefect(_ point: Iterate, _ residuals: EmbeddingResiduals) -> Double {
    let value = -residuals.bound
    guard value > 0 else { return .infinity }
    let rest = largestProduct(residuals.transposed, inverseColumns)
    let size = largestProduct(point.z, equilibration.rows)
    // A value that rounding alone could have made proves nothing.
    guard value > 1e-10 * size * boundNorm else { return .infinity }
    return rest * (1 + boundNorm) / value
  }

  /// What x is worth as a proof that the objective falls without end, q'x < 0, Px = 0 and -Ax in K: the
  /// largest of |Px| and |Ax + s|, times (1 + |q|) / |q'x|.
  func unboundednessDefect(_ point: Iterate, _ residuals: EmbeddingResiduals) -> Double {
    let c = equilibration.cost
    let value = -residuals.linear / c
    guard value > 0 else { return .infinity }
    let rest = max(
      largestProduct(residuals.quadratic, inverseColumns) / c,
      largestProduct(residuals.rows, inverseRows))
    let size = largestProduct(point.x, equilibration.columns)
    guard value > 1e-10 * size * linearNorm else { return .infinity }
    return rest * (1 + linearNorm) / value
  }
}
