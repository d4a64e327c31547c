internal import LinearAlgebra

/// The Newton blocks of the two groups of one pattern, v and w, with theta = v - w: the part that both have in
/// common is eliminated by (H_v + H_w)^{-1} alone. The inverses of H_v and H_w would lose all digits where a
/// group is active, since its block is nearly singular.
struct PairFactor {
  /// The Cholesky factor of H_v + H_w; nil for a lone block.
  private let sum: Cholesky?
  /// (H_v + H_w)^{-1} H_s, H_s being the smaller one of both.
  private let share: Matrix
  /// Which of both is the smaller one.
  private let smaller: Int
  /// The lower triangle of S = H_v - H_v (H_v + H_w)^{-1} H_v, the parallel sum, from the smaller block; a lone block
  /// is its own.
  let parallel: Matrix

  /// From the lower triangles of the blocks; nil where they are not finite.
  init?(_ blocks: [Matrix]) {
    guard blocks.count == 2 else {
      (sum, share, smaller, parallel) = (nil, Matrix(rows: 0, columns: 0), 0, blocks[0])
      return
    }
    smaller = blocks[0].trace <= blocks[1].trace ? 0 : 1
    var total = blocks[0]
    let other = blocks[1].elements
    total.update { total in for j in total.indices { total[j] += other[j] } }
    guard let factor = Cholesky(shifting: total) else { return nil }
    sum = factor
    let own = blocks[smaller].elements
    var y = blocks[smaller]
    y.mirrorLower()
    factor.solveLower(&y)
    var rest = lowerGram(y)
    rest.update { rest in for j in rest.indices { rest[j] = own[j] - rest[j] } }
    parallel = rest
    factor.solveLowerTransposed(&y)
    share = y
  }

  /// The right-hand side of theta from that of v and w, the one block after the other.
  func reduced(_ b: [[Double]]) -> [Double] {
    guard sum != nil else { return b[0] }
    var right = b[smaller]
    multiply(share, .transposed, total(b), scale: -1, keep: 1, into: &right)
    if smaller == 1 { for j in right.indices { right[j] = -right[j] } }
    return right
  }

  /// v and w from theta and their right-hand sides.
  func expanded(_ theta: [Double], _ b: [[Double]]) -> [[Double]] {
    guard let sum else { return [theta] }
    // c = (H_v + H_w)^{-1} (b_v + b_w); then v - w = theta, and the one with the larger block moves by what the
    // smaller one leaves.
    var moved = total(b)
    sum.solve(&moved)
    multiply(share, .none, theta, scale: smaller == 0 ? -1 : 1, keep: 1, into: &moved)
    var other = moved
    for j in theta.indices { other[j] += smaller == 0 ? theta[j] : -theta[j] }
    return smaller == 0 ? [other, moved] : [moved, other]
  }

  private func total(_ b: [[Double]]) -> [Double] {
    var total = b[0]
    for j in total.indices { total[j] += b[1][j] }
    return total
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
