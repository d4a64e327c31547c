internal import Canonicalize
internal import LinearAlgebra

/// What perturbations of the rows of X add to the Newton system of a structured problem. The bound p_g of a
/// group is eliminated from its pattern rows and its support function,
///
///     sum_k w_k (p - S_k x_k'u)^2 + omega (p - c'u)^2 + ...,   p = mu'u,
///     H_g = sum_k w_k (S_k x_k - mu)(S_k x_k - mu)' + omega (c - mu)(c - mu)' + diag(delta) - nu c c'
///
/// which is a sum of squares where the usual difference would cancel. The fit holds the bound q_k of a sample; in
/// terms of r_k = x_k'theta_k and c_k'theta_k it is Lambda (r - tau c'theta)^2 + kappa (c'theta)^2, tau being
/// how r moves with c'theta where no force holds it:
///
///     M_k = Lambda_k (x_k - tau c_k)(x_k - tau c_k)' + (kappa_k - nu_k) c_k c_k' + diag(delta_k)
struct PerturbedRows {
  var elimination: SupportElimination
  /// How many carriers are groups.
  let groupCount: Int
  private let d: Int
  /// mu of each group, d x G, and the sum of its springs.
  private var means: Matrix
  private var totals: [Double]
  /// tau and kappa of each sample.
  private var tilts: [Double]
  private var rests: [Double]
  /// How much q follows c'theta.
  private var responses: [Double]

  init(_ rows: SupportRows, _ problem: StructuredProblem) {
    elimination = SupportElimination(rows)
    (groupCount, d) = (problem.shape.perturbedGroupCount, problem.d)
    means = Matrix(rows: problem.d, columns: groupCount)
    totals = [Double](repeating: 1, count: groupCount)
    tilts = [Double](repeating: 0, count: problem.n)
    (rests, responses) = (tilts, tilts)
  }

  /// omega of the support function of theta_k.
  func stiffness(ofSample k: Int) -> Double { elimination.stiffness[groupCount + k] }

  /// Whether the support function holds p_g more than the pattern rows do.
  func isHeld(group g: Int) -> Bool { elimination.stiffness[g] > totals[g] / 2 }

  /// Whether q_k follows c'theta more than what the fit asks.
  func isHeld(sample k: Int) -> Bool { responses[k] > 0.5 }

  /// tau and kappa from how the predictions and the bounds q follow c'theta.
  mutating func setResponses(predictions: [Double], bounds: [Double]) {
    (tilts, responses) = (predictions, bounds)
    for k in rests.indices {
      // What is left where q follows all the way is rounding.
      let left = 1 - bounds[k]
      rests[k] = left > 1e-12 ? stiffness(ofSample: k) * left : 0
    }
  }

  /// mu of all groups, from the weights of the pattern rows, n x G.
  mutating func setMeans(_ problem: StructuredProblem, _ rowWeights: Matrix) {
    guard groupCount > 0 else { return }
    var panel = rowWeights
    let (n, p, signs) = (problem.n, problem.patternCount, problem.signs.elements)
    panel.updateColumns { column, g in
      for k in 0..<n { column[k] *= signs[g % p * n + k] }
    }
    var sums = problem.gradients(panel)
    for g in 0..<groupCount {
      let omega = elimination.stiffness[g]
      totals[g] = rowWeights.elements[g * n..<(g + 1) * n].reduce(omega, +)
      for c in 0..<d {
        sums[g * d + c] = (sums[g * d + c] + omega * elimination.direction[c, g]) / totals[g]
      }
    }
    means = Matrix(rows: d, columns: groupCount, elements: sums)
  }

  /// mu of one group.
  func mean(ofGroup g: Int) -> [Double] { means.column(g) }

  /// Adds the support function's part to the lower triangle of H_g.
  func add(group g: Int, to h: inout Matrix) {
    let (mean, c) = (means.column(g), elimination.direction.column(g))
    let (omega, nu) = (elimination.stiffness[g], elimination.deduction[g])
    let delta = elimination.diagonal.column(g)
    let d = d
    h.update { h in
      for j in 0..<d {
        for i in j..<d {
          h[j * d + i] += omega * (c[i] - mean[i]) * (c[j] - mean[j]) - nu * c[i] * c[j]
        }
        h[j * d + j] += delta[j]
      }
    }
  }

  /// x_k - tau_k c_k, n x d.
  func tilted(_ x: Matrix) -> Matrix {
    var result = x
    let (tilts, direction, first) = (tilts, elimination.direction, groupCount)
    result.updateColumns { column, c in
      for k in tilts.indices { column[k] -= tilts[k] * direction[c, first + k] }
    }
    return result
  }

