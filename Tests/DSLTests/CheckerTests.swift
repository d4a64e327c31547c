import TestSupport
import Testing

@testable import DSL

/// What checking accepts, and what it makes of it.
@Suite struct CheckerTests {
  private static let head = """
    include "toy.cnn"
    network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
    weights u[j] : R[d], alpha[j] : R

    """
  private static let decay = "beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"

  private func problem(_ text: String, values: [String: Double] = [:]) throws -> TrainingProblem {
    let checking = try Checking(text, values: values)
    return try #require(checking.checked.problem, "\(checking.rendered)")
  }

  @Test func theSampleIsUnderstood() throws {
    let problem = try problem(Self.head + "minimize sum(sq(yhat(X), y)) + \(Self.decay)\n")
    #expect(problem.features == "X" && problem.targets == "y")
    #expect(problem.network.hidden == "u" && problem.network.output == "alpha")
    #expect(problem.fit.map(\.loss.lossName) == ["sq"])
    #expect(problem.regularizer.map(\.kind) == [.hiddenSquared, .outputSquared])
    #expect(problem.data.map(\.name.text) == ["X", "y"])
    #expect(problem.data(named: "y")?.labels == [-1, 1])
    guard case .vectors(let rows) = problem.gates.source else {
      Issue.record("the gates are vectors")
      return
    }
    #expect(rows.count == 4)
  }

  @Test func theCommandLineWins() throws {
    let text = Self.head + "minimize sum(sq(yhat(X), y)) + \(Self.decay)\n"
    let problem = try problem(text, values: ["beta": 3])
    #expect(problem.parameters.first { $0.name.text == "beta" }?.value == 3)
  }

  /// Either order of the factors, and any order of the statements.
  @Test(arguments: [
    "sum[j] alpha[j] * relu(Z * u[j])", "sum[j] relu(Z * u[j]) * alpha[j]",
    "sum[k] (relu(Z * u[k]) * alpha[k])",
  ])
  func formsOfTheNetwork(_ network: String) throws {
    let text = """
      minimize sum(sq(yhat(X), y)) + \(Self.decay)
      network yhat(Z) = \(network)
      weights u[j] : R[d], alpha[j] : R
      include "toy.cnn"

      """
    #expect(try problem(text).network.hidden == "u")
  }

  /// A fit may have linear terms beside its square.
  @Test func linearTermsBesideASquare() throws {
    let text = Self.head + "minimize sum(sq(yhat(X), y)) + sum(yhat(X) .* y) + \(Self.decay)\n"
    #expect(try problem(text).fit.count == 2)
  }

  /// The changes that messages propose make the spec clean.
  @Test(arguments: [
    "minimize sum(sq(yhat(X), y)) + bta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)\n",
    "minimize sum(sq(yhta(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)\n",
    "minimize sum((yhat(X) - y) * (yhat(X) - y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)\n",
  ])
  func fixesMend(_ objective: String) throws {
    let text = Self.head + objective
    let fixes = try Checking(text).diagnostics.flatMap(\.fixes)
    #expect(!fixes.isEmpty)
    var bytes = Array(text.utf8)
    for fix in fixes.sorted(by: { $0.range.start > $1.range.start }) {
      bytes.replaceSubrange(fix.range.start..<fix.range.end, with: fix.replacement.utf8)
    }
    let mended = try Checking(String(decoding: bytes, as: UTF8.self))
    #expect(mended.diagnostics.isEmpty, "\(mended.rendered)")
  }

  /// A value of an option may be the word of a reducer.
  @Test(arguments: ["refuse", "drop", "mean", "median"])
  func missingPolicies(_ word: String) throws {
    let text = """
      data X : R[n, d] = csv("t.csv", columns: 1..2, missing: \(word))
      data y : R[n] = csv("t.csv", missing: \(word), column: 3)
      param beta : R = 1
      gates g = sample(X, count: 4)
      loss sq(z, t) = (z - t)^2
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(sq(yhat(X), y)) + \(Self.decay)

      """
    for data in try problem(text).data {
      guard case .csv(_, let options) = data.source else {
        Issue.record("\(data.name.text) is read from a CSV file")
        continue
      }
      #expect(options.missing.rawValue == word)
    }
  }

  /// Included once, whatever the number of includes.
  @Test func aFileIncludedTwiceIsReadOnce() throws {
    let text =
      "include \"toy.cnn\"\n" + Self.head + "minimize sum(sq(yhat(X), y)) + \(Self.decay)\n"
    #expect(try Checking(text).diagnostics.isEmpty)
  }
}
