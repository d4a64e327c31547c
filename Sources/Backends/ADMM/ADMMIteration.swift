internal import Canonicalize
internal import LinearAlgebra

/// The state of the ADMM on (2.5) and one step of it, in the scaled form of Algorithm 3.1 with
/// over-relaxation; all storage is allocated in `init`.
///
/// Blocks: U = V (group soft-thresholding), E G U = s >= 0 (clipping; none in a gated network) and, where the
/// loss is split off, F U = r (proximal step). The s-block and its multiplier are kept as one panel
/// z = s + nu: s = max(z, 0), nu = min(z, 0).
struct ADMMIteration {
  /// How the u-update is done.
  private enum Inner {
    case linear(CouplingSystem)
    case blocks(BlockDescent)
    /// While one of them works.
    case none
  }

  let program: ConvexTrainingProgram
  let maps: PatternOperator
  let plan: ADMMPlan
  private var inner: Inner
  /// rho, the weight of the block U = V; the s-block has rho * k_s, the r-block rho * k.
  private(set) var penalty: Double
  let constraintWeight: Double
  /// k, the weight of the loss block relative to rho.
  let couplingWeight: Double

  var u: Matrix
  var v: Matrix
  var lambda: Matrix
  var z: Matrix
  var products: Matrix
  var r: [Double]
  var mu: [Double]
  var forward: [Double]
  /// What the loss block pulls F U towards: r - mu where the loss is split off, else the targets.
  private var coupled: [Double]
  /// The relative residual to which an iterative u-update solves: a hundredth of the last residual
  /// of the ADMM (a tenth lets it stall), and never looser than the plan says.
  private var accuracy: Double
  private var panelFlops = 0.0
  private var isWarm = false
  /// Steps done, which seed the order of blocks.
  private var count = 0

  /// The iteration at the point 0, or at a state of an earlier one; factors what the plan says.
  init(
    _ program: ConvexTrainingProgram, plan: ADMMPlan, state: ADMMState? = nil
  ) throws(FactorizationError) {
    self.program = program
    self.plan = plan
    maps = PatternOperator(program)
    penalty = plan.penalty
    accuracy = plan.solveAccuracy
    // In the coordinates of (2.5), where Algorithm 3.1 has one penalty for both blocks, the scaled
    // point weighs 1 / scale^2 as much.
    constraintWeight = plan.isPrinted ? maps.scale * maps.scale : 1
    if plan.isPrinted { penalty /= maps.scale * maps.scale }
    couplingWeight = plan.isPrinted ? program.meanCurvature / penalty : plan.couplingWeight
    if plan.coupling == .blocks {
      inner = .blocks(
        try BlockDescent(
          maps, losses: program.losses, penalty: penalty, constraintWeight: constraintWeight,
          curvature: program.largestCurvature, sweeps: plan.sweeps))
    } else {
      inner = .linear(
        try CouplingSystem(
          maps, patterns: program.patterns.bits, weight: couplingWeight,
          constraintWeight: constraintWeight, method: plan.method,
          ofPredictions: plan.isGated || !plan.isPrinted, singlePrecision: plan.singlePrecision))
    }
    let (n, d) = (maps.n, maps.d)
    u = Matrix(rows: d, columns: maps.groupCount)
    (v, lambda) = (u, u)
    z = Matrix(rows: n, columns: maps.constraintColumns)
    products = Matrix(rows: n, columns: maps.groupCount)
    r = [Double](repeating: 0, count: n)
    (mu, forward) = (r, r)
    coupled = program.targets
    if let state { take(state) }
  }

  private mutating func take(_ state: ADMMState) {
    (v, lambda, z, u) = (state.v, state.lambda, state.z, state.u)
    (r, mu, count) = (state.r, state.mu, state.iteration)
    isWarm = state.isWarm
    if let penalty = state.penalty { self.penalty = penalty }
    if let accuracy = state.accuracy { self.accuracy = accuracy }
    multiply(maps.x, .none, u, into: &products)
    maps.sumGatedDifferences(of: products, into: &forward)
    if case .linear(var system) = inner {
      system.core = state.core
      inner = .linear(system)
    }
  }

  /// All that the next step depends on.
  var state: ADMMState {
    var core = [Double](repeating: 0, count: maps.n)
    if case .linear(let system) = inner { core = system.core }
    return ADMMState(
      iteration: count, penalty: penalty, accuracy: accuracy, v: v, lambda: lambda, z: z, u: u,
      r: r, mu: mu, core: core, isWarm: isWarm)
  }

  /// Sizes of what a step changed, for stopping and for balancing the penalty.
  struct Residuals {
    /// Primal residual relative to the primal iterate.
    let primal: Double
    /// Dual residual relative to the dual iterate.
    let dual: Double

    /// Those of what all blocks have moved.
    init(_ sizes: BlockSizes) {
      primal = (sizes.primal / max(sizes.point, 1e-24)).squareRoot()
      dual = (sizes.change / max(sizes.multiplier, 1e-24)).squareRoot()
    }

