import Canonicalize
import LinearAlgebra
import Synchronization
import Testing

@testable import Backends

/// Limits, interrupts and degenerate programs end with an honest status and a valid certificate.
@Suite struct LimitTests {
  private let program = RandomPrograms.program(n: 30, d: 4, p: 8, beta: 0.5, seed: 5)

  private func solve(_ program: ConvexTrainingProgram, _ control: SolverControl) -> Solution {
    let settings = ADMMSettings()
    let plan = ADMMPlan(
      for: program, settings: settings, maxIterations: control.maxIterations, threads: 1)
    return solveByADMM(program, plan: plan, settings: settings, control: control)
  }

  private func expectHonest(_ solution: Solution, in program: ConvexTrainingProgram) {
    let again = program.evaluate(solution.panel)
    #expect(again.objective == solution.certificate.objective)
    #expect(again.violation == solution.certificate.violation)
    // The zero network is feasible: no bound may lie above its objective.
    let zero = Matrix(rows: program.featureCount, columns: 2 * program.patternCount)
    #expect(solution.certificate.lowerBound <= program.evaluate(zero).objective)
  }

  @Test(arguments: [1, 2, 7, 60])
  func stopsAtTheIterationLimit(_ limit: Int) {
    let solution = solve(program, SolverControl(tolerance: 1e-14, maxIterations: limit))
    #expect(solution.status == .iterationLimit)
    #expect(solution.iterations == limit)
    expectHonest(solution, in: program)
  }

  @Test func stopsAtTheTimeLimit() {
    let clock = FakeClock()
    let solution = solve(
      program,
      SolverControl(
        tolerance: 1e-14, maxIterations: 1000, timeLimit: 10, elapsed: { clock.tick() }))
    #expect(solution.status == .timeLimit)
    #expect(solution.iterations < 20)
    expectHonest(solution, in: program)
  }

  @Test func stopsWhenInterrupted() {
    let clock = FakeClock()
    let solution = solve(
      program,
      SolverControl(
        tolerance: 1e-14, maxIterations: 1000, isInterrupted: { clock.tick() > 5 }))
    #expect(solution.status == .interrupted)
    expectHonest(solution, in: program)
  }

  @Test func aStrongRegularizerGivesTheZeroNetwork() {
    // Zero is optimal when ||X' D y|| <= beta for every pattern.
    let strong = RandomPrograms.program(n: 10, d: 3, p: 4, beta: 1e4, seed: 6)
    let solution = solve(strong, SolverControl(tolerance: 1e-9, maxIterations: 1000))
    #expect(solution.status == .optimal)
    #expect(solution.panel.frobeniusNorm == 0)
    let half = strong.targets.reduce(0) { $0 + $1 * $1 } / 2
    #expect(abs(solution.certificate.lowerBound - half) <= 1e-12 * half)
  }

  @Test func degenerateDataAreSolved() {
    let rows: [[Double]] = [[0, 0, 1], [1, 0, 1], [1, 0, 1], [0, 0, 0], [-1, 0, 1]]
    let x = Matrix(rows: rows)
    let degenerate = ConvexTrainingProgram(
      features: x, targets: [1, 2, -1, 5, 0], lossWeight: 1, groupWeight: 0.1,
      patterns: .sampled(on: x, count: 6, seed: 1))
    let solution = solve(degenerate, SolverControl(tolerance: 1e-6, maxIterations: 20_000))
    #expect(solution.status == .optimal)
    expectHonest(solution, in: degenerate)
  }

  @Test func onlyZerosAreSolved() {
    let x = Matrix(rows: 3, columns: 2)
    let empty = ConvexTrainingProgram(
      features: x, targets: [1, 2, 3], lossWeight: 1, groupWeight: 0.1,
      patterns: .sampled(on: x, count: 3, seed: 1))
    let solution = solve(empty, SolverControl(tolerance: 1e-6, maxIterations: 100))
    #expect(solution.status == .optimal)
    #expect(abs(solution.certificate.objective - 7) < 1e-12)
  }
}

/// Counts how often it is asked.
private final class FakeClock: Sendable {
  private let count = Mutex(0.0)

  func tick() -> Double {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
