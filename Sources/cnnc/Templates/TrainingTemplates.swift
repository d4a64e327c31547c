/// Networks trained on data as they are.
extension Template {
  static let squared = Template(
    summary: "regression: squared loss, ReLU network, weight decay",
    text: """
      # Regression: the ReLU network with weight decay that fits real targets best.
      #
      # Next, with your own file and the name of its target column in place of these:
      #   cnnc check squared.cnn
      #   cnnc solve squared.cnn --data X=train.csv --data y=train.csv:target --weights squared.npz
      #   cnnc predict squared.npz test.csv
      model "Regression with the squared loss"

      # A row of X is a sample. All columns that no other data of the file name are features;
      # --data X=train.csv:age..weight takes some of them.
      # sd: every feature gets mean 0 and deviation 1. bias: a column of ones, which d counts.
      data    X : R[n, d]  with scale(sd) with bias
      data    y : R[n]

      # The weight decay: larger means a smaller network. Try others with -D beta=0.1.
      param   beta : R >= 0 = 0.01

      # The activation patterns that neurons may have: more come nearer to the optimum over all.
      gates   g = sample(X, count: 32, seed: 1)

      # z is the prediction, t the target.
      loss    sq(z, t) = 1/2 * (z - t)^2

      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R

      minimize  sum(sq(yhat(X), y))
              + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """)

  static let hinge = Template(
    summary: "classification: hinge loss, labels -1 and 1",
    text: """
      # Classification: the sign of the network's output is the class, and the hinge loss asks for a
      # margin of 1.
      #
      # Next, with your own file and the name of its label column in place of these:
      #   cnnc check hinge.cnn
      #   cnnc solve hinge.cnn --data X=train.csv --data y=train.csv:class --weights hinge.npz
      #   cnnc predict hinge.npz test.csv
      model "Classification with the hinge loss"

      # A row of X is a sample; see `cnnc new squared` for the choice of columns.
      data    X : R[n, d]  with scale(sd) with bias

      # Where the file has other labels, read it here, and say what stands for -1 and for 1:
      #   data y : {-1, 1}[n] = csv("train.csv", column: "class", negative: "no", positive: "yes")
      data    y : {-1, 1}[n]

      # The weight decay, and how many activation patterns are drawn.
      param   beta : R >= 0 = 0.001
      gates   g = sample(X, count: 64, seed: 1)

      # No loss where prediction and label agree with a margin of 1, else what is missing to it.
      loss    hinge(z, t) = pos(1 - t*z)

      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R

      # The mean, so that beta means the same for every number of samples.
      minimize  mean(hinge(yhat(X), y))
              + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """)

  static let bce = Template(
    summary: "classification: binary cross-entropy, labels 0 and 1",
    text: """
      # Classification by probabilities: the network's output z stands for p = 1 / (1 + exp(-2*z)),
      # and the loss is the cross-entropy of p and the label.
      #
      # Next, with your own file and the name of its label column in place of these:
      #   cnnc check bce.cnn
      #   cnnc solve bce.cnn --data X=train.csv --data y=train.csv:class --weights bce.npz
      #   cnnc predict bce.npz test.csv
      model "Classification with the cross-entropy"

      # A row of X is a sample; see `cnnc new squared` for the choice of columns.
      data    X : R[n, d]  with scale(sd) with bias
      data    y : {0, 1}[n]

      # The weight decay, and how many activation patterns are drawn.
      param   beta : R >= 0 = 0.001
      gates   g = sample(X, count: 64, seed: 1)

      # softplus(s) is log(1 + exp(s)), written so that it is known to be convex.
      loss    bce(z, t) = -2*z*t + softplus(2*z)

      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R

      minimize  mean(bce(yhat(X), y))
              + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """)

  static let loss = Template(
    summary: "a loss of your own, here that of a quantile",
    text: """
      # A loss of your own: any formula of the prediction z and the target t that is convex in z.
      # This one has its optimum where the share tau of the targets lies below the prediction.
      #
      # Next, with your own file and the name of its target column in place of these:
      #   cnnc check loss.cnn
      #   cnnc solve loss.cnn --data X=train.csv --data y=train.csv:target --weights loss.npz
      #   cnnc predict loss.npz test.csv
      model "Regression to a quantile"

      # A row of X is a sample; see `cnnc new squared` for the choice of columns.
      data    X : R[n, d]  with scale(sd) with bias
      data    y : R[n]

      # The quantile: 1/2 is the median; -D tau=0.1 asks for another.
      param   tau  : R in (0, 1) = 0.9
      param   beta : R >= 0      = 0.01
      gates   g = sample(X, count: 32, seed: 1)

      # Change this line. Others that are convex in z:
      #   pos(abs(z - t) - 0.1)    errors up to 0.1 are free
      #   huber(z - t, 1)          squared up to 1, then like the absolute value
      #   softplus(-t*z)           for labels -1 and 1
      loss    quantile(z, t) = max(tau*(t - z), (1 - tau)*(z - t))

      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R

      minimize  mean(quantile(yhat(X), y))
              + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """)
}
