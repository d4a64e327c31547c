internal import Canonicalize
internal import LinearAlgebra

/// Solves the u-update of the robust ADMM on panels U = [U_v U_w],
///
///     ((1 + k_e) I + k_s G'G + k_r F'F + k_b T'T) U = B,   F U = r,  T U = (theta_1 .. theta_n),
///
/// which for p = U_v + U_w and q = U_v - U_w falls apart into M p = B_v + B_w and K q = B_v - B_w with
///
///     M = (1 + k_e) I + k_s X'E^2X,   K = I (x) M + 2 k_r F0'F0 + 2 k_b D'D (x) I,   F0 = [D_1 X ... D_P X].
///
/// Neither depends on rho or on the loss. K is factored, or serves conjugate gradients that are preconditioned by
/// K without F0'F0: with X'E^2X = R diag(l) R' and D'D = Q diag(g) Q' that is diagonal in the bases R and Q.
struct RobustSystem {
  private enum Solver {
    case features(Cholesky)
    case gradients(Preconditioner)
  }

  /// (I (x) M + 2 k_b D'D (x) I)^{-1}
  private struct Preconditioner {
    let rows: Matrix
    let columns: Matrix
    /// 1 / (1 + k_e + k_s l_j + 2 k_b g_i), d x P.
    let inverses: Matrix
  }

  private let maps: PatternOperator
  private let weights: RobustPlan.Weights
  /// M with its factor.
  private let own: Matrix
  private let block: Cholesky
  /// D'D.
  private let overlaps: Matrix
  private let solver: Solver
  /// q of the last solve, from which conjugate gradients start.
  var core: Matrix
  private var spread: Matrix
  private var sums: [Double]
  /// Flops of the solves so far.
  private(set) var flops = 0.0

  /// Factors what the method needs.
  init(
    _ maps: PatternOperator, patterns: BitMatrix, weights: RobustPlan.Weights,
    method: ADMMSettings.Method
  ) throws(FactorizationError) {
    (self.maps, self.weights) = (maps, weights)
    let (d, p) = (maps.d, maps.p)
    let rows = maps.constraintGram()
    var m = rows
    m.update { m in
      for index in 0..<d * d { m[index] *= weights.rows }
      for j in 0..<d { m[j + j * d] += 1 + weights.copies }
    }
    own = m
    block = try Cholesky(m)
    overlaps = gram(maps.gates)
    if method == .features {
      solver = .features(try Self.factor(maps, patterns, weights, m, overlaps))
    } else {
      let (x, d) = (SymmetricEigenvectors(rows), SymmetricEigenvectors(overlaps))
      let base = 1 + weights.copies
      let inverses = d.values.flatMap { g in
        let shift = base + 2 * weights.vectors * max(g, 0)
        return x.values.map { l in 1 / (shift + weights.rows * max(l, 0)) }
      }
      solver = .gradients(
        Preconditioner(
          rows: x.vectors, columns: d.vectors,
          inverses: Matrix(rows: maps.d, columns: p, elements: inverses)))
    }
    core = Matrix(rows: d, columns: p)
    spread = Matrix(rows: maps.n, columns: p)
    sums = [Double](repeating: 0, count: maps.n)
  }

  /// The factor of K, dP x dP.
  private static func factor(
    _ maps: PatternOperator, _ patterns: BitMatrix, _ weights: RobustPlan.Weights, _ m: Matrix,
    _ overlaps: Matrix
  ) throws(FactorizationError) -> Cholesky {
    let (d, p) = (maps.d, maps.p)
    let grams = SharedGrams(maps.x, patterns)
    var system = Matrix(rows: d * p, columns: d * p)
    for i in 0..<p {
      for j in 0...i {
        let block = grams.block(i, j, scale: 2 * weights.predictions)
        let shift = 2 * weights.vectors * overlaps[i, j]
        system.update { target in
          for c in 0..<d {
            let start = (j * d + c) * d * p + i * d
            for r in 0..<d {
              let diagonal = (i == j ? m[r, c] : 0) + (r == c ? shift : 0)
              target[start + r] = block[r, c] + diagonal
            }
          }
        }
      }
    }
    return try Cholesky(system)
  }

