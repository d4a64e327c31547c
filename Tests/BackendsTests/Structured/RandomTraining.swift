import Canonicalize
import DSL
import LinearAlgebra
import TestSupport
import Testing

/// A random training problem.
struct RandomTraining {
  /// Losses of every kind: squares, kinks, both, logarithms, exponentials, several parts in one.
  static let losses = [
    "0.5*(z - t)^2", "pos(1 - t*z)", "square(pos(1 - t*z))", "softplus(-t*z)",
    "huber(z - t, 0.5)", "max(0.3*(t - z), 0.7*(z - t))", "abs(z - t)", "pos(abs(z - t) - 0.1)",
    "exp(-t*z)", "square(pos(1 - t*z)) + 0.1*abs(z)", "(z - t)^4",
  ]

  /// Sets of perturbations of every shape whose support function is a weighted norm.
  enum Ball: CaseIterable {
    case largest
    case euclidean
    case sum
    case box
    case scaledEuclidean
    case scaledSum

    func conditions(_ d: Int, hasBias: Bool) -> [NumericSet.Condition] {
      let free = hasBias ? d - 1 : d
      let rows = (0..<d).map { c in
        (0..<d).map { $0 == c && c < free ? 1 + 0.5 * Double(c) : 0 }
      }
      let zero = [Double](repeating: 0, count: d)
      switch self {
      case .largest: return [.ball(.infinity, 0.05)]
      case .euclidean: return [.ball(.two, 0.1)]
      case .sum: return [.ball(.one, 0.2)]
      case .box: return [.box((0..<d).map { $0 == 0 && d > 2 ? 0 : 0.04 })]
      case .scaledEuclidean: return [.norm(.two, rows: rows, offset: zero, 0.1)]
      case .scaledSum: return [.norm(.one, rows: rows, offset: zero, 0.1)]
      }
    }
  }

  let training: TrainingInstance

  init(
    loss: String, isGated: Bool = false, reduction: String = "sum", constraints: [String] = [],
    beta: Double? = nil, ball: Ball? = nil, size: (n: Int, d: Int, p: Int)? = nil, seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let n = size?.n ?? Int.random(in: 4...24, using: &random)
    let d = size?.d ?? Int.random(in: 1...5, using: &random)
    let p = size?.p ?? Int.random(in: 1...8, using: &random)
    let drawn = [0.3, 0.05, 0.002].randomElement(using: &random) ?? 0.1
    let beta = beta ?? drawn
    // A last column of ones that does not move.
    let hasBias = ball != nil && d > 1 && seed % 2 == 1
    let features = Matrix(
      rows: (0..<n).map { _ in
        (0..<d).map { hasBias && $0 == d - 1 ? 1 : Double.random(in: -1...1, using: &random) }
      })
    let labels = (0..<n).map { _ in Bool.random(using: &random) ? 1.0 : -1 }
    let fit =
      ball == nil
      ? "\(reduction)(f(yhat(X), t))" : "max[Delta in B^n] \(reduction)(f(yhat(X + Delta), t))"
    let network =
      isGated
      ? """
      network yhat(Z) = sum[i in g] gate(Z, g[i]) * Z * u[i]
      weights u[i] : R[d]
      minimize \(fit) + \(beta) * sum[i in g] ||u[i]||_2 + 0.01 * sum[i in g] ||u[i]||_2^2
      """
      : """
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize \(fit) + \(beta)/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
      """
    let text = """
      data X : R[n, d]
      data t : {-1, 1}[n]
      gates g = sample(X, count: \(p))
      \(ball == nil ? "" : "set B = { delta : R[d] | ||delta||_2 <= 1 }")
      loss f(z, t) = \(loss)
      \(network)
      \(constraints.map { "subject to \($0)" }.joined(separator: "\n"))
      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
    let checked = check(parsed.program)
    guard case .training(let problem) = checked.model else {
      throw Refused(messages: checked.diagnostics.map(\.message))
    }
    training = TrainingInstance(
      problem: problem, features: features, vectors: ["t": labels],
      numbers: ["n": Double(n), "d": Double(d)],
      patterns: ActivationPatterns.sampled(on: features, count: p, seed: seed),
      sets: ball.map { ball in
        [
          "B": NumericSet(
            name: "B", isFree: (0..<d).map { !hasBias || $0 < d - 1 },
            conditions: ball.conditions(d, hasBias: hasBias))
        ]
      } ?? [:])
  }

  struct Refused: Error { let messages: [String] }
}
