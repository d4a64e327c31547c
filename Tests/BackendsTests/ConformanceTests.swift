import Canonicalize
import LinearAlgebra
import Testing

@testable import Backends

/// Every way of solving gives the same proven optimum.
@Suite struct ConformanceTests {
  private func solve(
    _ program: ConvexTrainingProgram, _ method: ADMMSettings.Method,
    _ coupling: ADMMSettings.Coupling, tolerance: Double = 1e-6, polishes: Bool = true
  ) -> Solution {
    var settings = ADMMSettings()
    settings.method = method
    settings.coupling = coupling
    settings.polishes = polishes
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: 40_000, threads: 1)
    return solveByADMM(
      program, plan: plan, settings: settings,
      control: SolverControl(tolerance: tolerance, maxIterations: 40_000))
  }

  @Test(arguments: ADMMSettings.Method.allCases, [1, 2, 3] as [UInt64])
  func agreesWithTheDenseAlgorithm(_ method: ADMMSettings.Method, _ seed: UInt64) throws {
    let program = RandomPrograms.program(n: 8, d: 3, p: 5, beta: 0.3, seed: seed)
    let reference = try RandomPrograms.denseOptimum(program, iterations: 20_000)
    for coupling in [ADMMSettings.Coupling.split, .direct] {
      let solution = solve(program, method, coupling)
      #expect(solution.status == .optimal, "\(method) \(coupling)")
      // Both are within 1e-6 (relative gap and violation) of the optimum.
      #expect(abs(solution.certificate.objective - reference) < 4e-6 * (1 + reference))
      #expect(solution.certificate.lowerBound <= reference + 1e-8)
    }
  }

  /// More features than samples: solved in the coordinates of the row space.
  @Test(arguments: ADMMSettings.Method.allCases)
  func wideProgramsAgreeWithTheDenseAlgorithm(_ method: ADMMSettings.Method) throws {
    let program = RandomPrograms.program(n: 5, d: 11, p: 4, beta: 0.5, seed: 12)
    let reference = try RandomPrograms.denseOptimum(program, iterations: 20_000)
    let solution = solve(program, method, .split)
    #expect(solution.status == .optimal)
    #expect(abs(solution.certificate.objective - reference) < 4e-6 * (1 + reference))
  }

  @Test(arguments: [4, 5, 6, 7, 8, 9] as [UInt64])
  func methodsAgreeWithoutPolish(_ seed: UInt64) {
    let program = RandomPrograms.program(n: 20, d: 4, p: 6, beta: 1, seed: seed)
    let objectives = ADMMSettings.Method.allCases.map { method -> Double in
      let solution = solve(program, method, .split, tolerance: 1e-5, polishes: false)
      #expect(solution.status == .optimal, "\(method)")
      return solution.certificate.objective
    }
    for value in objectives { #expect(abs(value - objectives[0]) < 4e-5 * (1 + value)) }
  }

  @Test(arguments: [1e-6, 1e-3, 1e6])
  func smallUnitsOfTheTargetsMakeNothingLookOptimal(_ unit: Double) {
    // y -> unit y with beta -> unit beta: the optimum is unit^2 times the old one.
    let toy = ToyProgram.squared
    let scaled = ConvexTrainingProgram(
      features: toy.features, targets: toy.targets.map { unit * $0 },
      lossWeight: toy.squareLossWeight ?? .nan,
      groupWeight: unit * toy.groupWeight, patterns: toy.patterns)
    let solution = solve(scaled, .samples, .split, polishes: false)
    #expect(solution.status == .optimal)
    let optimum = unit * unit * 0.153_796_97
    #expect(abs(solution.certificate.objective - optimum) < 1e-5 * optimum)
    #expect(optimum - solution.certificate.lowerBound < 1e-4 * optimum)
  }

  @Test func findsTheKnownOptimumOfTheToyProblem() {
    // Computed with CVXPY and Clarabel at 1e-10.
    let solution = solve(ToyProgram.squared, .samples, .split)
    #expect(solution.status == .optimal)
    #expect(abs(solution.certificate.objective - 0.153_796_97) < 1e-8)
    #expect(abs(solution.certificate.networkObjective - solution.certificate.objective) < 1e-9)
  }

  @Test(arguments: [1e-3, 1, 1e4])
  func resultsDoNotDependOnTheUnitsOfTheFeatures(_ unit: Double) {
    // X -> unit X with beta -> unit beta has the same optimum: v -> v / unit.
    let toy = ToyProgram.squared
    let scaled = ConvexTrainingProgram(
      features: Matrix(
        rows: 6, columns: 2, elements: toy.features.elements.map { unit * $0 }),
      targets: toy.targets, lossWeight: toy.squareLossWeight ?? .nan,
      groupWeight: unit * toy.groupWeight,
      patterns: toy.patterns)
    let solution = solve(scaled, .features, .split)
    #expect(solution.status == .optimal)
    #expect(abs(solution.certificate.objective - 0.153_796_97) < 1e-7)
  }
}

/// The six points and four gates whose optima are known.
enum ToyProgram {
  static var squared: ConvexTrainingProgram {
    let x = Matrix(
      rows: [[1.0, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1.0, 0.1], [-0.4, -0.8], [0.5, -1.0]])
    let gates = Matrix(rows: [[1.0, 0.3], [0.2, 1.0], [-1.0, 0.4], [-0.3, -1.0]])
    return ConvexTrainingProgram(
      features: x, targets: [1, 1, -1, -1, 1, -1], lossWeight: 1, groupWeight: 0.01,
      patterns: .ofVectors(gates, on: x))
  }
}
