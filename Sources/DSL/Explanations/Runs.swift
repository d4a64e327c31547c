/// E501 to E608: how a run ends, what this version does, and the command line.
extension Explanation {
  private static let plain = [Example.File(name: "spec.cnn", text: ExampleSpec.squared())]

  /// A network whose hidden layer is given.
  private static func elm(_ hidden: String) -> String {
    ExampleSpec.squared([
      "gates": "gates h = " + hidden,
      "network": "network yhat(Z) = sum[j in h] relu(Z * h[j]) * alpha[j]",
      "weights": "weights alpha[j] : R",
      "minimize": "minimize mean(sq(yhat(X), y)) + beta * sum[j in h] abs(alpha[j])",
    ])
  }

  private static func program(_ constraint: String, minimize: String = "x + ||y||_1") -> String {
    """
    variables x : R, y : R[3]
    minimize \(minimize)
    subject to floor: x >= 1
    \(constraint)

    """
  }

  static let runs: [Explanation] = [
    Explanation(
      "E501", "constraints that exclude each other",
      """
      A sum of the constraints, with the multipliers that are printed, says 0 >= 1: no point satisfies
      all of them (Farkas). The multipliers are checked on the program itself. The constraints are then
      left out one after the other, as long as the rest excludes itself still: what remains is the
      conflict. It is minimal where a point was found, and measured, without any one of them. Rows of the
      model, such as those of patterns and worst cases, always stay. Where constraints hold for every
      perturbation of a set, the largest size of the sets with a point is bracketed: a point shows the
      lower end, a certificate the upper. `--set explain_limit=SECONDS` bounds the search, 0 leaves it
      out; `--json` has all multipliers, places and both ends.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [.init(name: "spec.cnn", text: program("subject to ceiling: x <= 0.5"))],
        mendedSpec: program("subject to ceiling: x <= 1.5"))),
    Explanation(
      "E502", "an objective without a least value",
      """
      Along the ray that is printed the objective falls for ever, and no constraint stops it: the ratio
      of the variables on it is told, and what each term of the objective gains. Mostly a regularizer is
      missing, or has the wrong sign.
      """,
      Example(
        command: "cnnc solve spec.cnn",
        files: [.init(name: "spec.cnn", text: program("", minimize: "||y||_1 - x"))],
        mendedSpec: program(""))),
    Explanation(
      "E506", "a problem that the solver does not take",
      """
      The language is larger than some solvers: the ADMM takes ReLU and gated networks with sums or
      means of losses, and of one loss of a ReLU network its worst case over a ball or a box; the
      interior-point method takes whatever checks clean. A part that a solver does not take is refused
      by name rather than replaced by an easier problem.
      """,
      Example(
        command: "cnnc solve spec.cnn --solver admm",
        files: [.init(name: "spec.cnn", text: program(""))], mended: "cnnc solve spec.cnn")),
    Explanation(
      "E507", "a program that is not linear, where only a linear one fits",
      """
      GLPK solves linear programs; the files MPS and LP hold these, with squares in the objective too.
      Absolute values, `pos`, `max`, norms 1 and inf become linear rows; the norm 2 (also that of weight
      decay in a ReLU network) and exponentials do not.
      """,
      Example(
        command: "cnnc solve spec.cnn --solver glpk", files: plain, mended: "cnnc solve spec.cnn")),
    Explanation(
      "E508", "a problem that does not fit into the memory",
      """
      The factors of the linear system would need more than four fifths of what this machine has, or more
      than `--max-memory` allows. Fewer gates (`count:`) make it smaller: the number of unknowns is twice
      the gates times the columns. The ADMM with `--set system=gradients` needs the least.
      """),
    Explanation(
      "E511", "a convex program that the language cannot write",
      """
      `inspect --phase program --as cnn` prints a spec that checks and has the same optimum. What has no
      words in the language is refused: a hidden layer that is drawn, since the draw is not in the spec;
      a support function without a closed form. `compile` writes the conic form of all of them.
      """,
      Example(
        command: "cnnc inspect spec.cnn --phase program --as cnn",
        files: [Example.File(name: "spec.cnn", text: elm("sphere(count: 3, seed: 7)"))],
        mendedSpec: elm("vectors([[1, 0.3], [0.2, 1], [-1, 0.4]])"))),
    Explanation(
      "E515", "a loss that the ADMM does not take",
      """
      The ADMM splits the loss off and takes a proximal step for each sample; the proven bound needs the
      conjugate of the loss. A loss that falls for ever has none at 0, and one that is infinite for some
      predictions has no step from there.
      """,
      Example(
        command: "cnnc solve spec.cnn --solver admm",
        files: [
          Example.File(
            name: "spec.cnn", text: ExampleSpec.squared(["loss": "loss sq(z, t) = -t*z"]))
        ], mendedSpec: ExampleSpec.squared())),
    Explanation(
      "E516", "a coupling that does not take the loss",
      """
      `direct` is Algorithm 3.1 as printed, whose linear system holds the squared loss; `rbcd` is
      Algorithm 3.2, whose steps need a bound on the curvature of the loss. `split` takes every loss.
      """,
      Example(
        command: "cnnc solve spec.cnn --solver admm --set coupling=direct",
        files: [
          Example.File(
            name: "spec.cnn", text: ExampleSpec.squared(["loss": "loss sq(z, t) = pos(1 - t*z)"]))
        ], mended: "cnnc solve spec.cnn --solver admm --set coupling=split")),
    Explanation(
      "E517", "a checkpoint of another run",
      """
      A checkpoint holds the state of one run: its data and gates, its problem with the parameters, and
      the settings that change its iterates. Limits and the tolerance may differ, and so may the number
      of threads.
      """),
    Explanation(
      "E518", "a share to hold out that leaves no samples on one side",
      """
      validation=0.2 trains on four fifths of the samples and chooses the point that does best on the
      rest: both sides need samples.
      """,
      Example(
        command: "cnnc solve spec.cnn --set validation=0.001", files: plain,
        mended: "cnnc solve spec.cnn --set validation=0.4")),
    Explanation(
      "E580", "a setting of the ADMM that has no part in worst cases",
      """
      Where rows are perturbed the ADMM splits the worst case of each sample off, and its linear system
      sees the vectors that the perturbations multiply: the coupling is `split`, the system `features`
      or `gradients`. Points are not chosen on held-out samples.
      """,
      Example(
        command: "cnnc solve spec.cnn --solver admm --set system=samples",
        files: [
          Example.File(
            name: "spec.cnn",
            text: ExampleSpec.robust(["loss": "loss hinge(z, t) = softplus(-t*z)"]))
        ], mended: "cnnc solve spec.cnn --solver admm --set system=features")),
    Explanation(
      "E600", "a command line that is not understood",
      """
      `cnnc --help` lists the commands, `cnnc COMMAND --help` their options.
      """,
      Example(
        command: "cnnc check spec.cnn --fast --json", files: plain,
        mended: "cnnc check spec.cnn --json")),
    Explanation(
      "E601", "a setting that is not NAME=VALUE",
      """
      --data, --set and -D take a name and a value with `=` between them.
      """,
      Example(
        command: "cnnc solve spec.cnn --data train.csv", files: plain, mended: "cnnc solve spec.cnn"
      )),
    Explanation(
      "E602", "a setting that a solver does not have, or cannot have",
      """
      The message says which values the setting takes, or which settings there are.
      """,
      Example(
        command: "cnnc solve spec.cnn --set tol=-1", files: plain,
        mended: "cnnc solve spec.cnn --set tol=1e-6")),
    Explanation(
      "E604", "an atom that there is not",
      """
      `cnnc atoms` lists the functions of the language. The norms are called norm1, norm2 and norminf
      there, powers by their exponent: ^2.
      """,
      Example(command: "cnnc atoms hubr", mended: "cnnc atoms huber")),
    Explanation(
      "E605", "standard input among several specs",
      """
      `-` stands for one spec, read to its end; it cannot be one of several.
      """,
      Example(command: "cnnc fix - spec.cnn", files: plain, mended: "cnnc fix spec.cnn")),
    Explanation(
      "E606", "a code that no message has",
      """
      `cnnc explain` lists the codes: E for errors, W for warnings, by the phase that finds them.
      """,
      Example(command: "cnnc explain E999", mended: "cnnc explain E204")),
    Explanation(
      "E607", "a view that a phase does not have",
      """
      `cnnc inspect --help` lists the phases with the forms of each; --trace, --rows and --numeric belong
      to the phase `canonical`.
      """,
      Example(
        command: "cnnc inspect spec.cnn --phase tokens --trace", files: plain,
        mended: "cnnc inspect spec.cnn --phase canonical --trace")),
    Explanation(
      "E608", "a row that the conic program does not have",
      """
      Rows are called by the name of their block and their indices from 1, `gate_v[2,5]`; the phase
      `canonical` lists the blocks.
      """,
      Example(
        command: "cnnc inspect spec.cnn --phase canonical --rows gates_v", files: plain,
        mended: "cnnc inspect spec.cnn --phase canonical --rows gate_v")),
    Explanation(
      "E620", "two values for one setting",
      """
      `--set tol=1e-4` and `--tol 1e-6` set the same, and so do two values of -D, --data or --set for one
      name. None of them is silently left out. A value on the command line and one in the spec are no
      such case: the command line counts.
      """,
      Example(
        command: "cnnc solve spec.cnn --tol 1e-6 --set tol=1e-4", files: plain,
        mended: "cnnc solve spec.cnn --tol 1e-6")),
    Explanation(
      "E621", "a value for a parameter that a sweep moves",
      """
      `sweep beta in logspace(..)` solves once for each value of the list, so that one value of
      `-D beta=` would have no part. Leave it out, or take the sweep out of the spec.
      """,
      Example(
        command: "cnnc solve spec.cnn -D beta=0.1",
        files: [
          .init(
            name: "spec.cnn", text: ExampleSpec.squared(adding: "sweep beta in [0.01, 0.1]"))
        ], mended: "cnnc solve spec.cnn")),
  ]
}
