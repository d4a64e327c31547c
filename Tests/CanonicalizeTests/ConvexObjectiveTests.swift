import DSL
import LinearAlgebra
import Testing

@testable import Canonicalize

/// The program that a spec becomes costs, at any network, what the spec's own formula says.
@Suite struct ConvexObjectiveTests {
  private static let x = Matrix(rows: [[1, 2], [3, -1], [0, 1], [-2, -2]])
  private static let y = [1.0, -2, 0.5, 3]

  private func problem(_ objective: String, beta: String = "0.5") throws -> TrainingProblem {
    let text = """
      data X : R[n, d]
      data y : R[n]
      param beta : R = \(beta)
      gates g = sample(X, count: 4, seed: 1)
      network f(Z) = sum[j] relu(Z * u[j]) * a[j]
      weights u[j] : R[d], a[j] : R
      minimize \(objective)

      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    let checked = check(parsed.program)
    return try #require(checked.problem, "\(checked.diagnostics.map(\.message))")
  }

  private func convex(
    _ objective: String, values: [String: Double] = ["beta": 0.5, "n": 4, "d": 2]
  ) throws -> ConvexTrainingProgram? {
    let data = TrainingData(
      features: Self.x, targets: Self.y,
      patterns: .sampled(on: Self.x, count: 4, seed: 1))
    return convexify(try problem(objective), data: data, values: ScalarValues(values))
  }

  /// Objectives, each a sum over the samples of a formula in the prediction and the target.
  private static let cases: [(spec: String, formula: @Sendable (Double, Double) -> Double)] = [
    ("sum((f(X) - y)^2)", { r, t in (r - t) * (r - t) }),
    ("mean(square(f(X) - y))", { r, t in (r - t) * (r - t) / 4 }),
    ("||f(X) - y||_2^2 / n + 3 * sum(f(X) .* y)", { r, t in (r - t) * (r - t) / 4 + 3 * r * t }),
    ("2 * sum(f(X)^2 - f(X) + y^2 + 1)", { r, t in 2 * (r * r - r + t * t + 1) }),
  ]

  @Test(arguments: cases.indices)
  func costsWhatTheFormulaSays(_ index: Int) throws {
    let (spec, formula) = Self.cases[index]
    let found = try convex("\(spec) + beta/2 * sum[j] (||u[j]||_2^2 + a[j]^2)")
    let program = try #require(found, "\(spec)")
    var source = RandomSource(seed: 2)
    for _ in 0..<20 {
      let network = Network(
        hidden: Matrix(rows: 2, columns: 3, elements: (0..<6).map { _ in source.nextNormal() }),
        output: (0..<3).map { _ in source.nextNormal() })
      let weights = network.hidden.elements + network.output
      var expected = weights.reduce(0) { $0 + 0.25 * $1 * $1 }
      for (r, t) in zip(network.predictions(on: Self.x), Self.y) { expected += formula(r, t) }
      // Completing the square moves numbers of size 100 about.
      #expect(abs(network.objective(of: program) - expected) < 1e-12 * 100, "\(spec)")
    }
  }

  @Test func aValueThatMakesItNotConvexGivesNoProgram() throws {
    let objective = "beta * sum((f(X) - y)^2) + sum[j] (||u[j]||_2^2 + a[j]^2)"
    #expect(try convex(objective) != nil)
    #expect(try convex(objective, values: ["beta": -1, "n": 4, "d": 2]) == nil)
    #expect(try convex(objective, values: ["beta": 0, "n": 4, "d": 2]) == nil)
    #expect(try convex(objective, values: ["n": 4, "d": 2]) == nil)
    let decay = "sum((f(X) - y)^2) + beta * sum[j] (||u[j]||_2^2 + a[j]^2)"
    #expect(try convex(decay, values: ["beta": 0, "n": 4, "d": 2]) == nil)
  }
}
