/// W021 to W620: what is legal and probably not meant.
extension Explanation {
  private static func solving(_ lines: [String: String], mended: [String: String]?) -> Example {
    Example(
      command: "cnnc solve spec.cnn",
      files: [Example.File(name: "spec.cnn", text: ExampleSpec.squared(lines))],
      mendedSpec: mended.map { ExampleSpec.squared($0) })
  }

  static let warnings: [Explanation] = [
    Explanation(
      "W021", "a sum that ends before a term that uses its index",
      """
      `sum[j] a[j] + b[j]` is (sum[j] a[j]) + b[j]: the body of a sum reaches over products and stops at
      + and -, as a Sigma does on paper. Parentheses make it reach further. Mostly an error about the
      index follows, since nothing binds it behind the sum.
      """,
      Example(
        ExampleSpec.plain([
          "minimize":
            "minimize mean(hinge(yhat(X), y)) + beta/2 * sum[j] ||u[j]||_2^2 + alpha[j]^2"
        ]), mended: ExampleSpec.plain())),
    Explanation(
      "W022", "more messages than anybody reads",
      """
      After a hundred messages about the text of one file the others are counted only. Mostly the first
      one explains them all.
      """),
    Explanation(
      "W130", "a name that nothing uses",
      """
      Declared and not used: a misspelled use elsewhere, or something left over.
      """,
      Example(
        ExampleSpec.plain(adding: "param tau : R = 0.5"), mended: ExampleSpec.plain())),
    Explanation(
      "W140", "a loss whose arguments are exchanged",
      """
      `loss f(z, t)` takes the prediction first. Convexity is judged in what depends on the network, so
      the spec is legal; but quantile(y, yhat(X)) is the loss of the other quantile.
      """,
      Example(
        ExampleSpec.plain(["minimize": "minimize mean(hinge(y, yhat(X))) + \(ExampleSpec.decay)"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "W302", "gates sampled at the data, not at perturbed data",
      """
      Under perturbation a neuron meets patterns that no sample of X has. Algorithm 4.1 draws gates at
      X + B^n; with those of X alone the program is still an upper bound, but a looser one.
      """,
      Example(
        ExampleSpec.robust(["gates": "gates g = sample(X, count: 8, seed: 7)"]),
        mended: ExampleSpec.robust())),
    Explanation(
      "W303", "gates that can carry no neuron",
      """
      No neuron keeps the activation pattern of these gates while every row moves within its set (4.3b),
      so that their weights are 0 in every feasible point: leaving them out makes the program smaller
      and changes nothing else. Their robust radii say how large the set may be for them.
      """,
      Example(
        command: "cnnc compile spec.cnn -O1",
        files: [
          .init(
            name: "spec.cnn", text: ExampleSpec.robust(["beta": robustRadius("0.3")]))
        ], mendedSpec: ExampleSpec.robust(["beta": robustRadius("0.001")]))),
    Explanation(
      "W304", "gates of which none can carry a neuron, kept",
      """
      As E304 says: the only feasible network is zero. Without -O1 the program is solved as it is
      derived, and its optimum is that of the network without neurons.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [
          .init(
            name: "spec.cnn", text: ExampleSpec.robust(["beta": robustRadius("2")]))
        ], mendedSpec: ExampleSpec.robust(["beta": robustRadius("0.01")]))),
    Explanation(
      "W312", "a perturbation that occurs nowhere",
      """
      The worst case over something that the formula does not contain is the formula itself: training
      would be nominal. The network sees perturbed data as yhat(X + Delta).
      """,
      Example(
        ExampleSpec.robust([
          "gates": "gates g = sample(X, count: 8, seed: 7)",
          "minimize": "minimize max[Delta in B^n] mean(hinge(yhat(X), y)) + \(ExampleSpec.decay)",
        ]), mended: ExampleSpec.robust())),
    Explanation(
      "W314", "a raw radius for data that are not scaled",
      """
      `raw(eps)` is a radius in the units of the file, for data that are trained on in other units.
      Without `with scale(..)` the two are the same: the scaling is missing, or the `raw` too many.
      """,
      Example(
        ExampleSpec.robust(["set": "set B = { delta : R[d] | ||delta||_inf <= raw(eps) }"]),
        mended: ExampleSpec.robust())),
    Explanation(
      "W412", "fewer patterns than were asked for",
      """
      n samples in d columns have at most 2 (C(n-1, 0) + .. + C(n-1, d-1)) patterns, and sampling meets
      the frequent ones again and again. If it found all there are, the program is that of (2.2) and its
      optimum that of the network, not an upper bound only.
      """,
      solving(
        ["gates": "gates g = sample(X, count: 500, seed: 7)"],
        mended: ["gates": "gates g = sample(X, count: 2, seed: 7)"])),
    Explanation(
      "W413", "gates that are given more than once",
      """
      Two gate vectors with the same signs on all samples are one pattern: the program has it once.
      """,
      solving(
        ["gates": "gates g = vectors([[1, 0.3], [2, 0.6]])"],
        mended: ["gates": "gates g = vectors([[1, 0.3], [1, -1]])"])),
    Explanation(
      "W414", "a column that is constant",
      """
      Scaling subtracts the mean and divides by the deviation, which is 0: the column becomes 0 and says
      nothing. A column of ones is what `with bias` is for.
      """,
      solving(
        [
          "X": "data X : R[n, d] = [[1, 7], [0.6, 7], [-0.3, 7], [-1, 7]] with scale(sd)",
          "gates": "gates g = vectors([[1, 0.3]])",
        ],
        mended: [
          "X": "data X : R[n, d] = [[1, 7], [0.6, 5], [-0.3, 7], [-1, 6]] with scale(sd)",
          "gates": "gates g = vectors([[1, 0.3]])",
        ])),
    Explanation(
      "W415", "data from which nothing can be learned",
      """
      There is one sample only, or all labels are the same: the best network is a constant.
      """,
      solving(
        [
          "y": "data y : {-1, 1}[n] = [1, 1, 1, 1]", "gates": "gates g = vectors([[1, 0.3]])",
        ],
        mended: [
          "y": "data y : {-1, 1}[n] = [1, 1, -1, -1]", "gates": "gates g = vectors([[1, 0.3]])",
        ])),
    Explanation(
      "W509", "an option of a solver that is not used",
      """
      `rho`, `alpha`, `balance`, `coupling` and `system` are knobs of the ADMM. A problem that it does
      not take, or for which another solver or a knob of it was asked for, is solved without them.
      `patience` is for samples held out by `validation`, and `explain_limit` for programs that may
      have no point, which those of the ADMM always have.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [
          .init(
            name: "spec.cnn",
            text: ExampleSpec.plain(adding: "solve with auto(rho: 2, form: sparse)"))
        ],
        mendedSpec: ExampleSpec.plain(adding: "solve with auto(form: sparse)"))),
    Explanation(
      "W510", "a loss that moves predictions away from their labels",
      """
      Accuracy, here and in `predict`, takes larger predictions for larger labels. A loss like
      softplus(t*z) is small where z has the other sign than t: what it trains has the accuracy of the
      labels exchanged. Most often a sign is turned around; where it is meant, the predictions are
      right and the accuracy is not.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [
          .init(
            name: "spec.cnn",
            text: ExampleSpec.plain(["loss": "loss hinge(z, t) = pos(1 + t*z)"]))
        ],
        mendedSpec: ExampleSpec.plain(["loss": "loss hinge(z, t) = pos(1 - t*z)"]))),
    Explanation(
      "W620", "an option of the command line that changes nothing",
      """
      `--seed` is for gates that are drawn, and for samples that `--set validation=` holds out; `-O1` for
      gates of a network. Where a spec has nothing of the kind the run goes on without the option, so that
      one command line serves many specs.
      """,
      Example(
        command: "cnnc solve spec.cnn --seed 3",
        files: [
          .init(
            name: "spec.cnn",
            text: ExampleSpec.squared(["gates": "gates g = vectors([[1, 0.3], [1, -1]])"]))
        ], mended: "cnnc solve spec.cnn")),
  ]
}
