/// Networks that keep their promise when an adversary moves the samples.
extension Template {
  static let adversarial = Template(
    summary: "adversarial training: hinge loss, every feature may move by eps",
    text: """
      # Adversarial training: every sample may be moved by up to eps in each feature, in the way
      # that hurts most, and the network is trained for that.
      #
      # Next, with your own file and the name of its label column in place of these:
      #   cnnc check adversarial.cnn
      #   cnnc solve adversarial.cnn --data X=train.csv --data y=train.csv:class --weights adv.npz
      #   cnnc predict adv.npz test.csv
      model "Classification that resists perturbations"

      # One eps serves all features: they should have comparable units. The column of ones that
      # `with bias` appends is never moved.
      data    X : R[n, d]  with bias
      data    y : {-1, 1}[n]

      # How far the adversary can go: 0 is ordinary training, -D eps=0.05 another try.
      param   eps  : R >= 0 = 0.1
      param   beta : R >= 0 = 0.001
      gates   g = sample(X + B^n, count: 64, seed: 1)

      # The moves of one sample. `||delta||_2` and `||delta||_1` give other balls.
      set     B = { delta : R[d] | ||delta||_inf <= eps }

      loss    hinge(z, t) = pos(1 - t*z)

      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R

      # B^n: each of the n samples moves on its own.
      minimize  max[Delta in B^n] mean(hinge(yhat(X + Delta), y))
              + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      """)

  static let constraint = Template(
    summary: "the smallest network with a certified margin on every sample",
    text: """
      # A certificate instead of a loss: the smallest network whose margin is 1 on every sample,
      # wherever an adversary moves it within the set B.
      #
      # Next, with your own file and the name of its label column in place of these:
      #   cnnc check constraint.cnn
      #   cnnc solve constraint.cnn --data X=train.csv --data y=train.csv:class --weights w.npz
      # "infeasible" means that no network with these gates has the margin: ask for a smaller eps
      # with -D eps=0.01, or draw more gates.
      model "A certified margin"

      # The column of ones that `with bias` appends is never moved.
      data    X : R[n, d]  with bias
      data    y : {-1, 1}[n]

      param   eps : R >= 0 = 0.05
      gates   g = sample(X + B^n, count: 64, seed: 1)

      # The moves of one sample.
      set     B = { delta : R[d] | ||delta||_inf <= eps }

      network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
      weights u[j] : R[d], alpha[j] : R

      # The size of the network is all that is made small ..
      minimize  1/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

      # .. and this must hold for every sample and every move; `margin` is its name in reports.
      subject to  margin: y .* yhat(X + Delta) >= 1  forall Delta in B^n

      """)
}
