import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// The ADMM on every loss, for ReLU and gated networks, against the interior-point method.
@Suite struct LossSplitTests {
  private func solve(
    _ program: ConvexTrainingProgram, _ method: ADMMSettings.Method?, tolerance: Double,
    coupling: ADMMSettings.Coupling? = .split, limit: Int = 60_000
  ) -> Solution {
    var settings = ADMMSettings()
    settings.method = method
    settings.coupling = coupling
    let plan = ADMMPlan(for: program, settings: settings, maxIterations: limit, threads: 1)
    return solveByADMM(
      program, plan: plan, settings: settings,
      control: SolverControl(tolerance: tolerance, maxIterations: limit))
  }

  /// Losses of lists of numbers, whose entries each hold the prediction of their own sample, and sums over numbers.
  static let lists = [
    "logsumexp([z - t, t - z])", "logsumexp([0, -t*z, -2*t*z])", "||[z - t, 1]||_2",
    "||[z - t, z/2 + t]||_1", "||[z - t, z/2 + t]||_inf", "max([z - t, t - z, 0.5])",
    "sumsq([z - t, z/3 - 1])", "quad_over_lin([z - t, 1], 2)", "-min([t*z, 1])",
    "sum[i in 1..3] pos(i*z - t)", "mean[i in 1..3] huber(z - i*t, 1)",
    "max[i in 1..2] sum[l in 2..3] abs(i*z - l*t)", "-min[i in 1..3] min([i*t*z, 1])",
  ]

  /// With the matrix of the conic program too.
  @Test(arguments: lists, [2, 3, 4])
  func listsAgree(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(
      loss: loss, isGated: seed == 3, reduction: seed % 2 == 0 ? "sum" : "mean",
      seed: UInt64(seed)
    ).training
    let control = SolverControl(tolerance: 1e-9, maxIterations: 200)
    let sparse = ConicSolver.ipm.solve(try conicProgram(of: instance), control: control)
    try #require(sparse.status == .optimal || sparse.status == .almostOptimal)
    let optimum = sparse.check.objective
    if let structure = try instance.structure() {
      let own = solveByInteriorPoint(structure, control: control).solution
      #expect(abs(own.check.objective - optimum) <= 1e-7 * (1 + abs(optimum)))
    }
    if let program = try instance.convexProgram() {
      let certificate = solve(program, nil, tolerance: 1e-6).certificate
      #expect(abs(certificate.objective - optimum) <= 1e-5 * (1 + abs(optimum)), "\(optimum)")
      #expect(certificate.lowerBound <= optimum + 1e-8 * (1 + abs(optimum)))
    }
    let model = instance.model(at: sparse.point)
    let stated = try #require(instance.evaluation(of: model) { _, _ in nil })
    #expect(abs(stated.objective - optimum) <= 1e-6 * (1 + abs(optimum)))
  }

  @Test(arguments: RandomTraining.losses, 0..<16)
  func agreesWithTheInteriorPointMethod(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(
      loss: loss, isGated: seed % 2 == 1, reduction: seed % 4 < 2 ? "sum" : "mean",
      seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let reference = solveByInteriorPoint(
      structure, control: SolverControl(tolerance: 1e-9, maxIterations: 200)
    ).solution
    try #require(reference.status == .optimal || reference.status == .almostOptimal)
    let optimum = reference.check.objective
    let program = try #require(try instance.convexProgram())
    let method = ADMMSettings.Method.allCases[seed % 3]
    let solution = solve(program, method, tolerance: 1e-7)
    let certificate = solution.certificate
    #expect(solution.status == .optimal, "\(method): \(certificate.gap) \(certificate.violation)")
    #expect(abs(certificate.objective - optimum) <= 1e-6 * (1 + abs(optimum)), "\(optimum)")
    #expect(certificate.lowerBound <= optimum + 1e-8 * (1 + abs(optimum)))
    // What the program calls its objective is what the spec says.
    let model = instance.model(at: solution.panel.elements)
    let stated = try #require(instance.evaluation(of: model) { _, _ in nil })
    #expect(
      abs(stated.objective - certificate.networkObjective) <= 1e-9 * (1 + abs(stated.objective)))
  }

