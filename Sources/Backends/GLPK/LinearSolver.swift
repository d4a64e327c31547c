public import Canonicalize
internal import LinearAlgebra

/// Solves a program with `isLinear` by the simplex method of GLPK.
///
/// What GLPK claims is measured again on the data: a claim that does not hold is `numericalFailure`.
public func solveByGLPK(_ program: ConicProgram, control: SolverControl) -> ConicSolution {
  precondition(program.isLinear, "the simplex method solves linear programs")
  var run = LinearRun(program: program, control: control)
  return run.solve()
}

/// One solve with its repetitions and certificates.
struct LinearRun {
  /// How one program was left.
  struct Ending {
    /// Why it stopped early; nil where GLPK was done.
    var status: SolverStatus?
    var claim = GLPKProblem.Claim.nothing
    var point: [Double] = []
    var rowDuals: [Double] = []
    var remark: String?
  }

  /// The tolerance of GLPK for bounds and reduced costs, tighter than any we check.
  static let simplexTolerance = 1e-9

  let program: ConicProgram
  let control: SolverControl
  /// How long GLPK runs before the control is asked, in milliseconds.
  var slice: Int32 = 200
  private var iterations = 0

  init(program: ConicProgram, control: SolverControl) {
    self.program = program
    self.control = control
  }

  mutating func solve() -> ConicSolution {
    let isFinite = [
      program.linear, program.rightHandSide, program.matrix.values, [program.constant],
    ]
    .allSatisfy { $0.allSatisfy(\.isFinite) }
    guard isFinite else { return failure("the data of the program are not finite") }
    let translation = LinearTranslation(program)
    var last: ConicSolution?
    // A claim that does not hold is looked at again by the other method.
    for usesDual in [false, true] {
      let ending = run(translation.description, usesDual: usesDual)
      if let status = ending.status, status != .numericalFailure {
        return solution(status, ending, translation)
      }
      let found = conclude(ending, translation)
      if found.status != .numericalFailure { return found }
      last = found
    }
    return last ?? failure("nothing was found")
  }

  /// Checks what GLPK claims, with a certificate where there is no optimum.
  private mutating func conclude(
    _ ending: Ending, _ translation: LinearTranslation
  ) -> ConicSolution {
    guard ending.status == nil else { return solution(.numericalFailure, ending, translation) }
    switch ending.claim {
    case .optimal:
      let found = solution(.optimal, ending, translation)
      if found.check.isOptimal(to: control.tolerance) { return found }
      return solution(.numericalFailure, ending, translation, remark: "the optimum does not hold")
    case .infeasible:
      let search = run(program.farkasSearch, usesDual: false)
      let z = zip(search.point, program.isEqualityRow).map { $1 ? $0 : max(0, $0) }
      if let certificate = ConicCertificate.farkas(z, in: program) {
        return solution(.infeasible, ending, translation, certificate)
      }
      return solution(
        search.status ?? .numericalFailure, ending, translation,
        remark: "no proof of infeasibility")
    case .unbounded:
      let search = run(program.raySearch, usesDual: false)
      let found = ConicCertificate.ray(search.point, in: program)
      let result = solution(.unbounded, ending, translation, found)
      if found != nil, result.check.violation <= control.tolerance { return result }
      return solution(
        search.status ?? .numericalFailure, ending, translation, remark: "no proof of a ray")
    case .feasible, .nothing:
      return solution(.numericalFailure, ending, translation, remark: "GLPK came to no conclusion")
    }
  }

  /// Runs the simplex method in slices of time until it is done or has to stop.
  private mutating func run(_ description: GLPKProblem.Description, usesDual: Bool) -> Ending {
    do throws(GLPKProblem.Failure) {
      var problem = try GLPKProblem(description)
      var usesDual = usesDual
      var (slice, failures, before) = (slice, 0, 0)
      var status: SolverStatus?
      simplex: while true {
        status = control.stopStatus(iteration: iterations)
        if status != nil { break }
        let rest = control.timeLimit.map { max(1, ($0 - control.elapsed()) * 1000) } ?? .infinity
        let outcome = try problem.runSimplex(
          usesDual: usesDual, milliseconds: Int32(min(Double(slice), rest)),
          iterations: Int32(clamping: control.maxIterations - iterations),
          tolerance: LinearRun.simplexTolerance)
        let done = problem.iterationCount - before
        (iterations, before) = (iterations + done, before + done)
        switch outcome {
        case .finished: break simplex
        case .iterationLimit: continue
        case .timeIsUp:
          // A slice that ends before the first iteration would be repeated for ever.
          if done == 0 { slice *= 2 }
          let now = try problem.basicSolution()
          let (primal, dual) = description.residuals(now.point, now.rowDuals)
          control.report(
            SolverProgress(
              iteration: iterations, primalResidual: primal, dualResidual: dual, certificate: nil))
        case .failed:
          failures += 1
          guard failures < 3 else {
            status = .numericalFailure
            break simplex
          }
          usesDual.toggle()
          try problem.restart()
        }
      }
      let found = try problem.basicSolution()
      return Ending(
        status: status, claim: found.claim, point: found.point, rowDuals: found.rowDuals,
        remark: status == .numericalFailure ? "the basis became singular" : nil)
    } catch {
      return Ending(status: .numericalFailure, remark: error.message)
    }
  }

  private func solution(
    _ status: SolverStatus, _ ending: Ending, _ translation: LinearTranslation,
    _ certificate: ConicCertificate? = nil, remark: String? = nil
  ) -> ConicSolution {
    guard !ending.point.isEmpty || program.variableCount == 0, ending.point.allSatisfy(\.isFinite),
      ending.rowDuals.allSatisfy(\.isFinite)
    else { return failure(ending.remark ?? "GLPK returned no numbers", status) }
    let z = translation.multipliers(ending.rowDuals)
    return ConicSolution(
      status: status, point: ending.point, multipliers: z,
      check: ConicCheck(of: ending.point, multipliers: z, in: program), certificate: certificate,
      iterations: iterations, remark: remark ?? ending.remark)
  }

  /// A solution without numbers: 0 and what is true of it.
  private func failure(
    _ remark: String, _ status: SolverStatus = .numericalFailure
  ) -> ConicSolution {
    let x = [Double](repeating: 0, count: program.variableCount)
    let z = [Double](repeating: 0, count: program.rowCount)
    return ConicSolution(
      status: status, point: x, multipliers: z,
      check: ConicCheck(of: x, multipliers: z, in: program), certificate: nil,
      iterations: iterations, remark: remark)
  }
}
