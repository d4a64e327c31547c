import Foundation
import Testing

@testable import DSL

/// What a rewrite puts in place of a formula has the same values.
@Suite struct RewriteTests {
  /// A sum of exponentials, each exponent by its coefficients of z, t, z t and 1.
  struct Case: Sendable {
    let sum: String
    let exponents: [[Double]]
  }

  private static let cases = [
    Case(sum: "exp(z - t) + exp(t - z)", exponents: [[1, -1, 0, 0], [-1, 1, 0, 0]]),
    Case(
      sum: "exp(2*z) + exp(-z) + exp(z - t)",
      exponents: [[2, 0, 0, 0], [-1, 0, 0, 0], [1, -1, 0, 0]]),
    Case(
      sum: "1 + exp(z) + exp(-z)", exponents: [[0, 0, 0, 0], [1, 0, 0, 0], [-1, 0, 0, 0]]),
    Case(sum: "exp(-(z - t)) + exp(z - t)", exponents: [[-1, 1, 0, 0], [1, -1, 0, 0]]),
    Case(sum: "exp(z)", exponents: [[1, 0, 0, 0]]),
    Case(sum: "exp(t*z + 1) + 1", exponents: [[0, 0, 1, 1], [0, 0, 0, 0]]),
  ]

  @Test(arguments: cases)
  func logarithmsOfExponentialsKeepTheirValues(_ one: Case) throws {
    let parsed = parse(
      SourceFile(name: "t.cnn", text: Array("let a = log(\(one.sum))\n".utf8)), index: 0)
    guard case .letBinding(let binding) = parsed.program.statements.first else {
      Issue.record("no binding")
      return
    }
    let rewrite = try #require(Rewrite.all(in: binding.value).first)
    let spec = """
      data X : R[n, d]
      data y : R[n]
      param beta : R >= 0 = 0.1
      gates g = sample(X, count: 8)
      loss f(z, t) = \(rewrite.replacement) + square(z)
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(f(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """
    let checked = check(parse(SourceFile(name: "t.cnn", text: Array(spec.utf8)), index: 0).program)
    guard case .training(let problem) = checked.model else {
      Issue.record("\(rewrite.replacement): \(checked.diagnostics.map(\.message))")
      return
    }
    var evaluation = Evaluation()
    for (z, t) in [(0.0, 1.0), (1.5, -1.0), (-2.0, 1.0), (3.0, 0.5)] {
      evaluation.prediction = ArrayValue(z)
      evaluation.arrays["y"] = ArrayValue(t)
      let value = try #require(evaluation.value(of: problem.fit[0].loss.body)?.number)
      var total = 0.0
      for c in one.exponents { total += exp(c[0] * z + c[1] * t + c[2] * z * t + c[3]) }
      let expected = log(total) + z * z
      #expect(abs(value - expected) < 1e-12, "\(rewrite.replacement) at \(z), \(t)")
    }
  }
}
