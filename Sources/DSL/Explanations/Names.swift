/// E101 to E106: names and indices.
extension Explanation {
  static let names: [Explanation] = [
    Explanation(
      "E101", "a name that nothing declares",
      """
      Every name is declared by a statement of the spec or of a file it includes, in any order
      (parameters in theirs). Functions are those of `cnnc atoms`. Where a declared name is
      close, it is proposed, and `cnnc fix` puts it in place.
      """,
      Example(
        ExampleSpec.plain([
          "minimize":
            "minimize mean(hinge(yhat(X), y)) + bta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"
        ]), mended: ExampleSpec.plain())),
    Explanation(
      "E102", "a name that is declared twice",
      """
      A name means one thing in the whole spec, also across includes. Constraints have names of
      their own, which tell their multipliers apart.
      """,
      Example(
        ExampleSpec.plain(adding: "param beta : R >= 0 = 0.1"),
        mended: ExampleSpec.plain(["beta": "param beta : R >= 0 = 0.1"]))),
    Explanation(
      "E103", "a perturbation where nothing binds it",
      """
      `max[Delta in B^n]` and `forall Delta in B^n` bind the name Delta for what they reach over:
      a max for one term, up to the next + or -, as a sum does on paper; a forall for its
      constraint. Elsewhere no adversary chooses a Delta.
      """,
      Example(
        ExampleSpec.robust(adding: "subject to y .* yhat(X + Delta) >= 0"),
        mended: ExampleSpec.robust(
          adding: "subject to y .* yhat(X + Delta) >= 0 forall Delta in B^n"))),
    Explanation(
      "E104", "an index that nothing binds, or that runs over something else",
      """
      u[j] is one member of a family; `sum[j]` and `for i in g` say over which ones a formula
      runs. How many neurons there are, training decides: the convex program of Theorem 2.1 has
      two vectors for each gate, and its solution says which of them become neurons. So a single
      neuron cannot be picked by a number.
      """,
      Example(
        ExampleSpec.plain([
          "minimize": "minimize mean(hinge(yhat(X), y)) + beta/2 * (||u[j]||_2^2 + alpha[j]^2)"
        ]), mended: ExampleSpec.plain())),
    Explanation(
      "E105", "a `let` that is defined by itself",
      """
      A `let` names an expression, which is put in place wherever the name stands; so it cannot
      use its own name, directly or through others. There is no iteration in a formula: what
      repeats is a sum over an index.
      """,
      Example(
        ExampleSpec.plain(
          ["minimize": "minimize c * mean(hinge(yhat(X), y)) + \(ExampleSpec.decay)"],
          adding: "let c = 1 + c/2"),
        mended: ExampleSpec.plain(
          ["minimize": "minimize c * mean(hinge(yhat(X), y)) + \(ExampleSpec.decay)"],
          adding: "let c = 1 + 1/2"))),
    Explanation(
      "E106", "formulas that expand to too much",
      """
      A `let` is put in place wherever it is used, so that a chain of them that doubles at every
      step grows like a power of two. The limit is far above any formula of a paper. A number is
      computed once in a `param`, a repetition is a sum over an index.
      """,
      Example(
        (["let a0 = beta + beta"] + (1..<20).map { "let a\($0) = a\($0 - 1) + a\($0 - 1)" })
          .map { $0 + "\n" }.joined()
          + ExampleSpec.plain([
            "minimize":
              "minimize mean(hinge(yhat(X), y)) + a19 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"
          ]), mended: ExampleSpec.plain())),
  ]
}
