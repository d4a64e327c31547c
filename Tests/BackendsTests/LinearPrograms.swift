import Canonicalize
import LinearAlgebra
import TestSupport

@testable import Backends

/// Random linear programs whose answer is known beforehand.
struct LinearPrograms {
  /// Rows of A, b, which rows are equalities, and c.
  struct Dense {
    var rows: [[Double]]
    var bounds: [Double]
    var isEquality: [Bool]
    var costs: [Double]

    /// The same as a program: the equalities come first, as they are in it.
    var program: ConicProgram {
      let order = isEquality.indices.sorted { isEquality[$0] && !isEquality[$1] }
      var (starts, columns, values) = ([0], [Int32](), [Double]())
      for i in order {
        for (j, value) in rows[i].enumerated() where value != 0 {
          columns.append(Int32(j))
          values.append(value)
        }
        starts.append(columns.count)
      }
      let equalities = isEquality.count { $0 }
      return ConicProgram(
        cones: [.zero(equalities), .nonnegative(rows.count - equalities)],
        quadratic: costs.map { _ in 0 }, linear: costs,
        matrix: SparseMatrix(
          columnCount: costs.count, rowStarts: starts, columns: columns, values: values),
        rightHandSide: order.map { bounds[$0] })
    }
  }

  var source: RandomSource

  init(seed: UInt64) { source = RandomSource(seed: seed) }

  /// Multipliers and slacks that fit an optimum are planted; some rows have neither (degenerate), some
  /// have one entry. Returns the program and its optimum.
  mutating func optimal(rows m: Int, columns n: Int) -> (program: ConicProgram, optimum: Double) {
    var dense = matrix(rows: m, columns: n)
    let x = numbers(n)
    var multipliers: [Double] = []
    for i in 0..<m {
      let product = dot(dense.rows[i], x)
      let kind = source.nextUniform()
      let slack = dense.isEquality[i] || kind < 0.5 ? 0 : source.nextUniform()
      multipliers.append(
        dense.isEquality[i] ? source.nextNormal() : kind < 0.4 ? source.nextUniform() : 0)
      dense.bounds[i] = product + slack
    }
    dense.costs = combination(dense.rows, multipliers, n).map { -$0 }
    return (dense.program, dot(dense.costs, x))
  }

  /// A row is minus a combination of the others with a bound that contradicts theirs.
  mutating func infeasible(rows m: Int, columns n: Int) -> ConicProgram {
    var dense = matrix(rows: m, columns: n)
    dense.bounds = numbers(m)
    let multipliers = dense.isEquality.map { _ in source.nextUniform() }
    dense.rows.append(combination(dense.rows, multipliers, n).map { -$0 })
    dense.bounds.append(-dot(dense.bounds, multipliers) - 0.1 - source.nextUniform())
    dense.isEquality.append(false)
    dense.costs = numbers(n)
    return dense.program
  }

  /// Every row is turned until a direction leaves it; the costs fall along the direction.
  mutating func unbounded(rows m: Int, columns n: Int) -> ConicProgram {
    var dense = matrix(rows: m, columns: n)
    let (x, d) = (numbers(n), numbers(n).map { $0 + 0.1 })
    let square = dot(d, d)
    for i in 0..<m {
      let decrease = dense.isEquality[i] || source.nextUniform() < 0.3 ? 0 : source.nextUniform()
      let factor = (dot(dense.rows[i], d) + decrease) / square
      for j in 0..<n { dense.rows[i][j] -= factor * d[j] }
      let slack = dense.isEquality[i] ? 0 : source.nextUniform()
      dense.bounds[i] = dot(dense.rows[i], x) + slack
    }
    dense.costs = numbers(n)
    let factor = (dot(dense.costs, d) + 0.1 + source.nextUniform()) / square
    for j in 0..<n { dense.costs[j] -= factor * d[j] }
    return dense.program
  }

  private mutating func matrix(rows m: Int, columns n: Int) -> Dense {
    let isWhole = source.nextUniform() < 0.3
    let density = 0.2 + 0.8 * source.nextUniform()
    var dense = Dense(
      rows: [], bounds: [Double](repeating: 0, count: m), isEquality: [], costs: [])
    for _ in 0..<m {
      var row = [Double](repeating: 0, count: n)
      let isBound = source.nextUniform() < 0.3
      for j in 0..<n where !isBound && source.nextUniform() < density { row[j] = entry(isWhole) }
      if isBound {
        row[Int(source.nextUniform() * Double(n))] = source.nextUniform() < 0.5 ? 1 : -2
      }
      dense.rows.append(row)
      dense.isEquality.append(source.nextUniform() < 0.2)
    }
    return dense
  }

  private mutating func entry(_ isWhole: Bool) -> Double {
    isWhole ? (source.nextNormal() * 2).rounded() : source.nextNormal()
  }

  private mutating func numbers(_ count: Int) -> [Double] {
    (0..<count).map { _ in source.nextNormal() }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func combination(_ rows: [[Double]], _ weights: [Double], _ n: Int) -> [Double] {
    (0..<n).map { j in zip(rows, weights).reduce(0) { $0 + $1.0[j] * $1.1 } }
  }
}
