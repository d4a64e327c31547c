import Foundation
import TestSupport
import Testing

/// Data whose rows or columns differ by many orders of magnitude, or that are huge: training ends with an optimum
/// all the same, on whatever road.
@Suite struct ScaleTests {
  private enum Kind: String, CaseIterable {
    case rows, columns, huge
  }

  @Test(arguments: Kind.allCases.map(\.rawValue), 1..<4)
  func oddScalesAreSolved(_ kind: String, _ seed: Int) throws {
    let command = try Command()
    var generator = SeededGenerator(seed: UInt64(seed))
    let columns = [1e-6, 1, 1e3, 1e6]
    let lines = (0..<40).map { _ in
      let x = (0..<4).map { _ in Double.random(in: -1...1, using: &generator) }
      let size = pow(10, Double.random(in: -6...6, using: &generator))
      let scaled = x.indices.map {
        switch Kind(rawValue: kind) {
        case .rows: size * x[$0]
        case .columns: columns[$0] * x[$0]
        case .huge, nil: 1e8 * x[$0]
        }
      }
      return scaled.map { "\($0)," }.joined() + "\(x[0] * x[1] > 0 ? 1 : -1)\n"
    }
    try command.folder.write("t.csv", lines.joined())
    try command.folder.write(
      "a.cnn",
      """
      data X : R[n, d] = csv("t.csv", columns: 1..4)
      data y : {-1, 1}[n] = csv("t.csv", column: 5)
      param beta : R >= 0 = 0.01
      gates g = sample(X, count: 8, seed: 1)
      loss f(z, t) = (z - t)^2
      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(f(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """)
    let found = try SolutionFields(
      CommandRun(
        of: Command.program(), ["solve", "a.cnn", "--json"], in: command.folder.url))
    #expect(found.status == "optimal", "\(found.gap)")
    #expect(abs(found.gap) <= 1e-8)
  }
}
