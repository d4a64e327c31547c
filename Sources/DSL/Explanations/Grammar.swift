/// E010 to E023: statements, brackets, includes.
extension Explanation {
  static let grammar: [Explanation] = [
    Explanation(
      "E010", "a line that no statement starts with",
      """
      A statement starts in column 1 with its keyword: model, include, data, param, gates, set,
      network, weights, variables, loss, let, minimize, maximize, subject to, assert, solve,
      sweep, output. A line that starts with white space continues the one above.
      """,
      Example(
        ExampleSpec.plain(["loss": "los hinge(z, t) = pos(1 - t*z)"]), mended: ExampleSpec.plain())
    ),
    Explanation(
      "E011", "a declaration without its type",
      """
      Data, parameters, weights and variables are declared with their type behind a colon:
      `R` a number, `R[n]` a vector, `R[n, d]` a matrix, `{-1, 1}[n]` labels. Sizes are names:
      the data that use one first say how large it is, and all others are checked against it.
      """,
      Example(
        ExampleSpec.plain(["X": "data X = [[1, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1, 0.1]]"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E012", "a continuation that is not indented",
      """
      There are no semicolons: what starts in column 1 is a new statement, what is indented
      goes on with the one above. So a forgotten bracket never swallows the rest of the file.
      """,
      Example(
        ExampleSpec.plain([
          "minimize": "minimize mean(hinge(yhat(X), y))\n+ \(ExampleSpec.decay)"
        ]),
        mended: ExampleSpec.plain([
          "minimize": "minimize mean(hinge(yhat(X), y))\n       + \(ExampleSpec.decay)"
        ]))),
    Explanation(
      "E013", "a bracket that is not closed",
      """
      Every bracket closes before its statement ends, by the bracket of its kind.
      """,
      Example(
        ExampleSpec.plain(["loss": "loss hinge(z, t) = pos(1 - t*z"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E014", "a chain of comparisons that turns round",
      """
      `a <= b <= c` says that b lies between a and c. A chain such as `a <= b >= c` says nothing
      about a and c together; two relations say what is meant.
      """,
      Example(
        ExampleSpec.plain(adding: "assert 0 <= beta >= 0"),
        mended: ExampleSpec.plain(adding: "assert 0 <= beta <= 1"))),
    Explanation(
      "E015", "an expression that is nested too deeply",
      """
      100 levels of brackets and 500 operations in a row are the limit, so that no text, however
      odd, exhausts the memory of the machine. A `let` names a part.
      """),
    Explanation(
      "E016", "something else was expected here",
      """
      The text departs from the grammar at this place; the message names what could stand there.
      """,
      Example(
        ExampleSpec.plain(["loss": "loss hinge(z, t) = pos(1 - * t*z)"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E017", "text behind the end of a statement",
      """
      The statement is complete, and more text follows on its line. The usual cause is a product
      without its `*`: 2z is written 2*z.
      """,
      Example(
        ExampleSpec.plain(["loss": "loss hinge(z, t) = pos(1 - t*z) z"]),
        mended: ExampleSpec.plain())),
    Explanation(
      "E018", "a reserved word for a name",
      """
      sum, mean, max, min, true and false are no names, since what follows them is read in a way
      of its own. Keywords of statements are names like any others except at the start of a line.
      """,
      Example(
        ExampleSpec.plain(adding: "let mean = 2"),
        mended: ExampleSpec.plain(
          ["minimize": "minimize average + \(ExampleSpec.decay)"],
          adding: "let average = mean(hinge(yhat(X), y))"))),
    Explanation(
      "E019", "a sign that is no relation",
      """
      Relations are `<=`, `>=` and `==`. A strict inequality describes an open set, on which a
      minimum need not exist: minimize x subject to x > 0 has none. One `=` gives a name its value.
      """,
      Example(
        ExampleSpec.plain(adding: "subject to y .* yhat(X) > 0"),
        mended: ExampleSpec.plain(adding: "subject to y .* yhat(X) >= 0"))),
    Explanation(
      "E020", "specs that include each other",
      """
      `include` puts the statements of a file in its place; a file that includes itself, directly
      or through others, has no such text.
      """,
      Example("include \"spec.cnn\"\n" + ExampleSpec.plain(), mended: ExampleSpec.plain())),
    Explanation(
      "E022", "a spec that cannot be read",
      """
      The file is not there, may not be read, or is empty. `-` stands for standard input, and
      `cnnc new` prints specs to start from.
      """,
      Example(
        command: "cnnc check sepc.cnn",
        files: [Example.File(name: "spec.cnn", text: ExampleSpec.plain())],
        mended: "cnnc check spec.cnn")),
    Explanation(
      "E023", "an included file that cannot be read",
      """
      The path of an include is relative to the file that names it, wherever cnnc is run.
      """,
      Example("include \"data.cnn\"\n" + ExampleSpec.plain(), mended: ExampleSpec.plain())),
  ]
}
