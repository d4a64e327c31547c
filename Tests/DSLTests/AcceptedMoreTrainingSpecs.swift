/// More valid specs of training without an adversary.
extension AcceptedSpecs {
  static let moreTraining = [
    // Let residual
    Accepted(
      """
      \(head)
      let r(k) = yhat(X[k]) - y[k]
      minimize mean[k in 1..n] r(k)^2 + \(decay)
      """,
      "relu X y; mean formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Assert
    Accepted(
      """
      \(head)
      assert beta <= 1
      assert 0 <= eps <= 1
      assert sum(y) == 0
      assert ||X[k]||_2 <= 2 for k in 1..n
      minimize mean(hinge(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared; assert 5"),
    // Sweep outputs
    Accepted(
      """
      \(head)
      minimize mean(hinge(yhat(X), y)) + \(decay)
      sweep beta in logspace(1e-5, 1e-1, 9)
      solve with ipm(tol: 1e-8)
      output weights to "w.npz"
      output report to "report.json"
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared; sweep beta: 9; solver ipm; output weights; output report"
    ),
    // Product regularizer
    Accepted(
      """
      \(head)
      minimize mean(hinge(yhat(X), y)) + beta * sum[j] ||u[j]||_2 * abs(alpha[j])
      """,
      "relu X y; mean hinge (-1 up, 1 down); product"),
    // Sums separately
    Accepted(
      """
      \(head)
      minimize mean(hinge(yhat(X), y)) + beta/2 * (sum[j] ||u[j]||_2^2 + sum[j] alpha[j]^2)
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Sumsq decay
    Accepted(
      """
      \(head)
      minimize mean(hinge(yhat(X), y)) + beta/2 * sum[j] (sumsq(u[j]) + square(alpha[j]))
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // Labels 0 1
    Accepted(
      """
      \(head)
      data y01 : {0, 1}[n] = [1, 1, 0, 0, 1, 0]
      loss bce(z, t) = softplus(z) - t*z
      minimize mean(bce(yhat(X), y01)) + \(decay)
      """,
      "relu X y01; mean bce (0 up, 1 down); hiddenSquared + outputSquared"),
    // Bias
    Accepted(
      """
      data X : R[n, d] = csv("t.csv", columns: 1..20) with bias with scale(sd)
      data y : R[n] = csv("t.csv", column: "y")
      param beta : R >= 0 = 0.1
      gates g = sample(X, count: 64, seed: 7)
      loss sq(z, t) = (z - t)^2
      network f(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize mean(sq(f(X), y)) + \(decay)
      """,
      "relu X y; mean sq (either way); hiddenSquared + outputSquared"),
    // Coefficient 1/n
    Accepted(
      """
      \(head)
      minimize 1/n * sum(sq(yhat(X), y)) + \(decay)
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Divided by n
    Accepted(
      """
      \(head)
      minimize sum(sq(yhat(X), y)) / n + \(decay)
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Sqrt(n)?
    Accepted(
      """
      \(head)
      minimize sum(sq(yhat(X), y)) / (2*n) + \(decay)
      """,
      "relu X y; sum sq (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Sum of mean and max
    Accepted(
      """
      \(head)
      param c : R >= 0 = 1
      minimize mean(hinge(yhat(X), y)) + c * max(hinge(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean hinge (-1 up, 1 down); max hinge (-1 up, 1 down); hiddenSquared + outputSquared"
    ),
    // Gates enumerate
    Accepted(
      """
      data X : R[n, d] = [[1.0, 0.2], [0.6, 0.9]]
      data y : R[n] = [1, -1]
      param beta : R >= 0 = 0.01
      gates g = enumerate(X)
      loss sq(z, t) = (z - t)^2
      network f(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(sq(f(X), y)) + \(decay)
      """,
      "relu X y; sum sq (either way); hiddenSquared + outputSquared"),
    // Gates patterns
    Accepted(
      """
      data X : R[n, d] = [[1.0, 0.2], [0.6, 0.9]]
      data y : R[n] = [1, -1]
      param beta : R >= 0 = 0.01
      gates g = patterns(npy("D.npy"))
      loss sq(z, t) = (z - t)^2
      network f(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R
      minimize sum(sq(f(X), y)) + \(decay)
      """,
      "relu X y; sum sq (either way); hiddenSquared + outputSquared"),
    // Known hidden ridge
    Accepted(
      """
      include "toy.cnn"
      gates h = vectors([[1.0, 0.3], [0.2, 1.0]], unit: true)
      network yhat(Z) = sum[j in h] relu(Z * h[j]) * alpha[j]
      weights alpha[j] : R
      minimize sum(sq(yhat(X), y)) + beta * sum[j in h] alpha[j]^2
      """,
      "knownHidden X y; sum sq (-1 either way, 1 either way); outputSquared"),
    // Target quantile loss, target real
    Accepted(
      """
      \(head)
      data z : R[n] = [1.0, 2, 3, 4, 5, 6]
      loss pin(p, q) = max(0.9*(q - p), 0.1*(p - q))
      minimize mean(pin(yhat(X), z)) + \(decay)
      """,
      "relu X z; mean pin (either way); hiddenSquared + outputSquared"),
    // P-norm loss
    Accepted(
      """
      \(head)
      loss cube(z, t) = abs(z - t)^3
      minimize mean(cube(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean cube (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Abs^1.5
    Accepted(
      """
      \(head)
      loss c(z, t) = abs(z - t)^1.5
      minimize mean(c(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean c (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Quad over lin
    Accepted(
      """
      \(head)
      loss c(z, t) = quad_over_lin(z - t, 2)
      minimize mean(c(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean c (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Sqrt(1+..)
    Accepted(
      """
      \(head)
      loss pseudo(z, t) = ||[z - t, 1]||_2
      minimize mean(pseudo(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean pseudo (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // A sum over numbers
    Accepted(
      """
      \(head)
      loss steps(z, t) = sum[i in 1..3] pos(i*z - t)
      minimize mean(steps(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean steps (-1 up, 1 up); hiddenSquared + outputSquared"),
    // The same without a declaration
    Accepted(
      """
      \(head)
      minimize mean[k in 1..n] (max[i in 1..3] pos(i*yhat(X[k]) - y[k])) + \(decay)
      """,
      "relu X y; mean formula (-1 up, 1 up); hiddenSquared + outputSquared"),
    // Sample weights by assertion
    Accepted(
      """
      \(head)
      data w : R[n] = npy("w.npy")
      assert w >= 0
      minimize sum(w .* sq(yhat(X), y)) + \(decay)
      """,
      "relu X y; sum formula (-1 either way, 1 either way); hiddenSquared + outputSquared; assert 1"
    ),
    // Weights bounded on both sides
    Accepted(
      """
      \(head)
      data w : R[n] = npy("w.npy")
      assert 0 <= w <= 1
      minimize mean(w .* hinge(yhat(X), y)) + \(decay)
      """,
      "relu X y; mean formula (-1 up, 1 down); hiddenSquared + outputSquared; assert 2"),
    // Mask of labels
    Accepted(
      """
      \(head)
      data mask : {0, 1}[n] = [1, 1, 0, 1, 0, 1]
      minimize sum(mask .* sq(yhat(X), y)) + \(decay)
      """,
      "relu X y; sum formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
    // Regularizer as scalar product
    Accepted(
      """
      \(head)
      minimize mean(hinge(yhat(X), y)) + beta/2 * sum[j] (u[j]' * u[j] + alpha[j] * alpha[j])
      """,
      "relu X y; mean hinge (-1 up, 1 down); hiddenSquared + outputSquared"),
    // List in a norm, sample by sample
    Accepted(
      """
      \(head)
      minimize mean[k in 1..n] ||[yhat(X[k]) - y[k], 1]||_2 + \(decay)
      """,
      "relu X y; mean formula (-1 either way, 1 either way); hiddenSquared + outputSquared"),
  ]
}
