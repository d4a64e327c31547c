internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats

/// A finished solve of a file with all that its report speaks of, in the terms of the file.
struct FileRun {
  let input: ConicInput
  let file: ConicFile
  let program: ConicProgram
  let solver: ConicSolver
  let options: SolveOptions
  let solution: ConicSolution
  /// When the run began.
  let start: Double
  /// Seconds to bring the file into the standard form.
  let compileSeconds: Double
  /// Seconds in the solver.
  let solverSeconds: Double
  /// Why there is no point; nil where that was not searched for, or not found.
  var infeasibility: InfeasibilityReport?
  /// Where the point was written; nil where it was not.
  private(set) var written: String?

  init(
    input: ConicInput, file: ConicFile, program: ConicProgram, solver: ConicSolver,
    options: SolveOptions, solution: ConicSolution, start: Double, compileSeconds: Double,
    solverSeconds: Double
  ) {
    (self.input, self.file, self.program, self.solver) = (input, file, program, solver)
    (self.options, self.solution, self.start) = (options, solution, start)
    (self.compileSeconds, self.solverSeconds) = (compileSeconds, solverSeconds)
  }

  /// A value of the standard form in the sense of the file: the standard form minimizes.
  private func inOwnSense(_ value: Double) -> Double { file.isMaximization ? 0 - value : value }

  /// The objective at the point; nil where the point is none.
  var objective: Double? {
    solution.certificate == nil ? inOwnSense(solution.check.objective) : nil
  }

  /// The bound on the optimum by the multipliers; nil where they miss their conditions.
  var bound: Double? {
    let tolerance =
      solution.status == .almostOptimal
      ? ConicCheck.almostTolerance(options.tolerance) : options.tolerance
    guard solution.certificate == nil, solution.check.dualViolation <= tolerance else {
      return nil
    }
    return inOwnSense(solution.check.dualObjective)
  }

  /// Values and multipliers by the names of the file.
  var table: SolutionTable {
    let content: SolutionTable.Content
    let variables: [(Double?, Double?)]
    let rows: [(Double?, Double?)]
    switch solution.certificate {
    case nil:
      let costs = file.reducedCosts(solution.multipliers)
      let duals = file.rowDuals(solution.multipliers)
      content = .point
      variables = zip(solution.point, costs).map { ($0, $1) }
      rows = zip(file.rowValues(at: solution.point), duals).map { ($0, $1) }
    case .infeasible(let z):
      let certificate = file.certificate(infeasibility?.conflict.multipliers ?? z)
      content = .conflict
      variables = certificate.variables.map { (nil, $0) }
      rows = certificate.rows.map { (nil, $0) }
    case .unbounded(let d):
      content = .ray
      variables = d.map { ($0, nil) }
      rows = file.rowChanges(along: d).map { ($0, nil) }
    }
    return SolutionTable(
      program: input.path, status: solution.status.rawValue, objective: objective,
      content: content,
      variables: zip(file.variableNames, variables).map { .init($0, $1.0, $1.1) },
      rows: zip(file.rowNames, rows).map { .init($0, $1.0, $1.1) })
  }

  /// Writes the point, or the certificate. A run that broke down has nothing worth an older file.
  mutating func write(to path: String) throws {
    guard solution.status != .numericalFailure else { return }
    do throws(FileFailure) {
      try writeFile(Array(table.text(path: path).utf8), to: path)
    } catch {
      var report = input.report
      throw report.stop(Report.unwritable(path, error, at: nil))
    }
    written = path
  }
}
