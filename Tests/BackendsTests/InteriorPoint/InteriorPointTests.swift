import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// The interior-point method on programs whose answer is known before.
@Suite struct InteriorPointTests {
  private func solution(
    _ program: ConicProgram, tolerance: Double = 1e-8
  ) -> ConicSolution {
    ConicSolver.ipm.solve(
      program, control: SolverControl(tolerance: tolerance, maxIterations: 200))
  }

  @Test(arguments: 0..<400)
  func plantedOptimaAreFound(_ seed: Int) {
    let planted = PlantedConicProgram(seed: UInt64(seed))
    let found = solution(planted.program)
    #expect(found.status == .optimal, "\(found.check) \(found.remark ?? "")")
    #expect(
      abs(found.check.objective - planted.optimum) <= 1e-7 * (1 + abs(planted.optimum)),
      "\(found.check.objective) \(planted.optimum)")
    // The bound is one.
    #expect(found.check.dualObjective <= planted.optimum + 1e-7 * (1 + abs(planted.optimum)))
  }

  /// Without the embedding, where cones are symmetric.
  @Test(arguments: 0..<300)
  func directRunsFindThem(_ seed: Int) {
    let planted = PlantedConicProgram(seed: UInt64(seed), hasProducts: seed % 3 == 2)
    var data = ConeData(planted.program)
    guard data.layout.isSymmetric else { return }
    let (bound, linear) = (data.bound, data.linear)
    let gauge = Gauge(Equilibration(&data), bound: bound, linear: linear)
    var run = InteriorPointRun(data, gauge, InteriorPointSettings(), embedded: false)
    let found = run.solve()
    #expect(found.status == .optimal && run.point.tau == 1 && run.point.kappa == 0)
    let check = ConicCheck(of: found.x, multipliers: found.z, in: planted.program)
    #expect(check.isOptimal(to: 1e-7))
    #expect(abs(check.objective - planted.optimum) <= 1e-7 * (1 + abs(planted.optimum)))
  }

  /// Primal and dual steps of their own meet the linear equations of both as far as they go.
  @Test(arguments: 0..<40)
  func separateStepsLeaveTheirShares(_ seed: Int) {
    let planted = PlantedConicProgram(seed: UInt64(seed))
    let data = ConeData(planted.program)
    guard data.layout.isSymmetric, !data.hasCurvature else { return }
    let gauge = Gauge(
      Equilibration(columns: data.linear.map { _ in 1 }, rows: data.bound.map { _ in 1 }, cost: 1),
      bound: data.bound, linear: data.linear)
    var settings = InteriorPointSettings()
    settings.maxIterations = 1
    var run = InteriorPointRun(data, gauge, settings, embedded: false)
    let isStarted = run.start()
    #expect(isStarted)
    let start = run.point
    let before = EmbeddingResiduals(data, start)
    let found = run.solve()
    #expect(found.progress.iteration == 1)
    let after = EmbeddingResiduals(data, run.point)
    for (a, b) in [(before.x, after.x), (before.z, after.z)] {
      let share = dotProduct(a, b) / max(dotProduct(a, a), 1e-300)
      #expect(share >= -1e-9 && share <= 1)
      for i in a.indices { #expect(abs(b[i] - share * a[i]) <= 1e-6 * (1 + largestEntry(a))) }
    }
  }

  /// The same with products of variables in the objective.
  @Test(arguments: 0..<200)
  func productsAreTaken(_ seed: Int) {
    let planted = PlantedConicProgram(seed: UInt64(seed), hasProducts: true)
    #expect(planted.program.quadratic.negativeCurvature() == nil)
    let found = solution(planted.program)
    #expect(found.status == .optimal, "\(found.check) \(found.remark ?? "")")
    #expect(abs(found.check.objective - planted.optimum) <= 1e-7 * (1 + abs(planted.optimum)))
  }

  @Test(arguments: 0..<200)
  func plantedCertificatesAreFound(_ seed: Int) {
    let infeasible = solution(PlantedConicProgram.infeasible(seed: UInt64(seed)))
    #expect(infeasible.status == .infeasible)
    let unbounded = solution(PlantedConicProgram.unbounded(seed: UInt64(seed)))
    #expect(unbounded.status == .unbounded)
  }

  /// Scaled rows and columns, rows twice, rows in another order: the value stays.
  @Test(arguments: 0..<100)
  func changesOfFormChangeNothing(_ seed: Int) {
    let planted = PlantedConicProgram(seed: UInt64(seed))
    let program = planted.program
    let rows = program.matrix.transposed
    var generator = SeededGenerator(seed: UInt64(seed))
    let n = program.variableCount
    let columnScales = (0..<n).map { _ in Double.random(in: 0.1...10, using: &generator) }
    var dense: [[Double]] = []
    var bound: [Double] = []
    var cones: [Cone] = []
    var row = 0
    var parts: [(cone: Cone, rows: Range<Int>)] = []
    for cone in program.cones {
      parts.append((cone, row..<row + cone.dimension))
      row += cone.dimension
    }
    for part in parts.shuffled(using: &generator) {
      let scale = Double.random(in: 0.1...10, using: &generator)
      let isTwice = part.cone == .nonnegative(part.rows.count)
      for _ in 0..<(isTwice ? 2 : 1) {
        cones.append(part.cone)
        for i in part.rows {
          var values = [Double](repeating: 0, count: n)
          for p in rows.columnStarts[i]..<rows.columnStarts[i + 1] {
            let j = Int(rows.rowIndices[p])
            values[j] = scale * rows.values[p] * columnScales[j]
          }
          dense.append(values)
          bound.append(scale * program.rightHandSide[i])
        }
      }
    }
    let other = ConicProgram(
      cones: cones, quadratic: program.quadratic.scaled(by: columnScales),
      linear: zip(program.linear, columnScales).map { $0 * $1 },
      matrix: PlantedConicProgram.sparse(dense, columns: n), rightHandSide: bound)
    let found = solution(other)
    #expect(found.status == .optimal)
    #expect(abs(found.check.objective - planted.optimum) <= 1e-6 * (1 + abs(planted.optimum)))
  }

  /// Linear programs: the simplex method and the interior-point method agree.
  @Test(arguments: 0..<60)
  func linearProgramsAgreeWithTheSimplexMethod(_ seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed) + 1000)
    let (m, n) = (
      Int.random(in: 1...8, using: &generator), Int.random(in: 1...5, using: &generator)
    )
    let program = ConicProgram(
      cones: [.nonnegative(m + 2 * n)], quadratic: [Double](repeating: 0, count: n),
      linear: (0..<n).map { _ in Double.random(in: -1...1, using: &generator) },
      matrix: PlantedConicProgram.sparse(
        PlantedConicProgram.matrix(m, n, &generator)
          + (0..<2 * n).map { k in (0..<n).map { $0 == k / 2 ? (k % 2 == 0 ? 1 : -1) : 0 } },
        columns: n),
      rightHandSide: (0..<m).map { _ in Double.random(in: -0.3...1, using: &generator) }
        + [Double](repeating: 1, count: 2 * n))
    let (ours, theirs) = (
      solution(program),
      ConicSolver.glpk.solve(
        program, control: SolverControl(tolerance: 1e-8, maxIterations: 10_000))
    )
    #expect(ours.status == theirs.status)
    if ours.status == .optimal {
      #expect(abs(ours.check.objective - theirs.check.objective) <= 1e-7)
    }
  }

  @Test func emptyAndOneDimensionalPrograms() {
    // minimize x subject to x >= 2, as a cone of one row
    let line = ConicProgram(
      cones: [.secondOrder(1)], quadratic: [0], linear: [1],
      matrix: PlantedConicProgram.sparse([[-1]], columns: 1), rightHandSide: [-2])
    #expect(abs(solution(line).check.objective - 2) < 1e-7)
    // minimize x^2 / 2 - x without constraints
    let free = ConicProgram(
      cones: [], quadratic: [1], linear: [-1],
      matrix: PlantedConicProgram.sparse([], columns: 1), rightHandSide: [])
    #expect(solution(free).status == .optimal)
    #expect(abs(solution(free).check.objective + 0.5) < 1e-7)
    // minimize x without constraints
    let falling = ConicProgram(
      cones: [], quadratic: [0], linear: [1],
      matrix: PlantedConicProgram.sparse([], columns: 1), rightHandSide: [])
    #expect(solution(falling).status == .unbounded)
    // 0 x = 1
    let contradiction = ConicProgram(
      cones: [.zero(1)], quadratic: [0], linear: [0],
      matrix: PlantedConicProgram.sparse([[0]], columns: 1), rightHandSide: [1])
    #expect(solution(contradiction).status == .infeasible)
  }

  /// x >= 1 / y: the infimum 0 of x is not attained, and no point near it may be called optimal.
  @Test(arguments: [1e-3, 1, 1e3])
  func whatIsNotAttainedIsNotClaimed(_ scale: Double) {
    let program = ConicProgram(
      cones: [.secondOrder(3)], quadratic: [0, 0], linear: [1, 0],
      matrix: PlantedConicProgram.sparse([[-1, -scale], [-1, scale], [0, 0]], columns: 2),
      rightHandSide: [0, 0, 2])
    let found = solution(program)
    #expect(found.status != .optimal || abs(found.check.objective) <= 1e-5)
  }

  /// x = y and x >= |(y, r)|: infeasible, but by less than any margin, so that there is no certificate.
  @Test(arguments: [0.1, 1, 30])
  func weaklyInfeasibleProgramsAreIllPosed(_ r: Double) {
    let program = ConicProgram(
      cones: [.zero(1), .secondOrder(3)], quadratic: [0, 0], linear: [1, 0],
      matrix: PlantedConicProgram.sparse([[1, -1], [-1, 0], [0, -1], [0, 0]], columns: 2),
      rightHandSide: [0, 0, 0, r])
    let found = solution(program)
    #expect(found.status == .illPosed && found.certificate == nil)
  }

  /// A factor that would not fit is refused before it is made.
  @Test func largeFactorsAreRefused() {
    let n = 450
    let program = ConicProgram(
      cones: [.nonnegative(n)], quadratic: [Double](repeating: 1, count: n),
      linear: [Double](repeating: 1, count: n),
      matrix: SparseMatrix(
        rowCount: n, columnStarts: (0...n).map { $0 * n },
        rowIndices: (0..<n * n).map { Int32($0 % n) },
        values: (0..<n * n).map { $0 % n == $0 / n ? -2 : -1 / Double(n) }),
      rightHandSide: [Double](repeating: -1, count: n))
    var control = SolverControl(tolerance: 1e-8, maxIterations: 100)
    control.memoryLimit = 1e6
    let refused = ConicSolver.ipm.solve(program, control: control)
    #expect(refused.status == .numericalFailure && (refused.neededBytes ?? 0) > 1e6)
    control.memoryLimit = 1e9
    #expect(ConicSolver.ipm.solve(program, control: control).status == .optimal)
    // What would take longer than there is time for is not begun.
    control.timeLimit = 1e-6
    control.elapsed = { 0 }
    #expect(ConicSolver.ipm.solve(program, control: control).status == .timeLimit)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsRefused(_ value: Double) {
    for place in 0..<3 {
      let program = ConicProgram(
        cones: [.nonnegative(1)], quadratic: [place == 0 ? value : 0],
        linear: [place == 1 ? value : 1],
        matrix: PlantedConicProgram.sparse([[-1]], columns: 1),
        rightHandSide: [place == 2 ? value : 0])
      let found = solution(program)
      #expect(found.status == .numericalFailure && found.remark != nil)
    }
  }

  @Test func limitsAndInterruptsEndARun() {
    let program = PlantedConicProgram(seed: 5).program
    var control = SolverControl(tolerance: 1e-8, maxIterations: 2)
    #expect(ConicSolver.ipm.solve(program, control: control).status == .iterationLimit)
    control.maxIterations = 200
    control.isInterrupted = { true }
    #expect(ConicSolver.ipm.solve(program, control: control).status == .interrupted)
    control.isInterrupted = { false }
    control.timeLimit = 1
    control.elapsed = { 2 }
    #expect(ConicSolver.ipm.solve(program, control: control).status == .timeLimit)
  }
}

extension SymmetricMatrix {
  /// D P D.
  fileprivate func scaled(by scales: [Double]) -> SymmetricMatrix {
    var scaled: [Double] = []
    forEach { i, j, value in scaled.append(scales[i] * value * scales[j]) }
    return SymmetricMatrix(
      upper: SparseMatrix(
        rowCount: order, columnStarts: upper.columnStarts, rowIndices: upper.rowIndices,
        values: scaled))
  }
}
