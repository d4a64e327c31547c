internal import Canonicalize
internal import Glibc
internal import LinearAlgebra

/// The Newton system of a structured problem, all of it eliminated to the weights,
///
///     (blkdiag_g H_g + F' Lambda F) du = rhs
///     H_g = X' diag(z/s) X + eta^{-2} (I - (1 - 1/k) w1 w1'/|w1|^2) + P,  k = 2 w0^2 - 1
///
/// and what `PerturbedRows` adds where rows of X are perturbed,
///
/// with 1/Lambda_k what the fit gives at sample k for a unit multiplier. Pairs are reduced to theta = v - w, and
/// these either by a matrix of order dP or by one of order n, whichever takes fewer flops. Conjugate gradients
/// take what rounding and shifts leave.
struct StructuredSystem: NewtonSystem {
  private(set) var problem: StructuredProblem
  let plan: StructuredPlan
  let factorSize: (entries: Int, flops: Double)
  var scaling: ConeScaling
  private var fitScaling: ConeScaling
  var fitSystem: KKTSystem
  /// The system of the fit for given predictions.
  var innerSystem: KKTSystem
  /// z/s of the pattern rows, n x G; empty without them.
  var rowWeights: Matrix
  /// Lambda, of length n.
  private(set) var curvatures: [Double]
  /// What perturbations add; nil without them.
  private(set) var perturbed: PerturbedRows?
  var pairs: [PairFactor] = []
  private(set) var core: ThetaCore?
  /// How many conjugate gradient steps were taken since the last factorization.
  var gradientSteps = 0
  /// Whether the factor of theta is one of single precision, which takes half the time: until conjugate gradients
  /// take more steps in an iteration than that is worth.
  var isSingle: Bool { precision.isSingle }
  private var precision: ThetaCore.Precision
  private let mostSingleSteps: Int

  /// `singleSteps` is how many steps factors of single precision may cost; by default as the plan reckons.
  init(_ problem: StructuredProblem, _ plan: StructuredPlan, singleSteps: Int? = nil) {
    self.problem = problem
    self.plan = plan
    let own = problem.costs.alternatives.first { $0.plan == plan } ?? problem.costs.chosen
    mostSingleSteps = singleSteps ?? own.mostSingleSteps
    precision = .init(isSingle: singleSteps != nil || own.isSingle)
    factorSize = (own.order * (own.order + 1) / 2, own.flops)
    scaling = ConeScaling(problem.layout)
    fitScaling = ConeScaling(problem.fit.layout)
    let curved = problem.curvedVariables
    fitSystem = KKTSystem(smallParts: problem.fit, curved: curved)
    innerSystem = KKTSystem(
      smallParts: problem.inner,
      curved: Set(curved.filter { $0 >= problem.n }.map { $0 - problem.n }))
    rowWeights = Matrix(
      rows: problem.n, columns: problem.shape.hasPatternRows ? problem.groupCount : 0)
    curvatures = [Double](repeating: 1, count: problem.n)
    perturbed = problem.support.map { PerturbedRows($0, problem) }
  }

  mutating func factor(_ problem: StructuredProblem, _ scaling: ConeScaling) -> Bool {
    (self.problem, self.scaling) = (problem, scaling)
    let shape = problem.shape
    fitScaling.take(scaling, rows: shape.fitRows)
    // The groups' cones come after the predictions' and the pattern rows.
    let firstCone = groupBlock(problem.groupCount)
    perturbed?.elimination.factor(scaling, shape.supportRows, block: firstCone)
    setFitCurvatures()
    guard fitSystem.factor(fitScaling), innerSystem.factor(fitScaling), setCurvatures() else {
      return false
    }
    if shape.hasPatternRows {
      rowWeights.update { weights in
        for (index, row) in shape.gateRows.enumerated() {
          weights[index] = 1 / (scaling.w[row] * scaling.w[row])
        }
      }
    }
    perturbed?.setMeans(problem, rowWeights)
    let shift = regularization
    let (p, signs) = (problem.patternCount, shape.signs.count)
    // Threads only read what a block is made of.
    nonisolated(unsafe) let this = self
    let factors = mapCallingBLAS(count: p) { i in
      var workspace = unsafe this.problem.x
      return PairFactor((0..<signs).map { unsafe this.block($0 * p + i, shift: shift, &workspace) })
    }
    pairs = factors.compactMap { $0 }
    guard pairs.count == p else { return false }
    if isSingle && gradientSteps > mostSingleSteps { precision = .init(isSingle: false) }
    gradientSteps = 0
    setCore()
    if core == nil && isSingle {
      precision = .init(isSingle: false)
      setCore()
    }
    return core != nil
  }

  private mutating func setCore() {
    core = ThetaCore(
      problem, plan, parallel: pairs.map(\.parallel), curvatures: curvatures, perturbed,
      &precision)
  }

  /// The diagonal of P where it changes: smooth terms, and the springs that hold the bounds of support functions.
  private mutating func setFitCurvatures() {
    for j in 0..<problem.fit.variableCount where problem.isLinearized || perturbed != nil {
      var curvature = problem.fitCurvature(j)
      if let perturbed, j >= problem.n, j < 2 * problem.n {
        curvature += perturbed.stiffness(ofSample: j - problem.n)
      }
      fitSystem.setCurvature(ofVariable: j, to: curvature)
      if j >= problem.n {
        innerSystem.setCurvature(ofVariable: j - problem.n, to: curvature)
      }
    }
  }

  /// A proximal term, small against F' Lambda F, that keeps S_i^{-1} within what the samples plan can bear: along
  /// an active neuron the group norm is linear and H_g next to 0. Conjugate gradients take its effect away.
  private var regularization: Double {
    let share = plan == .samples ? 1e-11 : 1e-13
    return share * curvatures.reduce(0, +) / Double(problem.d)
  }

