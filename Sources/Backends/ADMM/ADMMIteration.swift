internal import Canonicalize
internal import LinearAlgebra

/// The state of the ADMM on (2.5) and one step of it, in the scaled form of Algorithm 3.1 with
/// over-relaxation; all storage is allocated in `init`.
///
/// Blocks: U = V (group soft-thresholding), E G U = s >= 0 (clipping) and, where the loss is split
/// off, F U = r (proximal step). The s-block and its multiplier are kept as one panel z = s + nu:
/// s = max(z, 0), nu = min(z, 0).
struct ADMMIteration {
  private let program: ConvexTrainingProgram
  private let maps: PatternOperator
  private let plan: ADMMPlan
  private var system: CouplingSystem
  /// rho, the weight of the block U = V; the s-block has rho * k_s, the r-block rho * k.
  private var penalty: Double
  private let constraintWeight: Double

  private var u: Matrix
  private var v: Matrix
  private var lambda: Matrix
  private var z: Matrix
  private var products: Matrix
  private var r: [Double]
  private var mu: [Double]
  private var forward: [Double]
  /// What the loss block pulls F U towards: r - mu where the loss is split off, else the targets.
  private var coupled: [Double]
  /// The relative residual to which an iterative u-update solves: a hundredth of the last residual
  /// of the ADMM (a tenth lets it stall), and never looser than the plan says.
  private var accuracy: Double
  private var panelFlops = 0.0

  /// The iteration at the point 0; factors what the plan says.
  init(_ program: ConvexTrainingProgram, plan: ADMMPlan) throws(FactorizationError) {
    self.program = program
    self.plan = plan
    maps = PatternOperator(program)
    penalty = plan.penalty
    accuracy = plan.solveAccuracy
    // In the coordinates of (2.5), where Algorithm 3.1 has one penalty for both blocks, the scaled
    // point weighs 1 / scale^2 as much.
    constraintWeight = plan.coupling == .direct ? maps.scale * maps.scale : 1
    if plan.coupling == .direct { penalty /= maps.scale * maps.scale }
    let weight: Double
    switch (plan.coupling, program.loss) {
    case (.direct, .squared(let curvature)): weight = curvature / penalty
    case (.split, _): weight = plan.couplingWeight
    }
    couplingWeight = weight
    system = try CouplingSystem(
      maps, patterns: program.patterns.bits, weight: weight, constraintWeight: constraintWeight,
      method: plan.method, singlePrecision: plan.singlePrecision)
    let (n, d, p) = (maps.n, maps.d, maps.p)
    u = Matrix(rows: d, columns: 2 * p)
    (v, lambda) = (u, u)
    z = Matrix(rows: n, columns: 2 * p)
    products = z
    r = [Double](repeating: 0, count: n)
    (mu, forward) = (r, r)
    coupled = program.targets
  }

  /// k, the weight of the loss block relative to rho.
  private let couplingWeight: Double

  /// Sizes of what a step changed, for stopping and for balancing the penalty.
  struct Residuals {
    /// Primal residual relative to the primal iterate.
    let primal: Double
    /// Dual residual relative to the dual iterate.
    let dual: Double
  }

  /// Flops done so far.
  var flops: Double { panelFlops + system.flops }

  /// The point of (2.5), d x 2P: V, with exact zeros for the groups that are off.
  var panel: Matrix { maps.programPanel(v, rows: program.featureCount) }

  /// The dual point that the multipliers stand for.
  var dualPoint: ConvexTrainingProgram.DualPoint {
    let n = maps.n
    let factor = penalty * constraintWeight
    var alpha = z
    let rows = (0..<n).map { abs(maps.signedRows[$0, 0]) * factor }
    alpha.updateColumns { column, _ in
      for k in 0..<n { column[k] = max(0, -column[k]) * rows[k] }
    }
    let nu: [Double]
    switch plan.coupling {
    case .split: nu = mu.map { penalty * couplingWeight * $0 }
    case .direct: nu = program.gradient(at: forward)
    }
    return ConvexTrainingProgram.DualPoint(nu: nu, alpha: alpha)
  }

  /// Whether the constraint of row k in group g is held with equality: s = max(z, 0) is 0.
  func isActive(_ k: Int, _ g: Int) -> Bool { z.elements[g * maps.n + k] <= 0 }

  /// One iteration; the residuals are computed only when `measuring`.
  mutating func step(measuring: Bool) -> Residuals? {
    assembleRightHandSide()
    system.solve(&u, accuracy: accuracy)
    multiply(maps.x, .none, u, into: &products)
    maps.sumGatedDifferences(of: products, into: &forward)
    panelFlops += 8 * Double(maps.n) * Double(maps.d * maps.p)
    let blocks = [updateGroups(), updateConstraints(measuring: measuring), updateLoss()]
    guard measuring else { return nil }
    let sizes = blocks.reduce(BlockSizes()) { $0 + $1 }
    let residuals = Residuals(
      primal: (sizes.primal / max(sizes.point, 1e-24)).squareRoot(),
      dual: (sizes.change / max(sizes.multiplier, 1e-24)).squareRoot())
    accuracy = min(
      plan.solveAccuracy, max(1e-12, 0.01 * min(residuals.primal, residuals.dual)))
    return residuals
  }

