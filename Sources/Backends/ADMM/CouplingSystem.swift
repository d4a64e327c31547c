internal import Canonicalize
internal import LinearAlgebra

/// Solves the u-update (I (x) M + k F'F) U = B on panels, where M = I + k_s X'E^2X is d x d and
/// F U = rowsum(D o X (U_v - U_w)), without ever forming the 2dP x 2dP matrix.
///
/// By Woodbury, with U0 = M^{-1} B:  U_v = U0_v - C, U_w = U0_w + C,  C = M^{-1} X'(D o q),
/// K q = F U0,  K = I/k + 2 (X M^{-1} X') o (D D').  Or with p = U_v + U_w, q = U_v - U_w:
/// M p = B_v + B_w and (I (x) M + 2k F0'F0) q = B_v - B_w, where F0 = [D_1 X ... D_P X].
///
/// A gated network has one half alone: U = U0 - C, K = I/k + (X M^{-1} X') o (D D'), (I (x) M + k F0'F0) U = B.
struct CouplingSystem {
  private enum Solver {
    case samples(Cholesky)
    case samplesRefined(SinglePrecisionCholesky, SampleGradients)
    case features(Cholesky)
    case gradients(SampleGradients)
    /// While conjugate gradients work.
    case none
  }

  private let maps: PatternOperator
  private let weight: Double
  private let block: Cholesky
  private var solver: Solver
  // Scratch, allocated once.
  private var difference: Matrix
  private var spread: Matrix
  /// The solution of the system with K of the last solve, from which an iterative way starts.
  var core: [Double]
  private var image: [Double]
  /// Flops of the solves so far.
  private(set) var flops = 0.0

  /// Factors what the method needs; k is `weight`, k_s is `constraintWeight`. Conjugate gradients solve to an accuracy
  /// `ofPredictions`, or of the right-hand side alone.
  init(
    _ maps: PatternOperator, patterns: BitMatrix, weight: Double, constraintWeight: Double,
    method: ADMMSettings.Method, ofPredictions: Bool = true, singlePrecision: Bool
  ) throws(FactorizationError) {
    self.maps = maps
    self.weight = weight
    let d = maps.d
    let m = CouplingSystem.block(maps, constraintWeight: constraintWeight)
    block = try Cholesky(m)
    switch method {
    case .samples where singlePrecision:
      solver = .samplesRefined(
        try CouplingSystem.refinedSampleFactor(maps, patterns, weight: weight, block: block),
        SampleGradients(
          maps, weight: weight, block: block, ofPredictions: ofPredictions, singlePrecision: false))
    case .samples:
      solver = .samples(try CouplingSystem.sampleFactor(maps, patterns, weight: weight, block))
    case .features:
      solver = .features(try CouplingSystem.featureFactor(maps, patterns, weight: weight, m))
    case .gradients:
      solver = .gradients(
        SampleGradients(
          maps, weight: weight, block: block, ofPredictions: ofPredictions,
          singlePrecision: singlePrecision))
    case .blocks: preconditionFailure("blocks are no linear system")
    }
    difference = Matrix(rows: d, columns: maps.p)
    spread = Matrix(rows: maps.n, columns: maps.p)
    core = [Double](repeating: 0, count: maps.n)
    image = core
  }

  /// M = I + k_s X'E^2X, d x d.
  static func block(_ maps: PatternOperator, constraintWeight: Double) -> Matrix {
    var m = maps.constraintGram()
    let d = maps.d
    m.update { m in
      for index in 0..<d * d { m[index] *= constraintWeight }
      for j in 0..<d { m[j + j * d] += 1 }
    }
    return m
  }

  /// U := (I (x) M + k F'F)^{-1} U for a panel of groups; an iterative way solves to the relative
  /// residual `accuracy`.
  mutating func solve(_ u: inout Matrix, accuracy: Double) {
    let half = maps.d * maps.p
    if case .features(let factor) = solver {
      if maps.isGated {
        var q = u.elements
        factor.solve(&q)
        u = Matrix(rows: u.rowCount, columns: u.columnCount, elements: q)
        flops += 2 * Double(half) * Double(half)
        return
      }
      u.update { u in
        for index in 0..<half {
          let (v, w) = (u[index], u[half + index])
          u[index] = v + w
          u[half + index] = v - w
        }
      }
      var q = Array(u.elements[half...])
      block.solve(&u)
      factor.solve(&q)
      u.update { u in
        for index in 0..<half {
          let p = u[index]
          u[index] = (p + q[index]) / 2
          u[half + index] = (p - q[index]) / 2
        }
      }
      flops += 4 * Double(maps.d * half) + 2 * Double(half) * Double(half)
      return
    }
    block.solve(&u)
    if maps.isGated {
      multiply(maps.x, .none, u, into: &spread)
    } else {
      CouplingSystem.subtractHalves(of: u, into: &difference)
      multiply(maps.x, .none, difference, into: &spread)
    }
    maps.sumGated(spread, into: &image)
    solveCore(accuracy: accuracy)
    maps.spread(core, into: &spread)
    multiply(maps.x, .transposed, spread, into: &difference)
    block.solve(&difference)
    CouplingSystem.correctHalves(of: &u, by: difference)
    flops += 6 * Double(maps.d * half) + 4 * Double(maps.n) * Double(half)
  }

