import Foundation
import TestSupport
import Testing

/// What an infeasible spec is advised to take as its radius is a radius that solves.
@Suite struct RadiusAdviceTests {
  /// A certified margin over a ball of some norm.
  private static func margin(_ norm: String) -> String {
    """
    include "toy.cnn"
    set B = { delta : R[d] | ||delta||_\(norm) <= eps }
    network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
    weights u[j] : R[d], alpha[j] : R
    minimize 1/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)
    subject to margin: y .* yhat(X + Delta) >= 1 forall Delta in B^n

    """
  }

  /// A classifier with bounded weights.
  private static let bounded = """
    data X : R[n, d] = [[1, 0.5], [0.5, -1], [-1, 1]]
    data y : {-1, 1}[n] = [1, 1, -1]
    param eps : R >= 0 = 0.6
    set B = { delta : R[d] | ||delta||_2 <= eps }
    variables a : R[d], b : R
    minimize ||a||_2
    subject to y .* ((X + Delta) * a + b) >= 1 forall Delta in B^n
    subject to a[c] <= 2 for c in 1..d
    subject to a[c] >= -2 for c in 1..d

    """

  @Test(arguments: [margin("inf"), margin("2"), margin("1"), bounded])
  func theAdvisedRadiusSolves(_ spec: String) throws {
    let command = try Command()
    try command.folder.write("a.cnn", spec)
    let infeasible = try command.run("solve", "a.cnn", "-D", "eps=0.9")
    #expect(infeasible.code == 4, "\(infeasible.output)\(infeasible.errors)")
    let advice = try #require(
      infeasible.errors.firstMatch(
        of: #/take eps = (\S+) or less \(the limit is between (\S+) and (\S+)\)/#))
    let numbers = [advice.output.1, advice.output.2, advice.output.3].compactMap { Double($0) }
    #expect(numbers.count == 3 && numbers[0] < numbers[1] && numbers[1] <= numbers[2])
    // Not so far below the limit that it tells nothing.
    #expect(numbers[0] >= 0.95 * numbers[1])
    let advised = try command.run("solve", "a.cnn", "-D", "eps=\(numbers[0])")
    #expect(advised.code == 0, "eps = \(numbers[0]): \(advised.output)")
    let beyond = try command.run("solve", "a.cnn", "-D", "eps=\(numbers[2])")
    #expect(beyond.code != 0, "eps = \(numbers[2]): \(beyond.output)")
  }
}
