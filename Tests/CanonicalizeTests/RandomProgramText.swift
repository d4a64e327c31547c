/// Random convex programs over all atoms, as text that the checker accepts.
struct RandomProgramText<Random: RandomNumberGenerator> {
  var random: Random

  static var declarations: String {
    """
    data X : R[n, d] = [[1, 0.5], [-0.3, 0.8], [0.6, -1.1]]
    data b : R[n] = [0.4, -0.2, 0.7]
    data y : {-1, 1}[n] = [1, -1, 1]
    gates g = vectors([[1, 0.2], [-0.5, 1]])
    param beta : R >= 0 = 0.3
    param eps : R >= 0 = 0.2
    set B = { delta : R[d] | ||delta||_inf <= eps }
    set C = { delta : R[d] | ||delta||_2 <= eps }
    loss hinge(z, t) = pos(1 - t*z)
    loss soft(z, t) = softplus(-t*z) + beta * abs(z)
    loss far(z, t) = ||z - t||_2 + sumsq(z) + sum(exp(z / 3))
    variables v[i] : R[d] for i in g
    data c : R[d] = [1, -2]
    data F : R[3, 2] = [[0.2, 1], [-1, 0.4], [0.3, -0.6]]
    variables w : R[d], s : R, V : R[n, d], U : R[3, 2]
    let theta(k) = sum[i in g] gate(X[k], g[i]) * v[i]

    """
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices.randomElement(using: &random) ?? ""
  }

  /// An affine vector of length n.
  mutating func affine() -> String {
    pick([
      "(X*w)", "(X*w - b)", "(y .* (X*w) + s)", "(b - 2*s)", "(sum[i in g] gate(X, g[i])*X*v[i])",
      "((2*gate2 - I)*X*w)".replacing("gate2", with: "sum[i in g] gate(X, g[i])"),
      "(V*c)", "(X*w / 3 - b .* s)", "flat(X*w - s)", "(-(X*w))", "(I*(X*w) - 3*I*b)",
      "((3*I - sum[i in g] gate(X, g[i])*2)*(V*c))",
    ])
  }

  /// A convex vector of length n.
  mutating func convex(_ depth: Int = 2) -> String {
    if depth == 0 { return affine() }
    let (a, c) = (affine(), convex(depth - 1))
    return pick([
      "pos(\(c))", "abs(\(a))", "square(\(a))", "huber(\(a), 1)", "softplus(\(c))",
      "exp((\(c)) / 4)", "max(\(c), \(a))", "square(pos(\(c)))", "(\(c) + \(c))", "(\(a))^2",
      "(\(c) - \(concave()))", "2 * \(c)", "square(b) .* (\(c))", "abs(\(a))^4", "(\(c) - 1)",
      "far(\(a), b)", "pos(-\(a))", "huber(pos(\(c)), 1)", "abs(-pos(\(c)))",
      "square(-pos(\(c)))",
    ])
  }

  /// A concave vector of length n.
  mutating func concave() -> String {
    let a = affine()
    return pick([
      "min(\(a), \(affine()))", "log(\(a) + 40)", "sqrt(\(a) + 40)", "-abs(\(a))", "(\(a))",
      "(\(a) + 40)^0.5", "min(\(a), 1) * beta",
    ])
  }

  /// A convex number.
  mutating func number() -> String {
    let (a, c) = (affine(), convex())
    return pick([
      "sum(\(c))", "mean(\(c))", "max(\(c))", "||\(a)||_1", "||\(a)||_2", "||\(a)||_inf",
      "sumsq(\(a))", "||\(a)||_2^2", "logsumexp(\(c))", "quad_over_lin(\(a), s + 20)",
      "quad_over_lin(\(a), 2)", "||pos(\(c))||_2", "||V||_2", "sumsq(V - X)", "sum(V .* X)",
      "sum[k in 1..n] abs(X[k]*theta(k))", "max[k in 1..n] (X[k]*theta(k) - b[k])",
      "mean[k in 1..n] pos(1 - y[k]*X[k]*theta(k) + eps*||theta(k)||_1)",
      "sum[i in g] ||v[i]||_2", "sum[i in g] square(beta * sum(v[i]))",
      "sum(hinge(\(a), y))", "mean(soft(\(a), y))", "sum(far(\(a), b))", "max(hinge(\(a), y))",
      "b' * \(a)", "abs(b)' * (\(c))", "sum[k in 1..n] k * square(w[1] - b[k])",
      "sum[k in 2..3] ||U[k]||_2", "-min(\(concave()))", "-sum(\(concave()))",
      "sum[i in g] sum[k in 1..n] gate(X[k], g[i]) * square(X[k]*v[i])", "huber(s, 1) * 3",
      "max[Delta in B^n] sum((X + Delta)*w)", "max[Delta in C^n] (sum(Delta*w) - sum(X*w) + s)",
      "max[k in 1..n] (max[r in C] (r' * w + b[k]))", "sum(square(\(a)) - 1)",
      "sum(gate3) * s"
        .replacing("gate3", with: "sum[i in g] gate(X, g[i])"), "||w||_2 + ||-w||_2",
      "mean(max(\(c), \(a)))", "sum(huber(\(a), 1))", "sum(X' * \(a))", "sum(square(X' * b - w))",
      "max((\(c))[1], \(a)[2])", "||[s, w[1], 2*w[2] - 1]||_1", "max([s, w[1], 2*w[2] - 1])",
      "sumsq(U*[1, -2] - [s, w[1], 0.5])", "max(abs(U - F))",
      "logsumexp(F'*(U*[1, 2] - [s, s, 1]))",
      "max[k in 2..3] ||U[k] - s*F[k]||_1",
    ])
  }

  /// A spec and the names of its constraints.
  mutating func spec() -> (text: String, constraints: [String]) {
    var text = Self.declarations
    text += Bool.random(using: &random) ? "minimize " : "maximize -1 * ("
    let isMinimum = text.hasSuffix("minimize ")
    text += (0..<3).map { _ in pick(["", "2 * ", "beta * ", "1/n * "]) + "(\(number()))" }
      .joined(separator: "\n  + ")
    text += isMinimum ? "\n" : ")\n"
    var names: [String] = []
    for k in 0..<3 {
      let name = "row\(k)"
      names.append(name)
      let body = pick([
        "\(convex()) <= \(affine())", "\(affine()) <= \(concave())", "\(number()) <= s",
        "\(affine()) == \(affine())", "\(convex()) <= 3", "w == V' * b",
        "||v[i]||_2 + s <= 2 for i in g", "(2*gate(X, g[i]) - I)*X*v[i] >= ||v[i]||_1 for i in g",
        "X[k]*v[i] + s*k <= k for i in g, k in 1..n", "||theta(k)||_2 <= k for k in 1..n",
        "square(V[k, c] - w[c]) <= s for k in 1..n, c in 1..d",
      ])
      text += "subject to \(name): \(body)\n"
    }
    return (text, names)
  }
}
