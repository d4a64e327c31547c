internal import LinearAlgebra

/// Conjugate gradients on K x = b, K = I/k + 2 (X M^{-1} X') o (D D') of order n, which is never formed (without the
/// 2 for a gated network).
///
/// In single precision the steps are taken with a copy of X L^{-T}, M = LL': half of the memory to read, and no solves.
/// They correct a residual in double precision, so the digits that are asked for are reached all the same.
struct SampleGradients {
  /// By how much steps in single precision shrink a residual before it is computed anew.
  private static let trusted = 1e-3

  private let maps: PatternOperator
  private let weight: Double
  private let block: Cholesky
  /// Whether the accuracy is relative to the predictions F U = x / k too: where K is far from I / k these are far smaller
  /// than b = F U0, and a residual that is small beside b may be large beside them.
  private let ofPredictions: Bool
  private var rounded: RoundedCore?
  // Scratch, allocated once.
  private var spread: Matrix
  private var inner: Matrix
  private var residual: [Double]
  private var direction: [Double]
  private var preconditioned: [Double]
  private var product: [Double]
  /// Flops of the solve at work.
  private var flops = 0.0

  /// k is `weight`, M is given by its factor `block`.
  init(
    _ maps: PatternOperator, weight: Double, block: Cholesky, ofPredictions: Bool,
    singlePrecision: Bool
  ) {
    (self.maps, self.weight, self.block) = (maps, weight, block)
    self.ofPredictions = ofPredictions
    rounded = singlePrecision ? RoundedCore(maps, block) : nil
    spread = Matrix(rows: maps.n, columns: maps.p)
    inner = Matrix(rows: maps.d, columns: maps.p)
    residual = [Double](repeating: 0, count: maps.n)
    (direction, preconditioned, product) = (residual, residual, residual)
  }

  /// x := K^{-1} b to the residual `accuracy`, relative to b or to the predictions, from the x that is given, in at most `limit` steps; gives the
  /// flops that it took.
  mutating func solve(
    _ right: [Double], into x: inout [Double], accuracy: Double, limit: Int,
    preconditionFlops: Double = 0, precondition: (inout [Double]) -> Void = { _ in }
  ) -> Double {
    flops = 0
    let size = norm2(right)
    func goal(_ x: [Double]) -> Double {
      let predictions = ofPredictions ? norm2(x) / weight : 0
      return accuracy * (predictions > 0 ? min(size, predictions) : size)
    }
    var (steps, last) = (0, Double.infinity)
    while true {
      multiplyByCore(x)
      for k in residual.indices { residual[k] = right[k] - product[k] }
      let distance = norm2(residual)
      // Where rounding keeps single precision from gaining anything, double precision goes on.
      let isNearer = distance < 0.5 * last
      let isRounded = rounded != nil && isNearer
      let wanted = goal(x)
      let target = isRounded ? max(wanted, SampleGradients.trusted * distance) : wanted
      steps = descend(
        to: target, x: &x, isRounded: isRounded, steps: steps, limit: limit, precondition)
      // No number is nearer either.
      if !isNearer || steps >= limit || norm2(residual) <= goal(x) { break }
      last = distance
    }
    return flops + Double(steps) * preconditionFlops
  }

  /// Steps until the residual, which is that of x, is as small as `target`; gives how many there are now.
  private mutating func descend(
    to target: Double, x: inout [Double], isRounded: Bool, steps: Int, limit: Int,
    _ precondition: (inout [Double]) -> Void
  ) -> Int {
    var previous = 0.0
    for step in steps..<limit {
      if norm2(residual) <= target { return step }
      for k in residual.indices { preconditioned[k] = residual[k] }
      precondition(&preconditioned)
      let size = dot(residual, preconditioned)
      let ratio = step == steps ? 0 : size / previous
      for k in direction.indices { direction[k] = preconditioned[k] + ratio * direction[k] }
      previous = size
      if isRounded { multiplyRounded() } else { multiplyByCore(direction) }
      let curvature = dot(direction, product)
      guard curvature > 0 else { return step }
      add(direction, scale: size / curvature, to: &x)
      add(product, scale: -size / curvature, to: &residual)
    }
    return limit
  }

  /// product := K x = x / k + 2 rowsum(D o (X M^{-1} X'(D o x))), two products of 2 n d P flops.
  private mutating func multiplyByCore(_ x: [Double]) {
    maps.spread(x, into: &spread)
    multiply(maps.x, .transposed, spread, into: &inner)
    block.solve(&inner)
    multiply(maps.x, .none, inner, into: &spread)
    maps.sumGated(spread, into: &product)
    let halves = maps.isGated ? 1.0 : 2
    for k in product.indices { product[k] = x[k] / weight + halves * product[k] }
    flops += 4 * Double(maps.n) * Double(maps.d * maps.p) + 2 * Double(maps.d * maps.d * maps.p)
  }

  /// product := K direction in single precision, but for the diagonal.
  private mutating func multiplyRounded() {
    // At norm 1 no exponent leaves the range of a float.
    let size = norm2(direction)
    guard size > 0 else { return }
    rounded?.multiply(direction, divisor: size, into: &product)
    let factor = (maps.isGated ? 1.0 : 2) * size
    for k in product.indices { product[k] = direction[k] / weight + factor * product[k] }
    flops += 4 * Double(maps.n) * Double(maps.d * maps.p)
  }
}

/// X M^{-1} X' o (D D') in single precision.
private struct RoundedCore {
  /// X L^{-T}, n x d.
  let features: SinglePrecisionMatrix
  /// D, n x P.
  let gates: SinglePrecisionMatrix
  // Scratch, allocated once.
  var spread: SinglePrecisionMatrix
  var inner: SinglePrecisionMatrix

  init(_ maps: PatternOperator, _ block: Cholesky) {
    let (n, d) = (maps.n, maps.d)
    var features = SinglePrecisionMatrix(rows: n, columns: d)
    // Some rows at a time: a second X in double precision is not wanted.
    for first in stride(from: 0, to: n, by: 2048) {
      let count = min(2048, n - first)
      var part = Matrix(rows: d, columns: count)
      part.updateColumns { column, k in
        let x = maps.x.elements.span
        for j in 0..<d { column[j] = x[j * n + first + k] }
      }
      block.solveLower(&part)
      let lowered = part
      features.updateColumns { column, j in
        let part = lowered.elements.span
        for k in 0..<count { column[first + k] = Float(part[k * d + j]) }
      }
    }
    self.features = features
    gates = SinglePrecisionMatrix(maps.gates)
    spread = SinglePrecisionMatrix(rows: n, columns: maps.p)
    inner = SinglePrecisionMatrix(rows: d, columns: maps.p)
  }

  /// product := rowsum(D o (Z Z'(D o x))) / divisor, Z being the features.
  mutating func multiply(
    _ x: [Double], divisor: Double, into product: inout [Double]
  ) {
    let (gates, scaled) = (gates, x.map { Float($0 / divisor) })
    spread.updateColumns { column, i in
      let (g, x, n) = (gates.elements.span, scaled.span, column.count)
      for k in 0..<n { column[k] = g[i * n + k] * x[k] }
    }
    LinearAlgebra.multiply(features, .transposed, spread, into: &inner)
    LinearAlgebra.multiply(features, .none, inner, into: &spread)
    let (y, g, n) = (spread.elements.span, gates.elements.span, product.count)
    for k in 0..<n { product[k] = 0 }
    for i in 0..<gates.columnCount {
      for k in 0..<n { product[k] += Double(g[i * n + k] * y[i * n + k]) }
    }
  }
}
