/// E509, E510, E609 and W423: files that hold a program itself.
extension Explanation {
  static let programFiles: [Explanation] = [
    Explanation(
      "E509", "a quadratic objective that is not convex",
      """
      A minimum of 1/2 x'Px + c'x is found here where P is positive semidefinite, a maximum where it is
      negative semidefinite. The message has a direction d with d'Pd of the wrong sign, computed from the
      entries of the file. Mostly a sign is wrong, or an entry off the diagonal is given twice or too
      large.
      """,
      Example(
        command: "cnnc solve problem.lp",
        files: [
          .init(name: "problem.lp", text: ProgramFiles.saddle),
          .init(name: "mended.lp", text: ProgramFiles.convex),
        ], mended: "cnnc solve mended.lp")),
    Explanation(
      "E510", "a program that a file format cannot hold",
      """
      Whoever reads a file that was written finds the same numbers. MPS and LP have no cones, CBF has no
      products of variables in the objective, LP has its own idea of names, and free MPS no names with
      blanks. What a format has no form for is refused rather than changed.
      """,
      Example(
        command: "cnnc compile problem.lp -o problem.cbf",
        files: [.init(name: "problem.lp", text: ProgramFiles.convex)],
        mended: "cnnc compile problem.lp -o problem.mps")),
    Explanation(
      "E609", "an option that has no meaning for the kind of file",
      """
      A spec has parameters, data, gates and a network; a program file (.cbf, .mps, .qps, .lp) has rows
      and columns. An option of the one is not silently ignored with the other. `--solution` writes the
      point of a conic program, which the ADMM does not have.
      """,
      Example(
        command: "cnnc solve problem.lp -D beta=1",
        files: [.init(name: "problem.lp", text: ProgramFiles.convex)],
        mended: "cnnc solve problem.lp")),
    Explanation(
      "W423", "a program file that leaves a choice",
      """
      Some customs of the formats are read differently by different programs: a negative upper bound
      without a lower one takes the lower bound 0 away, bounds may exclude each other, a row may have an
      infinite side. The message says what was decided.
      """,
      Example(
        command: "cnnc solve problem.lp",
        files: [
          .init(name: "problem.lp", text: ProgramFiles.upperBound),
          .init(name: "mended.lp", text: ProgramFiles.convex),
        ], mended: "cnnc solve mended.lp")),
  ]
}

/// Small program files for the examples.
enum ProgramFiles {
  /// A convex quadratic program with a product.
  static let convex =
    "Minimize\n cost: x + [ 2 x ^ 2 + 2 x * y + 2 y ^ 2 ] / 2\n"
    + "Subject To\n sum: x + y >= 1\nEnd\n"

  /// The same with a product too large.
  static let saddle =
    "Minimize\n cost: x + [ 2 x ^ 2 + 6 x * y + 2 y ^ 2 ] / 2\n"
    + "Subject To\n sum: x + y >= 1\nEnd\n"

  /// A linear program with a negative upper bound and no lower one.
  static let upperBound =
    "Maximize\n gain: x + y\nSubject To\n sum: x + y <= 1\nBounds\n x <= -1\nEnd\n"
}
