/// E127, E128, E131, E132, E137, E138: solvers, outputs, options.
extension Explanation {
  static let requests: [Explanation] = [
    Explanation(
      "E127", "a solver that there is not",
      """
      `auto` chooses by the problem; admm, ipm and glpk are the others.
      """,
      Example(
        ExampleSpec.plain(adding: "solve with adam"),
        mended: ExampleSpec.plain(adding: "solve with admm"))),
    Explanation(
      "E128", "an output that there is not",
      """
      What can be written: weights, predictions, duals, gates, report.
      """,
      Example(
        ExampleSpec.plain(adding: "output weight to \"w.npz\""),
        mended: ExampleSpec.plain(adding: "output weights to \"w.npz\""))),
    Explanation(
      "E131", "an argument or option that is not known, or missing",
      """
      Functions take the arguments that `cnnc atoms NAME` lists, a `let` those it declares. Options
      have names, `count: 64`: what a number means is not left to its position.
      """,
      Example(
        ExampleSpec.plain(["gates": "gates g = sample(X, cuont: 8)"]),
        mended: ExampleSpec.plain(["gates": "gates g = sample(X, count: 8)"]))),
    Explanation(
      "E132", "an option whose value is not one it can have",
      """
      The message says what the option takes.
      """,
      Example(
        ExampleSpec.plain(["gates": "gates g = sample(X, count: 0)"]),
        mended: ExampleSpec.plain(["gates": "gates g = sample(X, count: 8)"]))),
    Explanation(
      "E137", "a sweep over no parameter, or over no values",
      """
      A sweep solves once for each value of one parameter. `logspace(a, b, k)` has k values from a to
      b with equal ratios; a and b are the ends themselves, both positive. `linspace(a, b, k)` has
      equal steps; a list has the values one by one.
      """,
      Example(
        ExampleSpec.plain(adding: "sweep beta in logspace(-5, -1, 9)"),
        mended: ExampleSpec.plain(adding: "sweep beta in logspace(1e-5, 1e-1, 9)"))),
    Explanation(
      "E138", "two outputs in one file",
      """
      The second would overwrite the first.
      """,
      Example(
        ExampleSpec.plain(adding: "output weights to \"out\"\noutput report to \"out\""),
        mended: ExampleSpec.plain(
          adding: "output weights to \"w.npz\"\noutput report to \"r.json\""))
    ),
  ]
}
