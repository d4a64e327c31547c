import Canonicalize
import LinearAlgebra
import Synchronization
import Testing

@testable import Backends

/// The simplex method: known answers, proofs, limits, and GLPK's own errors.
@Suite struct LinearSolverTests {
  private let control = SolverControl(tolerance: 1e-8, maxIterations: 100_000)

  @Test(arguments: 0..<20)
  func findsPlantedOptima(_ seed: Int) {
    var programs = LinearPrograms(seed: UInt64(seed))
    for trial in 0..<100 {
      let (program, optimum) = programs.optimal(rows: 1 + trial % 17, columns: 1 + trial % 13)
      let found = solveByGLPK(program, control: control)
      #expect(found.status == .optimal)
      #expect(abs(found.check.objective - optimum) <= 1e-7 * (1 + abs(optimum)))
      #expect(abs(found.check.dualObjective - optimum) <= 1e-7 * (1 + abs(optimum)))
    }
  }

  @Test(arguments: 0..<10)
  func provesInfeasibility(_ seed: Int) {
    var programs = LinearPrograms(seed: UInt64(100 + seed))
    for trial in 0..<100 {
      let program = programs.infeasible(rows: 1 + trial % 15, columns: 1 + trial % 11)
      let found = solveByGLPK(program, control: control)
      #expect(found.status == .infeasible)
      guard case .infeasible(let z) = found.certificate else {
        Issue.record("no Farkas certificate")
        continue
      }
      let equalities = program.sizes.zero
      #expect(z[equalities...].allSatisfy { $0 >= 0 })
      #expect(program.matrix.transposeTimes(z).allSatisfy { abs($0) <= 1e-8 })
      #expect(abs(zip(program.rightHandSide, z).reduce(0) { $0 + $1.0 * $1.1 } + 1) <= 1e-8)
    }
  }