  /// difference := U_v - U_w.
  private static func subtractHalves(of u: Matrix, into difference: inout Matrix) {
    let (elements, half) = (u.elements.span, u.elements.count / 2)
    difference.update { target in
      for index in 0..<half { target[index] = elements[index] - elements[half + index] }
    }
  }

  /// U_v -= C, U_w += C where there is a second half.
  private static func correctHalves(of u: inout Matrix, by correction: Matrix) {
    let (elements, half) = (correction.elements.span, correction.elements.count)
    u.update { u in
      for index in 0..<half { u[index] -= elements[index] }
      for index in half..<max(half, u.count) { u[index] += elements[index - half] }
    }
  }

  /// core := K^{-1} image.
  private mutating func solveCore(accuracy: Double) {
    switch solver {
    case .samples(let factor):
      for k in core.indices { core[k] = image[k] }
      factor.solve(&core)
      flops += 2 * Double(maps.n) * Double(maps.n)
    case .samplesRefined(let factor, var gradients):
      // Out of the enum while it works, so that its storage has one owner.
      solver = .none
      let solves = 2 * Double(maps.n) * Double(maps.n)
      // A step gains five digits or so: the single-precision factor is nearly exact.
      flops += gradients.solve(
        image, into: &core, accuracy: min(accuracy, 1e-6), limit: 20, preconditionFlops: solves
      ) { factor.solve(&$0) }
      solver = .samplesRefined(factor, gradients)
    case .gradients(var gradients):
      solver = .none
      flops += gradients.solve(image, into: &core, accuracy: accuracy, limit: 400)
      solver = .gradients(gradients)
    case .features, .none:
      preconditionFailure("the feature plan has no n x n core")
    }
  }
}

extension CouplingSystem {
  /// The factor of K in double precision: n^2 d + n^3 / 3 flops.
  private static func sampleFactor(
    _ maps: PatternOperator, _ patterns: BitMatrix, weight: Double, _ block: Cholesky
  ) throws(FactorizationError) -> Cholesky {
    var k = gram(loweredFeatures(maps, block), scale: maps.isGated ? 1 : 2)
    let codes = patterns.transposed()
    k.updateColumns { column, j in
      for i in j..<column.count { column[i] *= Double(codes.overlap(i, j)) }
      column[j] += 1 / weight
    }
    return try Cholesky(k)
  }

  /// The factor of K in single precision.
  private static func refinedSampleFactor(
    _ maps: PatternOperator, _ patterns: BitMatrix, weight: Double, block: Cholesky
  ) throws(FactorizationError) -> SinglePrecisionCholesky {
    let codes = patterns.transposed()
    return try SinglePrecisionCholesky(
      gramOf: loweredFeatures(maps, block), scale: maps.isGated ? 1 : 2, diagonal: 1 / weight
    ) { codes.overlap($0, $1) }
  }

  /// L^{-1} X', d x n, whose Gram matrix is X M^{-1} X'.
  private static func loweredFeatures(_ maps: PatternOperator, _ block: Cholesky) -> Matrix {
    var z = maps.x.transposed()
    block.solveLower(&z)
    return z
  }

  /// The factor of I (x) M + 2k F0'F0. Block (i, j) of F0'F0 is the Gram matrix of the rows of X at
  /// which both patterns are active.
  private static func featureFactor(
    _ maps: PatternOperator, _ patterns: BitMatrix, weight: Double, _ m: Matrix
  ) throws(FactorizationError) -> Cholesky {
    let (d, p) = (maps.d, maps.p)
    var system = Matrix(rows: d * p, columns: d * p)
    SharedGrams(maps.x, patterns).add(scale: maps.isGated ? weight : 2 * weight, to: &system)
    let diagonal = m.elements
    system.update { target in
      for i in 0..<p {
        for c in 0..<d {
          for r in 0..<d { target[(i * d + c) * d * p + i * d + r] += diagonal[c * d + r] }
        }
      }
    }
    return try Cholesky(system)
  }
}
