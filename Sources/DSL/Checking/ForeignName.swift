/// Functions that other languages and papers have, under the names they have there.
enum ForeignName {
  /// How to say it here; nil for a name that means nothing elsewhere either.
  static func advice(for name: String) -> String? { table[name.lowercased()] }

  private static let norms = "norms are written with bars: `||x||_1`, `||x||_2`, `||x||_inf`"
  private static let powers = "a power is written `x^2`"
  private static let logistic =
    "a sigmoid is neither convex nor concave; the logistic loss of a margin is `softplus(-t*z)`"
  private static let squares =
    "the squared loss is declared: `loss sq(z, t) = 1/2 * (z - t)^2`, then `mean(sq(yhat(X), y))`"
  private static let entropy =
    "the cross-entropy of a prediction z is `softplus(z) - t*z` for t in {0, 1}, `softplus(-t*z)`"
    + " for t in {-1, 1}"
  private static let maximum = "write `max(a, b)` or `min(a, b)`"

  private static let table = [
    "norm": norms, "norm1": norms, "norm2": norms, "norminf": norms, "norm_inf": norms,
    "pow": powers, "power": powers,
    "sigmoid": logistic, "tanh": logistic, "logistic": logistic, "expit": logistic,
    "logistic_loss": logistic,
    "softmax": "write `logsumexp(x)`, which is convex; a softmax is neither",
    "log_sum_exp": "write `logsumexp(x)`", "lse": "write `logsumexp(x)`",
    "log1p": "write `log(1 + x)`; log(1 + exp(s)) is `softplus(s)`",
    "dot": "the scalar product of two vectors is `a' * b`",
    "inner": "the scalar product of two vectors is `a' * b`",
    "transpose": "write `A'`",
    "sum_squares": "write `sumsq(x)`", "sum_of_squares": "write `sumsq(x)`",
    "maximum": maximum, "minimum": maximum, "fmax": maximum, "fmin": maximum,
    "maxpos": "write `pos(x)`", "positive": "write `pos(x)`",
    "mse": squares, "squared_loss": squares, "l2loss": squares,
    "hinge": "a hinge loss is declared: `loss hinge(z, t) = pos(1 - t*z)`",
    "hinge_loss": "a hinge loss is declared: `loss hinge(z, t) = pos(1 - t*z)`",
    "bce": entropy, "cross_entropy": entropy, "crossentropy": entropy,
    "sign": "the sign is no convex function; `gate(X, g[i])` has the signs of X * g_i as 0 and 1",
    "diag": "a vector multiplies entry by entry with `.*`",
    "eye": "the identity is `I`, as large as its neighbours ask",
  ]
}
