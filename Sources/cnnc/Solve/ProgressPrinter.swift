internal import Backends
internal import Canonicalize
internal import Synchronization

/// Shows how a solve goes on standard error: one live line on a terminal, else a line now and then.
final class ProgressPrinter: Sendable {
  private struct State {
    var lastPrint = 0.0
    var interval = 2.0
    var hasLiveLine = false
    var objective: Double?
    var gap: Double?
  }

  private let state = Mutex(State())
  private let isLive: Bool
  private let start: Double
  private let stated: StatedObjective

  /// A printer; `start` is when the run began.
  init(isLive: Bool, start: Double, _ stated: StatedObjective) {
    self.isLive = isLive
    self.start = start
    self.stated = stated
  }

  /// Shows one report of a solver, if it is time to.
  func show(_ progress: SolverProgress) {
    let elapsed = Machine.now() - start
    let line: String? = state.withLock { state in
      if let certificate = progress.certificate {
        state.objective = certificate.objective
        state.gap = certificate.gap
      } else if let details = progress.details {
        state.objective = stated.value(details.primalObjective)
        state.gap = details.relativeGap
      }
      guard elapsed - state.lastPrint >= (isLive ? 0.1 : state.interval) else {
        return nil
      }
      state.lastPrint = elapsed
      // Away from a terminal the lines come ever more rarely.
      state.interval = min(60, state.interval * 1.5)
      state.hasLiveLine = isLive
      let objective = state.objective.map { significant($0, 8) } ?? "-"
      let gap = state.gap.map(scientific) ?? "-"
      return "iteration \(progress.iteration)  objective \(objective)  gap \(gap)  residuals"
        + " \(scientific(progress.primalResidual)) \(scientific(progress.dualResidual))"
        + "  \(durationText(elapsed))"
    }
    guard let line else { return }
    Terminal.printMessage(isLive ? "\u{1b}[2K\r" + line : line + "\n")
  }

  /// Takes the live line away.
  func finish() {
    if state.withLock({ $0.hasLiveLine }) { Terminal.printMessage("\u{1b}[2K\r") }
  }
}
