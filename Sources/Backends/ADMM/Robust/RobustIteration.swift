internal import Canonicalize
internal import LinearAlgebra

/// The state of the ADMM on a robust program and one step of it, in scaled form with over-relaxation.
///
/// Blocks: U = V (group soft-thresholding), (E G U, U) = (s, e) in { s >= c h(e) } (projection onto the robust
/// cone), and (F U, theta_k) = (r_k, b_k) (proximal step of the worst case of phi_k). All but the u-update falls
/// apart by group and by sample.
struct RobustIteration {
  let program: RobustTrainingProgram
  let maps: PatternOperator
  let plan: RobustPlan
  /// h in the coordinates of the ADMM.
  let support: SupportStep
  /// c, the scale of each sample's pattern rows.
  let rowScales: [Double]
  /// Where phi_k is symmetric about, if it is.
  let centers: [Double?]
  var system: RobustSystem
  /// rho.
  var penalty: Double

  /// U, V and its multiplier, d x 2P.
  var u: Matrix
  var v: Matrix
  var lambda: Matrix
  /// s over e with their multipliers, (n + d) x 2P.
  var cones: Matrix
  var coneMultipliers: Matrix
  /// r over b with their multipliers, (1 + d) x n.
  var samples: Matrix
  var sampleMultipliers: Matrix
  /// The subgradients of the worst cases at the last step.
  var slopes: [EndSlopes]
  /// X U, n x 2P.
  var products: Matrix
  /// F U over theta, (1 + d) x n.
  var images: Matrix
  private var thetas: Matrix
  private var vectors: Matrix
  private var sums: Matrix
  private var forward: [Double]
  /// The relative residual to which an iterative u-update solves, a hundredth of the last one of the ADMM.
  var accuracy = 1e-3
  private var panelFlops = 0.0

  /// The iteration at the point 0; factors what the plan says.
  init(_ program: RobustTrainingProgram, plan: RobustPlan) throws(FactorizationError) {
    let nominal = program.nominal
    (self.program, self.plan) = (program, plan)
    maps = PatternOperator(nominal, keepsCoordinates: true)
    let (maps, d, n, groups) = (maps, maps.d, maps.n, maps.groupCount)
    support = SupportStep(
      SupportShape(
        program.perturbation.norm,
        radii: maps.keptColumns.map { program.perturbation.radii[$0] / maps.scale }))
    rowScales = (0..<n).map { abs(maps.signedRows[$0, 0]) }
    centers = nominal.losses.map(\.symmetryCenter)
    system = try RobustSystem(
      maps, patterns: nominal.patterns.bits, weights: plan.weights, method: plan.method)
    penalty = plan.penalty
    u = Matrix(rows: d, columns: groups)
    (v, lambda) = (u, u)
    cones = Matrix(rows: n + d, columns: groups)
    coneMultipliers = cones
    samples = Matrix(rows: 1 + d, columns: n)
    (sampleMultipliers, images) = (samples, samples)
    slopes = [EndSlopes](repeating: EndSlopes(share: 1, upper: 0, lower: 0), count: n)
    products = Matrix(rows: n, columns: groups)
    thetas = Matrix(rows: d, columns: maps.p)
    sums = thetas
    vectors = Matrix(rows: d, columns: n)
    forward = [Double](repeating: 0, count: n)
  }

  /// Flops done so far.
  var flops: Double { panelFlops + system.flops }

  /// The point of the program: V, with exact zeros for the groups that are off.
  var panel: Matrix { maps.programPanel(v, rows: program.nominal.featureCount) }

  /// The dual point that the multipliers stand for.
  var dualPoint: RobustTrainingProgram.DualPoint {
    let (n, d) = (maps.n, maps.d)
    let rowFactor = penalty * plan.weights.rows
    var alpha = Matrix(rows: n, columns: maps.groupCount)
    // A vector of the program is 1 / scale of its own here, so its multiplier is scale times as much.
    var groupPulls = Matrix(rows: program.nominal.featureCount, columns: maps.groupCount)
    for g in 0..<maps.groupCount {
      let column = coneMultipliers.column(g)
      alpha.setColumn(g, to: (0..<n).map { max(0, -column[$0]) * rowScales[$0] * rowFactor })
      let factor = penalty * plan.weights.copies * maps.scale
      groupPulls.setColumn(g, to: widened((0..<d).map { factor * column[n + $0] }))
    }
    var pulls = Matrix(rows: program.nominal.featureCount, columns: n)
    let factor = penalty * plan.weights.vectors * maps.scale
    for k in 0..<n {
      let column = sampleMultipliers.column(k)
      pulls.setColumn(k, to: widened((0..<d).map { factor * column[1 + $0] }))
    }
    return RobustTrainingProgram.DualPoint(
      slopes: slopes, pulls: pulls, alpha: alpha, groupPulls: groupPulls)
  }

