import DSL
import LinearAlgebra
import TestSupport
import Testing

@testable import Canonicalize

/// Where the losses of two labels are equal, found from the formula alone.
@Suite struct LabelThresholdTests {
  private func thresholds(
    _ formula: String, _ labels: [Double], term: String = "sum(f(yhat(X), t))",
    weights: [Double]? = nil
  ) throws -> [Double] {
    let instance = try instance(formula, labels, term: term, weights: weights)
    #expect(!instance.prefersOppositeLabels(labels))
    return instance.labelThresholds(labels)
  }

  private func instance(
    _ formula: String, _ labels: [Double], term: String = "sum(f(yhat(X), t))",
    weights: [Double]? = nil
  ) throws -> TrainingInstance {
    let set = labels.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }.joined(separator: ", ")
    let text = """
      data X : R[n, d]
      data t : {\(set)}[n]
      \(weights == nil ? "" : "data w : R[n]\nassert w >= 0")
      gates g = sample(X, count: 1)
      loss f(z, t) = \(formula)
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize \(term) + sum[j] (||u[j]||_2^2 + alpha[j]^2)
      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
    let checked = check(parsed.program)
    guard case .training(let problem) = checked.model else {
      throw Unreadable(messages: checked.diagnostics.map(\.message))
    }
    let n = weights?.count ?? labels.count
    let x = Matrix(rows: n, columns: 1, repeating: 1)
    var vectors = ["t": (0..<n).map { labels[$0 % labels.count] }]
    vectors["w"] = weights
    return TrainingInstance(
      problem: problem, features: x, vectors: vectors, numbers: ["n": Double(n), "d": 1],
      patterns: ActivationPatterns.sampled(on: x, count: 1, seed: 1))
  }

  private struct Unreadable: Error {
    let messages: [String]
  }

  /// Losses with a sign turned around move predictions away from their labels.
  @Test(arguments: ["pos(1 + t*z)", "softplus(t*z)", "(z + t)^2", "abs(z + t)", "exp(t*z)"])
  func oppositeLabelsAreFound(_ formula: String) throws {
    #expect(try instance(formula, [-1, 1]).prefersOppositeLabels([-1, 1]))
  }

  /// Functions of the distance: the middle, whatever the labels are.
  @Test(arguments: [
    "(z - t)^2", "abs(z - t)", "huber(z - t, 0.1)", "pos(abs(z - t) - 0.1)", "(z - t)^4",
    "softplus(z - t) + softplus(t - z)", "pos(abs(z - t) - 3)",
  ])
  func distancesMeetInTheMiddle(_ formula: String) throws {
    #expect(try thresholds(formula, [-1, 1]) == [0])
    #expect(try thresholds(formula, [0, 1]) == [0.5])
    #expect(try thresholds(formula, [-1, 0, 1]) == [-0.5, 0.5])
    #expect(try thresholds(formula, [-5, 1, 9]) == [-2, 5])
  }

  /// Margins and logistic losses: the output 0, which is exact.
  @Test func marginsMeetAtZero() throws {
    for formula in [
      "pos(1 - t*z)", "square(pos(1 - t*z))", "softplus(-t*z)", "exp(-t*z)", "pos(-t*z - 1)",
    ] {
      #expect(try thresholds(formula, [-1, 1]) == [0], "\(formula)")
    }
    for formula in [
      "-2*z*t + softplus(2*z)", "softplus(z) - z*t", "t*softplus(-z) + (1 - t)*softplus(z)",
    ] {
      #expect(try thresholds(formula, [0, 1]) == [0], "\(formula)")
    }
  }

  /// 3 (1 - z)_+ and (1 + z)_+ cross at 1/2.
  @Test func unequalCostsMoveIt() throws {
    let found = try thresholds("(2 + t)*pos(1 - t*z)", [-1, 1])
    #expect(found.count == 1 && abs(found[0] - 0.5) <= 1e-9, "\(found)")
  }

  /// Weights of samples do not move it, and neither does a second term of the same kind.
  @Test func weightsDoNotMoveIt() throws {
    let found = try thresholds(
      "softplus(z) - z*t", [0, 1], term: "sum[k in 1..n] w[k] * f(yhat(X[k]), t[k])",
      weights: [0, 0.5, 3, 0.1])
    #expect(found == [0])
    #expect(
      try thresholds("(z - t)^2", [0, 1], term: "2*sum(f(yhat(X), t)) + mean(f(yhat(X), t))")
        == [0.5])
  }

  /// Losses that never cross: the middle.
  @Test func withoutACrossingTheMiddleCounts() throws {
    #expect(try thresholds("square(z) + t", [0, 1]) == [0.5])
    #expect(try thresholds("square(z)", [0, 1]) == [0.5])
  }
}