  /// The weight of the split comes from how losses bend; the kink of a hinge loss lies exactly at the label.
  @Test(arguments: [
    ("0.5*(z - t)^2", 1.0), ("pos(1 - t*z)", 0.5), ("abs(z - t)", 1),

    ("square(pos(1 - t*z))", 2), ("max(0.3*(t - z), 0.7*(z - t))", 0.5),
  ])
  func kinksAtTheLabelsBendTheLoss(_ loss: String, _ curvature: Double) throws {
    for reduction in ["sum", "mean"] {
      let instance = try RandomTraining(loss: loss, reduction: reduction, seed: 4).training
      let program = try #require(try instance.convexProgram())
      let count = reduction == "sum" ? 1 : Double(instance.sampleCount)
      #expect(abs(program.meanCurvature * count - curvature) < 1e-12)
    }
  }

  /// Whatever stops a run, its bound is one.
  @Test(arguments: RandomTraining.losses, [1, 7, 40])
  func everyBoundOnTheWayIsValid(_ loss: String, _ limit: Int) throws {
    for seed in [3, 6] as [UInt64] {
      let instance = try RandomTraining(loss: loss, isGated: seed == 3, seed: seed).training
      let structure = try #require(try instance.structure())
      let optimum = solveByInteriorPoint(
        structure, control: SolverControl(tolerance: 1e-9, maxIterations: 200)
      ).solution.check.objective
      let program = try #require(try instance.convexProgram())
      let certificate = solve(program, nil, tolerance: 1e-12, coupling: nil, limit: limit)
        .certificate
      #expect(certificate.lowerBound <= optimum + 1e-7 * (1 + abs(optimum)))
      #expect(certificate.lowerBound.isFinite)
    }
  }

  /// Algorithm 3.2: the same optimum by blocks.
  @Test(arguments: ["0.5*(z - t)^2", "softplus(-t*z)", "-z*t + softplus(z) + softplus(-z)"], 0..<6)
  func blocksFindTheSameOptimum(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(
      loss: loss, isGated: seed % 3 == 2, seed: UInt64(seed)
    ).training
    let program = try #require(try instance.convexProgram())
    let reference = solve(program, nil, tolerance: 1e-7)
    let solution = solve(program, nil, tolerance: 1e-4, coupling: .blocks, limit: 40_000)
    #expect(solution.status == .optimal, "\(solution.certificate.error)")
    let (a, b) = (solution.certificate.objective, reference.certificate.objective)
    #expect(abs(a - b) <= 3e-4 * (1 + abs(b)), "\(a) \(b)")
  }

  @Test func couplingsSayWhatTheyTake() throws {
    let hinge = try #require(
      try RandomTraining(loss: "pos(1 - t*z)", seed: 1).training.convexProgram())
    let logistic = try #require(
      try RandomTraining(loss: "softplus(-t*z)", seed: 1).training.convexProgram())
    let square = try #require(
      try RandomTraining(loss: "(z - t)^2", seed: 1).training.convexProgram())
    for coupling in [ADMMSettings.Coupling.split, .direct, .blocks] {
      #expect((ADMMPlan.obstacle(to: coupling, in: hinge) == nil) == (coupling == .split))
      #expect((ADMMPlan.obstacle(to: coupling, in: logistic) == nil) == (coupling != .direct))
      #expect(ADMMPlan.obstacle(to: coupling, in: square) == nil)
    }
  }

  /// A gated program's bound from its definition, built densely.
  @Test(arguments: 0..<4)
  func theBoundOfAGatedProgramIsItsDual(_ seed: Int) throws {
    let instance = try RandomTraining(
      loss: "(z - t)^2", isGated: true, seed: UInt64(seed)
    ).training
    let program = try #require(try instance.convexProgram())
    var random = SeededGenerator(seed: UInt64(seed))
    let n = program.sampleCount
    let nu = (0..<n).map { _ in Double.random(in: -0.2...0.2, using: &random) }
    var dual = program.constant
    for k in 0..<n { dual -= program.losses[k].conjugate(nu[k]) }
    for i in 0..<program.patternCount {
      var q = [Double](repeating: 0, count: program.featureCount)
      for k in 0..<n where program.patterns.bits[k, i] {
        add(program.features.row(k), scale: nu[k], to: &q)
      }
      let excess = max(0, norm2(q) - program.groupWeight)
      dual -= excess * excess / (4 * program.squareWeight)
    }
    let bound = program.lowerBound(.init(nu: nu, alpha: Matrix(rows: n, columns: 0)))
    // The best multiple of nu proves at least as much as nu.
    #expect(bound >= dual - 1e-9)
    let point = solve(program, nil, tolerance: 1e-8)
    #expect(bound <= point.certificate.objective + 1e-7)
  }
}
