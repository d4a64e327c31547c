internal import Canonicalize
internal import LinearAlgebra

/// The u-update of Algorithm 3.2: randomized block coordinate descent on
///
///     sum_k phi_k((F U)_k) + rho/2 (<U, M U> - 2 <B, U>),   M = I + k_s X'E^2X,
///
/// the v_i and w_i of one pattern a block. Where phi'' <= L, the sum p and the difference q of a block take the
/// steps dp = -(rho M)^{-1} (g_v + g_w) and dq = -(rho M + 2 L X'X)^{-1} (g_v - g_w): two factors serve all
/// blocks, and no step has to be tried.
struct BlockDescent {
  private let maps: PatternOperator
  private let losses: [SampleLoss]
  private let penalty: Double
  private let sweeps: Int
  private let block: Matrix
  private let sum: Cholesky
  private let difference: Cholesky
  /// Flops so far.
  private(set) var flops = 0.0

  init(
    _ maps: PatternOperator, losses: [SampleLoss], penalty: Double, constraintWeight: Double,
    curvature: Double, sweeps: Int
  ) throws(FactorizationError) {
    self.maps = maps
    self.losses = losses
    self.penalty = penalty
    self.sweeps = sweeps
    block = CouplingSystem.block(maps, constraintWeight: constraintWeight)
    var scaled = block
    let order = maps.d * maps.d
    scaled.update { m in for index in 0..<order { m[index] *= penalty } }
    sum = try Cholesky(scaled)
    let features = gram(maps.x).elements
    let slope = (maps.isGated ? 1 : 2) * curvature
    scaled.update { m in for index in 0..<order { m[index] += slope * features[index] } }
    difference = try Cholesky(scaled)
  }

  /// Sweeps over random blocks; `predictions` are F U before and after.
  mutating func solve(
    _ u: inout Matrix, right: Matrix, predictions: inout [Double], seed: UInt64
  ) {
    let p = maps.p
    var source = RandomSource(seed: seed)
    for _ in 0..<sweeps * p {
      let i = min(p - 1, Int(source.nextUniform() * Double(p)))
      step(i, &u, right, &predictions)
    }
  }

  private mutating func step(
    _ i: Int, _ u: inout Matrix, _ right: Matrix, _ predictions: inout [Double]
  ) {
    let (n, d, p) = (maps.n, maps.d, maps.p)
    let gates = maps.gates.column(i)
    let slopes = (0..<n).map { gates[$0] == 0 ? 0 : losses[$0].derivative(predictions[$0]) }
    var pull = [Double](repeating: 0, count: d)
    multiply(maps.x, .transposed, slopes, into: &pull)
    /// rho (M u - b) + sign F_i' phi'
    func gradient(_ g: Int, _ sign: Double) -> [Double] {
      var result = right.column(g)
      multiply(block, .none, u.column(g), scale: penalty, keep: -penalty, into: &result)
      add(pull, scale: sign, to: &result)
      return result
    }
    var move: [Double]
    if maps.isGated {
      move = gradient(i, 1).map { -$0 }
      difference.solve(&move)
      shift(&u, i, by: move, 1)
    } else {
      let (first, second) = (gradient(i, 1), gradient(p + i, -1))
      var together = zip(first, second).map { -($0 + $1) }
      move = zip(first, second).map { $1 - $0 }
      sum.solve(&together)
      difference.solve(&move)
      shift(&u, i, by: zip(together, move).map { ($0 + $1) / 2 }, 1)
      shift(&u, p + i, by: zip(together, move).map { ($0 - $1) / 2 }, 1)
    }
    var image = [Double](repeating: 0, count: n)
    multiply(maps.x, .none, move, into: &image)
    for k in 0..<n { predictions[k] += gates[k] * image[k] }
    flops += 4 * Double(n) * Double(d) + 8 * Double(d) * Double(d)
  }

  private func shift(_ u: inout Matrix, _ g: Int, by move: [Double], _ scale: Double) {
    var column = u.column(g)
    add(move, scale: scale, to: &column)
    u.setColumn(g, to: column)
  }
}
