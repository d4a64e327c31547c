/// E110 to E119: sizes, types and numbers.
extension Explanation {
  static let shapes: [Explanation] = [
    Explanation(
      "E110", "sizes that differ",
      """
      Arrays that meet entry by entry have the same sizes. Sizes are symbols: R[n] and R[m] differ
      even where the numbers happen to agree, so that a spec is right for all data, not for one
      file. The labels of the message say where each size comes from.
      """,
      Example(
        ExampleSpec.plain([
          "X": "data X : R[m, d] = [[1, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1, 0.1]]"
        ]), mended: ExampleSpec.plain())),
    Explanation(
      "E111", "a product whose lengths do not fit",
      """
      `*` is the product of matrices: the rows of the left side are as long as the columns of the
      right side. A vector is a column; X[k] is a row. Data read `with bias` have one column more
      than the file, and the type counts it: in `data X : R[n, d] = .. with bias` the d is the
      number of columns with the one of ones, and the hidden weights are R[d].
      """,
      Example(
        ExampleSpec.plain(["weights": "weights u[j] : R[n], alpha[j] : R"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E112", "something that is no number, or no number alone, where one is needed",
      """
      An objective is one number: losses of samples are added up by `sum(..)` or `mean(..)`. There
      is no broadcasting but that of a single number to an array: a rule that stretches shapes until
      they fit turns most mistakes into another, wrong problem.
      """,
      Example(
        ExampleSpec.plain(["minimize": "minimize hinge(yhat(X), y) + \(ExampleSpec.decay)"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E113", "`*` between two columns",
      """
      Two columns have no matrix product. Entry by entry is `a .* b`; the scalar product is
      `a' * b`.
      """,
      Example(
        ExampleSpec.plain(["minimize": "minimize sum(pos(1 - y * yhat(X))) + \(ExampleSpec.decay)"]
        ),
        mended: ExampleSpec.plain([
          "minimize": "minimize sum(pos(1 - y .* yhat(X))) + \(ExampleSpec.decay)"
        ]))),
    Explanation(
      "E114", "labels that do not fit the loss",
      """
      For one of the declared labels the loss is the same for every prediction, so that samples with
      this label teach nothing. Margin losses such as the hinge pos(1 - t*z) are made for {-1, 1}:
      with t = 0 they are constant. The cross-entropy softplus(z) - t*z is made for {0, 1}.
      """,
      Example(
        ExampleSpec.plain(["y": "data y : {0, 1}[n] = [1, 1, 0, 0]"]),
        mended: ExampleSpec.plain([
          "y": "data y : {0, 1}[n] = [1, 1, 0, 0]", "loss": "loss hinge(z, t) = softplus(z) - t*z",
        ]))),
    Explanation(
      "E115", "a parameter that is no single number",
      """
      A parameter is one real number, so that the command line can set it (-D beta=0.1) and a sweep
      can run over it. Arrays are data, which can stand in the spec too.
      """,
      Example(
        ExampleSpec.plain(
          ["minimize": "minimize mean(w .* hinge(yhat(X), y)) + \(ExampleSpec.decay)"],
          adding: "param w : R[n] = [1, 1, 2, 2]"),
        mended: ExampleSpec.plain(
          ["minimize": "minimize mean(w .* hinge(yhat(X), y)) + \(ExampleSpec.decay)"],
          adding: "data w : R[n] = [1, 1, 2, 2]"))),
    Explanation(
      "E116", "a formula that gives no number here",
      """
      The value and the bounds of a parameter are computed when the spec is read, from numbers and
      from parameters above, with + - * / ^.
      """,
      Example(
        ExampleSpec.plain(["beta": "param beta : R >= 0 = sqrt(2)"]),
        mended: ExampleSpec.plain(["beta": "param beta : R >= 0 = 2^0.5"]))),
    Explanation(
      "E117", "data with no size, or with three",
      """
      Data are vectors, one number for each sample, or matrices, one row for each sample. An image
      is a row of its pixels.
      """,
      Example(
        ExampleSpec.plain(["X": "data X : R[n, d, 1] = npy(\"images.npy\")"]),
        mended: ExampleSpec.plain(["X": "data X : R[n, d] = npy(\"images.npy\")"]))),
    Explanation(
      "E118", "something that is no type",
      """
      There are two kinds of types: real numbers, `R` with sizes in brackets, and sets of at least
      two different labels, `{-1, 1}[n]`. Weights and variables are real.
      """,
      Example(
        ExampleSpec.plain(["y": "data y : Int[n] = [1, 1, -1, -1]"]), mended: ExampleSpec.plain())
    ),
    Explanation(
      "E119", "a size or a range that is none",
      """
      A size is a name or a whole number; ranges run from a whole number, 1 for the first, to a size
      or a number. There is no arithmetic with sizes: data that have one column more declare a size
      of their own, or the same one `with bias`.
      """,
      Example(
        ExampleSpec.plain([
          "minimize": "minimize mean[k in 0..n] hinge(yhat(X[k]), y[k]) + \(ExampleSpec.decay)"
        ]),
        mended: ExampleSpec.plain([
          "minimize": "minimize mean[k in 1..n] hinge(yhat(X[k]), y[k]) + \(ExampleSpec.decay)"
        ]))),
  ]
}
