internal import LinearAlgebra

/// The Newton blocks of the two groups of one pattern, v and w, with theta = v - w: the part that both have in
/// common is eliminated by (H_v + H_w)^{-1} alone. The inverses of H_v and H_w would lose all digits where a
/// group is active, since its block is nearly singular.
struct PairFactor {
  private let blocks: [Matrix]
  /// The Cholesky factor of H_v + H_w.
  private let sum: Cholesky?
  /// Which of both is the smaller one.
  private let smaller: Int
  /// S = H_v - H_v (H_v + H_w)^{-1} H_v, the parallel sum, from the smaller block; a lone block is its own.
  let parallel: Matrix

  /// Nil where the blocks are not finite.
  init?(_ blocks: [Matrix]) {
    self.blocks = blocks
    guard blocks.count == 2 else {
      (sum, smaller, parallel) = (nil, 0, blocks[0])
      return
    }
    smaller = blocks[0].trace <= blocks[1].trace ? 0 : 1
    var total = blocks[0]
    let other = blocks[1].elements
    total.update { total in for j in total.indices { total[j] += other[j] } }
    guard let factor = Cholesky(shifting: total) else { return nil }
    sum = factor
    var y = blocks[smaller]
    factor.solveLower(&y)
    var rest = gram(y)
    let own = blocks[smaller].elements
    rest.update { rest in for j in rest.indices { rest[j] = own[j] - rest[j] } }
    parallel = rest
  }

  /// The common part c = (H_v + H_w)^{-1} (b_v + b_w) and the right-hand side of theta.
  func reduced(_ b: [[Double]]) -> (common: [Double], right: [Double]) {
    guard let sum else { return ([], b[0]) }
    var common = b[0]
    for j in common.indices { common[j] += b[1][j] }
    sum.solve(&common)
    var right = b[smaller]
    multiply(blocks[smaller], .none, common, scale: -1, keep: 1, into: &right)
    if smaller == 1 { for j in right.indices { right[j] = -right[j] } }
    return (common, right)
  }

  /// v and w from theta and the common part.
  func expanded(_ theta: [Double], common: [Double]) -> [[Double]] {
    guard let sum else { return [theta] }
    var part = [Double](repeating: 0, count: theta.count)
    multiply(blocks[smaller], .none, theta, into: &part)
    sum.solve(&part)
    // v - w = theta: the one with the larger block moves by what the smaller one leaves.
    var (v, w) = (common, common)
    for j in theta.indices {
      if smaller == 0 {
        w[j] -= part[j]
        v[j] = w[j] + theta[j]
      } else {
        v[j] += part[j]
        w[j] = v[j] - theta[j]
      }
    }
    return [v, w]
  }
}

extension Matrix {
  /// The sum of the diagonal.
  var trace: Double {
    var sum = 0.0
    for j in 0..<min(rowCount, columnCount) { sum += elements[j * rowCount + j] }
    return sum
  }

  /// Adds to the diagonal.
  mutating func addToDiagonal(_ value: (Int) -> Double) {
    let rows = rowCount
    update { elements in for j in 0..<rows { elements[j * rows + j] += value(j) } }
  }
}

extension Cholesky {
  /// Factors a matrix that is positive definite but for rounding: with the least multiple of its mean
  /// diagonal on the diagonal that serves; nil where the numbers are not finite.
  init?(shifting matrix: Matrix) {
    let mean = matrix.trace / Double(max(1, matrix.rowCount))
    guard mean.isFinite else { return nil }
    for shift in [0, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-8, 1e-6, 1e-4] {
      var shifted = matrix
      if shift > 0 { shifted.addToDiagonal { _ in shift * mean } }
      if let factor = try? Cholesky(shifted) {
        self = factor
        return
      }
    }
    return nil
  }
}
