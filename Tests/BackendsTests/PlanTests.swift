import Testing

@testable import Backends

@Suite struct PlanTests {
  private let program = RandomPrograms.program(n: 50, d: 4, p: 6, beta: 1, seed: 2)

  @Test func theCheapestWayIsChosen() {
    let plan = ADMMPlan(for: program, settings: ADMMSettings(), maxIterations: 1000, threads: 2)
    let times = plan.alternatives.map(\.seconds)
    #expect(times == times.sorted())
    #expect(plan.method == plan.alternatives[0].method)
    #expect(plan.alternatives.count == ADMMSettings.Method.allCases.count)
  }

  @Test func memoryBoundsTheChoice() {
    let free = ADMMPlan(for: program, settings: ADMMSettings(), maxIterations: 1000, threads: 2)
    let least = free.alternatives.map(\.bytes).min() ?? 0
    let tight = ADMMPlan(
      for: program, settings: ADMMSettings(), maxIterations: 1000, threads: 2, memoryLimit: least)
    #expect(tight.chosen.bytes <= least)
  }

  @Test func fewIterationsCoupleTheLossStrongly() {
    let few = ADMMPlan(for: program, settings: ADMMSettings(), maxIterations: 10, threads: 1)
    let many = ADMMPlan(for: program, settings: ADMMSettings(), maxIterations: 500, threads: 1)
    #expect(few.coupling == .direct && !few.balancesPenalty)
    #expect(many.coupling == .split && many.balancesPenalty)
  }

  @Test func settingsWin() {
    var settings = ADMMSettings()
    settings.method = .gradients
    settings.coupling = .direct
    settings.penalty = 2
    settings.relaxation = 1.5
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: 500, threads: 1)
    #expect(plan.method == .gradients && plan.coupling == .direct)
    #expect(plan.penalty == 2 && plan.relaxation == 1.5)
  }
}
