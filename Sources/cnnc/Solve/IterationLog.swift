internal import Backends
internal import Synchronization

/// An objective as the problem states it; solvers of conic programs minimize and do not see its constant.
struct StatedObjective {
  var isMaximization = false
  var constant = 0.0

  func value(_ solved: Double) -> Double {
    let value = solved + constant
    // 0 - 0 has no sign.
    return isMaximization ? 0 - value : value
  }
}

/// The iterations of a solver of conic programs on standard error, a line each.
final class IterationLog: Sendable {
  private static let columns: [(title: String, width: Int)] = [
    ("iter", 6), ("primal objective", 19), ("dual objective", 19), ("gap", 9), ("primal", 9),
    ("dual", 9), ("mu", 9), ("step", 7), ("time", 9),
  ]

  private let hasHeader = Mutex(false)
  private let start: Double
  private let stated: StatedObjective

  /// A log of a run that began at `start`.
  init(start: Double, _ stated: StatedObjective) {
    self.start = start
    self.stated = stated
  }

  /// Writes one line, the titles before the first.
  func show(_ progress: SolverProgress) {
    let isFirst = hasHeader.withLock { known in
      defer { known = true }
      return !known
    }
    let header = isFirst ? Self.line(Self.columns.map(\.title)) : ""
    Terminal.printMessage(header + Self.line(cells(progress)))
  }

  private func cells(_ progress: SolverProgress) -> [String] {
    let residuals = [scientific(progress.primalResidual), scientific(progress.dualResidual)]
    let time = durationText(Machine.now() - start)
    guard let details = progress.details else {
      return ["\(progress.iteration)", "-", "-", "-"] + residuals + ["-", "-", time]
    }
    func objective(_ value: Double) -> String { fixedExponent(stated.value(value), 10) }
    return [
      "\(progress.iteration)", objective(details.primalObjective),
      objective(details.dualObjective), scientific(details.relativeGap),
    ] + residuals + [scientific(details.complementarity), fixed(details.step, 3), time]
  }

  private static func line(_ cells: [String]) -> String {
    zip(cells, columns).map { cell, column in
      String(repeating: " ", count: max(1, column.width - cell.count)) + cell
    }.joined() + "\n"
  }
}
