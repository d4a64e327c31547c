import Canonicalize
import LinearAlgebra
import TestSupport

@testable import Backends

/// Random conic programs made around what their answer is to be.
struct PlantedConicProgram {
  let program: ConicProgram
  /// The optimal value.
  let optimum: Double

  /// Some cones, of every kind.
  static func cones(_ generator: inout SeededGenerator) -> [Cone] {
    var cones: [Cone] = [.zero(Int.random(in: 0...2, using: &generator))]
    cones.append(.nonnegative(Int.random(in: 1...8, using: &generator)))
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      cones.append(.secondOrder(Int.random(in: 1...8, using: &generator)))
    }
    for _ in 0..<Int.random(in: 0...2, using: &generator) { cones.append(.exponential) }
    return cones
  }

  /// A pair on the boundaries of K and K* with s'z = 0, strictly complementary on most rows.
  private static func pair(
    _ cones: [Cone], _ generator: inout SeededGenerator
  ) -> (s: [Double], z: [Double]) {
    func normal() -> Double { Double.random(in: -1...1, using: &generator) }
    func positive() -> Double { Double.random(in: 0.1...1, using: &generator) }
    var (s, z): ([Double], [Double]) = ([], [])
    for cone in cones {
      switch cone {
      case .zero(let count):
        s += [Double](repeating: 0, count: count)
        z += (0..<count).map { _ in normal() }
      case .nonnegative(let count):
        for _ in 0..<count {
          let isActive = Bool.random(using: &generator)
          s.append(isActive ? 0 : positive())
          z.append(isActive ? positive() : 0)
        }
      case .secondOrder(let count):
        let tail = (1..<count).map { _ in normal() }
        let norm = tail.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let scale = positive()
        s += [norm] + tail
        z += [scale * norm] + tail.map { -scale * $0 }
      case .exponential:
        // The tangent plane of y e^(x / y) at (a, 1, e^a).
        let (a, c, scale) = (normal(), positive(), positive())
        let value = ExponentialTestMath.exponential(a)
        s += [c * a, c, c * value]
        z += [-scale * value, scale * (a - 1) * value, scale]
      }
    }
    return (s, z)
  }

  /// A dense random matrix, some entries missing.
  static func matrix(_ m: Int, _ n: Int, _ generator: inout SeededGenerator) -> [[Double]] {
    (0..<m).map { _ in
      (0..<n).map { _ in
        Double.random(in: 0...1, using: &generator) < 0.3
          ? 0 : Double.random(in: -1...1, using: &generator)
      }
    }
  }

  static func sparse(_ rows: [[Double]], columns n: Int) -> SparseMatrix {
    var (starts, columns, values): ([Int], [Int32], [Double]) = ([0], [], [])
    for row in rows {
      for (j, value) in row.enumerated() where value != 0 {
        columns.append(Int32(j))
        values.append(value)
      }
      starts.append(columns.count)
    }
    return SparseMatrix(columnCount: n, rowStarts: starts, columns: columns, values: values)
  }

  /// G'G with at most as many rows as columns.
  private static func products(_ n: Int, seed: UInt64) -> SymmetricMatrix {
    var generator = SeededGenerator(seed: ~seed)
    let g = matrix(Int.random(in: 1...n, using: &generator), n, &generator)
    return SymmetricMatrix(
      lower: sparse(
        (0..<n).map { i in
          (0..<n).map { j in i < j ? 0 : g.reduce(0) { $0 + $1[i] * $1[j] } }
        }, columns: n))
  }

  /// b = Ax + s and q = -Px - A'z for a random x: x and z are optimal.
  init(seed: UInt64, hasProducts: Bool = false) {
    var generator = SeededGenerator(seed: seed)
    let cones = Self.cones(&generator)
    let (s, z) = Self.pair(cones, &generator)
    let n = Int.random(in: 1...9, using: &generator)
    let a = Self.matrix(s.count, n, &generator)
    let x = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) }
    let hasSquares = Bool.random(using: &generator)
    let diagonal = (0..<n).map { _ in
      hasSquares && Bool.random(using: &generator) ? Double.random(in: 0...2, using: &generator) : 0
    }
    let p = hasProducts ? Self.products(n, seed: seed) : SymmetricMatrix(diagonal: diagonal)
    let curvature = p.times(x)
    let b = zip(a, s).map { row, slack in zip(row, x).reduce(slack) { $0 + $1.0 * $1.1 } }
    var q = [Double](repeating: 0, count: n)
    for j in 0..<n {
      q[j] = -curvature[j] - a.indices.reduce(0) { $0 + a[$1][j] * z[$1] }
    }
    program = ConicProgram(
      cones: cones, quadratic: p, linear: q, matrix: Self.sparse(a, columns: n), rightHandSide: b)
    optimum = program.objective(at: x)
  }

  /// A program with a Farkas certificate inside K*: no point is feasible.
  static func infeasible(seed: UInt64) -> ConicProgram {
    var generator = SeededGenerator(seed: seed)
    let cones = Self.cones(&generator)
    let (first, second) = (pair(cones, &generator), pair(cones, &generator))
    let z = zip(first.z, second.z).map { $0 + $1 }
    let n = Int.random(in: 1...6, using: &generator)
    var a = matrix(z.count, n, &generator)
    let norm = z.reduce(0) { $0 + $1 * $1 }
    for j in 0..<n {
      // A'z = 0
      let sum = a.indices.reduce(0) { $0 + a[$1][j] * z[$1] }
      for i in a.indices { a[i][j] -= sum * z[i] / norm }
    }
    // b'z = -1
    let b = z.map { -$0 / norm }
    return ConicProgram(
      cones: cones, quadratic: [Double](repeating: 0, count: n),
      linear: (0..<n).map { _ in Double.random(in: -1...1, using: &generator) },
      matrix: sparse(a, columns: n), rightHandSide: b)
  }

  /// A feasible program with a ray along which the objective falls.
  static func unbounded(seed: UInt64) -> ConicProgram {
    var generator = SeededGenerator(seed: seed)
    let cones = Self.cones(&generator)
    let (first, second) = (pair(cones, &generator), pair(cones, &generator))
    let inside = zip(first.s, second.s).map { $0 + $1 }
    let n = Int.random(in: 2...6, using: &generator)
    var a = matrix(inside.count, n, &generator)
    let d = (0..<n).map { _ in Double.random(in: -1...1, using: &generator) + 0.01 }
    let norm = d.reduce(0) { $0 + $1 * $1 }
    for i in a.indices {
      // A d = -s for an s in K
      let product = zip(a[i], d).reduce(0) { $0 + $1.0 * $1.1 }
      for j in 0..<n { a[i][j] -= (product + inside[i]) * d[j] / norm }
    }
    return ConicProgram(
      cones: cones, quadratic: [Double](repeating: 0, count: n), linear: d.map { -$0 },
      matrix: sparse(a, columns: n), rightHandSide: inside)
  }
}