  private mutating func setCurvatures() -> Bool {
    var x = [Double](repeating: 0, count: problem.fit.variableCount)
    var z = [Double](repeating: 0, count: problem.fit.rowCount)
    for k in 0..<problem.n { x[k] = 1 }
    guard fitSystem.solve(x: &x, z: &z) else { return false }
    for k in 0..<problem.n { curvatures[k] = 1 / max(x[k], 1e-14) }
    guard curvatures.allSatisfy(\.isFinite) else { return false }
    guard let perturbed else { return true }
    // How the predictions and the bounds q move with c'theta where nothing else holds them.
    x = [Double](repeating: 0, count: x.count)
    z = [Double](repeating: 0, count: z.count)
    for k in 0..<problem.n { x[problem.n + k] = perturbed.stiffness(ofSample: k) }
    guard fitSystem.solve(x: &x, z: &z) else { return false }
    self.perturbed?.setResponses(
      predictions: Array(x[..<problem.n]), bounds: Array(x[problem.n..<2 * problem.n]))
    return true
  }

  /// The lower triangle of H_g; the workspace is n x d.
  private func block(_ g: Int, shift: Double, _ workspace: inout Matrix) -> Matrix {
    let (n, d) = (problem.n, problem.d)
    var result: Matrix
    if problem.shape.hasPatternRows {
      let roots = (0..<n).map { rowWeights.elements[g * n + $0].squareRoot() }
      let (x, signs, first) = (problem.x, problem.signs.elements, g % problem.patternCount * n)
      let mean = perturbed?.mean(ofGroup: g)
      workspace.updateColumns { column, c in
        let (x, roots, signs) = (x.elements.span, roots.span, signs.span)
        if let mean {
          let own = mean[c]
          for k in 0..<n { column[k] = roots[k] * (signs[first + k] * x[c * n + k] - own) }
        } else {
          for k in 0..<n { column[k] = roots[k] * x[c * n + k] }
        }
      }
      result = lowerGram(workspace)
      perturbed?.add(group: g, to: &result)
    } else {
      result = Matrix(rows: d, columns: d)
    }
    let (w, range, factor) = (scaling.w, groupRange(g), groupFactor(g))
    result.update { h in
      for c in 0..<d {
        let along = factor.along * w[range.lowerBound + 1 + c]
        for b in c..<d { h[c * d + b] -= along * w[range.lowerBound + 1 + b] }
        h[c * d + c] += factor.inverse + problem.square + shift
      }
    }
    return result
  }

  func groupRange(_ g: Int) -> Range<Int> {
    let first = problem.shape.groupRows.lowerBound + g * (problem.d + 1)
    return first..<first + problem.d + 1
  }

  /// eta^{-2}, 2 eta^{-2} / k (the factor of w1 w1') and 2 w0 / k.
  func groupFactor(_ g: Int) -> (inverse: Double, along: Double, cross: Double) {
    let range = groupRange(g)
    let (w0, eta) = (scaling.w[range.lowerBound], scaling.eta[groupBlock(g)])
    let k = 2 * w0 * w0 - 1
    return (1 / (eta * eta), 2 / (eta * eta * k), 2 * w0 / k)
  }

  func groupBlock(_ g: Int) -> Int { 1 + (problem.shape.hasPatternRows ? 1 : 0) + g }

  /// M_g u = eta^{-2} (I - 2 w1 w1'/k) u, added to `out` at group g.
  func addGroup(_ g: Int, _ u: [Double], to out: inout [Double]) {
    let (d, first, factor) = (problem.d, groupRange(g).lowerBound + 1, groupFactor(g))
    var product = 0.0
    for c in 0..<d { product += scaling.w[first + c] * u[g * d + c] }
    for c in 0..<d {
      let j = g * d + c
      out[j] += factor.inverse * u[j] - factor.along * product * scaling.w[first + c]
    }
  }

  /// (blkdiag H + F' Lambda F) u.
  func product(_ u: [Double]) -> [Double] {
    let panel = problem.products(u[...])
    var link = problem.predictions(panel)
    var out: [Double]
    if let perturbed {
      let vectors = problem.carriers(u[...])
      let bounds = perturbed.bounds(vectors)
      let forces = perturbed.forces(vectors, bounds, curvatures, &link)
      out = problem.gradients(spread(panel, link, bounds: bounds))
      problem.addCarriers(forces, to: &out)
    } else {
      for k in link.indices { link[k] *= curvatures[k] }
      out = problem.gradients(spread(panel, link))
    }
    for g in 0..<problem.groupCount { addGroup(g, u, to: &out) }
    if problem.square != 0 { for j in u.indices { out[j] += problem.square * u[j] } }
    return out
  }

  /// (z/s) o (Y - S_g p_g) + sigma_g D_g q, an n x G panel; p is 0 where none is given.
  func spread(_ y: Matrix, _ q: [Double], bounds: [Double] = []) -> Matrix {
    var panel = y
    let (n, p, problem, hasRows) = (
      problem.n, problem.patternCount, problem, !rowWeights.elements.isEmpty
    )
    let weights = rowWeights.elements
    panel.updateColumns { column, g in
      let (bits, signs) = (problem.gates.elements.span, problem.signs.elements.span)
      let (q, weights) = (q.span, weights.span)
      let (sign, first) = (problem.sign(ofGroup: g), g % p * n)
      let bound = bounds.isEmpty ? 0 : bounds[g]
      for k in 0..<n {
        let own = hasRows ? weights[g * n + k] * (column[k] - signs[first + k] * bound) : 0
        column[k] = own + sign * bits[first + k] * q[k]
      }
    }
    return panel
  }
}
