internal import Canonicalize
internal import LinearAlgebra

/// (blkdiag S_i + F0' Lambda F0) theta = g, F0 = [D_1 X ... D_P X], by a Cholesky factor of order dP or n.
struct ThetaCore {
  private let plan: StructuredPlan
  private let factor: Cholesky
  /// The factors of the S_i, for the samples plan.
  private let parallel: [Cholesky]

  /// Nil where the numbers are not finite.
  init?(
    _ problem: StructuredProblem, _ plan: StructuredPlan, parallel: [Matrix],
    curvatures: [Double], _ perturbed: PerturbedRows?
  ) {
    self.plan = plan
    switch plan {
    case .features:
      self.parallel = []
      let x = perturbed?.tilted(problem.x) ?? problem.x
      let factor = Cholesky(shifting: {
        var matrix = Self.featureMatrix(problem, parallel, x, curvatures)
        perturbed?.addSamples(problem, to: &matrix)
        return matrix
      })
      guard let factor else { return nil }
      self.factor = factor
    case .samples:
      var factors: [Cholesky] = []
      for block in parallel {
        guard let factor = Cholesky(shifting: { block }) else { return nil }
        factors.append(factor)
      }
      self.parallel = factors
      guard let factor = Cholesky(shifting: { Self.sampleMatrix(problem, factors, curvatures) })
      else { return nil }
      self.factor = factor
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

  /// The lower triangle of 1/Lambda + sum_i D_i X S_i^{-1} X' D_i.
  private static func sampleMatrix(
    _ problem: StructuredProblem, _ factors: [Cholesky], _ curvatures: [Double]
  ) -> Matrix {
    let (n, rows) = (problem.n, problem.x.transposed())
    var result = Matrix(rows: n, columns: n)
    for (i, active) in problem.active.enumerated() where !active.isEmpty {
      var y = rows.selectingColumns(active)
      factors[i].solveLower(&y)
      result.addGram(y, at: active)
    }
    result.addToDiagonal { 1 / curvatures[$0] }
    return result
  }

  /// theta := the solution for the right-hand sides in its columns.
  func solve(_ theta: inout Matrix, _ problem: StructuredProblem) {
    switch plan {
    case .features:
      var right = theta.elements
      factor.solve(&right)
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
      factor.solve(&q)
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
    var result = panel
    for (i, factor) in parallel.enumerated() {
      var column = panel.column(i)
      factor.solve(&column)
      result.setColumn(i, to: column)
    }
    return result
  }
}
