internal import Backends

extension PresolveSummary {
  /// What was taken away, in one line.
  var text: String {
    let way = "(\(counted(passes, "pass")), \(durationText(seconds)))"
    if isEmpty { return "nothing to remove \(way)" }
    let parts = [
      rows == 0 ? nil : counted(rows, "row"), columns == 0 ? nil : counted(columns, "column"),
      nonzeros == 0 ? nil : counted(nonzeros, "nonzero"),
    ].compactMap { $0 }
    let removed = parts.joined(separator: ", ") + " removed"
    switch decision {
    case nil: return "\(removed) \(way)"
    case .solved: return "\(removed), nothing left to solve \(way)"
    case .infeasible: return "rows or bounds contradict each other \(way)"
    }
  }
}

extension ConicSolution {
  /// The line of a report; none where nothing was taken away.
  var presolveLines: [String] {
    presolve.map { $0.isEmpty ? [] : ["  presolve    " + $0.text] } ?? []
  }
}

/// What presolve took away, in JSON.
struct PresolveDocument: Encodable {
  let rows: Int
  let columns: Int
  let nonzeros: Int
  let passes: Int
  /// What was settled without a solver: solved or infeasible; absent where nothing was.
  let decision: String?
  let seconds: Double

  init(_ summary: PresolveSummary) {
    (rows, columns, nonzeros) = (summary.rows, summary.columns, summary.nonzeros)
    (passes, decision, seconds) = (summary.passes, summary.decision?.rawValue, summary.seconds)
  }
}
