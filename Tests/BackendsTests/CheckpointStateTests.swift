import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// Runs that start from a state of an earlier one, and runs that stop early.
@Suite struct CheckpointStateTests {
  private final class Keeper: @unchecked Sendable {
    var states: [ADMMState] = []
  }

  private func program(_ loss: String) throws -> ConvexTrainingProgram {
    try #require(try RandomTraining(loss: loss, seed: 5).training.convexProgram())
  }

  private func run(
    _ program: ConvexTrainingProgram, _ coupling: ADMMSettings.Coupling,
    _ method: ADMMSettings.Method?, hooks: ADMMHooks<ADMMState>, limit: Int
  ) -> Solution {
    var settings = ADMMSettings()
    (settings.coupling, settings.method, settings.polishes) = (coupling, method, false)
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: 1000, threads: 1)
    return solveByADMM(
      program, plan: plan, settings: settings, hooks: hooks,
      control: SolverControl(tolerance: 1e-14, maxIterations: limit))
  }

  @Test(
    arguments: [
      ("0.5*(z - t)^2", ADMMSettings.Coupling.direct), ("pos(1 - t*z)", .split),
      ("softplus(-t*z)", .split), ("softplus(-t*z)", .blocks),
    ], ADMMSettings.Method.allCases)
  func aResumedRunIsTheSameRun(
    _ kind: (loss: String, coupling: ADMMSettings.Coupling), _ method: ADMMSettings.Method
  ) throws {
    let program = try program(kind.loss)
    let whole = run(program, kind.coupling, method, hooks: ADMMHooks(), limit: 200)
    let keeper = Keeper()
    var hooks = ADMMHooks<ADMMState>()
    hooks.checkpoint = { state, _ in keeper.states.append(state) }
    _ = run(program, kind.coupling, method, hooks: hooks, limit: 110)
    let kept = try #require(keeper.states.last)
    #expect(kept.iteration == 110 && kept.fits(program))
    var resumed = ADMMHooks<ADMMState>()
    resumed.start = kept
    let rest = run(program, kind.coupling, method, hooks: resumed, limit: 200)
    #expect(rest.iterations == 200)
    let (a, b) = (rest.certificate, whole.certificate)
    #expect(abs(a.objective - b.objective) <= 1e-12 * (1 + abs(b.objective)))
  }

  /// Counts beyond what a limit may be are those of no run.
  @Test func absurdCountsAreRefused() {
    let panel = Matrix(rows: 1, columns: 1)
    #expect(BestPoint(panel, [30])?.iteration == 30)
    for number in [-1, 0.5, 1e18] { #expect(BestPoint(panel, [number]) == nil) }
    #expect(BestPoint(panel, []) == nil)
  }

  /// Early stopping goes on with the best point of the run before, and the iteration that found it.
  @Test func theBestPointIsTakenAlong() throws {
    let program = try program("softplus(-t*z)")
    let keeper = Keeper()
    var hooks = ADMMHooks<ADMMState>()
    let score: @Sendable (Matrix) -> Double = { abs($0.frobeniusNorm - 1) }
    hooks.stopping = EarlyStopping(patience: 200, score: score)
    hooks.checkpoint = { state, _ in keeper.states.append(state) }
    let first = run(program, .split, .samples, hooks: hooks, limit: 75)
    let kept = try #require(keeper.states.last)
    #expect(kept.best?.panel == first.panel && kept.best?.iteration == first.bestIteration)
    hooks.start = kept
    // Nothing is better than what it has.
    let worse: @Sendable (Matrix) -> Double = { $0 == first.panel ? 0 : 1 }
    hooks.stopping = EarlyStopping(patience: 200, score: worse)
    let rest = run(program, .split, .samples, hooks: hooks, limit: 1000)
    #expect(rest.status == .stoppedEarly && rest.panel == first.panel)
    #expect(rest.bestIteration == first.bestIteration)
    #expect(rest.iterations == (first.bestIteration ?? 0) + 200)
  }

  /// A warm start leaves the penalty alone at first, also where it was stopped by then.
  @Test(arguments: ["0.5*(z - t)^2", "pos(1 - t*z)"])
  func aResumedWarmStartIsTheSameRun(_ loss: String) throws {
    let program = try program(loss)
    let near = run(program, .split, .samples, hooks: ADMMHooks(), limit: 300).panel
    var settings = ADMMSettings()
    settings.coupling = .split
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: 1000, threads: 1)
    let keeper = Keeper()
    var hooks = ADMMHooks<ADMMState>()
    hooks.start = ADMMState(warmStartAt: near, of: program, plan: plan)
    let whole = run(program, .split, .samples, hooks: hooks, limit: 220)
    hooks.checkpoint = { state, _ in keeper.states.append(state) }
    _ = run(program, .split, .samples, hooks: hooks, limit: 40)
    var resumed = ADMMHooks<ADMMState>()
    let kept = try #require(keeper.states.last)
    resumed.start = kept
    let rest = run(program, .split, .samples, hooks: resumed, limit: 220)
    let (a, b) = (rest.certificate.objective, whole.certificate.objective)
    #expect(abs(a - b) <= 1e-12 * (1 + abs(b)))
  }

  @Test(arguments: ["0.5*(z - t)^2", "pos(1 - t*z)", "softplus(-t*z)"])
  func aWarmStartIsNearerThanTheZeroPoint(_ loss: String) throws {
    let program = try program(loss)
    let settings = ADMMSettings()
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: 20_000, threads: 1)
    let control = SolverControl(tolerance: 1e-6, maxIterations: 20_000)
    let cold = solveByADMM(program, plan: plan, settings: settings, control: control)
    #expect(cold.status == .optimal)
    var hooks = ADMMHooks<ADMMState>()
    hooks.start = ADMMState(warmStartAt: cold.panel, of: program, plan: plan)
    let warm = solveByADMM(program, plan: plan, settings: settings, hooks: hooks, control: control)
    #expect(warm.status == .optimal)
    #expect(warm.iterations <= cold.iterations)
    let (a, b) = (warm.certificate.objective, cold.certificate.objective)
    #expect(abs(a - b) <= 4e-6 * (1 + abs(b)))
  }

  /// A score that is best near a certain size of the point.
  @Test func theBestPointIsKept() throws {
    let program = try program("softplus(-t*z)")
    let keeper = Keeper()
    var hooks = ADMMHooks<ADMMState>()
    hooks.stopping = EarlyStopping(patience: 40) { panel in
      // Falls for some calls, then rises for ever.
      keeper.states.append(
        ADMMState(
          iteration: 0, penalty: nil, accuracy: nil, v: panel, lambda: panel, z: panel, u: panel,
          r: [], mu: [], core: []))
      return abs(Double(keeper.states.count) - 6)
    }
    let solution = run(program, .split, .samples, hooks: hooks, limit: 1000)
    #expect(solution.status == .stoppedEarly)
    // Scored every five iterations: the sixth score is that of iteration 30.
    #expect(solution.bestIteration == 30)
    #expect(solution.iterations == 70)
    #expect(solution.panel == keeper.states[5].v)
    #expect(solution.certificate.objective == program.evaluate(solution.panel).objective)
  }
}
