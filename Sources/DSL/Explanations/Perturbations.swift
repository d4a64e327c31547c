/// E301 to E313: adversaries and their sets.
extension Explanation {
  /// The parameters of a robust spec with this radius.
  static func robustRadius(_ eps: String) -> String {
    "param beta : R >= 0 = 0.01\nparam eps : R >= 0 = \(eps)"
  }

  static let perturbations: [Explanation] = [
    Explanation(
      "E301", "no gates under perturbation",
      """
      Under perturbation the patterns that matter are those of all X + Delta, more than those of X.
      Algorithm 4.1 samples at perturbed data: `sample(X + B^n, count: 64, seed: 7)`.
      """,
      Example(ExampleSpec.robust(["gates": ""]), mended: ExampleSpec.robust())),
    Explanation(
      "E304", "gates of which none can carry a neuron",
      """
      A neuron must keep its activation pattern while every row moves within its set (4.3b). The largest
      set under which some neuron does is the robust radius of the gate. Where it is smaller than the set
      for every gate, the only feasible network is zero, and a solver would report it as a success.
      `cnnc inspect --phase gates` lists the radii. A bias, which no perturbation moves, keeps the
      pattern of all ones alive at every radius. The exit code is 1, that of a wrong spec, not 4: nothing
      is claimed about the program that is left, whose optimum the zero network mostly is.
      """,
      Example(
        command: "cnnc compile spec.cnn -O1",
        files: [
          .init(
            name: "spec.cnn", text: ExampleSpec.robust(["beta": robustRadius("2")]))
        ], mendedSpec: ExampleSpec.robust(["beta": robustRadius("0.01")]))),
    Explanation(
      "E305", "a set without members",
      """
      No perturbation satisfies the conditions, so that there is no worst case, and every network is
      robust. Mostly the bounds are exchanged, or a radius is negative.
      """,
      Example(
        ExampleSpec.robust(["set": "set B = { delta : R[d] | eps <= delta <= -eps }"]),
        mended: ExampleSpec.robust(["set": "set B = { delta : R[d] | -eps <= delta <= eps }"]))),
    Explanation(
      "E306", "a set that couples rows",
      """
      The exact counterpart of the worst case (Theorem 4.3) is taken sample by sample: it needs an
      adversary who moves each row by itself. `B` is a set of perturbations of one row, `B^n` gives each
      row its own. Over a set of whole matrices the worst cases of the samples do not add up.
      """,
      Example(
        ExampleSpec.robust(["set": "set B = { Delta : R[n, d] | ||flat(Delta)||_2 <= eps }"]),
        mended: ExampleSpec.robust(["set": "set B = { delta : R[d] | ||delta||_2 <= eps }"]))),
    Explanation(
      "E307", "an equality for every perturbation",
      """
      The outputs move with the perturbation, so they equal a number for all of them only if they do not
      depend on it at all. A band has room: -m <= yhat(X + Delta) - y <= m.
      """,
      Example(
        ExampleSpec.robust(adding: "subject to yhat(X + Delta) == y forall Delta in B^n"),
        mended: ExampleSpec.robust(
          adding: "subject to -1 <= yhat(X + Delta) - y <= 1 forall Delta in B^n"))),
    Explanation(
      "E308", "a perturbation that enters in another way than X + Delta, or affinely",
      """
      The worst case has a closed form where what the adversary changes is affine in Delta: over the
      set B it is the support function h_B(theta) = max of delta' theta (Corollary 4.2), a dual norm for
      a ball. With its patterns held in place by (4.3b), a ReLU network is affine in its input, so that
      yhat(X + Delta) inside a loss has one (Theorem 4.3). One adversary who maximizes two sums at once
      does not reach the worst case of both.
      """,
      Example(
        ExampleSpec.robust([
          "minimize":
            "minimize max[Delta in B^n] mean(hinge(yhat(X .* Delta), y)) + \(ExampleSpec.decay)"
        ]), mended: ExampleSpec.robust())),
    Explanation(
      "E309", "a set that is unbounded",
      """
      In a direction in which a perturbation may be as large as it likes, the worst case is infinite
      for every network that uses that direction.
      """,
      Example(
        ExampleSpec.robust(["set": "set B = { delta : R[d] | delta <= eps }"]),
        mended: ExampleSpec.robust(["set": "set B = { delta : R[d] | -eps <= delta <= eps }"]))),
    Explanation(
      "E310", "a worst case that has no closed form",
      """
      The largest value over a set of something concave in the perturbation lies inside the set and is
      found by solving a problem of its own; a `min` over perturbations, or a worst case with a negative
      weight, is not convex in the weights. For a gated network, and for one whose hidden layer is
      known, the gates of X + Delta are those of the perturbed rows: nothing holds the patterns in place
      as (4.3b) does for a ReLU network.
      """,
      Example(
        ExampleSpec.robust([
          "minimize":
            "minimize min[Delta in B^n] mean(hinge(yhat(X + Delta), y)) + \(ExampleSpec.decay)"
        ]), mended: ExampleSpec.robust())),
    Explanation(
      "E313", "a set that is not convex, or whose support function is not known",
      """
      A set of perturbations is given by conditions that are convex in delta: norms of delta or of
      A * delta below a radius, a radius for each feature, affine inequalities, or several of these. Its
      worst cases are dual norms for balls, sums of r_c |theta_c| for boxes, and multipliers for
      polytopes. The set is given before training, so its radius depends on no weight.
      """,
      Example(
        ExampleSpec.robust(["set": "set B = { delta : R[d] | ||delta||_2^2 <= eps^2 }"]),
        mended: ExampleSpec.robust(["set": "set B = { delta : R[d] | ||delta||_2 <= eps }"]))),
  ]
}
