internal import Canonicalize
internal import LinearAlgebra

/// (blkdiag S_i + F0' Lambda F0) theta = g, F0 = [D_1 X ... D_P X], by a Cholesky factor of order dP or n.
struct ThetaCore {
  /// The factor in either precision.
  private enum Factor {
    case double(Cholesky)
    case single(SinglePrecisionCholesky)
  }

  private let plan: StructuredPlan
  private let factor: Factor
  /// The factors of the S_i, for the samples plan.
  private let parallel: [Cholesky]

  /// What a factor is made with: its precision, and how much of a shift the last one needed.
  struct Precision {
    var isSingle: Bool
    var level = 0
  }

  /// Nil where the numbers are not finite, or the precision does not bear them.
  init?(
    _ problem: StructuredProblem, _ plan: StructuredPlan, parallel: [Matrix],
    curvatures: [Double], _ perturbed: PerturbedRows?, _ precision: inout Precision
  ) {
    self.plan = plan
    switch plan {
    case .features:
      self.parallel = []
      let x = perturbed?.tilted(problem.x) ?? problem.x
      var matrix = Self.featureMatrix(problem, parallel, x, curvatures)
      perturbed?.addSamples(problem, to: &matrix)
      guard
        let factor = precision.isSingle
          ? SinglePrecisionCholesky(shifting: matrix, level: &precision.level).map(Factor.single)
          : Cholesky(shifting: consume matrix, level: &precision.level).map(Factor.double)
      else { return nil }
      self.factor = factor
    case .samples:
      let factors = mapCallingBLAS(count: parallel.count) { Cholesky(shifting: parallel[$0]) }
        .compactMap { $0 }
      guard factors.count == parallel.count,
        let factor = Self.sampleFactor(problem, factors, curvatures, &precision)
      else { return nil }
      (self.parallel, self.factor) = (factors, factor)
    }
  }

  /// The lower triangle of blkdiag S_i + F0' Lambda F0, rows of F0 = [D_1 X ... D_P X] in portions.
  private static func featureMatrix(
    _ problem: StructuredProblem, _ parallel: [Matrix], _ x: Matrix, _ curvatures: [Double]
  ) -> Matrix {
    let (d, p) = (problem.d, problem.patternCount)
    var result = Matrix(rows: d * p, columns: d * p)
    result.update { matrix in
      for i in 0..<p {
        let block = parallel[i].elements
        for c in 0..<d {
          for b in c..<d { matrix[(i * d + c) * d * p + i * d + b] = block[c * d + b] }
        }
      }
    }
    addCoupling(problem, x, curvatures, to: &result)
    return result
  }

  /// Adds scale sum_k weight_k (d_k d_k') (x) (x_k x_k') to the lower triangle; no weight is negative.
  static func addCoupling(
    _ problem: StructuredProblem, _ x: Matrix, _ weights: [Double], scale: Double = 1,
    to result: inout Matrix
  ) {
    let roots = weights.map { $0.squareRoot() }
    var weighted = x
    weighted.updateColumns { column, _ in for k in roots.indices { column[k] *= roots[k] } }
    let bits = problem.shape.patterns.bits.keepingRows { weights[$0] != 0 }
    SharedGrams(weighted, bits).add(scale: scale, to: &result)
  }

  /// The factor of 1/Lambda + sum_i D_i X S_i^{-1} X' D_i.
  private static func sampleFactor(
    _ problem: StructuredProblem, _ factors: [Cholesky], _ curvatures: [Double],
    _ precision: inout Precision
  ) -> Factor? {
    let (n, rows, diagonal) = (problem.n, problem.x.transposed(), curvatures.map { 1 / $0 })
    let active = problem.active
    let panel: @Sendable (Int) -> (columns: Matrix, places: [Int]) = { i in
      var y = rows.selectingColumns(active[i])
      factors[i].solveLower(&y)
      return (y, active[i])
    }
    if precision.isSingle {
      return SinglePrecisionCholesky(
        diagonal: diagonal, panels: factors.count, level: &precision.level, panel: panel
      ).map(Factor.single)
    }
    var result = Matrix(rows: n, columns: n)
    forEachComputed(count: factors.count, panel) { result.addGram($0.columns, at: $0.places) }
    result.addToDiagonal { diagonal[$0] }
    return Cholesky(shifting: result, level: &precision.level).map(Factor.double)
  }

  private func solve(_ right: inout [Double]) {
    switch factor {
    case .double(let factor): factor.solve(&right)
    case .single(let factor): factor.solve(&right)
    }
  }

  /// theta := the solution for the right-hand sides in its columns.
  func solve(_ theta: inout Matrix, _ problem: StructuredProblem) {
    switch plan {
    case .features:
      var right = theta.elements
      solve(&right)
      theta = Matrix(rows: theta.rowCount, columns: theta.columnCount, elements: right)
    case .samples:
      // q = K^{-1} F0 S^{-1} g, theta = S^{-1} (g - F0'q)
      let (n, d, p) = (problem.n, problem.d, problem.patternCount)
      let solved = inverse(theta)
      var panel = Matrix(rows: n, columns: p)
      multiply(problem.x, .none, solved, into: &panel)
      var q = [Double](repeating: 0, count: n)
      for i in 0..<p {
        for k in 0..<n { q[k] += problem.gates.elements[i * n + k] * panel.elements[i * n + k] }
      }
      solve(&q)
      let multipliers = q
      panel.updateColumns { column, i in
        let bits = problem.gates.elements.span
        for k in 0..<n { column[k] = bits[i * n + k] * multipliers[k] }
      }
      var rest = Matrix(rows: d, columns: p)
      multiply(problem.x, .transposed, panel, into: &rest)
      let removed = inverse(rest)
      theta = solved
      let values = removed.elements
      theta.update { theta in for j in theta.indices { theta[j] -= values[j] } }
    }
  }

  /// S_i^{-1} of each column.
  private func inverse(_ panel: Matrix) -> Matrix {
    let (factors, d) = (parallel, panel.rowCount)
    let columns = mapCallingBLAS(
      count: factors.count, flops: ComputeLibrary.flopsPerRead * Double(d * d * factors.count)
    ) { i in
      var column = panel.column(i)
      factors[i].solve(&column)
      return column
    }
    return Matrix(rows: d, columns: columns.count, elements: columns.flatMap { $0 })
  }
}
