import Canonicalize
import LinearAlgebra
import Testing

@testable import Backends

/// Programs at the edge, solved in every way and compared with the dense algorithm.
@Suite struct SpecialProgramTests {
  private static let names = [
    "one pattern", "one sample", "one feature", "duplicate rows", "opposite rows", "a zero row",
    "a zero column", "equal columns", "more features than samples",
  ]

  private func program(_ name: String) -> ConvexTrainingProgram {
    var rows: [[Double]] = [
      [1, 0.3, -0.2], [0.4, -1, 0.7], [-0.6, 0.2, 1], [0.1, 0.9, 0.5], [-1, -0.4, 0.3],
    ]
    var count = 4
    switch name {
    case "one pattern": count = 1
    case "one sample": rows = [[0.5, -2, 1]]
    case "one feature": rows = rows.map { [$0[0]] }
    case "duplicate rows": rows += rows
    case "opposite rows": rows += rows.map { $0.map { -2 * $0 } }
    case "a zero row": rows[2] = [0, 0, 0]
    case "a zero column": rows = rows.map { [$0[0], 0, $0[2]] }
    case "equal columns": rows = rows.map { [$0[0], $0[1], $0[1]] }
    default: rows = Array(rows.prefix(2))
    }
    let x = Matrix(rows: rows)
    let targets = rows.indices.map { [1.0, -0.5, 2, 0.3, -1.2][$0 % 5] }
    return ConvexTrainingProgram(
      features: x, targets: targets, lossWeight: 1, groupWeight: 0.2,
      patterns: .sampled(on: x, count: count, seed: 3))
  }

  @Test(arguments: names)
  func everyWayFindsTheOptimum(_ name: String) throws {
    let program = program(name)
    let reference = try RandomPrograms.denseOptimum(program, iterations: 20_000)
    for method in ADMMSettings.Method.allCases {
      for coupling in [ADMMSettings.Coupling.split, .direct] {
        for polishes in [true, false] {
          var settings = ADMMSettings()
          (settings.method, settings.coupling) = (method, coupling)
          settings.polishes = polishes
          let plan = ADMMPlan(for: program, settings: settings, maxIterations: 100_000, threads: 1)
          let solution = solveByADMM(
            program, plan: plan, settings: settings,
            control: SolverControl(tolerance: 1e-6, maxIterations: 100_000))
          let way = "\(method) \(coupling) polish \(polishes)"
          #expect(solution.status == .optimal, "\(way)")
          // Gap and violation are at most 1e-6 (1 + the value).
          let error = abs(solution.certificate.objective - reference)
          #expect(error < 4e-6 * (1 + reference), "\(way)")
          #expect(solution.certificate.lowerBound <= reference + 1e-8, "\(way)")
        }
      }
    }
  }

  /// Large factors, and the steps of conjugate gradients on large data, are in single precision; the result is not.
  @Test func singlePrecisionReachesTheSameOptimum() {
    let program = RandomPrograms.program(n: 4001, d: 33, p: 2, beta: 100, seed: 11)
    func objective(_ method: ADMMSettings.Method) -> Double {
      var settings = ADMMSettings()
      settings.method = method
      settings.polishes = false
      let plan = ADMMPlan(for: program, settings: settings, maxIterations: 2000, threads: 2)
      #expect(plan.singlePrecision == (method != .features))
      let solution = solveByADMM(
        program, plan: plan, settings: settings,
        control: SolverControl(tolerance: 1e-7, maxIterations: 2000))
      #expect(solution.status == .optimal, "\(method)")
      return solution.certificate.objective
    }
    let reference = objective(.features)
    for method in [ADMMSettings.Method.samples, .gradients] {
      #expect(abs(objective(method) - reference) < 4e-7 * (1 + reference), "\(method)")
    }
  }

  /// Zero is optimal as soon as ||X' D y|| <= beta for every pattern, and the bound proves it.
  @Test(arguments: [2, 3, 4, 5] as [UInt64])
  func theZeroNetworkAtItsThreshold(_ seed: UInt64) {
    let free = RandomPrograms.program(n: 12, d: 3, p: 6, beta: 1, seed: seed)
    let alpha = Matrix(rows: 12, columns: 2 * free.patternCount)
    let products = free.dualResidual(.init(nu: free.targets, alpha: alpha))
    let threshold = columnNorms(products).max() ?? 0
    let program = ConvexTrainingProgram(
      features: free.features, targets: free.targets, lossWeight: free.squareLossWeight ?? .nan,
      groupWeight: threshold * (1 + 1e-9), patterns: free.patterns)
    let settings = ADMMSettings()
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: 5000, threads: 1)
    let solution = solveByADMM(
      program, plan: plan, settings: settings,
      control: SolverControl(tolerance: 1e-8, maxIterations: 5000))
    #expect(solution.status == .optimal)
    let half = dot(program.targets, program.targets) / 2
    #expect(abs(solution.certificate.objective - half) < 2e-8 * (1 + half))
    let zero = Matrix(rows: 3, columns: 2 * program.patternCount)
    let certificate = Certificate(
      of: zero,
      multipliers: .init(nu: program.targets.map { -$0 }, alpha: alpha), in: program)
    // Two orders of adding the same squares: the last bits depend on the processor's kernels.
    #expect(abs(certificate.objective - half) <= 1e-14 * half)
    #expect(certificate.isOptimal(to: 1e-12))
  }

  /// Whatever limit stops it, the bound is one: it never exceeds the optimum.
  @Test(arguments: [1, 3, 10, 30, 100], [ADMMSettings.Coupling.split, .direct])
  func everyBoundOnTheWayIsValid(_ limit: Int, _ coupling: ADMMSettings.Coupling) throws {
    let program = RandomPrograms.program(n: 9, d: 3, p: 5, beta: 0.4, seed: 21)
    let reference = try RandomPrograms.denseOptimum(program, iterations: 20_000)
    var settings = ADMMSettings()
    settings.coupling = coupling
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: limit, threads: 1)
    let solution = solveByADMM(
      program, plan: plan, settings: settings,
      control: SolverControl(tolerance: 1e-15, maxIterations: limit))
    #expect(solution.certificate.lowerBound <= reference + 1e-9)
    #expect(solution.certificate == again(solution, program))
  }

  /// Objective and violation evaluated anew; the bound taken as it is.
  private func again(_ solution: Solution, _ program: ConvexTrainingProgram) -> Certificate? {
    let evaluation = program.evaluate(solution.panel)
    let found = solution.certificate
    let isSame =
      evaluation.objective == found.objective && evaluation.violation == found.violation
      && evaluation.networkObjective == found.networkObjective
    return isSame ? found : nil
  }
}
