internal import Backends
internal import Canonicalize

extension StructuredCosts {
  /// The plan of the structured interior-point method as people read it.
  func text(_ structure: TrainingStructure, threads: Int) -> String {
    let (n, d, p) = (
      structure.sampleCount, structure.featureCount, structure.patterns.count
    )
    var lines = [
      "INTERIOR-POINT PLAN for n = \(n), d = \(d), P = \(p)",
      "  method      Newton systems by the structure of the problem, D_i X never formed",
      "  weights     Cholesky factors of order \(d), one for each group and pair",
      "  precision   "
        + (chosen.isSingle
          ? "factors in single, until an iteration takes \(chosen.mostSingleSteps) steps of conjugate gradients"
          : "double"),
      "",
      "  system      order         an iteration  factors       nominal time of \(Self.expectedIterations)",
    ]
    let all = alternatives.map { (plan: $0, seconds: $0.nominalSeconds(threads: threads)) }
    let least = chosen.nominalSeconds(threads: threads)
    for (alternative, seconds) in all.sorted(by: { $0.seconds < $1.seconds }) {
      lines.append(
        "  " + alternative.plan.rawValue.padded(12) + "\(alternative.order)".padded(14)
          + amountText(alternative.flops, "FLOP").padded(14)
          + amountText(alternative.bytes, "B").padded(14) + durationText(seconds)
          + (alternative.plan == chosen.plan
            ? "  <- chosen" : "  \(significant(seconds / max(least, 1e-12), 2)) times the time"))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The plan of a conic program with its matrix as people read it.
func planText(_ sizes: ConicSizes, _ solver: ConicSolver) -> String {
  let (title, method) =
    switch solver {
    case .glpk:
      ("SIMPLEX PLAN", "the simplex method of glpk on the linear program as a whole")
    case .ipm:
      ("INTERIOR-POINT PLAN", "Newton systems by a sparse LDL' factor of the conic program")
    }
  return """
    \(title)
      method      \(method)
      program     \(sizes.variables) variables, \(sizes.rows) rows, \(sizes.nonzeros) nonzeros

    """
}
