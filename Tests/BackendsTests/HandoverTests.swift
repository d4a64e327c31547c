import Canonicalize
import Synchronization
import Testing

@testable import Backends

/// Where the simplex method breaks down and nobody asked for it by name, the interior-point method goes on.
@Suite struct HandoverTests {
  private let control = SolverControl(tolerance: 1e-8, maxIterations: 100_000)

  /// A solve that breaks down: GLPK ends the process over a negative time limit, where nobody stops it.
  private func brokenDown(_ program: ConicProgram) -> ConicSolution {
    var run = LinearRun(program: program, control: control)
    run.slice = -1
    return run.solve()
  }

  @Test func aBreakdownIsHandedOver() {
    for seed in 0..<6 {
      var programs = LinearPrograms(seed: UInt64(seed))
      let (program, optimum) = programs.optimal(rows: 30, columns: 20)
      let failed = brokenDown(program)
      #expect(failed.status == .numericalFailure)
      let told = Mutex<[SolverHandover]>([])
      var watched = control
      watched.handedOver = { handover in told.withLock { $0.append(handover) } }
      let found = ConicSolver.glpk.handedOver(failed, of: program, control: watched)
      #expect(found.status == .optimal)
      #expect(abs(found.check.objective - optimum) <= 1e-6 * (1 + abs(optimum)))
      let handover = SolverHandover(from: .glpk, to: .ipm, reason: failed.remark ?? "")
      #expect(found.handover == handover)
      #expect(told.withLock { $0 } == [handover])
      #expect(handover.text.contains("tm_lim") && handover.text.contains("ipm takes over"))
    }
  }

  /// What the simplex method finds, or ends at by a limit, stays its own.
  @Test func nothingElseIsHandedOver() {
    var programs = LinearPrograms(seed: 3)
    let (program, _) = programs.optimal(rows: 30, columns: 20)
    var watched = control
    watched.handedOver = { Issue.record("handed over: \($0.text)") }
    let found = ConicSolver.glpk.solve(program, mayHandOver: true, control: watched)
    #expect(found.status == .optimal && found.handover == nil)
    watched.maxIterations = 1
    let limited = ConicSolver.glpk.solve(program, mayHandOver: true, control: watched)
    #expect(limited.status == .iterationLimit && limited.handover == nil)
  }

  /// Where the second one makes nothing of the program either, the first one's failure is told.
  @Test func aSecondBreakdownLeavesTheFirst() {
    let dense = LinearPrograms.Dense(
      rows: [[1, .nan]], bounds: [1], isEquality: [false], costs: [1, 1])
    let found = ConicSolver.glpk.solve(dense.program, mayHandOver: true, control: control)
    #expect(found.status == .numericalFailure && found.handover == nil)
    #expect(found.remark == "the data of the program are not finite")
  }
}
