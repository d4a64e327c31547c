/// The specs that explanations change a line of, so that the line is all there is to see.
enum ExampleSpec {
  /// The lines of a spec by the words that explanations know them by, in order.
  private static let plainLines = [
    ("X", "data X : R[n, d] = [[1, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1, 0.1]]"),
    ("y", "data y : {-1, 1}[n] = [1, 1, -1, -1]"),
    ("beta", "param beta : R >= 0 = 0.01"),
    ("gates", "gates g = sample(X, count: 8, seed: 7)"),
    ("loss", "loss hinge(z, t) = pos(1 - t*z)"),
    ("network", "network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]"),
    ("weights", "weights u[j] : R[d], alpha[j] : R"),
    ("minimize", "minimize mean(hinge(yhat(X), y)) + \(decay)"),
  ]

  private static let robustLines =
    plainLines.map { key, line in
      switch key {
      case "beta": (key, line + "\nparam eps : R >= 0 = 0.1")
      case "gates":
        (key, "gates g = sample(X + B^n, count: 8, seed: 7)")
      case "minimize":
        (key, "minimize max[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(decay)")
      default: (key, line)
      }
    } + [("set", "set B = { delta : R[d] | ||delta||_inf <= eps }")]

  /// The weight decay of Theorem 2.1.
  static let decay = "beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"

  /// A spec that trains with the hinge loss, with lines replaced (by nothing: left out) and added.
  static func plain(_ changes: [String: String] = [:], adding more: String = "") -> String {
    text(plainLines, changes, more)
  }

  /// The same against perturbations of the data.
  static func robust(_ changes: [String: String] = [:], adding more: String = "") -> String {
    text(robustLines, changes, more)
  }

  /// The same with the squared loss, which every version of cnnc solves; the data as given.
  static func squared(_ changes: [String: String] = [:], adding more: String = "") -> String {
    let base = [
      "y": "data y : R[n] = [1, 1, -1, -1]",
      "loss": "loss sq(z, t) = 1/2 * (z - t)^2",
      "minimize": "minimize mean(sq(yhat(X), y)) + \(decay)",
    ]
    return text(plainLines, base.merging(changes) { $1 }, more)
  }

  private static func text(
    _ lines: [(String, String)], _ changes: [String: String], _ more: String
  ) -> String {
    let all = lines.map { changes[$0.0] ?? $0.1 } + [more]
    return all.filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
  }
}
