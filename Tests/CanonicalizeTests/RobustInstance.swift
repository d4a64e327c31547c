import DSL
import LinearAlgebra
import TestSupport
import Testing

@testable import Canonicalize

/// A random robust training problem in the plane with random weights, and its worst cases by corners.
struct RobustInstance {
  let training: TrainingInstance
  let plane: PlaneSet
  private let rows: [[Double]]
  private let labels: [Double]
  private let reduction: String
  /// v_1, .., v_P, w_1, .., w_P.
  private let weights: [[Double]]
  private let patterns: [[Bool]]

  private static let coefficient = 0.7
  private static let beta = 0.01

  init(
    loss: String, set: [NumericSet.Condition], reduction: String, constraint: String?,
    hasBias: Bool, seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    func numbers(_ count: Int, _ size: Double = 1) -> [Double] {
      (0..<count).map { _ in Double.random(in: -size...size, using: &random) }
    }
    let (n, d) = (4, hasBias ? 3 : 2)
    let rows = (0..<n).map { _ in numbers(2) + (hasBias ? [1] : []) }
    let labels = (0..<n).map { $0 % 2 == 0 ? 1.0 : -1 }
    let gates = Matrix(rows: (0..<3).map { _ in numbers(d) })
    let text = """
      data X : R[n, d]
      data t : {-1, 1}[n]
      gates g = sample(X, count: 3)
      set B = { delta : R[d] | ||delta||_2 <= 1 }
      loss f(z, t) = \(loss)
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize max[Delta in B^n] \(Self.coefficient) * \(reduction)(f(yhat(X + Delta), t))
        + \(Self.beta)/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
      \(constraint.map { "subject to \($0) forall Delta in B^n" } ?? "")
      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
    let checked = check(parsed.program)
    guard case .training(let problem) = checked.model else {
      throw Refused(messages: checked.diagnostics.map(\.message))
    }
    let features = Matrix(rows: rows)
    let active = ActivationPatterns.ofVectors(gates, on: features)
    training = TrainingInstance(
      problem: problem, features: features, vectors: ["t": labels],
      numbers: ["n": Double(n), "d": Double(d)], patterns: active,
      sets: [
        "B": NumericSet(
          name: "B", isFree: (0..<d).map { $0 < 2 },
          conditions: hasBias ? set.map(\.withStillBias) : set)
      ])
    plane = PlaneSet(set)
    (self.rows, self.labels, self.reduction) = (rows, labels, reduction)
    weights = (0..<2 * active.count).map { _ in numbers(d, 0.8) }
    patterns = (0..<active.count).map { i in (0..<n).map { active.bits[$0, i] } }
  }

  private struct Refused: Error { let messages: [String] }

  private var gateCount: Int { patterns.count }

  /// theta_k = sum_i d_ik (v_i - w_i)
  private func theta(_ k: Int) -> [Double] {
    rows[0].indices.map { c in
      (0..<gateCount).reduce(0) { sum, i in
        patterns[i][k] ? sum + weights[i][c] - weights[gateCount + i][c] : sum
      }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The worst value of a function of prediction and label for sample k.
  func worst(_ function: (Double, Double) -> Double, _ k: Int) -> Double {
    let theta = theta(k)
    let z = Self.dot(rows[k], theta)
    return plane.points(theta).map { function(z + PlaneSet.dot($0, theta), labels[k]) }.max()
      ?? function(z, labels[k])
  }

  /// The objective at the weights, each row moved to where it is worst.
  func worstObjective(_ loss: (Double, Double) -> Double) -> Double {
    let losses = rows.indices.map { worst(loss, $0) }
    let sum = losses.reduce(0, +)
    let fit =
      reduction == "sum" ? sum : reduction == "mean" ? sum / Double(rows.count) : losses.max() ?? 0
    return Self.coefficient * fit
      + Self.beta * weights.reduce(0) { $0 + Atom.norm2.value([$1]) }
  }

  /// The slack of the user's constraint for each sample: of the tighter row where it has two.
  func conditionSlacks(_ point: ProgramPoint) -> [Double] {
    let blocks = ["con", "con2", "con3"].map { point.slacks($0, rule: "constraint") }
      .filter { !$0.isEmpty }
    guard let first = blocks.first else { return [] }
    return first.indices.map { k in blocks.map { $0[k] }.min() ?? .nan }
  }

  /// The slack of each pattern constraint, (2 d - 1) x'v and (2 d - 1) v.
  func patternSlacks(
    _ point: ProgramPoint
  ) -> [(found: Double, nominal: Double, theta: [Double])] {
    ["v", "w"].enumerated().flatMap { index, name in
      point.slacks("gate_\(name)").enumerated().map { place, slack in
        let (i, k) = (place / rows.count, place % rows.count)
        let sign = patterns[i][k] ? 1.0 : -1
        let turned = weights[index * gateCount + i].map { sign * $0 }
        return (slack, Self.dot(rows[k], turned), turned)
      }
    }
  }

  /// The conic program at the weights: auxiliary variables at their least values, multipliers of the set
  /// at those that belong to its worst point.
  func point(of program: ConicProgram) -> ProgramPoint {
    var waiting = ["p": blocks(codes), "q_v": blocks(Array(weights[..<gateCount]))]
    waiting["q_w"] = blocks(Array(weights[gateCount...]))
    return ProgramPoint(program, values: weights.flatMap { $0 }) { block in
      guard block.rule == "robust.support", let dot = block.name.firstIndex(of: ".") else {
        return nil
      }
      return waiting[String(block.name[..<dot])]?.removeFirst()
    }
  }

  /// One theta for each different row of D with an active gate, in the order of the samples.
  private var codes: [[Double]] {
    var seen: Set<[Bool]> = []
    return rows.indices.compactMap { k in
      let code = patterns.map { $0[k] }
      return seen.insert(code).inserted && code.contains(true) ? theta(k) : nil
    }
  }

  /// The values of the blocks that a support function of these vectors needs: shares of the conditions
  /// and multipliers, for -theta too where the set is not symmetric.
  private func blocks(_ thetas: [[Double]]) -> [[Double]] {
    let isSymmetric = training.activeSets.allSatisfy(\.isSymmetric)
    return (isSymmetric ? [1.0] : [1, -1]).flatMap { sign in
      let shares = thetas.map { plane.shares($0.prefix(2).map { sign * $0 }) }
      return plane.conditions.indices.flatMap { k in
        let last = k == plane.conditions.count - 1
        var result = last ? [] : [shares.flatMap { $0[k].share }]
        switch plane.conditions[k] {
        case .ball, .box: break
        case .norm(_, let rows, _, _):
          // A'y = share
          result.append(
            shares.flatMap { shares in
              PlaneSet.solution(
                [rows[0][0], rows[1][0]], [rows[0][1], rows[1][1]], shares[k].share) ?? []
            })
        case .halfspaces, .equalities: result.append(shares.flatMap { $0[k].rows })
        }
        return result
      }
    }
  }
}

extension NumericSet.Condition {
  /// The condition with a third coordinate that it does not see.
  fileprivate var withStillBias: NumericSet.Condition {
    func wide(_ rows: [[Double]]) -> [[Double]] { rows.map { $0 + [0] } }
    switch self {
    case .ball: return self
    case .box(let radii): return .box(radii + [0.9])
    case .norm(let kind, let rows, let offset, let radius):
      return .norm(kind, rows: wide(rows), offset: offset, radius)
    case .halfspaces(let rows, let bounds): return .halfspaces(rows: wide(rows), bounds: bounds)
    case .equalities(let rows, let bounds): return .equalities(rows: wide(rows), bounds: bounds)
    }
  }
}
