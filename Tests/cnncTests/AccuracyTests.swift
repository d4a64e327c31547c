import Foundation
import TestSupport
import Testing

/// Accuracy counts by the loss, not by the labels: cross-entropy of 0 and 1 is that of -1 and 1.
@Suite struct AccuracyTests {
  private func command() throws -> Command {
    let command = try Command()
    var generator = SeededGenerator(seed: 12)
    let rows = (0..<120).map { _ in
      let x = (0..<3).map { _ in Double.random(in: -1...1, using: &generator) }
      let noise = Double.random(in: -0.4...0.4, using: &generator)
      let isPositive = x[0] * x[1] + 0.3 * x[2] + noise > 0.1
      return x.map { "\($0)," }.joined() + "\(isPositive ? 1 : -1),\(isPositive ? 1 : 0)\n"
    }
    try command.folder.write("t.csv", "a,b,c,signs,bits\n" + rows.joined())
    for (name, labels, column, loss) in [
      ("signs.cnn", "{-1, 1}", "signs", "softplus(-2*t*z)"),
      ("bits.cnn", "{0, 1}", "bits", "-2*z*t + softplus(2*z)"),
      ("squares.cnn", "{0, 1}", "bits", "1/2 * (z - t)^2"),
    ] {
      try command.folder.write(
        name,
        """
        data X : R[n, d] = csv("t.csv", columns: "a, b, c") with bias
        data y : \(labels)[n] = csv("t.csv", column: "\(column)")
        param beta : R >= 0 = 1
        gates g = sample(X, count: 12, seed: 1)
        loss f(z, t) = \(loss)
        network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
        weights u[j] : R[d], alpha[j] : R
        minimize sum(f(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

        """)
    }
    return command
  }

  private func accuracy(_ command: Command, _ spec: String, _ solver: String) throws -> Double {
    let run = try command.run(
      "solve", spec, "--solver", solver, "--set", "tol=1e-7", "--weights", "w.npz", "--json")
    #expect(run.code == 0, "\(run.errors)")
    return try #require(SolutionFields(run).training.accuracy)
  }

  @Test(arguments: ["ipm", "admm"])
  func crossEntropyHasOneAccuracy(_ solver: String) throws {
    let command = try command()
    let signs = try accuracy(command, "signs.cnn", solver)
    let bits = try accuracy(command, "bits.cnn", solver)
    #expect(signs == bits)
    // The network file decides as the training did.
    let predicted = try PredictionFields(
      try command.run("predict", "w.npz", "--data", "X=t.csv", "--data", "y=t.csv", "--json"))
    #expect(predicted.accuracy == bits)
    let labels = try #require(predicted.labels)
    for (output, label) in zip(predicted.predictions, labels) {
      #expect(label == (output >= 0 ? 1 : 0))
    }
    // Some outputs lie between 0 and 1/2: the nearest label would be another.
    #expect(predicted.predictions.contains { $0 >= 0 && $0 < 0.5 })
  }

  @Test func squaresOfZeroAndOneAreDividedAtTheMiddle() throws {
    let command = try command()
    let trained = try accuracy(command, "squares.cnn", "ipm")
    let predicted = try PredictionFields(
      try command.run("predict", "w.npz", "--data", "X=t.csv", "--data", "y=t.csv", "--json"))
    #expect(predicted.accuracy == trained)
    for (output, label) in zip(predicted.predictions, try #require(predicted.labels)) {
      #expect(label == (output >= 0.5 ? 1 : 0))
    }
    #expect(predicted.predictions.contains { $0 > 0 && $0 < 0.5 })
  }
}
