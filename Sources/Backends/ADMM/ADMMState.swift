public import Canonicalize
public import LinearAlgebra

/// All that the next iteration depends on, in the coordinates of the ADMM: what a checkpoint keeps.
public struct ADMMState: Equatable, Sendable {
  /// Iterations done.
  public var iteration: Int
  /// rho as it is now, in the coordinates of the ADMM; nil for that of the plan.
  public var penalty: Double?
  /// The relative residual to which an iterative u-update solves; nil for that of the plan.
  public var accuracy: Double?
  /// V, its multiplier lambda, and U; a column for each group.
  public var v: Matrix
  public var lambda: Matrix
  /// s + nu, n x 2P, or n x 0 without constraints.
  public var z: Matrix
  public var u: Matrix
  /// r with its multiplier, and the start of conjugate gradients, n numbers each.
  public var r: [Double]
  public var mu: [Double]
  public var core: [Double]
  /// Whether the run began at a point with multipliers of its own; its penalty is left alone at first.
  public var isWarm: Bool
  /// The best point so far; nil where none was measured.
  public var best: BestPoint?

  /// A state with these parts.
  public init(
    iteration: Int, penalty: Double?, accuracy: Double?, v: Matrix, lambda: Matrix, z: Matrix,
    u: Matrix, r: [Double], mu: [Double], core: [Double], isWarm: Bool = false,
    best: BestPoint? = nil
  ) {
    (self.iteration, self.penalty, self.accuracy) = (iteration, penalty, accuracy)
    (self.isWarm, self.best) = (isWarm, best)
    (self.v, self.lambda, self.z, self.u) = (v, lambda, z, u)
    (self.r, self.mu, self.core) = (r, mu, core)
  }

  /// Up to this, relatively, the predictions and pattern rows of a warm start are known.
  private static let blur = 2e-3

  /// A warm start: the state at a point of the program ([v_1 ... w_1 ...], d x 2P; d x P for a gated network),
  /// with the multipliers that belong to it: without them the first iterations walk away from the point.
  /// Once the limits are over, the multipliers stay what they are by then.
  public init(
    warmStartAt panel: Matrix, of program: ConvexTrainingProgram, plan: ADMMPlan,
    limits: SolverControl = .unlimited
  ) {
    let maps = PatternOperator(program)
    let v = maps.ownPanel(panel)
    var products = Matrix(rows: maps.n, columns: maps.groupCount)
    multiply(maps.x, .none, v, into: &products)
    var r = [Double](repeating: 0, count: maps.n)
    maps.sumGatedDifferences(of: products, into: &r)
    let dual = program.multipliers(near: panel, blur: Self.blur) { limits.isOver }
    var z = Matrix(rows: maps.n, columns: maps.constraintColumns)
    if !maps.isGated {
      let (rows, images, alpha, p) = (maps.signedRows, products, dual.alpha, maps.p)
      z.updateColumns { column, g in
        let (e, xu, alpha) = (rows.elements.span, images.elements.span, alpha.elements.span)
        let n = column.count
        for k in 0..<n {
          let row = e[g % p * n + k]
          let multiplier = max(alpha[g * n + k], 0)
          column[k] =
            multiplier > 0 ? -multiplier / (abs(row) * plan.penalty) : max(0, row * xu[g * n + k])
        }
      }
    }
    // rho in the coordinates of the program, of which a point here is a multiple by the scale.
    let penalty = plan.isPrinted ? plan.penalty : plan.penalty * maps.scale * maps.scale
    var lambda = maps.ownPanel(program.dualResidual(dual))
    lambda.updateColumns { column, _ in
      for j in 0..<column.count { column[j] /= -penalty }
    }
    var mu = [Double](repeating: 0, count: maps.n)
    if plan.coupling == .split {
      let weight = plan.isPrinted ? program.meanCurvature : plan.penalty * plan.couplingWeight
      mu = dual.nu.map { $0 / weight }
    }
    self.init(
      iteration: 0, penalty: nil, accuracy: nil, v: v, lambda: lambda, z: z, u: v, r: r, mu: mu,
      core: [Double](repeating: 0, count: maps.n), isWarm: true)
  }

  /// Whether the parts have the shapes that a program needs.
  public func fits(_ program: ConvexTrainingProgram) -> Bool {
    let d = min(program.sampleCount, program.nonzeroColumns.count)
    let n = program.sampleCount
    let groups = [v, lambda, u].allSatisfy {
      $0.rowCount == d && $0.columnCount == program.groupCount
    }
    return groups && best?.fits(program) ?? true && z.rowCount == n
      && z.columnCount == (program.isGated ? 0 : program.groupCount)
      && [r, mu, core].allSatisfy { $0.count == n }
  }
}
