internal import CGLPK

/// A linear program inside GLPK, and the only place that calls it:
///
///     minimize cost'x  subject to  A x <= b or A x = b by rows,  lower <= x <= upper
///
/// GLPK keeps what it makes for each thread, and an error frees all of it: a thread holds one problem
/// at a time, and a problem stays on its thread.
@safe struct GLPKProblem: ~Copyable {
  /// What GLPK said when it gave up; the problem is gone.
  struct Failure: Error {
    let message: String
  }

  /// How a call of the simplex method ended.
  enum Outcome: Sendable {
    /// The basic solution is final, with its status.
    case finished
    /// It ran out of its time; another call goes on.
    case timeIsUp
    /// It ran out of its iterations.
    case iterationLimit
    /// The basis is singular or ill-conditioned, or the method lost its way.
    case failed
  }

  /// What GLPK claims about its basic solution.
  enum Claim: Sendable {
    case optimal
    case infeasible
    case unbounded
    case feasible
    case nothing
  }

  /// The program in the shape that GLPK takes.
  struct Description: Sendable {
    var bounds: [Double] = []
    var isEquality: [Bool] = []
    var costs: [Double] = []
    var lower: [Double] = []
    var upper: [Double] = []
    /// The entries of A, indices from 0.
    var rows: [Int32] = []
    var columns: [Int32] = []
    var values: [Double] = []

    init() {}
  }

  private var problem: OpaquePointer?
  private let rowCount: Int
  private let columnCount: Int

  /// Hands a program to GLPK; all numbers are finite but the bounds of variables.
  init(_ description: Description) throws(Failure) {
    rowCount = description.bounds.count
    columnCount = description.costs.count
    guard let rows = Int32(exactly: rowCount), let columns = Int32(exactly: columnCount),
      let entries = Int32(exactly: description.values.count)
    else { throw Failure(message: "the program has more entries than GLPK can count") }
    var message = GLPKProblem.emptyMessage
    unsafe problem = cnnc_glpk_make(
      rows, description.bounds, description.isEquality.map { $0 ? 1 : 0 }, columns,
      description.costs, description.lower, description.upper, entries,
      [0] + description.rows.map { $0 + 1 }, [0] + description.columns.map { $0 + 1 },
      [0] + description.values, &message)
    if unsafe problem == nil { throw GLPKProblem.failure(message) }
  }

  deinit { if let problem = unsafe problem { unsafe cnnc_glpk_free(problem) } }

  /// The simplex method from the current basis, the dual one first where asked, within some time and
  /// iterations; the tolerance is that of bounds and reduced costs in GLPK's scaling.
  mutating func runSimplex(
    usesDual: Bool, milliseconds: Int32, iterations: Int32, tolerance: Double
  ) throws(Failure) -> Outcome {
    let problem = unsafe try living()
    var message = GLPKProblem.emptyMessage
    let code = unsafe cnnc_glpk_simplex(
      problem, usesDual ? 1 : 0, milliseconds, iterations, tolerance, &message)
    switch code {
    case 0: return .finished
    case GLP_ETMLIM: return .timeIsUp
    case GLP_EITLIM: return .iterationLimit
    case Int32(CNNC_GLPK_ERROR):
      unsafe self.problem = nil
      throw GLPKProblem.failure(message)
    default: return .failed
    }
  }

  /// Forgets the basis, to begin again.
  mutating func restart() throws(Failure) {
    let problem = unsafe try living()
    var message = GLPKProblem.emptyMessage
    if unsafe cnnc_glpk_restart(problem, &message) != 0 {
      unsafe self.problem = nil
      throw GLPKProblem.failure(message)
    }
  }

  /// How many iterations were done.
  var iterationCount: Int {
    guard let problem = unsafe problem else { return 0 }
    return Int(unsafe glp_get_it_cnt(problem))
  }

  /// The basic solution: x and the duals of the rows.
  mutating func basicSolution() throws(Failure) -> (
    claim: Claim, point: [Double], rowDuals: [Double]
  ) {
    let problem = unsafe try living()
    var message = GLPKProblem.emptyMessage
    var point = [Double](repeating: 0, count: columnCount)
    var duals = [Double](repeating: 0, count: rowCount)
    let status = unsafe cnnc_glpk_read(problem, &point, &duals, &message)
    let claim: Claim
    switch status {
    case Int32(CNNC_GLPK_ERROR):
      unsafe self.problem = nil
      throw GLPKProblem.failure(message)
    case GLP_OPT: claim = .optimal
    case GLP_NOFEAS: claim = .infeasible
    case GLP_UNBND: claim = .unbounded
    case GLP_FEAS: claim = .feasible
    default: claim = .nothing
    }
    return (claim, point, duals)
  }

  /// The problem, unless an error has freed it.
  private func living() throws(Failure) -> OpaquePointer {
    guard let problem = unsafe problem else { throw Failure(message: "the problem is gone") }
    return unsafe problem
  }

  private static var emptyMessage: [CChar] {
    [CChar](repeating: 0, count: CNNC_GLPK_MESSAGE)
  }

  private static func failure(_ message: [CChar]) -> Failure {
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let words = String(decoding: bytes, as: UTF8.self).split { $0 == "\n" || $0 == " " }
    return Failure(message: words.joined(separator: " "))
  }
}
