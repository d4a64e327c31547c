/// E120 to E126, E136, E139: the parts that a model has.
extension Explanation {
  static let models: [Explanation] = [
    Explanation(
      "E120", "two networks in one model",
      """
      A spec trains one network; Theorem 2.1 is about one sum of neurons and its decay.
      """,
      Example(
        ExampleSpec.plain(adding: "network other(Z) = sum[j] relu(Z * u[j]) * alpha[j]"),
        mended: ExampleSpec.plain())),
    Explanation(
      "E121", "no `weights`: nothing is unknown",
      """
      What is declared by `weights` is what training decides. It also decides the form of the
      network: hidden and output weights unknown, a ReLU network (Theorem 2.1); hidden weights behind
      a known gate, a gated ReLU network; output weights alone, a network with known hidden layer.
      """,
      Example(ExampleSpec.plain(["weights": ""]), mended: ExampleSpec.plain())),
    Explanation(
      "E122", "an objective that is not there, or measures nothing",
      """
      A model says what to minimize. A training objective compares the network with data: without a
      fit, and without constraints on the outputs, the best network is zero.
      """,
      Example(
        ExampleSpec.plain(["minimize": "minimize \(ExampleSpec.decay)"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E123", "no network, and no variables either",
      """
      A spec trains a `network`, or it states a convex program with `variables`.
      """,
      Example(
        ExampleSpec.plain(["network": "", "weights": "", "minimize": "minimize beta"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E124", "two objectives",
      """
      There is one number to minimize; terms are added up. Trading several aims against each other is
      a weight before one of them, over which a `sweep` can run.
      """,
      Example(
        ExampleSpec.plain(
          ["minimize": "minimize mean(hinge(yhat(X), y))"], adding: "minimize \(ExampleSpec.decay)"),
        mended: ExampleSpec.plain())),
    Explanation(
      "E125", "no gates for a ReLU network, or several families",
      """
      The convex program (2.2) has one block of variables for each activation pattern D_i, the zeros
      and ones that say which samples a neuron is active on. All patterns of n samples in d columns are
      about 2 (e n/d)^d: Algorithm 2.1 samples them, and Theorem 2.2 says how many are enough with high
      probability. So the spec says where they come from.
      """,
      Example(ExampleSpec.plain(["gates": ""]), mended: ExampleSpec.plain())),
    Explanation(
      "E126", "a request that is made twice",
      """
      One `solve` statement chooses the solver, one `sweep` the parameter that runs.
      """,
      Example(
        ExampleSpec.plain(adding: "solve with ipm\nsolve with admm"),
        mended: ExampleSpec.plain(adding: "solve with ipm"))),
    Explanation(
      "E136", "two titles",
      """
      A spec has one `model` statement. One in an included file counts too.
      """,
      Example(
        "model \"Hinge\"\nmodel \"Hinge loss\"\n" + ExampleSpec.plain(),
        mended: "model \"Hinge\"\n" + ExampleSpec.plain())),
    Explanation(
      "E139", "a network and variables in one model",
      """
      A spec states a training problem, for which the convex form is found, or a convex program as it
      is, with `variables`. The two do not mix: the variables of the convex form belong to it alone.
      """,
      Example(
        ExampleSpec.plain(adding: "variables s : R"), mended: ExampleSpec.plain())),
  ]
}