  /// U := the solution for the right-hand side U; conjugate gradients solve to the relative residual `accuracy`.
  mutating func solve(_ u: inout Matrix, accuracy: Double) {
    let half = maps.d * maps.p
    u.update { u in
      for index in 0..<half {
        let (v, w) = (u[index], u[half + index])
        u[index] = v + w
        u[half + index] = v - w
      }
    }
    var p = Matrix(rows: maps.d, columns: maps.p, elements: Array(u.elements[..<half]))
    let right = Array(u.elements[half...])
    block.solve(&p)
    flops += 2 * Double(maps.d * half)
    switch solver {
    case .features(let factor):
      var q = right
      factor.solve(&q)
      core = Matrix(rows: maps.d, columns: maps.p, elements: q)
      flops += 2 * Double(half) * Double(half)
    case .gradients(let preconditioner):
      conjugateGradients(
        Matrix(rows: maps.d, columns: maps.p, elements: right), preconditioner, accuracy)
    }
    let (sum, difference) = (p.elements.span, core.elements.span)
    u.update { u in
      for index in 0..<half {
        u[index] = (sum[index] + difference[index]) / 2
        u[half + index] = (sum[index] - difference[index]) / 2
      }
    }
  }

  /// core := K^{-1} right, started from the last core.
  private mutating func conjugateGradients(
    _ right: Matrix, _ preconditioner: Preconditioner, _ accuracy: Double
  ) {
    let goal = accuracy * right.frobeniusNorm
    var residual = right.elements
    add(image(of: core).elements, scale: -1, to: &residual)
    var direction = [Double](repeating: 0, count: residual.count)
    var solution = core.elements
    var previous = 0.0
    for step in 0..<400 {
      if norm2(residual) <= goal { break }
      let z = preconditioned(residual, preconditioner)
      let size = dot(residual, z)
      let ratio = step == 0 ? 0 : size / previous
      previous = size
      for index in direction.indices { direction[index] = z[index] + ratio * direction[index] }
      let product = image(
        of: Matrix(rows: maps.d, columns: maps.p, elements: direction)
      ).elements
      let curvature = dot(direction, product)
      guard curvature > 0 else { break }
      add(direction, scale: size / curvature, to: &solution)
      add(product, scale: -size / curvature, to: &residual)
    }
    core = Matrix(rows: maps.d, columns: maps.p, elements: solution)
  }

  /// K Q.
  private mutating func image(of q: Matrix) -> Matrix {
    multiply(maps.x, .none, q, into: &spread)
    maps.sumGated(spread, into: &sums)
    for k in sums.indices { sums[k] *= 2 * weights.predictions }
    maps.spread(sums, into: &spread)
    var result = Matrix(rows: maps.d, columns: maps.p)
    multiply(q, .none, overlaps, into: &result)
    let shift = 2 * weights.vectors
    result.update { result in
      for index in 0..<result.count { result[index] *= shift }
    }
    multiply(maps.x, .transposed, spread, keep: 1, into: &result)
    multiply(own, .none, q, keep: 1, into: &result)
    let half = Double(maps.d * maps.p)
    flops += half * (4 * Double(maps.n) + 2 * Double(maps.d) + 2 * Double(maps.p))
    return result
  }

  private mutating func preconditioned(
    _ residual: [Double], _ preconditioner: Preconditioner
  ) -> [Double] {
    let source = Matrix(rows: maps.d, columns: maps.p, elements: residual)
    var (turned, result) = (source, source)
    multiply(preconditioner.rows, .transposed, source, into: &turned)
    multiply(turned, .none, preconditioner.columns, into: &result)
    let inverses = preconditioner.inverses.elements.span
    result.update { result in
      for index in 0..<result.count { result[index] *= inverses[index] }
    }
    multiply(result, .none, preconditioner.columns, .transposed, into: &turned)
    multiply(preconditioner.rows, .none, turned, into: &result)
    flops += 4 * Double(maps.d * maps.p) * Double(maps.d + maps.p)
    return result.elements
  }
}
