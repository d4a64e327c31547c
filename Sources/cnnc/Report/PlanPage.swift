/// A plan for people and for programs.
struct PlanPage {
  var document: PlanDocument
  var text: String
  /// How many iterations its nominal time is that of; nil where none is known.
  var iterations: Int?

  func page(_ format: InspectFormat) -> String { format == .json ? jsonText(document) : text }

  /// Adds what the solver takes beside the one that the data decided against.
  mutating func compare(with other: PlanDocument.Solver) {
    let chosen = document.alternatives?.first { $0.system == document.chosen }
    let own = PlanDocument.Solver(
      solver: document.solver, iterations: iterations, nominalSeconds: chosen?.nominalSeconds)
    document.solvers = [own, other]
    text += "\n  solver      iterations    nominal time\n"
    for solver in [own, other] {
      let mark = solver.reason ?? "<- chosen"
      text +=
        "  " + solver.solver.padded(12)
        + (solver.iterations.map { "\($0)" } ?? "").padded(14)
        + (solver.nominalSeconds.map(durationText) ?? "").padded(14) + mark + "\n"
    }
  }
}
