/// E208 to E213: forms of networks, objectives and constraints.
extension Explanation {
  static let forms: [Explanation] = [
    Explanation(
      "E208", "a network in none of the forms that have a convex form",
      """
      Three forms are known:
        sum[j] relu(Z * u[j]) * alpha[j]        both layers unknown: Theorem 2.1
        sum[i in g] gate(Z, g[i]) * Z * u[i]    gates known: linear in u
        sum[j in h] relu(Z * h[j]) * alpha[j]   hidden layer known: linear in alpha
      A bias of the neurons is a weight of a column of ones: `data X : R[n, d] = .. with bias`.
      Other activations, more layers and skip connections have no such theorem.
      """,
      Example(
        ExampleSpec.plain([
          "network": "network yhat(Z) = sum[j] relu(Z * u[j] + b[j]) * alpha[j]",
          "weights": "weights u[j] : R[d], b[j] : R, alpha[j] : R",
        ]),
        mended: ExampleSpec.plain([
          "X": "data X : R[n, d] = [[1, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1, 0.1]] with bias"
        ]))),
    Explanation(
      "E209", "a term of the objective that has no convex form",
      """
      An objective is fits plus a regularizer. A fit is the sum, mean or maximum over the samples of a
      loss of one prediction each. The regularizer of a ReLU network is weight decay,
      beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2), or beta * sum[j] ||u[j]||_2 * abs(alpha[j]), which
      has the same optimum: u_j can be scaled by s and alpha_j by 1/s without changing the network, and
      the best s makes the two squares equal (the arithmetic-geometric mean). That scaling is what
      makes the group norm of the convex program (2.2). With another norm of u_j, or with the two
      squares weighted differently, the equivalence is not the one of Theorem 2.1.
      """,
      Example(
        ExampleSpec.plain([
          "minimize":
            "minimize mean(hinge(yhat(X), y)) + beta * sum[j] (||u[j]||_1 + abs(alpha[j]))"
        ]), mended: ExampleSpec.plain())),
    Explanation(
      "E210", "no regularizer",
      """
      Without weight decay the group norms of the convex program vanish: its optimum is not unique, and
      the network that is recovered by (2.4) depends on which one the solver stops at. A small beta
      chooses one.
      """,
      Example(
        ExampleSpec.plain(["minimize": "minimize mean(hinge(yhat(X), y))"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E211", "a constraint on something else than the outputs",
      """
      The variables of the convex program are v_i and w_i, one pair for each gate; neurons are made from
      them afterwards. Constraints on the outputs yhat(X) are linear in v and w, those on single
      weights are not. What must hold of data or parameters is an `assert`.
      """,
      Example(
        ExampleSpec.plain(adding: "subject to sum[j] ||u[j]||_2 <= 1"),
        mended: ExampleSpec.plain(adding: "subject to yhat(X) <= 1"))),
    Explanation(
      "E212", "an assertion about unknowns",
      """
      `assert` is checked on the data and parameters before solving, when no weight has a value yet.
      What the solution has to satisfy is a constraint.
      """,
      Example(
        ExampleSpec.plain(adding: "assert yhat(X) <= 1"),
        mended: ExampleSpec.plain(adding: "subject to yhat(X) <= 1"))),
    Explanation(
      "E213", "a formula that no cone here holds",
      """
      The rules prove it convex, but the conic form is made of linear, second-order and exponential
      cones: a power is written with squares and roots of two, so ^2, ^4, ^8 and ^0.5 have one, ^3 has
      none yet. Gates given as patterns are known at the rows of their data alone.
      """,
      Example(
        command: "cnnc compile spec.cnn --format json",
        files: [
          Example.File(
            name: "spec.cnn",
            text: ExampleSpec.squared(["loss": "loss sq(z, t) = abs(z - t)^3"]))
        ],
        mendedSpec: ExampleSpec.squared(["loss": "loss sq(z, t) = (z - t)^4"]))),
  ]
}
