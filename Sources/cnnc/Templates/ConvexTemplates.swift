/// Problems that are convex as they stand, since a part of the network is known.
extension Template {
  static let gated = Template(
    summary: "gated ReLU network: known gates switch linear neurons",
    text: """
      # A gated ReLU network: known gates say which neurons a sample switches on, and only their
      # weights are trained. It is convex as it stands, and quicker than a ReLU network.
      #
      # Next, with your own file and the name of its target column in place of these:
      #   cnnc check gated.cnn
      #   cnnc solve gated.cnn --data X=train.csv --data y=train.csv:target --weights gated.npz
      model "Regression with a gated ReLU network"

      # A row of X is a sample; see `cnnc new squared` for the choice of columns.
      data    X : R[n, d]  with scale(sd) with bias
      data    y : R[n]

      # Larger means that more neurons are zero altogether.
      param   beta : R >= 0 = 0.1

      # Each gate is one neuron: more of them can fit more.
      gates   g = sample(X, count: 32, seed: 1)

      loss    sq(z, t) = 1/2 * (z - t)^2

      # gate(Z, g[i]) is 1 for a sample that gate i lets through, 0 for the others.
      network yhat(Z) = sum[i in g] gate(Z, g[i]) * Z * u[i]
      weights u[i] : R[d]

      # The norm is not squared: that is what makes whole neurons zero.
      minimize  sum(sq(yhat(X), y))
              + beta * sum[i in g] ||u[i]||_2

      """)

  static let elm = Template(
    summary: "extreme learning machine: the hidden layer is drawn, the output is sparse",
    text: """
      # An extreme learning machine: the hidden neurons are drawn at random and stay, and only their
      # few output weights are trained. A lasso, with one column for each hidden neuron.
      #
      # Next, with your own file and the name of its target column in place of these:
      #   cnnc check elm.cnn
      #   cnnc solve elm.cnn --data X=train.csv --data y=train.csv:target --weights elm.npz
      model "Regression with a known hidden layer"

      # A row of X is a sample; see `cnnc new squared` for the choice of columns.
      data    X : R[n, d]  with scale(sd) with bias
      data    y : R[n]

      # Larger means that more of the hidden neurons are left out.
      param   beta : R >= 0 = 0.1

      # The hidden layer: directions of length 1, drawn evenly. To use your own, a row each:
      #   gates h = vectors(npy("H.npy"), unit: true)
      gates   h = sphere(count: 500, seed: 1)

      loss    sq(z, t) = 1/2 * (z - t)^2

      network yhat(Z) = sum[j in h] relu(Z * h[j]) * alpha[j]
      weights alpha[j] : R

      minimize  sum(sq(yhat(X), y))
              + beta * sum[j in h] abs(alpha[j])

      """)

  static let program = Template(
    summary: "the convex program itself, written out with its variables",
    text: """
      # The convex program behind `cnnc new hinge`, written out: change what no network states, such
      # as constraints on single variables.
      #
      # Next, with your own file and the name of its label column in place of these:
      #   cnnc check program.cnn
      #   cnnc solve program.cnn --data X=train.csv --data y=train.csv:class
      model "The convex program of hinge training"

      # A row of X is a sample; see `cnnc new squared` for the choice of columns.
      data    X : R[n, d]  with scale(sd) with bias
      data    y : {-1, 1}[n]

      param   beta : R >= 0 = 0.001
      gates   g = sample(X, count: 16, seed: 1)

      # Pattern i has two neurons: v[i] counts for the output, w[i] against it.
      variables v[i] : R[d], w[i] : R[d]  for i in g

      # What multiplies sample k: the sum over the patterns that let it through.
      let     theta(k) = sum[i in g] gate(X[k], g[i]) * (v[i] - w[i])

      minimize  mean[k in 1..n] pos(1 - y[k] * X[k] * theta(k))
              + beta * sum[i in g] (||v[i]||_2 + ||w[i]||_2)

      # A neuron must have the pattern that it is counted for: X * v[i] is positive where the gate
      # is open, and negative where it is closed.
      subject to  cone_v: (2*gate(X, g[i]) - I) * X * v[i] >= 0  for i in g
      subject to  cone_w: (2*gate(X, g[i]) - I) * X * w[i] >= 0  for i in g

      """)
}
