internal import Glibc
internal import LinearAlgebra

/// The Newton system [[P, A'], [A, -H]] (x; z) = (a; c), factored with a small shift and solved to the
/// accuracy of the matrix without it by iterative refinement.
struct KKTSystem: NewtonSystem {
  /// How refinement went over a run.
  struct Statistics {
    var factorizations = 0
    var solves = 0
    var refinements = 0
  }

  /// The shift of the pivots, and the residual at which refinement stops.
  private let shift: Double
  private let goal: Double
  private static let maximumRefinements = 10

  let pattern: KKTPattern
  private let factor: QuasidefiniteFactor
  private var values: [Double]
  private var right: [Double]
  private var solution: [Double]
  private var correction: [Double]
  private var rest: [Double]
  private(set) var statistics = Statistics()

  /// A system.
  init(_ data: ConeData, shift: Double = 1e-8) {
    self.init(data.pattern ?? KKTPattern(data), shift: shift, goal: 1e-12)
  }

  /// A system of many small parts, all but singular: a small shift, an order of elimination that keeps digits, and
  /// refinement to the end. `curved` are the variables with a curvature that is set later.
  init(smallParts data: ConeData, curved: Set<Int>) {
    self.init(KKTPattern(data, curved: curved), shift: 1e-13, goal: 0)
  }

  private init(_ pattern: KKTPattern, shift: Double, goal: Double) {
    (self.pattern, self.shift, self.goal) = (pattern, shift, goal)
    factor = QuasidefiniteFactor(
      columnStarts: pattern.columnStarts, rowIndices: pattern.rowIndices, signs: pattern.signs)
    values = pattern.constants
    right = [Double](repeating: 0, count: pattern.order)
    solution = right
    correction = right
    rest = right
  }

  /// Entries of the factor and flops of a factorization.
  var factorSize: (entries: Int, flops: Double) { (factor.entryCount, factor.flops) }

  /// Replaces an entry of the diagonal of P.
  mutating func setCurvature(ofVariable j: Int, to value: Double) {
    values[pattern.diagonal[j]] = value
  }

  mutating func factor(_ problem: ConeData, _ scaling: ConeScaling) -> Bool { factor(scaling) }

  /// Puts H in place and factors; false where numbers are not finite.
  mutating func factor(_ scaling: ConeScaling) -> Bool {
    let n = pattern.variableCount
    for (index, block) in scaling.layout.blocks.enumerated() {
      let places = pattern.blockPlaces[index]
      switch block.kind {
      case .zero: break
      case .nonnegative:
        for i in block.range { values[pattern.diagonal[n + i]] = -scaling.w[i] * scaling.w[i] }
      case .exponential:
        let h = scaling.exponential[index].matrix
        for (k, value) in [h.a11, h.a22, h.a33].enumerated() {
          values[pattern.diagonal[n + block.first + k]] = -value
        }
        for (k, value) in [h.a12, h.a13, h.a23].enumerated() { values[places[k]] = -value }
      case .secondOrder:
        if let first = pattern.expansions[index] {
          expand(block, first, places, scaling.w, scaling.eta[index])
        } else {
          fill(block, places, scaling.w, scaling.eta[index])
        }
      }
    }
    statistics.factorizations += 1
    var largest = 0.0
    for place in pattern.diagonal { largest = max(largest, abs(values[place])) }
    return factor.factor(values, shift: shift + 4.93e-32 * largest)
  }

  /// -eta^2 (2 w w' - J)
  private mutating func fill(
    _ block: ConeLayout.Block, _ places: [Int], _ w: [Double], _ eta: Double
  ) {
    let (n, square) = (pattern.variableCount, eta * eta)
    var next = 0
    for i in block.range {
      for k in block.first..<i {
        values[places[next]] = -2 * square * w[i] * w[k]
        next += 1
      }
      let own =
        i == block.first
        // 2 w0^2 - 1 as a product.
        ? (1.4142135623730951 * w[i] - 1) * (1.4142135623730951 * w[i] + 1)
        : 2 * w[i] * w[i] + 1
      values[pattern.diagonal[n + i]] = -square * own
    }
  }

  /// D = diag(1/(2q), 1, .., 1), u = (u0; 2 w0/u0 w1), v = (0; sqrt(2(2 + 1/q)/(2q - 1/q)) w1) with q = |w|^2.
  private mutating func expand(
    _ block: ConeLayout.Block, _ column: Int, _ places: [Int], _ w: [Double], _ eta: Double
  ) {
    let (n, square) = (pattern.variableCount, eta * eta)
    var q = 0.0
    for i in block.range { q += w[i] * w[i] }
    let u0 = sqrt(q - 1 / (2 * q))
    let u1 = 2 * w[block.first] / u0
    let v1 = sqrt(2 * (2 + 1 / q) / (2 * q - 1 / q))
    for (k, i) in block.range.enumerated() {
      values[pattern.diagonal[n + i]] = -square * (k == 0 ? 1 / (2 * q) : 1)
      values[places[k]] = k == 0 ? 0 : -square * v1 * w[i]
      values[places[block.count + k]] = -square * (k == 0 ? u0 : u1 * w[i])
    }
    values[pattern.diagonal[column]] = -square
    values[pattern.diagonal[column + 1]] = square
  }

  /// Solves for (a; c) in place; false where the solution is not finite.
  mutating func solve(x: inout [Double], z: inout [Double]) -> Bool {
    let (n, m) = (pattern.variableCount, pattern.rowCount)
    for k in right.indices { right[k] = 0 }
    for j in 0..<n { right[Int(pattern.place[j])] = x[j] }
    for i in 0..<m { right[Int(pattern.place[n + i])] = z[i] }
    guard solvePermuted() else { return false }
    for j in 0..<n { x[j] = solution[Int(pattern.place[j])] }
    for i in 0..<m { z[i] = solution[Int(pattern.place[n + i])] }
    return true
  }

  private mutating func solvePermuted() -> Bool {
    statistics.solves += 1
    var size = 0.0
    for value in right { size = max(size, abs(value)) }
    solution = right
    factor.solve(&solution)
    var error = residual(of: solution)
    guard error.isFinite else { return false }
    let goal = self.goal * (1 + 0.1 * size)
    for _ in 0..<Self.maximumRefinements where error > goal {
      correction = rest
      factor.solve(&correction)
      for k in correction.indices { correction[k] += solution[k] }
      let next = residual(of: correction)
      guard next.isFinite else { break }
      statistics.refinements += 1
      let gain = error / next
      if gain > 1 {
        swap(&solution, &correction)
        error = next
      }
      if gain < 5 { break }
    }
    return true
  }

  /// The largest entry of right - K x, without the shift, which is left in `rest`.
  private mutating func residual(of x: [Double]) -> Double {
    for k in rest.indices { rest[k] = right[k] }
    for j in 0..<pattern.order {
      let own = x[j]
      var sum = 0.0
      let last = pattern.columnStarts[j + 1] - 1
      for p in pattern.columnStarts[j]..<last {
        let i = Int(pattern.rowIndices[p])
        sum += values[p] * x[i]
        rest[i] -= values[p] * own
      }
      rest[j] -= sum + values[last] * own
    }
    var largest = 0.0
    for value in rest {
      guard value.isFinite else { return .infinity }
      largest = max(largest, abs(value))
    }
    return largest
  }
}
