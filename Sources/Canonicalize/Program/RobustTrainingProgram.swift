public import LinearAlgebra

/// The convex program (2.5) of a ReLU network whose rows of X are perturbed by a symmetric set B with support
/// function h:
///
///     minimize   sum_k max { phi_k(r_k + q_k), phi_k(r_k - q_k) } + c + beta sum_i (||v_i||_2 + ||w_i||_2)
///     where      r_k = x_k' theta_k,  q_k = h(theta_k),  theta_k = sum_i d_ki (v_i - w_i)
///     subject to (2 d_ki - 1) x_k' v_i >= h(v_i),  the same for w_i      for i in 1..P, k in 1..n
///
/// by the robust form of the pattern rows (4.4) and the endpoint rule, which for monotone losses is (4.7) to
/// (4.9) and for squares (16) to (18).
public struct RobustTrainingProgram: Sendable {
  /// The program without perturbations: X, the patterns, phi, c and beta.
  public let nominal: ConvexTrainingProgram
  /// h.
  public let perturbation: SupportShape

  /// The program of a ReLU network under perturbations.
  public init(_ nominal: ConvexTrainingProgram, perturbation: SupportShape) {
    precondition(
      !nominal.isGated && perturbation.radii.count == nominal.featureCount,
      "a radius for each column of X of a ReLU network")
    self.nominal = nominal
    self.perturbation = perturbation
  }

  /// What the program measures at a point: the figures of (2.5), worst cases included, rows less what h takes from them.
  public typealias Evaluation = ConvexTrainingProgram.Evaluation

  /// Evaluates the program at a point: the d x 2P panel [v_1 ... v_P w_1 ... w_P].
  ///
  /// Costs about 12 n d P flops; independent of any solver.
  public func evaluate(_ panel: Matrix) -> Evaluation {
    precondition(
      panel.rowCount == nominal.featureCount && panel.columnCount == nominal.groupCount,
      "a point has d rows and a column for each group")
    let (n, p) = (nominal.sampleCount, nominal.patternCount)
    let support = SupportStep(perturbation)
    var products = Matrix(rows: n, columns: 2 * p)
    multiply(nominal.features, .none, panel, into: &products)
    // Which groups count at which sample: by the patterns, and by the states of the neurons.
    var (stated, active) = (products, products)
    let bits = nominal.patterns.bits
    var (worst, largest, regularizer) = (0.0, 0.0, 0.0)
    for g in 0..<2 * p {
      let sign = nominal.sign(ofGroup: g)
      let column = panel.column(g)
      let height = support.value(column.span)
      regularizer += nominal.penalty(ofNorm: norm2(column))
      for k in 0..<n {
        let (value, isActive) = (products[k, g], bits[k, g % p])
        stated[k, g] = isActive ? sign : 0
        active[k, g] = value > 0 ? sign : 0
        worst = max(worst, height - (isActive ? value : -value))
        largest = max(largest, abs(value))
      }
    }
    let own = worstLosses(thetas(panel, stated))
    let network = worstLosses(thetas(panel, active))
    let scale = min(1 + largest, largest + nominal.targetSize)
    return Evaluation(
      objective: own.sum + regularizer, violation: worst / (1 + largest),
      scaledViolation: worst == 0 ? 0 : worst / scale,
      predictions: own.predictions, networkObjective: network.sum + regularizer)
  }

  /// theta_k as columns, d x n, for the weights of the groups at each sample, n x 2P.
  private func thetas(_ panel: Matrix, _ weights: Matrix) -> Matrix {
    var result = Matrix(rows: panel.rowCount, columns: weights.rowCount)
    multiply(panel, .none, weights, .transposed, into: &result)
    return result
  }

  /// sum_k psi_k + c with the predictions.
  private func worstLosses(_ thetas: Matrix) -> (sum: Double, predictions: [Double]) {
    let (n, d) = (nominal.sampleCount, nominal.featureCount)
    let support = SupportStep(perturbation)
    let rows = nominal.features.transposed()
    let losses = nominal.losses
    let found = mapInParallel(count: n, work: 4 * n * d) { k -> (value: Double, r: Double) in
      let (theta, x) = (thetas.column(k), rows.column(k))
      let (r, q) = (dot(x, theta), support.value(theta.span))
      return (max(losses[k].value(r + q), losses[k].value(r - q)), r)
    }
    return (found.reduce(nominal.constant) { $0 + $1.value }, found.map(\.r))
  }
}
