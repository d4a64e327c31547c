/// E129, E133 to E135: where data and gates come from.
extension Explanation {
  static let sources: [Explanation] = [
    Explanation(
      "E129", "terms that apply the network to different data",
      """
      The patterns of the convex program are those of one matrix X. A term on other data would need
      patterns of its own, and the weights of both programs would have to agree.
      """,
      Example(
        ExampleSpec.plain([
          "X": "data X : R[n, d]\ndata X2 : R[n, d]",
          "minimize":
            "minimize mean(hinge(yhat(X), y)) + mean(hinge(yhat(X2), y)) + \(ExampleSpec.decay)",
        ]), mended: ExampleSpec.plain(["X": "data X : R[n, d]"]))),
    Explanation(
      "E133", "gates from nowhere",
      """
      Gates are sampled at the data, `sample(X, count: 64, seed: 7)` (Algorithm 2.1) or at perturbed
      data, `sample(X + B^n, ..)` (Algorithm 4.1); given as `vectors(..)` or `patterns(..)`; all there
      are, `enumerate(X)`; or drawn from the sphere for a known hidden layer, `sphere(count: 500)`.
      """,
      Example(
        ExampleSpec.plain(["gates": "gates g = random(X, count: 8)"]),
        mended: ExampleSpec.plain(["gates": "gates g = sample(X, count: 8)"]))),
    Explanation(
      "E134", "data from nowhere",
      """
      Data are read from a file, by the function of its format with the path in quotes, or stand in
      the spec as a list; or they have no source and come with `--data X=train.csv`.
      """,
      Example(
        ExampleSpec.plain(["X": "data X : R[n, d] = csv(train)"]),
        mended: ExampleSpec.plain(["X": "data X : R[n, d] = csv(\"train.csv\")"]))),
    Explanation(
      "E135", "rows of different lengths",
      """
      A matrix has rows of one length. A missing entry is no number: leave the row out.
      """,
      Example(
        ExampleSpec.plain(["X": "data X : R[n, d] = [[1, 0.2], [0.6], [-0.3, 1.1], [-1, 0.1]]"]),
        mended: ExampleSpec.plain())),
  ]
}
