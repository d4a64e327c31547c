import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// The ADMM on worst cases against the interior-point method.
@Suite struct RobustADMMTests {
  private func solve(
    _ program: RobustTrainingProgram, _ method: ADMMSettings.Method?, tolerance: Double,
    limit: Int = 30_000, hooks: ADMMHooks<RobustState> = ADMMHooks()
  ) -> Solution {
    var settings = ADMMSettings()
    settings.method = method
    let plan = RobustPlan(for: program, settings: settings, maxIterations: limit, threads: 1)
    return solveByADMM(
      program, plan: plan, settings: settings, hooks: hooks,
      control: SolverControl(tolerance: tolerance, maxIterations: limit))
  }

  /// The instance without gates whose cones hold 0 alone, as `solve` leaves them out; nil where none is left.
  private func living(_ instance: TrainingInstance) -> TrainingInstance? {
    guard let scale = instance.radiusScale else { return instance }
    let radii = robustRadii(of: instance, scale, decides: true)
    let alive = radii.indices.filter { radii[$0].isAlive(at: scale.radius) != false }
    return alive.isEmpty ? nil : instance.keepingPatterns(alive)
  }

  private func optimum(_ instance: TrainingInstance) throws -> Double? {
    let control = SolverControl(tolerance: 1e-9, maxIterations: 300)
    let structure = try #require(try instance.structure())
    let own = solveByInteriorPoint(structure, control: control).solution
    if own.status == .optimal { return own.check.objective }
    let generic = ConicSolver.ipm.solve(try conicProgram(of: instance), control: control)
    let isGood = generic.status == .optimal || generic.status == .almostOptimal
    return isGood ? generic.check.objective : nil
  }

