import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// Presolve on random programs full of what it looks for: the answer is that without it, in status, value and
/// proof.
@Suite struct PresolveTests {
  private static let control = SolverControl(tolerance: 1e-8, maxIterations: 1_000_000)

  private func solve(_ program: ConicProgram, presolves: Bool) -> ConicSolution {
    var control = Self.control
    control.presolves = presolves
    return ConicSolver.ipm.solve(program, control: control)
  }

  /// Cones and products, or neither.
  private static let forms = [(false, false), (true, false), (false, true), (true, true)]

  @Test(arguments: forms)
  func optimaAgree(_ hasCones: Bool, _ hasProducts: Bool) {
    var decided = 0
    for seed in 0..<500 as Range<UInt64> {
      let (program, optimum) = ReducibleProgram.program(
        .optimal, hasCones: hasCones, hasProducts: hasProducts, seed: seed)
      let plain = solve(program, presolves: false)
      let (found, summary) = solvePresolved(program, control: Self.control)
      if summary.decision != nil { decided += 1 }
      guard let found else {
        #expect(summary.isEmpty, "seed \(seed): the answer of the reduced program is lost")
        continue
      }
      // The check is one on the program as given, to 1e-8.
      #expect(found.status == .optimal || plain.status != .optimal, "seed \(seed): \(found.check)")
      guard found.status == .optimal else { continue }
      #expect(abs(found.check.objective - optimum) <= 1e-6 * (1 + abs(optimum)), "seed \(seed)")
      #expect(found.check.isOptimal(to: 1e-8), "seed \(seed): \(found.check)")
    }
    // Otherwise the programs have nothing to find.
    #expect(decided > 10)
  }

  @Test(arguments: forms)
  func proofsOfInfeasibilityHold(_ hasCones: Bool, _ hasProducts: Bool) {
    for seed in 0..<400 as Range<UInt64> {
      let (program, _) = ReducibleProgram.program(
        .infeasible, hasCones: hasCones, hasProducts: hasProducts, seed: seed)
      let plain = solve(program, presolves: false)
      let found = solve(program, presolves: true)
      #expect(
        found.status == .infeasible || plain.status != .infeasible, "seed \(seed): \(found.check)")
      guard case .infeasible(let z) = found.certificate else { continue }
      let rest = program.columnProducts(with: z).reduce(0) { max($0, abs($1)) }
      #expect(rest <= 1e-8 && program.dualViolation(of: z) <= 0, "seed \(seed)")
      let value = zip(program.rightHandSide, z).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(value + 1) <= 1e-12, "seed \(seed)")
    }
  }

  @Test(arguments: forms)
  func raysHold(_ hasCones: Bool, _ hasProducts: Bool) {
    for seed in 0..<400 as Range<UInt64> {
      let (program, _) = ReducibleProgram.program(
        .unbounded, hasCones: hasCones, hasProducts: hasProducts, seed: seed)
      let plain = solve(program, presolves: false)
      let found = solve(program, presolves: true)
      #expect(
        found.status == .unbounded || plain.status != .unbounded, "seed \(seed): \(found.check)")
      guard case .unbounded(let d) = found.certificate else { continue }
      #expect(program.recession(of: d) <= 1e-8, "seed \(seed)")
      #expect(program.curvature(of: d).allSatisfy { abs($0) <= 1e-8 }, "seed \(seed)")
    }
  }

  /// What is left of a program has nothing left to find.
  @Test(arguments: forms)
  func nothingIsFoundTwice(_ hasCones: Bool, _ hasProducts: Bool) {
    for seed in 0..<500 as Range<UInt64> {
      let (program, _) = ReducibleProgram.program(
        .optimal, hasCones: hasCones, hasProducts: hasProducts, seed: seed)
      guard case .reduced(let reduced) = Presolve(program).outcome else { continue }
      let again = Presolve(reduced.program)
      guard case .unchanged = again.outcome else {
        Issue.record("seed \(seed): \(again.summary)")
        continue
      }
    }
  }

  /// Points that are optimal to rounding stay so: they are planted, not computed.
  @Test func programsWithoutStructureStayAsTheyAre() {
    for seed in 0..<200 as Range<UInt64> {
      let planted = PlantedConicProgram(seed: seed, hasProducts: true)
      let found = solve(planted.program, presolves: true)
      #expect(found.status == .optimal)
      #expect(abs(found.check.objective - planted.optimum) <= 1e-7 * (1 + abs(planted.optimum)))
    }
  }

  @Test func theSummaryIsToldBeforeTheFirstIteration() {
    // minimize x subject to x >= 1, twice
    let program = ConicProgram(
      cones: [.nonnegative(2)], quadratic: [0], linear: [1],
      matrix: PlantedConicProgram.sparse([[-1], [-2]], columns: 1), rightHandSide: [-1, -2])
    let found = solve(program, presolves: true)
    #expect(found.presolve?.rows == 2 && found.presolve?.columns == 1)
    #expect(found.presolve?.decision == .solved && found.iterations == 0)
    #expect(solve(program, presolves: false).presolve == nil)
  }
}
