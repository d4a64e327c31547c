/// Valid specs of training without an adversary.
extension AcceptedSpecs {
  static let training = [
    // Squared relu
    Accepted(
      """
      \(head)
      minimize sum(sq(yhat(X), y)) + \(decay)
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Mean hinge
    Accepted(
      """
      \(head)
      minimize mean(hinge(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Gated
    Accepted(
      """
      include "toy.cnn"
      network yhat(Z) = sum[i in g] gate(Z, g[i]) * Z * u[i]
      weights u[i] : R[d]
      minimize sum(sq(yhat(X), y)) + beta * sum[i in g] ||u[i]||_2
      """,
      "gated X y; sum sq (-1 either way, 1 either way); hiddenNorm"),
    // Gated without in
    Accepted(
      """
      include "toy.cnn"
      network yhat(Z) = sum[i] gate(Z, g[i]) * Z * u[i]
      weights u[i] : R[d]
      minimize sum(sq(yhat(X), y)) + beta * sum[i] ||u[i]||_2
      """,
      "gated X y; sum sq (-1 either way, 1 either way); hiddenNorm"),
    // Known hidden
    Accepted(
      """
      include "toy.cnn"
      gates h = sphere(count: 50, seed: 7)
      network yhat(Z) = sum[j in h] relu(Z * h[j]) * alpha[j]
      weights alpha[j] : R
      minimize sum(sq(yhat(X), y)) + beta * sum[j in h] abs(alpha[j])
      """,
      "knownHidden X y; sum sq (-1 either way, 1 either way); outputAbsolute"),
    // Sumsq
    Accepted(
      """
      \(head)
      minimize sumsq(yhat(X) - y) + \(decay)
      """,
      "relu X y; sum formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Norm2 squared
    Accepted(
      """
      \(head)
      minimize 1/2 * ||yhat(X) - y||_2^2 + \(decay)
      """,
      "relu X y; sum formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Norm1
    Accepted(
      """
      \(head)
      minimize ||yhat(X) - y||_1 + \(decay)
      """,
      "relu X y; sum formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Norminf
    Accepted(
      """
      \(head)
      minimize ||yhat(X) - y||_inf + \(decay)
      """,
      "relu X y; max formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Weighted
    Accepted(
      """
      \(head)
      data w : R[n] = [1, 1, 2, 2, 1, 1]
      minimize sum(w .* sq(yhat(X), y)) + \(decay)
      """,
      "relu X y; sum formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Weighted mean over index
    Accepted(
      """
      \(head)
      data w : R[n] = [1, 1, 2, 2, 1, 1]
      minimize mean[k in 1..n] w[k] * sq(yhat(X)[k], y[k]) + \(decay)
      """,
      "relu X y; mean formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Index rows
    Accepted(
      """
      \(head)
      minimize mean[k in 1..n] sq(yhat(X[k]), y[k]) + \(decay)
      """,
      "relu X y; mean sq (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Max over samples
    Accepted(
      """
      \(head)
      minimize max(hinge(yhat(X), y)) + \(decay)
      """,
      "relu X y; max hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Max k
    Accepted(
      """
      \(head)
      minimize max[k in 1..n] hinge(yhat(X[k]), y[k]) + \(decay)
      """,
      "relu X y; max hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Huber quantile tube bce
    Accepted(
      """
      \(head)
      param tau : R in (0, 1) = 0.9
      loss quantile(z, t) = max(tau*(t - z), (1 - tau)*(z - t))
      loss tube(z, t) = pos(abs(z - t) - 0.1)
      loss hub(z, t) = huber(z - t, 1)
      loss bce(z, t) = -2*z*t + softplus(2*z)
      minimize mean(quantile(yhat(X), y)) + mean(tube(yhat(X), y)) + mean(hub(yhat(X), y)) + mean(bce(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean quantile (-1 either way, 1 either way); mean tube (-1 either way, 1 either way); mean hub (-1 either way, 1 either way); mean bce (-1 up, 1 down); hiddenSquared + outputSquared"
    ),
    // Logistic
    Accepted(
      """
      \(head)
      loss logistic(z, t) = softplus(-t*z)
      minimize mean(logistic(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean logistic (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Exp loss
    Accepted(
      """
      \(head)
      loss ex(z, t) = exp(-t*z)
      minimize mean(ex(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean ex (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Squared hinge
    Accepted(
      """
      \(head)
      loss sh(z, t) = square(pos(1 - t*z))
      minimize mean(sh(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean sh (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Pos^2
    Accepted(
      """
      \(head)
      loss sh(z, t) = pos(1 - t*z)^2
      minimize mean(sh(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean sh (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Margin constraint
    Accepted(
      """
      \(head)
      minimize \(decay)
      subject to margin: y .* yhat(X) >= 1
      """,
      "relu X y; hiddenSquared + outputSquared; inequality"),
    // Constraint per k
    Accepted(
      """
      \(head)
      minimize sum(sq(yhat(X), y)) + \(decay)
      subject to y[k] * yhat(X[k]) >= 0 for k in 1..n
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared; inequality"),
    // Interpolation
    Accepted(
      """
      \(head)
      minimize \(decay)
      subject to fit: yhat(X) == y
      """,
      "relu X y; hiddenSquared + outputSquared; equality"),
    // Abs constraint
    Accepted(
      """
      \(head)
      minimize \(decay)
      subject to abs(yhat(X) - y) <= 0.1
      """,
      "relu X y; hiddenSquared + outputSquared; inequality"),
    // Let
    Accepted(
      """
      \(head)
      let pred = yhat(X)
      let decay = sum[j] (||u[j]||_2^2 + alpha[j]^2)
      minimize mean(hinge(pred, y)) + beta/2 * decay
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Let with arguments
    Accepted(
      """
      \(head)
      let risk(e) = mean(hinge(yhat(X), y)) * e
      minimize risk(2) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
  ]
}