  @Test(arguments: 0..<10)
  func provesUnboundedness(_ seed: Int) {
    var programs = LinearPrograms(seed: UInt64(200 + seed))
    for trial in 0..<100 {
      let program = programs.unbounded(rows: 1 + trial % 15, columns: 2 + trial % 11)
      let found = solveByGLPK(program, control: control)
      #expect(found.status == .unbounded)
      guard case .unbounded(let d) = found.certificate else {
        Issue.record("no ray")
        continue
      }
      #expect(found.check.violation <= 1e-8)
      #expect(
        program.objective(at: zip(found.point, d).map { $0 + 1e3 * $1 })
          <= found.check.objective - 999)
      #expect(program.violation(at: zip(found.point, d).map { $0 + 1e3 * $1 }) <= 1e-4)
    }
  }

  @Test func emptyProgramsHaveTheirAnswers() {
    func program(_ rows: [[Double]], _ bounds: [Double], _ costs: [Double]) -> ConicProgram {
      LinearPrograms.Dense(
        rows: rows, bounds: bounds, isEquality: bounds.map { _ in false }, costs: costs
      ).program
    }
    #expect(solveByGLPK(program([], [], []), control: control).status == .optimal)
    #expect(solveByGLPK(program([], [], [0, 0]), control: control).status == .optimal)
    #expect(solveByGLPK(program([], [], [0, 1]), control: control).status == .unbounded)
    #expect(solveByGLPK(program([[0]], [-1], [0]), control: control).status == .infeasible)
    #expect(solveByGLPK(program([[]], [-1], []), control: control).status == .infeasible)
    // Bounds that exclude each other.
    #expect(
      solveByGLPK(program([[1], [-1]], [1, -2], [1]), control: control).status == .infeasible)
    #expect(solveByGLPK(program([[1], [-1]], [1, -1], [1]), control: control).status == .optimal)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func dataThatAreNotFiniteAreRefused(_ value: Double) {
    for place in 0..<3 {
      var dense = LinearPrograms.Dense(
        rows: [[1, 1]], bounds: [1], isEquality: [false], costs: [1, 1])
      switch place {
      case 0: dense.rows[0][1] = value
      case 1: dense.bounds[0] = value
      default: dense.costs[0] = value
      }
      let found = solveByGLPK(dense.program, control: control)
      #expect(found.status == .numericalFailure)
      #expect(found.remark == "the data of the program are not finite")
    }
  }

  @Test func errorsInsideGLPKAreSurvived() async {
    await withTaskGroup(of: Void.self) { group in
      for seed in 0..<8 {
        group.addTask {
          for _ in 0..<50 {
            var bad = GLPKProblem.Description()
            (bad.bounds, bad.isEquality) = ([1], [false])
            (bad.costs, bad.lower, bad.upper) = ([1], [0], [.infinity])
            (bad.rows, bad.columns, bad.values) = ([7], [0], [1])
            do throws(GLPKProblem.Failure) {
              _ = try GLPKProblem(bad)
              Issue.record("GLPK took a row that is not there")
            } catch {
              #expect(error.message.contains("row index out of range"))
            }
            var programs = LinearPrograms(seed: UInt64(seed))
            let (program, optimum) = programs.optimal(rows: 12, columns: 8)
            let found = solveByGLPK(
              program, control: SolverControl(tolerance: 1e-8, maxIterations: 1000))
            #expect(found.status == .optimal)
            #expect(abs(found.check.objective - optimum) <= 1e-7 * (1 + abs(optimum)))
          }
        }
      }
    }
  }

  @Test func anErrorInTheMethodIsSurvived() throws {
    var description = GLPKProblem.Description()
    (description.bounds, description.isEquality) = ([1], [false])
    (description.costs, description.lower, description.upper) = ([-1], [0], [.infinity])
    (description.rows, description.columns, description.values) = ([0], [0], [1])
    var problem = try GLPKProblem(description)
    #expect(throws: GLPKProblem.Failure.self) {
      try problem.runSimplex(usesDual: false, milliseconds: -1, iterations: 10, tolerance: 1e-9)
    }
    // The problem is gone; what is asked of it now fails and does no harm.
    #expect(throws: GLPKProblem.Failure.self) { try problem.basicSolution() }
    #expect(problem.iterationCount == 0)
  }

  /// A failure of GLPK in the middle of a solve is a status with its message; the next solve is sound.
  @Test func aFailureIsAStatus() {
    var programs = LinearPrograms(seed: 5)
    let (program, optimum) = programs.optimal(rows: 30, columns: 20)
    var run = LinearRun(program: program, control: control)
    // GLPK ends the process over a negative time limit, where nobody stops it.
    run.slice = -1
    let failed = run.solve()
    #expect(failed.status == .numericalFailure)
    #expect(failed.remark?.contains("tm_lim") == true, "\(failed.remark ?? "")")
    #expect(failed.point == [Double](repeating: 0, count: 20))
    let found = solveByGLPK(program, control: control)
    #expect(found.status == .optimal)
    #expect(abs(found.check.objective - optimum) <= 1e-7 * (1 + abs(optimum)))
  }

  /// Progress is told while the method runs, with residuals that belong to the program.
  @Test func progressIsTold() {
    var programs = LinearPrograms(seed: 7)
    let (program, _) = programs.optimal(rows: 240, columns: 120)
    let told = Mutex<[SolverProgress]>([])
    var watched = control
    watched.report = { progress in told.withLock { $0.append(progress) } }
    var run = LinearRun(program: program, control: watched)
    run.slice = 1
    let found = run.solve()
    #expect(found.status == .optimal)
    let reports = told.withLock { $0 }
    #expect(!reports.isEmpty)
    // A slice may end with the last iteration, before the method knows that it was that.
    let last = reports.last?.iteration
    #expect(
      reports.allSatisfy {
        $0.primalResidual > 1e-6 || $0.dualResidual > 1e-6 || $0.iteration == last
      })
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.iteration <= $1.iteration })
  }

  @Test func manySlicesGiveTheSameOptimum() {
    var programs = LinearPrograms(seed: 7)
    let (program, optimum) = programs.optimal(rows: 240, columns: 120)
    let asked = Mutex(0)
    var counting = control
    counting.isInterrupted = {
      asked.withLock {
        $0 += 1; return false
      }
    }
    var run = LinearRun(program: program, control: counting)
    run.slice = 1
    let found = run.solve()
    #expect(found.status == .optimal)
    #expect(abs(found.check.objective - optimum) <= 1e-7 * (1 + abs(optimum)))
    #expect(asked.withLock { $0 } > 2)
  }

  @Test func stopsWhereItIsTold() {
    var programs = LinearPrograms(seed: 8)
    let (program, _) = programs.optimal(rows: 240, columns: 120)
    var limited = control
    limited.maxIterations = 5
    let few = solveByGLPK(program, control: limited)
    #expect(few.status == .iterationLimit)
    #expect(few.iterations == 5)
    #expect(
      few.check.violation
        == ConicCheck(
          of: few.point, multipliers: few.multipliers, in: program
        ).violation)

    let asked = Mutex(0)
    var interrupted = control
    interrupted.isInterrupted = {
      asked.withLock {
        $0 += 1; return $0 > 3
      }
    }
    var run = LinearRun(program: program, control: interrupted)
    run.slice = 1
    let stopped = run.solve()
    #expect(stopped.status == .interrupted)
    #expect(stopped.iterations > 0)

    let clock = Mutex(0.0)
    var timed = control
    timed.timeLimit = 0.5
    timed.elapsed = {
      clock.withLock {
        $0 += 0.1; return $0
      }
    }
    run = LinearRun(program: program, control: timed)
    run.slice = 1
    #expect(run.solve().status == .timeLimit)
  }
}
