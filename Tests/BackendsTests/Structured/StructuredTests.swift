import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// The interior-point method on training problems in their own form against the one on conic programs.
@Suite struct StructuredTests {
  private static let control = SolverControl(tolerance: 1e-8, maxIterations: 200)

  @Test(arguments: RandomTraining.losses, 0..<24)
  func optimaAreThoseOfTheConicProgram(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(
      loss: loss, isGated: seed % 4 == 3, reduction: seed % 2 == 0 ? "sum" : "mean",
      seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let own = solveByInteriorPoint(structure, control: Self.control)
    let generic = ConicSolver.ipm.solve(try conicProgram(of: instance), control: Self.control)
    #expect(own.solution.status == .optimal)
    #expect(generic.status == .optimal)
    let (a, b) = (own.solution.check.objective, generic.check.objective)
    #expect(abs(a - b) <= 1e-7 * (1 + abs(b)), "\(a) \(b)")
    // The weights stand first in both.
    let weights = instance.model(at: own.solution.point).panel
    #expect(weights.rowCount == instance.featureCount)
  }

  @Test(arguments: RandomTraining.losses, RandomTraining.Ball.allCases)
  func worstCasesAreThoseOfTheConicProgram(_ loss: String, _ ball: RandomTraining.Ball) throws {
    var unsolved = 0
    for seed in 0..<8 {
      let instance = try RandomTraining(
        loss: loss, reduction: seed % 3 == 0 ? "mean" : "sum", ball: ball, seed: UInt64(seed)
      ).training
      let structure = try #require(try instance.structure())
      let own = solveByInteriorPoint(structure, control: Self.control)
      let generic = ConicSolver.ipm.solve(try conicProgram(of: instance), control: Self.control)
      #expect(generic.status == .optimal, "\(seed)")
      let (a, b) = (own.solution.check.objective, generic.check.objective)
      guard own.solution.status == .optimal else {
        // The rest is left to the conic program.
        unsolved += 1
        continue
      }
      // Objectives of points with large weights are known to their doubt.
      let slack = 1e-7 + own.solution.check.doubt + generic.check.doubt
      #expect(abs(a - b) <= slack * (1 + abs(b)), "\(seed): \(a) \(b)")
    }
    // Curved epigraphs of losses that are not monotone cost digits.
    #expect(unsolved <= (loss.hasPrefix("square") && loss.hasSuffix("abs(z)") ? 3 : 1))
  }

  @Test(arguments: 0..<12)
  func robustConstraintsAreKept(_ seed: Int) throws {
    let instance = try RandomTraining(
      loss: "0.5*(z - t)^2",
      constraints: ["yhat(X + Delta) <= 0.2 forall Delta in B^n", "yhat(X) >= -0.7"],
      ball: RandomTraining.Ball.allCases[seed % 6], seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let own = solveByInteriorPoint(structure, control: Self.control)
    let generic = ConicSolver.ipm.solve(try conicProgram(of: instance), control: Self.control)
    #expect(own.solution.status == .optimal && generic.status == .optimal)
    let (a, b) = (own.solution.check.objective, generic.check.objective)
    #expect(abs(a - b) <= 1e-7 * (1 + abs(b)), "\(a) \(b)")
  }

  @Test(arguments: 0..<12)
  func constraintsOnOutputsAreKept(_ seed: Int) throws {
    let instance = try RandomTraining(
      loss: "0.5*(z - t)^2", constraints: ["yhat(X) <= 0.2", "yhat(X) >= -0.7"],
      seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let own = solveByInteriorPoint(structure, control: Self.control)
    let generic = ConicSolver.ipm.solve(try conicProgram(of: instance), control: Self.control)
    #expect(own.solution.status == .optimal && generic.status == .optimal)
    let (a, b) = (own.solution.check.objective, generic.check.objective)
    #expect(abs(a - b) <= 1e-7 * (1 + abs(b)), "\(a) \(b)")
  }

  @Test(arguments: 0..<6)
  func whatCannotBeHasAProof(_ seed: Int) throws {
    let instance = try RandomTraining(
      loss: "0.5*(z - t)^2", constraints: ["yhat(X) <= -1", "yhat(X) >= 1"], seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let found = solveByInteriorPoint(structure, control: Self.control).solution
    #expect(found.status == .infeasible)
    guard case .infeasible = found.certificate else {
      Issue.record("no certificate")
      return
    }
  }

  @Test func formsWithoutStructureSaySo() throws {
    let largest = try RandomTraining(loss: "pos(1 - t*z)", reduction: "max", seed: 1).training
    #expect(try largest.structure() == nil)
    let fixed = try RandomTraining(
      loss: "(z - t)^2", constraints: ["yhat(X) == 0"], seed: 1
    ).training
    #expect(try fixed.structure() == nil)
  }

  /// z'(Ax) = (A'z)'x for the structure and for its scaled form, which is E A D.
  @Test(arguments: 0..<20, [nil] + RandomTraining.Ball.allCases)
  func productsAreThoseOfOneMatrix(_ seed: Int, _ ball: RandomTraining.Ball?) throws {
    let instance = try RandomTraining(
      loss: seed % 2 == 0 ? "pos(1 - t*z)" : "softplus(-t*z)",
      isGated: ball == nil && seed % 3 == 0, ball: ball, seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let (problem, gauge) = StructuredProblem.scaled(structure)
    var random = SeededGenerator(seed: UInt64(seed) + 7)
    let x = (0..<structure.variableCount).map { _ in Double.random(in: -1...1, using: &random) }
    let z = (0..<structure.rowCount).map { _ in Double.random(in: -1...1, using: &random) }
    let rows = structure.rowProducts(with: x)
    let columns = structure.columnProducts(with: z)
    #expect(abs(dot(z, rows) - dot(columns, x)) <= 1e-12 * Double(x.count + z.count))
    let scales = gauge.equilibration
    let scaledRows = problem.rowsTimes(zip(x, scales.columns).map { $0 / $1 })
    for i in rows.indices { #expect(abs(scaledRows[i] - scales.rows[i] * rows[i]) <= 1e-12) }
    let scaledColumns = problem.transposeTimes(zip(z, scales.rows).map { $0 / $1 })
    for j in columns.indices {
      #expect(abs(scaledColumns[j] - scales.columns[j] * columns[j]) <= 1e-12)
    }
    // The structure has the matrix of its outline.
    let outline = instance.outline(of: structure)
    #expect(outline.variables.reduce(0) { $0 + $1.count } == structure.variableCount)
    #expect(outline.rows.reduce(0) { $0 + $1.count } == structure.rowCount)
    let entries = x.indices.reduce(0) { sum, j in
      var unit = [Double](repeating: 0, count: x.count)
      unit[j] = 1
      return sum + structure.rowProducts(with: unit).count { $0 != 0 }
    }
    #expect(outline.sizes.nonzeros >= entries)
  }

  /// Both plans solve the Newton system that the sparse factor solves.
  @Test(arguments: 0..<20, [StructuredPlan.features, .samples])
  func newtonSystemsAreSolved(_ seed: Int, _ plan: StructuredPlan) throws {
    let instance = try RandomTraining(
      loss: RandomTraining.losses[seed % 5], isGated: seed % 4 == 3, seed: UInt64(seed)
    ).training
    try expectSolution(of: instance, plan, seed)
  }

  @Test(arguments: 0..<22, RandomTraining.Ball.allCases)
  func newtonSystemsOfPerturbationsAreSolved(_ seed: Int, _ ball: RandomTraining.Ball) throws {
    let losses = RandomTraining.losses
    let instance = try RandomTraining(
      loss: losses[seed % losses.count], ball: ball, seed: UInt64(seed)
    ).training
    try expectSolution(of: instance, .features, seed)
  }

  /// Where next to nothing is penalized, logistic losses end far out on their tail, where Newton's method in the
  /// predictions would gain 1 an iteration.
  @Test(arguments: [1e-2, 1e-5, 1e-8])
  func tailsOfLogisticLossesTakeFewIterations(_ beta: Double) throws {
    let instance = try RandomTraining(loss: "softplus(-t*z)", beta: beta, seed: 11).training
    let structure = try #require(try instance.structure())
    let own = solveByInteriorPoint(structure, control: Self.control).solution
    #expect(own.status == .optimal)
    #expect(own.iterations <= 20)
  }

  /// Factors of single precision serve as well, until they cost more steps than they may.
  @Test(arguments: 0..<20, [StructuredPlan.features, .samples])
  func newtonSystemsAreSolvedWithFactorsOfSinglePrecision(
    _ seed: Int, _ plan: StructuredPlan
  ) throws {
    let instance = try RandomTraining(
      loss: RandomTraining.losses[seed % 5], isGated: seed % 4 == 3, seed: UInt64(seed)
    ).training
    #expect(try expectSolution(of: instance, plan, seed, singleSteps: 1000).isSingle)
    #expect(try !expectSolution(of: instance, plan, seed, singleSteps: 0).isSingle)
  }

  /// A problem whose plan takes single precision by itself, from the first iteration to the last.
  @Test func runsBeginInSinglePrecision() throws {
    let instance = try RandomTraining(
      loss: "pos(1 - t*z)", ball: .largest, size: (24, 60, 34), seed: 5
    ).training
    let structure = try #require(try instance.structure())
    #expect(StructuredCosts(of: structure).chosen.isSingle)
    let own = solveByInteriorPoint(structure, control: Self.control)
    let generic = ConicSolver.ipm.solve(try conicProgram(of: instance), control: Self.control)
    #expect(own.solution.status == .optimal && generic.status == .optimal)
    let (a, b) = (own.solution.check.objective, generic.check.objective)
    #expect(abs(a - b) <= 1e-7 * (1 + abs(b)), "\(a) \(b)")
  }

  @discardableResult private func expectSolution(
    of instance: TrainingInstance, _ plan: StructuredPlan, _ seed: Int, singleSteps: Int? = nil
  ) throws -> StructuredSystem {
    let structure = try #require(try instance.structure())
    var problem = StructuredProblem.scaled(structure).problem
    problem.linearize(at: Iterate(problem))
    var system = StructuredSystem(problem, plan, singleSteps: singleSteps)
    var scaling = ConeScaling(problem.layout)
    var random = SeededGenerator(seed: UInt64(seed))
    var point = Iterate(problem)
    for block in problem.layout.blocks {
      for i in block.range {
        point.s[i] = Double.random(in: 0.1...1, using: &random)
        point.z[i] = Double.random(in: 0.1...1, using: &random)
      }
      if block.kind == .secondOrder {
        point.s[block.first] += Double(block.count)
        point.z[block.first] += Double(block.count)
      }
      if block.kind == .exponential {
        point.s.setTriple(block.first, ExponentialCone.center)
        point.z.setTriple(block.first, ExponentialCone.center)
      }
    }
    let isScaled = scaling.update(s: point.s, z: point.z, mu: 1e-6, isDual: false)
    #expect(isScaled)
    // The second time may go over to double precision.
    for _ in 0..<2 {
      let isFactored = system.factor(problem, scaling)
      #expect(isFactored)
      expectSolution(&system, problem, scaling, &random)
    }
    return system
  }

  private func expectSolution(
    _ system: inout StructuredSystem, _ problem: StructuredProblem, _ scaling: ConeScaling,
    _ random: inout SeededGenerator
  ) {
    let point = Iterate(problem)
    let a = point.x.indices.map { _ in Double.random(in: -1...1, using: &random) }
    let c = point.z.indices.map { _ in Double.random(in: -1...1, using: &random) }
    var (x, z) = (a, c)
    let isSolved = system.solve(x: &x, z: &z)
    #expect(isSolved)
    var image = z
    scaling.apply(z, into: &image)
    let (first, rows) = (problem.quadraticTimes(x), problem.rowsTimes(x))
    let columns = problem.transposeTimes(z)
    for j in a.indices { #expect(abs(first[j] + columns[j] - a[j]) <= 1e-9) }
    for i in c.indices { #expect(abs(rows[i] - image[i] - c[i]) <= 1e-9) }
  }
}
