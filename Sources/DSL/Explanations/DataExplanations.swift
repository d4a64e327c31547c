/// E401 to E413: values of data and parameters.
extension Explanation {
  private static let table = "x1,x2,y\n1,0.2,1\n0.6,0.9,1\n-0.3,1.1,-1\n-1,0.1,-1\n"

  /// A run that reads the table above, or another, by a spec with the squared loss.
  private static func reading(
    _ table: String = Explanation.table, columns: String = "columns: 1..2", y: String = "R[n]",
    mended: String? = nil
  ) -> Example {
    func spec(_ columns: String, _ y: String) -> String {
      ExampleSpec.squared([
        "X": "data X : R[n, d] = csv(\"train.csv\", \(columns))",
        "y": "data y : \(y) = csv(\"train.csv\", column: \"y\")",
      ])
    }
    return Example(
      command: "cnnc solve spec.cnn",
      files: [
        Example.File(name: "spec.cnn", text: spec(columns, y)),
        Example.File(name: "train.csv", text: table),
      ], mendedSpec: mended.map { spec($0, "R[n]") })
  }

  private static let given = [
    Example.File(
      name: "spec.cnn",
      text: ExampleSpec.squared(["beta": "param beta : R >= 0"]))
  ]

  static let data: [Explanation] = [
    Explanation(
      "E401", "data or a parameter without a value",
      """
      A spec may leave data and parameters open, so that one spec serves many files. `cnnc check` needs
      no values; a solve does: --data X=train.csv, -D beta=0.1. All that is missing is listed.
      """,
      Example(
        command: "cnnc solve spec.cnn", files: given, mended: "cnnc solve spec.cnn -D beta=0.1")),
    Explanation(
      "E402", "a column that the file does not have",
      """
      Columns are named as in the header, or numbered from 1. A column that two data of one file do not
      name is free: data without `columns` take all of those.
      """,
      reading(columns: "columns: 1..4", mended: "columns: 1..2")),
    Explanation(
      "E403", "a field that is no number",
      """
      Numbers are written with a point. A missing value is refused unless the spec says what to do:
      `missing: drop`, `missing: mean` or `missing: median` of the column. Texts are labels only where the
      spec says which text stands for which: `negative: "no", positive: "yes"`.
      """,
      reading(
        "x1,x2,y\n1,0.2,1\n0.6,n/a,1\n-0.3,1.1,-1\n-1,0.1,-1\n",
        mended: "columns: 1..2, missing: mean")),
    Explanation(
      "E404", "a number that cannot be computed with",
      """
      A value is NaN, infinite, or so large that its square is. No result would mean anything.
      """),
    Explanation(
      "E405", "a label that is not declared",
      """
      The type of the data lists the labels, `{-1, 1}[n]`, and the loss was proven convex for each of
      them. Other values in the file are mapped in order, `labels: [1, 2]`; texts by
      `negative: "bad", positive: "good"`.
      """,
      Example(
        ExampleSpec.plain(["y": "data y : {-1, 1}[n] = [1, 1, 0, 0]"]), mended: ExampleSpec.plain())
    ),
    Explanation(
      "E406", "a file that is not what its format says",
      """
      The file is damaged, cut short, or of another format than the function that reads it: `npy` reads
      one NumPy array of numbers, `npz` one array of an archive, `idx` the format of MNIST.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [
          Example.File(
            name: "spec.cnn", text: ExampleSpec.squared(["X": "data X : R[n, d] = npy(\"X.npy\")"])),
          Example.File(name: "X.npy", text: "1,0.2\n0.6,0.9\n"),
        ], mendedSpec: ExampleSpec.squared())),
    Explanation(
      "E407", "data whose sizes do not belong together",
      """
      A symbol such as n has one value: the first data that use it say which, and all others must agree.
      Two files that differ by a row are mostly one with a header and one without.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [
          Example.File(
            name: "spec.cnn", text: ExampleSpec.squared(["y": "data y : R[n] = [1, 1, -1]"]))
        ], mendedSpec: ExampleSpec.squared())),
    Explanation(
      "E408", "a value of -D that is no number",
      """
      -D NAME=VALUE sets a parameter; the value is a number such as 0.1 or 1e-4.
      """,
      Example(
        command: "cnnc solve spec.cnn -D beta=small", files: given,
        mended: "cnnc solve spec.cnn -D beta=0.1")),
    Explanation(
      "E409", "a value for a parameter that the spec does not have",
      """
      -D sets parameters that the spec declares; anything else is a typing mistake, which would
      otherwise pass unseen.
      """,
      Example(
        command: "cnnc check spec.cnn -D bta=0.1", files: given,
        mended: "cnnc check spec.cnn -D beta=0.1")),
    Explanation(
      "E410", "a value outside its bound",
      """
      A bound, `param beta : R >= 0`, is checked for every value that the parameter takes: in the spec,
      on the command line, in a sweep. Convexity is proven for all values within it, so a value outside
      could be another, nonconvex problem.
      """,
      Example(
        ExampleSpec.plain(["beta": "param beta : R >= 0 = -0.01"]), mended: ExampleSpec.plain())),
    Explanation(
      "E411", "an assertion that does not hold",
      """
      `assert` states what must be true of data and parameters; it is checked before solving.
      """,
      Example(
        ExampleSpec.plain(adding: "assert beta >= 1"),
        mended: ExampleSpec.plain(adding: "assert beta <= 1"))),
    Explanation(
      "E413", "`raw(..)` outside the radius of a set",
      """
      Sizes of sets are in the units of the data as they are trained on, after `with scale(..)`.
      `raw(eps)` gives a radius in the units of the file; it has a meaning as the radius of a set only.
      """,
      Example(
        ExampleSpec.robust([
          "minimize":
            "minimize raw(eps) * max[Delta in B^n] mean(hinge(yhat(X + Delta), y))"
            + " + \(ExampleSpec.decay)"
        ]), mended: ExampleSpec.robust())),
  ]
}
