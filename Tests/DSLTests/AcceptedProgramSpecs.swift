/// Valid convex programs written out.
extension AcceptedSpecs {
  static let programs = [
    // Program
    Accepted(
      """
      include "toy.cnn"
      variables v[i] : R[d], w[i] : R[d] for i in g
      let theta(k) = sum[i in g] gate(X[k], g[i]) * (v[i] - w[i])
      minimize mean[k in 1..n] pos(1 - y[k] * X[k] * theta(k) + eps * ||theta(k)||_1)
              + beta * sum[i in g] (||v[i]||_2 + ||w[i]||_2)
      subject to cone_v: (2*gate(X, g[i]) - I) * X * v[i] >= eps * ||v[i]||_1 for i in g
      subject to cone_w: (2*gate(X, g[i]) - I) * X * w[i] >= eps * ||w[i]||_1 for i in g
      """,
      "v R[d] for the gates `g`, w R[d] for the gates `g`; inequality for the gates `g`; inequality for the gates `g`"
    ),
    // Lasso program
    Accepted(
      """
      data A : R[n, d]
      data b : R[n]
      param lambda : R >= 0 = 0.1
      variables x : R[d]
      minimize 1/2 * ||A*x - b||_2^2 + lambda * ||x||_1
      """,
      "x R[d]"),
    // Robust regression program
    Accepted(
      """
      data A : R[n, d]
      data b : R[n]
      param rho : R >= 0 = 0.1
      variables x : R[d], t : R
      minimize t
      subject to ||A*x - b||_2 + rho * ||x||_2 <= t
      """,
      "x R[d], t R; inequality"),
    // Svm program
    Accepted(
      """
      data A : R[n, d]
      data b : {-1, 1}[n]
      param C : R >= 0 = 1
      variables w : R[d], c : R, s : R[n]
      minimize 1/2 * sumsq(w) + C * sum(s)
      subject to margin: b .* (A*w + c) >= 1 - s
      subject to s >= 0
      """,
      "w R[d], c R, s R[n]; inequality; inequality"),
    // Maximize program
    Accepted(
      """
      data A : R[n, d]
      variables x : R[d]
      maximize sum(log(A*x)) - sum(x)
      subject to x >= 0
      """,
      "x R[d]; inequality"),
    // Simplex
    Accepted(
      """
      data mu : R[d]
      data S : R[d, d]
      param gamma : R >= 0 = 1
      variables x : R[d]
      maximize mu' * x - gamma * sumsq(S*x)
      subject to x >= 0
      subject to sum(x) == 1
      """,
      "x R[d]; inequality; equality"),
    // Forall in program
    Accepted(
      """
      data A : R[n, d]
      data b : R[n]
      param eps : R >= 0 = 0.1
      set U = { delta : R[d] | ||delta||_2 <= eps }
      variables x : R[d], t : R
      minimize t + sumsq(x)
      subject to (A[k] + delta) * x <= b[k] + t for k in 1..n forall delta in U
      """,
      "x R[d], t R; inequality for 1..n over U, l2 ball"),
    // Entropy-like
    Accepted(
      """
      data c : R[d]
      variables x : R[d]
      minimize c' * x + logsumexp(x)
      subject to -1 <= x <= 1
      """,
      "x R[d]; inequality; inequality"),
    // Maximize concave of program
    Accepted(
      """
      data a : R[d]
      variables x : R[d]
      maximize min(x) + a' * x
      subject to ||x||_inf <= 1
      """,
      "x R[d]; inequality"),
    // Program forall worst case objective
    Accepted(
      """
      data A : R[n, d]
      data b : R[n]
      param eps : R >= 0 = 0.1
      set U = { delta : R[d] | ||delta||_2 <= eps }
      variables x : R[d]
      minimize sum[k in 1..n] max[delta in U] ((A[k] + delta) * x - b[k]) + sumsq(x)
      """,
      "x R[d]"),
    // Quadratic form of one vector
    Accepted(
      """
      data c : R[d]
      variables x : R[d]
      minimize x' * x - c' * x
      """,
      "x R[d]"),
    // Maximize by a let
    Accepted(
      """
      data a : R[d]
      variables x : R[d]
      let risk = sumsq(x)
      maximize a' * x - risk
      """,
      "x R[d]"),
    // Family over numbers
    Accepted(
      """
      data a : R[d]
      variables x[i] : R[d] for i in 1..3
      minimize sum[i in 1..3] (a' * x[i] + sumsq(x[i]))
      """,
      "x R[d] for 1..3"),
  ]
}
