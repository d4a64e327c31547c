/// E417 to E426: files, and gates that are too many.
extension Explanation {
  private static func reading(_ table: String, mended: String?) -> Example {
    let spec = ExampleSpec.squared([
      "X": "data X : R[n, d] = csv(\"train.csv\", columns: 1..2)",
      "y": "data y : R[n] = csv(\"train.csv\", column: 3)",
    ])
    return Example(
      command: "cnnc solve spec.cnn",
      files: [
        Example.File(name: "spec.cnn", text: spec), Example.File(name: "train.csv", text: table),
      ], mendedSpec: mended)
  }

  private static let plain = [Example.File(name: "spec.cnn", text: ExampleSpec.squared())]

  static let files: [Explanation] = [
    Explanation(
      "E417", "a file that is not laid out as its format says",
      """
      Every row of a table has as many fields as the first, a quoted field is closed, and the text is
      UTF-8. A program file has its sections in order, declares names before it uses them, and gives no
      entry twice. The message points at the line.
      """,
      reading("x1,x2,y\n1,0.2,1\n0.6,1\n-0.3,1.1,-1\n", mended: ExampleSpec.squared())),
    Explanation(
      "E418", "a file without samples",
      """
      The file is empty, has a header only, or every row was dropped for a missing value.
      """,
      reading("x1,x2,y\n", mended: ExampleSpec.squared())),
    Explanation(
      "E419", "a file of patterns that has other numbers than 0 and 1",
      """
      `patterns(npy("D.npy"))` reads the diagonals of the D_i, one pattern a column: 1 where the neuron
      is active on the sample, else 0. Gate vectors are read by `vectors(npy("G.npy"))`.
      """),
    Explanation(
      "E420", "a file that cannot be read",
      """
      Paths in a spec are relative to the spec, those of the command line to the folder it is typed in.
      """,
      Example(
        command: "cnnc solve spec.cnn --data X=train.csv", files: plain,
        mended: "cnnc solve spec.cnn")),
    Explanation(
      "E421", "data on the command line that the spec does not have",
      """
      --data NAME=FILE gives a source to data that the spec declares by this name.
      """,
      Example(
        command: "cnnc solve spec.cnn --data Y=y.csv", files: plain, mended: "cnnc solve spec.cnn")),
    Explanation(
      "E422", "a file that cannot be written",
      """
      The folder does not exist or may not be written, the disk is full, or the file is there already
      and the command does not replace it without --force. What the run reads, spec, data or network, is
      not replaced by what it writes, nor one output by another. A result is written in full or not at
      all.
      """,
      Example(
        command: "cnnc solve spec.cnn --weights out/w.npz", files: plain,
        mended: "cnnc solve spec.cnn --weights w.npz")),
    Explanation(
      "E423", "a program file that cannot be read",
      """
      What ends in .cbf, .mps, .qps or .lp, also with .gz behind, is taken for a file with a program in
      one of these formats; anything else for a spec. The path is relative to the folder it is typed in.
      """,
      Example(
        command: "cnnc solve program.lp",
        files: [.init(name: "problem.lp", text: ProgramFiles.convex)],
        mended: "cnnc solve problem.lp")),
    Explanation(
      "E424", "more patterns than can be listed",
      """
      `enumerate(X)` takes every activation pattern that the samples have, so that the optimum is that
      over all gates. n samples in general position have 2 (C(n-1, 0) + .. + C(n-1, d-1)) of them, 2^n
      where n <= d: lists are for small data. cnnc lists up to 10000.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [
          Example.File(name: "spec.cnn", text: unitRows("enumerate(X)")),
          Example.File(
            name: "train.csv",
            text: (0..<14).map { k in
              (0..<14).map { $0 == k ? "1," : "0," }.joined() + "\(k % 2)\n"
            }.joined()),
        ], mendedSpec: unitRows("sample(X, count: 8, seed: 7)"))),
    Explanation(
      "E425", "a file that no earlier run wrote",
      """
      --resume reads what --checkpoint wrote, --warm-start what --weights wrote. Other files, and
      damaged ones, are refused.
      """,
      Example(
        command: "cnnc solve spec.cnn --resume spec.cnn", files: plain,
        mended: "cnnc solve spec.cnn")),
    Explanation(
      "E426", "a network of another size to start from",
      """
      --warm-start takes a network with as many columns of X (a bias is one) and as many gates as the
      problem has; it need not be feasible, and the gates may be others.
      """),
  ]

  /// Training on as many features as samples.
  private static func unitRows(_ gates: String) -> String {
    ExampleSpec.squared([
      "X": "data X : R[n, d] = csv(\"train.csv\", columns: 1..14)",
      "y": "data y : R[n] = csv(\"train.csv\", column: 15)", "gates": "gates g = \(gates)",
    ])
  }
}
