import DSL
import LinearAlgebra
import Testing

@testable import Canonicalize

/// Objectives that mean the same problem become the same program.
@Suite struct ConvexificationTests {
  private func program(_ objective: String, loss: String = "1/2 * (z - t)^2") throws
    -> ConvexTrainingProgram
  {
    let text = """
      data X : R[n, d] = [[1, 2], [3, -1], [0, 1]]
      data y : R[n] = [1, -2, 0.5]
      param beta : R >= 0 = 0.5
      gates g = vectors([[1, 0], [0, 1]])
      loss sq(z, t) = \(loss)
      network f(Z) = sum[j] relu(Z * u[j]) * a[j]
      weights u[j] : R[d], a[j] : R
      minimize \(objective)
      """
    let parsed = parse(SourceFile(name: "t.cnn", text: Array(text.utf8)), index: 0)
    #expect(parsed.diagnostics.isEmpty)
    let checked = check(parsed.program)
    let problem = try #require(checked.problem, "\(checked.diagnostics.map(\.message))")
    let x = Matrix(rows: [[1, 2], [3, -1], [0, 1]])
    let data = TrainingData(
      features: x, targets: [1, -2, 0.5],
      patterns: .ofVectors(Matrix(rows: [[1, 0], [0, 1]]), on: x))
    return try #require(
      convexify(problem, data: data, values: ScalarValues(["beta": 0.5, "n": 3, "d": 2])))
  }

  static let decay = "beta/2 * sum[j] (||u[j]||_2^2 + a[j]^2)"

  @Test(arguments: [
    "sum(sq(f(X), y)) + \(decay)",
    "1/2 * sumsq(f(X) - y) + \(decay)",
    "\(decay) + 0.5 * ||f(X) - y||_2^2",
    "sumsq(y - f(X)) / 2 + beta * sum[j] ||u[j]||_2 * abs(a[j])",
    "n * mean(sq(f(X), y)) + beta/2 * sum[j] ||u[j]||_2^2 + sum[j] a[j]^2 * beta / 2",
    "sum(1/2 * square(f(X) - y)) - -beta/2 * sum[j] (sumsq(u[j]) + square(a[j]))",
  ])
  func sameProblemSameProgram(_ objective: String) throws {
    let program = try program(objective)
    #expect(program.squareLossWeight == 1)
    #expect(program.groupWeight == 0.5)
    #expect(program.targets == [1, -2, 0.5])
    #expect(abs(program.constant) < 1e-15)
  }

  @Test func meansAndWeightsCount() throws {
    let program = try program("3 * mean(sq(f(X), y)) * 2 + \(Self.decay)")
    #expect(program.squareLossWeight == 2)
  }

  @Test func theSquareIsCompleted() throws {
    // z^2 - 4 z t + z + t^2: minimum at z = 2 t - 1/2, value -3 t^2 + 2 t - 1/4.
    let program = try program("sum(sq(f(X), y)) + \(Self.decay)", loss: "z^2 - 4*z*t + z + t^2")
    #expect(program.squareLossWeight == 2)
    #expect(program.targets == [1.5, -4.5, 0.5])
    let constants = [1.0, -2, 0.5].map { -3 * $0 * $0 + 2 * $0 - 0.25 }
    #expect(abs(program.constant - constants.reduce(0, +)) < 1e-14)
  }
}