  /// Adds sum_k d_k d_k' (x) ((kappa_k - nu_k) c_k c_k' + diag(delta_k)) to the lower triangle.
  func addSamples(_ problem: StructuredProblem, to matrix: inout Matrix) {
    let (n, p, first) = (problem.n, problem.patternCount, groupCount)
    let weights = (0..<n).map { rests[$0] - elimination.deduction[first + $0] }
    let directions = Matrix(
      rows: d, columns: n, elements: Array(elimination.direction.elements[(first * d)...])
    ).transposed()
    if weights.contains(where: { $0 > 0 }) {
      ThetaCore.addCoupling(problem, directions, weights.map { max($0, 0) }, to: &matrix)
    }
    if weights.contains(where: { $0 < 0 }) {
      ThetaCore.addCoupling(
        problem, directions, weights.map { max(-$0, 0) }, scale: -1, to: &matrix)
    }
    let (d, gates) = (d, problem.gates.elements)
    for c in elimination.rows.moved {
      var panel = problem.gates
      let delta = (0..<n).map { elimination.diagonal[c, first + $0].squareRoot() }
      panel.updateColumns { column, i in
        for k in 0..<n { column[k] = gates[i * n + k] * delta[k] }
      }
      let block = gram(panel).elements
      matrix.update { matrix in
        for j in 0..<p {
          for i in j..<p { matrix[(j * d + c) * d * p + i * d + c] += block[j * p + i] }
        }
      }
    }
  }

  /// p of every group, none where pattern rows are not perturbed.
  func bounds(_ vectors: Matrix) -> [Double] {
    (0..<groupCount).map { g in
      (0..<d).reduce(0) { $0 + means[$1, g] * vectors[$1, g] }
    }
  }

  /// What the support functions give for the vectors of all carriers, without what the pattern rows give;
  /// `link`, on entry x_k'theta_k, becomes the multiplier of the predictions.
  func forces(
    _ vectors: Matrix, _ bounds: [Double], _ curvatures: [Double], _ link: inout [Double]
  ) -> Matrix {
    let along = elimination.along(vectors)
    var factors = along
    for g in 0..<groupCount {
      factors[g] =
        elimination.stiffness[g] * (along[g] - bounds[g]) - elimination.deduction[g] * along[g]
    }
    for k in link.indices {
      let b = groupCount + k
      link[k] = curvatures[k] * (link[k] - tilts[k] * along[b])
      factors[b] = (rests[k] - elimination.deduction[b]) * along[b] - tilts[k] * link[k]
    }
    var result = spread(factors)
    let (values, delta) = (vectors.elements, elimination.diagonal.elements)
    result.update { result in for j in result.indices { result[j] += delta[j] * values[j] } }
    return result
  }

  /// factor_b c_b for each carrier.
  private func spread(_ factors: [Double]) -> Matrix {
    var result = elimination.direction
    let d = d
    result.update { result in
      for b in factors.indices { for c in 0..<d { result[b * d + c] *= factors[b] } }
    }
    return result
  }

  /// p of every group for u = 0: from the right-hand sides c of its pattern rows and `own` of p itself.
  func offsets(
    _ reduced: SupportElimination.Reduced, _ own: ArraySlice<Double>, _ c: ArraySlice<Double>,
    _ rowWeights: Matrix
  ) -> [Double] {
    let n = rowWeights.rowCount
    return (0..<groupCount).map { g in
      var sum = own[own.startIndex + g] + elimination.stiffness[g] * reduced.offsets[g]
      for k in 0..<n { sum += rowWeights.elements[g * n + k] * c[c.startIndex + g * n + k] }
      return sum / totals[g]
    }
  }

  /// What the right-hand sides give for the vectors of all carriers, as it enters the other side: `offsets` and
  /// `bounds` are p and q for u = 0, `link` the multipliers of the predictions there.
  func forces(
    _ reduced: SupportElimination.Reduced, _ offsets: [Double], _ bounds: ArraySlice<Double>,
    _ link: [Double]
  ) -> Matrix {
    let held = offsets + bounds
    var factors = held.indices.map { b in
      elimination.stiffness[b] * (held[b] - reduced.offsets[b])
    }
    for k in link.indices { factors[groupCount + k] -= tilts[k] * link[k] }
    var result = spread(factors)
    let own = reduced.forces.elements
    result.update { result in for j in result.indices { result[j] -= own[j] } }
    return result
  }
}