  /// Changes the penalty so that both residuals shrink alike (at most tenfold at a time); the
  /// multipliers, kept divided by the penalty, are rescaled.
  mutating func balancePenalty(_ residuals: Residuals) {
    let ratio = (residuals.primal / max(residuals.dual, 1e-300)).squareRoot()
    let factor = min(max(ratio, 0.1), 10)
    guard factor > 1.5 || factor < 1 / 1.5 else { return }
    penalty *= factor
    let inverse = 1 / factor
    lambda.updateColumns { column, _ in
      for k in 0..<column.count { column[k] *= inverse }
    }
    z.updateColumns { column, _ in
      for k in 0..<column.count { column[k] = max(column[k], 0) + inverse * min(column[k], 0) }
    }
    for k in mu.indices { mu[k] *= inverse }
  }

  /// u := V - lambda + k_s G'E (s - nu) + k F'(r - mu); s - nu is |z|. One product X'(...).
  private mutating func assembleRightHandSide() {
    let p = maps.p
    let weight = couplingWeight
    switch plan.coupling {
    case .split: for k in coupled.indices { coupled[k] = r[k] - mu[k] }
    case .direct: break
    }
    let coupled = coupled
    let (gates, rows, ks) = (maps.gates, maps.signedRows, constraintWeight)
    let states = z
    products.updateColumns { column, g in
      let n = column.count
      let (i, sign) = (g % p, g < p ? weight : -weight)
      let (d, e, z) = (gates.elements.span, rows.elements.span, states.elements.span)
      for k in 0..<n {
        column[k] =
          ks * e[i * n + k] * abs(z[g * n + k]) + sign * d[i * n + k] * coupled[k]
      }
    }
    let (target, dual) = (v, lambda)
    u.updateColumns { column, g in
      let (v, l) = (target.elements.span, dual.elements.span)
      let start = g * column.count
      for j in 0..<column.count { column[j] = v[start + j] - l[start + j] }
    }
    multiply(maps.x, .transposed, products, keep: 1, into: &u)
    panelFlops += 4 * Double(maps.n) * Double(maps.d * p)
  }
}

/// Squared sizes of one block: primal residual, change of the primal iterate, primal iterate,
/// multiplier, each with the weight of its block.
private struct BlockSizes: Sendable {
  var primal = 0.0
  var change = 0.0
  var point = 0.0
  var multiplier = 0.0

  static func + (a: BlockSizes, b: BlockSizes) -> BlockSizes {
    BlockSizes(
      primal: a.primal + b.primal, change: a.change + b.change, point: a.point + b.point,
      multiplier: a.multiplier + b.multiplier)
  }

  func weighted(_ weight: Double) -> BlockSizes {
    BlockSizes(
      primal: weight * primal, change: weight * change, point: weight * point,
      multiplier: weight * multiplier)
  }

  mutating func add(product: Double, old: Double, new: Double, multiplier nu: Double) {
    primal += (product - new) * (product - new)
    change += (new - old) * (new - old)
    point += new * new
    multiplier += nu * nu
  }
}

extension ADMMIteration {
  /// V := prox of (beta / rho) ||.||_2 on each column of the relaxed U + lambda: group
  /// soft-thresholding.
  private mutating func updateGroups() -> BlockSizes {
    let threshold = program.groupWeight / maps.scale / penalty
    let (relaxation, source) = (plan.relaxation, u)
    let sizes = v.updateColumns(with: &lambda) { v, lambda, g in
      let d = v.count
      let u = source.elements.span
      var squares = 0.0
      for j in 0..<d {
        // lambda holds the point to be shrunk until its own new value is known.
        lambda[j] += relaxation * u[g * d + j] + (1 - relaxation) * v[j]
        squares += lambda[j] * lambda[j]
      }
      let norm = squares.squareRoot()
      let shrink = norm > threshold ? 1 - threshold / norm : 0
      var sizes = BlockSizes()
      for j in 0..<d {
        let new = shrink * lambda[j]
        lambda[j] -= new
        sizes.add(product: u[g * d + j], old: v[j], new: new, multiplier: lambda[j])
        v[j] = new
      }
      return sizes
    }
    return sizes.reduce(BlockSizes(), +)
  }

  /// z := relaxed E G U + nu; s and nu are its positive and negative parts.
  private mutating func updateConstraints(measuring: Bool) -> BlockSizes {
    let (p, relaxation) = (maps.p, plan.relaxation)
    let (rows, images) = (maps.signedRows, products)
    let sizes = z.updateColumns { column, g in
      let n = column.count
      let i = g % p
      let (e, xu) = (rows.elements.span, images.elements.span)
      var sizes = BlockSizes()
      if measuring {
        for k in 0..<n {
          let (image, old) = (e[i * n + k] * xu[g * n + k], max(column[k], 0))
          let moved = relaxation * image + (1 - relaxation) * old + min(column[k], 0)
          column[k] = moved
          sizes.add(product: image, old: old, new: max(moved, 0), multiplier: min(moved, 0))
        }
      } else {
        for k in 0..<n {
          let image = e[i * n + k] * xu[g * n + k]
          column[k] =
            relaxation * image + (1 - relaxation) * max(column[k], 0) + min(column[k], 0)
        }
      }
      return sizes
    }
    return sizes.reduce(BlockSizes(), +).weighted(constraintWeight)
  }

  /// r := prox of phi / (rho k) at the relaxed F U + mu, where the loss is split off.
  private mutating func updateLoss() -> BlockSizes {
    guard plan.coupling == .split else { return BlockSizes() }
    var sizes = BlockSizes()
    let step = 1 / (penalty * couplingWeight)
    for k in r.indices {
      let moved = plan.relaxation * forward[k] + (1 - plan.relaxation) * r[k] + mu[k]
      let new = program.loss.proximalPoint(moved, target: program.targets[k], step: step)
      sizes.add(product: forward[k], old: r[k], new: new, multiplier: moved - new)
      mu[k] = moved - new
      r[k] = new
    }
    return sizes.weighted(couplingWeight)
  }
}