  @Test(arguments: RandomTraining.losses, RandomTraining.Ball.allCases)
  func agreesWithTheInteriorPointMethod(_ loss: String, _ ball: RandomTraining.Ball) throws {
    for seed in 0..<2 {
      let drawn = try RandomTraining(
        loss: loss, reduction: seed % 2 == 0 ? "mean" : "sum", ball: ball, seed: UInt64(seed)
      ).training
      guard let instance = living(drawn) else { continue }
      let optimum = try #require(try optimum(instance))
      let program = try #require(try instance.robustProgram())
      let solution = solve(program, RobustPlan.methods[seed % 2], tolerance: 1e-6)
      let certificate = solution.certificate
      let scale = 1 + abs(optimum)
      #expect(
        solution.status == .optimal, "\(seed): \(certificate.gap) \(certificate.violation)")
      #expect(abs(certificate.objective - optimum) <= 1e-4 * scale, "\(seed): \(optimum)")
      #expect(certificate.lowerBound <= optimum + 1e-7 * scale, "\(seed)")
      // What the program calls its objective is what the spec says.
      let model = instance.model(at: solution.panel.elements)
      let stated = try #require(instance.evaluation(of: model, support: supportValue))
      #expect(
        abs(stated.objective - certificate.networkObjective) <= 1e-9 * (1 + abs(stated.objective)))
    }
  }

  private final class Keeper: @unchecked Sendable {
    var states: [RobustState] = []
  }

  /// A run that was stopped between two certificates goes on as if it had not been, with the bound it had proven.
  @Test(arguments: RobustPlan.methods, ["0.5*(z - t)^2", "pos(1 - t*z)", "softplus(-t*z)"])
  func aResumedRunIsTheSameRun(_ method: ADMMSettings.Method, _ loss: String) throws {
    let instance = try RandomTraining(loss: loss, ball: .box, seed: 3).training
    let program = try #require(try (living(instance) ?? instance).robustProgram())
    let whole = solve(program, method, tolerance: 1e-14, limit: 200)
    let keeper = Keeper()
    var hooks = ADMMHooks<RobustState>()
    hooks.checkpoint = { state, _ in keeper.states.append(state) }
    let first = solve(program, method, tolerance: 1e-14, limit: 110, hooks: hooks)
    let kept = try #require(keeper.states.last)
    #expect(kept.iteration == 110 && kept.fits(program))
    #expect(kept.best.panel == first.panel)
    var resumed = ADMMHooks<RobustState>()
    resumed.start = RobustState(
      iteration: kept.iteration, isWarm: kept.isWarm, matrices: kept.matrices,
      vectors: kept.vectors)
    #expect(resumed.start == kept)
    let rest = solve(program, method, tolerance: 1e-14, limit: 200, hooks: resumed)
    #expect(rest.iterations == 200)
    let (a, b) = (rest.certificate, whole.certificate)
    #expect(abs(a.objective - b.objective) <= 1e-11 * (1 + abs(b.objective)))
    #expect(abs(a.lowerBound - b.lowerBound) <= 1e-11 * (1 + abs(b.lowerBound)))
    let again = solve(program, method, tolerance: 1e-14, limit: 110, hooks: resumed)
    #expect(again.iterations == 110 && again.panel == first.panel)
    #expect(abs(again.certificate.lowerBound - first.certificate.lowerBound) <= 1e-12)
    #expect(abs(again.certificate.objective - first.certificate.objective) <= 1e-12)
  }

  /// Whatever stops a run, its bound is one.
  @Test(arguments: RandomTraining.losses, [1, 7, 40])
  func everyBoundOnTheWayIsValid(_ loss: String, _ limit: Int) throws {
    for (seed, ball) in RandomTraining.Ball.allCases.enumerated() {
      let instance = try RandomTraining(loss: loss, ball: ball, seed: UInt64(seed)).training
      guard let optimum = try optimum(instance) else { continue }
      let program = try #require(try instance.robustProgram())
      let found = solve(program, nil, tolerance: 1e-12, limit: limit).certificate
      #expect(found.lowerBound <= optimum + 1e-7 * (1 + abs(optimum)))
      #expect(found.lowerBound.isFinite)
    }
  }

  /// Numbers that have nothing to do with the problem prove no more than is true.
  @Test(arguments: RandomTraining.losses, RandomTraining.Ball.allCases)
  func randomMultipliersProveNothingFalse(_ loss: String, _ ball: RandomTraining.Ball) throws {
    let instance = try RandomTraining(loss: loss, ball: ball, seed: 5).training
    guard let optimum = try optimum(instance) else { return }
    let program = try #require(try instance.robustProgram())
    let (n, d) = (program.nominal.sampleCount, program.nominal.featureCount)
    let groups = program.nominal.groupCount
    var random = SeededGenerator(seed: 11)
    for size in [1e-3, 0.1, 10] {
      for _ in 0..<20 {
        func matrix(_ rows: Int, _ columns: Int) -> Matrix {
          Matrix(
            rows: rows, columns: columns,
            elements: (0..<rows * columns).map { _ in
              size * Double.random(in: -1...1, using: &random)
            })
        }
        let slopes = (0..<n).map { _ in
          EndSlopes(
            share: Double.random(in: -0.2...1.2, using: &random),
            upper: size * Double.random(in: -0.2...1, using: &random),
            lower: size * Double.random(in: -1...0.2, using: &random))
        }
        let bound = program.lowerBound(
          RobustTrainingProgram.DualPoint(
            slopes: slopes, pulls: matrix(d, n), alpha: matrix(n, groups),
            groupPulls: matrix(d, groups)))
        #expect(bound <= optimum + 1e-7 * (1 + abs(optimum)), "\(size)")
      }
    }
  }

  /// Both ways solve the dense system.
  @Test(arguments: RobustPlan.methods, [(12, 3, 5), (30, 7, 9), (3, 4, 1), (40, 2, 12)])
  func theSystemIsSolved(
    _ method: ADMMSettings.Method, _ sizes: (n: Int, d: Int, p: Int)
  ) throws {
    let program = RandomPrograms.program(
      n: sizes.n, d: sizes.d, p: sizes.p, beta: 1, seed: UInt64(sizes.n))
    let maps = PatternOperator(program, keepsCoordinates: true)
    let weights = RobustPlan.Weights(rows: 2.5, copies: 1.5, predictions: 7, vectors: 0.4)
    var system = try RobustSystem(
      maps, patterns: program.patterns.bits, weights: weights, method: method)
    let (n, d, p) = (maps.n, maps.d, maps.p)
    var random = SeededGenerator(seed: 9)
    let right = Matrix(
      rows: d, columns: 2 * p,
      elements: (0..<2 * d * p).map { _ in Double.random(in: -1...1, using: &random) })
    var u = right
    system.solve(&u, accuracy: 1e-13)
    // The rows of U, G U, F U and T U with their weights, one by one.
    let size = 2 * d * p
    var dense = Matrix(rows: size, columns: size)
    for j in 0..<size { dense[j, j] = 1 + weights.copies }
    func add(_ row: [(Int, Double)], _ weight: Double) {
      for (i, a) in row { for (j, b) in row { dense[i, j] += weight * a * b } }
    }
    for k in 0..<n {
      var prediction: [(Int, Double)] = []
      for g in 0..<2 * p {
        add((0..<d).map { (g * d + $0, maps.signedRows[k, g % p] * maps.x[k, $0]) }, weights.rows)
        let sign = (g < p ? 1 : -1) * maps.gates[k, g % p]
        prediction += (0..<d).map { (g * d + $0, sign * maps.x[k, $0]) }
      }
      add(prediction, weights.predictions)
      for j in 0..<d {
        add(
          (0..<2 * p).map { ($0 * d + j, ($0 < p ? 1 : -1) * maps.gates[k, $0 % p]) },
          weights.vectors)
      }
    }
    var expected = right.elements
    try Cholesky(dense).solve(&expected)
    let error = norm2(zip(u.elements, expected).map { $0 - $1 })
    #expect(error <= 1e-9 * norm2(expected))
  }

  @Test func settingsWithoutAPartSaySo() {
    var settings = ADMMSettings()
    #expect(RobustPlan.obstacle(to: settings) == nil)
    settings.coupling = .split
    settings.method = .gradients
    #expect(RobustPlan.obstacle(to: settings) == nil)
    settings.method = .samples
    #expect(RobustPlan.obstacle(to: settings)?.name == "system")
    settings.coupling = .direct
    #expect(RobustPlan.obstacle(to: settings)?.name == "coupling")
  }

  /// The way that fits is taken, and a tight memory leaves conjugate gradients.
  @Test func plansLookAtMemory() throws {
    let nominal = RandomPrograms.program(n: 60, d: 20, p: 30, beta: 1, seed: 1)
    let program = RobustTrainingProgram(
      nominal, perturbation: SupportShape(.one, radii: [Double](repeating: 0.1, count: 20)))
    let free = RobustPlan(for: program, settings: ADMMSettings(), maxIterations: 100, threads: 1)
    #expect(free.alternatives.map(\.seconds) == free.alternatives.map(\.seconds).sorted())
    let tight = RobustPlan(
      for: program, settings: ADMMSettings(), maxIterations: 100, threads: 1,
      memoryLimit: free.stateBytes + 200_000)
    #expect(tight.method == .gradients)
  }
}