    /// By how much the penalty should grow so that both shrink alike, at most tenfold at a time; nil where it
    /// is good as it is.
    var balancing: Double? {
      let factor = min(max((primal / max(dual, 1e-300)).squareRoot(), 0.1), 10)
      return factor > 1.5 || factor < 1 / 1.5 ? factor : nil
    }
  }

  /// Flops done so far.
  var flops: Double {
    switch inner {
    case .linear(let system): panelFlops + system.flops
    case .blocks(let descent): panelFlops + descent.flops
    case .none: panelFlops
    }
  }

  /// The point of (2.5): V, with exact zeros for the groups that are off.
  var panel: Matrix { maps.programPanel(v, rows: program.featureCount) }

  /// The dual point that the multipliers stand for.
  var dualPoint: ConvexTrainingProgram.DualPoint {
    let n = maps.n
    let factor = penalty * constraintWeight
    var alpha = z
    if !maps.isGated {
      let rows = (0..<n).map { abs(maps.signedRows[$0, 0]) * factor }
      alpha.updateColumns { column, _ in
        for k in 0..<n { column[k] = max(0, -column[k]) * rows[k] }
      }
    }
    let nu: [Double]
    switch plan.coupling {
    case .split: nu = mu.map { penalty * couplingWeight * $0 }
    case .direct, .blocks: nu = program.gradient(at: forward)
    }
    return ConvexTrainingProgram.DualPoint(nu: nu, alpha: alpha)
  }

  /// Whether the constraint of row k in group g is held with equality: s = max(z, 0) is 0.
  func isActive(_ k: Int, _ g: Int) -> Bool { z.elements[g * maps.n + k] <= 0 }

  /// One iteration; the residuals are computed only when `measuring`.
  mutating func step(measuring: Bool) -> Residuals? {
    count += 1
    switch inner {
    case .linear(var system):
      // Out of the enum while it works, so that its storage has one owner.
      inner = .none
      u = rightHandSide(in: u)
      system.solve(&u, accuracy: accuracy)
      inner = .linear(system)
    case .blocks(var descent):
      inner = .none
      descent.solve(&u, right: rightHandSide(in: v), predictions: &forward, seed: UInt64(count))
      inner = .blocks(descent)
    case .none: preconditionFailure("the u-update is at work")
    }
    multiply(maps.x, .none, u, into: &products)
    maps.sumGatedDifferences(of: products, into: &forward)
    panelFlops += 4 * Double(maps.n) * Double(maps.d * maps.groupCount)
    let blocks = [updateGroups(), updateConstraints(measuring: measuring), updateLoss()]
    guard measuring else { return nil }
    return Residuals(blocks.reduce(BlockSizes()) { $0 + $1 })
  }

  /// Lets an iterative u-update solve as exactly as residuals of this size need.
  mutating func adaptAccuracy(to residuals: Residuals) {
    accuracy = min(
      plan.solveAccuracy, max(1e-12, 0.01 * min(residuals.primal, residuals.dual)))
  }

  /// Changes the penalty so that both residuals shrink alike (at most tenfold at a time); the
  /// multipliers, kept divided by the penalty, are rescaled.
  mutating func balancePenalty(_ residuals: Residuals) {
    guard let factor = residuals.balancing else { return }
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

  /// V - lambda + k_s G'E (s - nu) + k F'(r - mu), in the storage given; s - nu is |z|. One product X'(...).
  /// The loss that blocks descend on has no part in it.
  private mutating func rightHandSide(in storage: consuming Matrix) -> Matrix {
    var right = storage
    let p = maps.p
    let weight = plan.coupling == .blocks ? 0 : couplingWeight
    if plan.coupling == .split { for k in coupled.indices { coupled[k] = r[k] - mu[k] } }
    let coupled = coupled
    let (gates, rows, ks, isGated) = (maps.gates, maps.signedRows, constraintWeight, maps.isGated)
    let states = z
    products.updateColumns { column, g in
      let n = column.count
      let (i, sign) = (g % p, g < p ? weight : -weight)
      let (d, e, z) = (gates.elements.span, rows.elements.span, states.elements.span)
      if isGated {
        for k in 0..<n { column[k] = sign * d[i * n + k] * coupled[k] }
      } else {
        for k in 0..<n {
          column[k] =
            ks * e[i * n + k] * abs(z[g * n + k]) + sign * d[i * n + k] * coupled[k]
        }
      }
    }
    let (target, dual) = (v, lambda)
    right.updateColumns { column, g in
      let (v, l) = (target.elements.span, dual.elements.span)
      let start = g * column.count
      for j in 0..<column.count { column[j] = v[start + j] - l[start + j] }
    }
    multiply(maps.x, .transposed, products, keep: 1, into: &right)
    panelFlops += 2 * Double(maps.n) * Double(maps.d * maps.groupCount)
    return right
  }
}
