import Canonicalize
import DSL
import LinearAlgebra
import TestSupport
import Testing

/// A random training problem without perturbations.
struct NominalInstance {
  /// Losses of every kind: squares, kinks, both, logarithms, exponentials, several parts in one.
  static let losses = [
    "0.5*(z - t)^2", "pos(1 - t*z)", "square(pos(1 - t*z))", "softplus(-t*z)",
    "huber(z - t, 0.5)", "max(0.3*(t - z), 0.7*(z - t))", "abs(z - t)", "pos(abs(z - t) - 0.1)",
    "exp(-t*z)", "square(pos(1 - t*z)) + 0.1*abs(z)", "(z - t)^4",
  ]

  let training: TrainingInstance

  init(
    loss: String, isGated: Bool = false, reduction: String = "sum", constraints: [String] = [],
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let n = Int.random(in: 4...24, using: &random)
    let d = Int.random(in: 1...5, using: &random)
    let p = Int.random(in: 1...8, using: &random)
    let beta = [0.3, 0.05, 0.002].randomElement(using: &random) ?? 0.1
    let features = Matrix(
      rows: (0..<n).map { _ in (0..<d).map { _ in Double.random(in: -1...1, using: &random) } })
    let labels = (0..<n).map { _ in Bool.random(using: &random) ? 1.0 : -1 }
    let network =
      isGated
      ? """
      network yhat(Z) = sum[i in g] gate(Z, g[i]) * Z * u[i]
      weights u[i] : R[d]
      minimize \(reduction)(f(yhat(X), t)) + \(beta) * sum[i in g] ||u[i]||_2 + 0.01 * sum[i in g] ||u[i]||_2^2
      """
      : """
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize \(reduction)(f(yhat(X), t)) + \(beta)/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
      """
    let text = """
      data X : R[n, d]
      data t : {-1, 1}[n]
      gates g = sample(X, count: \(p))
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
      patterns: ActivationPatterns.sampled(on: features, count: p, seed: seed))
  }

  struct Refused: Error { let messages: [String] }
}
