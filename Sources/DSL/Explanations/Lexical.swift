/// E001 to E005: characters and numbers.
extension Explanation {
  static let lexical: [Explanation] = [
    Explanation(
      "E001", "a character that the language does not have",
      """
      A spec is made of ASCII characters, Greek letters and the signs for <=, >= and "in".
      Comments and strings may hold any text, but nothing invisible: what a reader cannot
      see must not change a meaning. Characters that word processors put in place of others
      (curved quotes, long dashes, the dot of a product) have a fix-it: `cnnc fix`.
      """,
      Example(
        ExampleSpec.plain(["beta": "param beta : R >= 0 = 0.01;"]), mended: ExampleSpec.plain())),
    Explanation(
      "E002", "a string that its line does not close",
      """
      A string stands in double quotes and ends on the line where it began.
      """,
      Example(
        ExampleSpec.plain(adding: "output weights to \"w.npz"),
        mended: ExampleSpec.plain(adding: "output weights to \"w.npz\""))),
    Explanation(
      "E003", "a norm without its p, or with one that is not known",
      """
      A norm says which one it is: `||x||_1` (sum of absolute values), `||x||_2` (Euclidean) or
      `||x||_inf` (largest absolute value). No default is right everywhere: the ball of a
      perturbation is mostly the one of `_inf`, weight decay is `||u[j]||_2^2`, and which norm
      is meant changes the convex program (Corollary 4.2 has the dual norm in it).
      """,
      Example(
        ExampleSpec.robust(["set": "set B = { delta : R[d] | ||delta|| <= eps }"]),
        mended: ExampleSpec.robust())),
    Explanation(
      "E004", "a number that is not written to its end",
      """
      Digits stand on both sides of a decimal point, and behind the e of an exponent: 0.5, 1.0,
      1e-6.
      """,
      Example(
        ExampleSpec.plain(["beta": "param beta : R >= 0 = .01"]), mended: ExampleSpec.plain())),
    Explanation(
      "E005", "a number that is too large",
      """
      Computation is in double precision, whose largest number is about 1.8e308. A bound that is
      infinite is left out.
      """,
      Example(
        ExampleSpec.plain(["beta": "param beta : R <= 1e999 = 0.01"]),
        mended: ExampleSpec.plain(["beta": "param beta : R = 0.01"]))),
  ]
}
