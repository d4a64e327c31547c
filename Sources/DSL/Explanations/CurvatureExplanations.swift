/// E201 to E207: convexity.
extension Explanation {
  static let curvature: [Explanation] = [
    Explanation(
      "E201", "minimizing what is concave, or maximizing what is convex",
      """
      A convex function has its minimum where no step improves it; that of a concave one lies at the
      boundary or at infinity, and finding it is hard in general. Training minimizes a loss that is
      convex in the prediction.
      """,
      Example(
        ExampleSpec.plain(["minimize": "minimize -mean(hinge(yhat(X), y)) + \(ExampleSpec.decay)"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E202", "a constraint that does not describe a convex set",
      """
      {x : f(x) <= g(x)} is convex where f is convex and g concave. The other way round it is the
      outside of a convex set, or worse: abs(z) >= 1 leaves two pieces, with nothing between them.
      """,
      Example(
        ExampleSpec.plain(adding: "subject to abs(yhat(X)) >= 1"),
        mended: ExampleSpec.plain(adding: "subject to abs(yhat(X)) <= 1"))),
    Explanation(
      "E203", "an equality of what is not affine",
      """
      {x : f(x) == g(x)} is convex for all convex f and g only if both are affine: the circle
      ||x||_2 == 1 is not, the disc ||x||_2 <= 1 is. Where the objective pulls at the constraint, the
      inequality holds with equality anyway.
      """,
      Example(
        ExampleSpec.plain(adding: "subject to square(yhat(X) - y) == 0"),
        mended: ExampleSpec.plain(adding: "subject to yhat(X) == y"))),
    Explanation(
      "E204", "a loss that is not convex in the prediction",
      """
      Theorem 2.1 turns the training of a two-layer ReLU network into a convex program if the loss of
      a sample is convex in the prediction z, for each label. It is the loss alone that must be: the
      network may be as far from convex as it is.

      Convexity is proven by the rules of disciplined convex programming (Grant, Boyd and Ye, 2006):
      every function knows its curvature and in which direction it is monotone, and a convex
      nondecreasing function of something convex is convex. Where the rules end, pairs of points are
      tried. The witness is a pair between which the loss lies above its chord: f is truly not
      convex, and no way of writing it will help. Choose another loss.
      """,
      Example(
        ExampleSpec.plain(["loss": "loss hinge(z, t) = min(1, pos(1 - t*z))"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E205", "a product or a quotient of unknowns",
      """
      x*y is neither convex nor concave in x and y together: along x = y it bends up, along x = -y
      down. The one product of unknowns with a convex form is the network itself,
      relu(Z * u[j]) * alpha[j] with weight decay (Theorem 2.1). x*x is square(x), and x' * x is
      sumsq(x); ||x||_2^2 / t with t > 0 is quad_over_lin(x, t).
      """,
      Example(
        "data A : R[n, d]\nvariables x : R[d], s : R\nminimize sumsq(A * x) * s\n",
        mended: "data A : R[n, d]\nvariables x : R[d], s : R\nminimize sumsq(A * x) + square(s)\n")),
    Explanation(
      "E206", "convexity that could not be proven",
      """
      The rules of disciplined convex programming (Grant, Boyd and Ye, 2006) are sufficient, not
      necessary. log(1 + exp(s)) is convex, but the rules see a concave function of a convex one. No
      counterexample was found among thousands of points, so it may well be convex: written by an
      atom whose curvature is known, here softplus(s), it is accepted. `cnnc atoms` lists them, and
      `cnnc fix` applies the known ways.

      With a factor of unknown sign, convexity depends on it: `param c : R >= 0` says what a
      parameter can be, `assert w >= 0` what data are, which is checked when they are read.
      """,
      Example(
        ExampleSpec.plain(["loss": "loss hinge(z, t) = log(1 + exp(-t*z))"]),
        mended: ExampleSpec.plain(["loss": "loss hinge(z, t) = softplus(-t*z)"]))),
    Explanation(
      "E207", "a function outside its domain",
      """
      A loss is defined for every prediction, since nothing keeps the network from making it: log(z)
      has no value for z <= 0. The log of a likelihood is of a probability; in terms of the
      prediction (the logit) it is softplus, which is defined everywhere.
      """,
      Example(
        ExampleSpec.plain(["loss": "loss hinge(z, t) = -log(t*z)"]),
        mended: ExampleSpec.plain(["loss": "loss hinge(z, t) = softplus(-t*z)"]))),
  ]
}