  /// Zeros for the columns of X that were left out.
  private func widened(_ values: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: program.nominal.featureCount)
    for (value, column) in zip(values, maps.keptColumns) { result[column] = value }
    return result
  }

  /// One iteration; the residuals are what it moved.
  mutating func step(measuring: Bool) -> ADMMIteration.Residuals? {
    u = rightHandSide()
    system.solve(&u, accuracy: accuracy)
    multiply(maps.x, .none, u, into: &products)
    maps.sumGatedDifferences(of: products, into: &forward)
    let (all, half) = (u, thetas.elements.count)
    thetas.update { thetas in
      let source = all.elements.span
      for index in 0..<half { thetas[index] = source[index] - source[half + index] }
    }
    multiply(thetas, .none, maps.gates, .transposed, into: &vectors)
    let (predictions, vectors) = (forward, vectors)
    images.updateColumns { column, k in
      let (r, a) = (predictions.span, vectors.elements.span)
      let d = column.count - 1
      column[0] = r[k]
      for j in 0..<d { column[1 + j] = a[k * d + j] }
    }
    panelFlops += 12 * Double(maps.n) * Double(maps.d * maps.p)
    let blocks = [updateGroups(), updateCones(), updateSamples()]
    guard measuring else { return nil }
    let sizes = blocks.reduce(BlockSizes(), +)
    return ADMMIteration.Residuals(sizes)
  }

  /// Has an iterative u-update solve as well as the residuals ask.
  mutating func adaptAccuracy(to residuals: ADMMIteration.Residuals) {
    accuracy = min(1e-3, max(1e-12, 0.01 * min(residuals.primal, residuals.dual)))
  }

  /// Changes the penalty so that both residuals shrink alike; the multipliers, kept divided by it, are rescaled.
  mutating func balancePenalty(_ residuals: ADMMIteration.Residuals) {
    guard let factor = residuals.balancing else { return }
    penalty *= factor
    let inverse = 1 / factor
    func rescale(_ multipliers: inout Matrix) {
      multipliers.update { multipliers in
        for index in 0..<multipliers.count { multipliers[index] *= inverse }
      }
    }
    rescale(&lambda)
    rescale(&coneMultipliers)
    rescale(&sampleMultipliers)
  }

  /// V - lambda + k_e (e - mu_e) + X'(k_s E S o (s - mu_s) +- k_r D o (r - mu_r)) +- k_b (b - mu_b) D.
  private mutating func rightHandSide() -> Matrix {
    let (p, n, weights) = (maps.p, maps.n, plan.weights)
    let (maps, cones, samples) = (maps, cones, samples)
    let (coneMultipliers, sampleMultipliers) = (coneMultipliers, sampleMultipliers)
    let (coneRows, sampleRows) = (cones.rowCount, samples.rowCount)
    products.updateColumns { column, g in
      let (gates, rows) = (maps.gates.elements.span, maps.signedRows.elements.span)
      let (s, nu) = (cones.elements.span, coneMultipliers.elements.span)
      let (r, mu) = (samples.elements.span, sampleMultipliers.elements.span)
      let (i, sign) = (g % p, g < p ? weights.predictions : -weights.predictions)
      for k in 0..<n {
        let row = weights.rows * rows[i * n + k] * (s[g * coneRows + k] - nu[g * coneRows + k])
        let sample = r[k * sampleRows] - mu[k * sampleRows]
        column[k] = row + sign * gates[i * n + k] * sample
      }
    }
    vectors.updateColumns { column, k in
      let (b, mu) = (samples.elements.span, sampleMultipliers.elements.span)
      let first = k * sampleRows + 1
      for j in 0..<column.count { column[j] = b[first + j] - mu[first + j] }
    }
    multiply(vectors, .none, maps.gates, scale: weights.vectors, into: &sums)
    let (v, lambda, sums) = (v, lambda, sums)
    var right = u
    right.updateColumns { column, g in
      let (own, multiplier, sum) = (v.elements.span, lambda.elements.span, sums.elements.span)
      let (s, nu) = (cones.elements.span, coneMultipliers.elements.span)
      let d = column.count
      let (start, copy, i) = (g * d, g * coneRows + n, g % p)
      for j in 0..<d {
        let theta = g < p ? sum[i * d + j] : -sum[i * d + j]
        column[j] =
          own[start + j] - multiplier[start + j] + theta
          + weights.copies * (s[copy + j] - nu[copy + j])
      }
    }
    multiply(maps.x, .transposed, products, keep: 1, into: &right)
    panelFlops += 6 * Double(n) * Double(maps.d * p)
    return right
  }
}
