import Canonicalize
import LinearAlgebra
import TestSupport

/// Random programs for the tests of solvers, and slow references that build what the product never
/// builds.
enum RandomPrograms {
  /// A program with n samples of d features, one of them a bias, and at most p patterns.
  static func program(
    n: Int, d: Int, p: Int, beta: Double, weight: Double = 1, seed: UInt64
  ) -> ConvexTrainingProgram {
    var source = RandomSource(seed: seed)
    var features = Matrix(rows: n, columns: d)
    for k in 0..<n {
      for j in 0..<d { features[k, j] = j == d - 1 ? 1 : source.nextNormal() }
    }
    let targets = (0..<n).map { _ in source.nextNormal() }
    return ConvexTrainingProgram(
      features: features, targets: targets, lossWeight: weight, groupWeight: beta,
      patterns: .sampled(on: features, count: p, seed: seed &+ 1))
  }

  /// F = [D_1 X ... D_P X, -D_1 X ... -D_P X], n x 2dP, built.
  static func denseForward(_ program: ConvexTrainingProgram) -> Matrix {
    let (n, d, p) = (program.sampleCount, program.featureCount, program.patternCount)
    var f = Matrix(rows: n, columns: 2 * d * p)
    for g in 0..<2 * p {
      for k in 0..<n where program.patterns.bits[k, g % p] {
        for j in 0..<d { f[k, g * d + j] = (g < p ? 1 : -1) * program.features[k, j] }
      }
    }
    return f
  }

  /// G = blkdiag((2 D_i - I) X), 2nP x 2dP, built.
  static func denseConstraints(_ program: ConvexTrainingProgram) -> Matrix {
    let (n, d, p) = (program.sampleCount, program.featureCount, program.patternCount)
    var g = Matrix(rows: 2 * n * p, columns: 2 * d * p)
    for i in 0..<2 * p {
      for k in 0..<n {
        let sign = program.patterns.bits[k, i % p] ? 1.0 : -1.0
        for j in 0..<d { g[i * n + k, i * d + j] = sign * program.features[k, j] }
      }
    }
    return g
  }

  /// The optimum of (2.5) by Algorithm 3.1 with the dense matrix of (3.6), run until its iterates
  /// stand still; an upper estimate good to about 1e-9 on small programs.
  static func denseOptimum(_ program: ConvexTrainingProgram, iterations: Int) throws -> Double {
    guard let weight = program.squareLossWeight else { return .nan }
    let (f, g) = (denseForward(program), denseConstraints(program))
    let (order, rows, d) = (f.columnCount, g.rowCount, program.featureCount)
    let rho = 0.1 * weight
    var system = gram(f, scale: weight / rho)
    let constraints = gram(g)
    for j in 0..<order {
      for i in 0..<order { system[i, j] += constraints[i, j] + (i == j ? 1 : 0) }
    }
    let factor = try Cholesky(system)
    var fty = [Double](repeating: 0, count: order)
    multiply(f, .transposed, program.targets, scale: weight / rho, into: &fty)
    var (v, lambda) = ([Double](repeating: 0, count: order), [Double](repeating: 0, count: order))
    var (s, nu) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
    for _ in 0..<iterations {
      var u = zip(v, lambda).map { $0 - $1 }
      multiply(g, .transposed, zip(s, nu).map { $0 - $1 }, keep: 1, into: &u)
      add(fty, to: &u)
      factor.solve(&u)
      var gu = [Double](repeating: 0, count: rows)
      multiply(g, .none, u, into: &gu)
      for block in 0..<order / d {
        let range = block * d..<(block + 1) * d
        let moved = range.map { u[$0] + lambda[$0] }
        let norm = norm2(moved)
        let shrink = norm > 0 ? max(0, 1 - program.groupWeight / rho / norm) : 0
        for (index, value) in zip(range, moved) {
          v[index] = shrink * value
          lambda[index] = value - v[index]
        }
      }
      for index in 0..<rows {
        let moved = gu[index] + nu[index]
        s[index] = max(moved, 0)
        nu[index] = moved - s[index]
      }
    }
    let panel = Matrix(rows: d, columns: order / d, elements: v)
    return program.evaluate(panel).objective
  }
}
