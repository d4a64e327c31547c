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
      let certificate = file.certificate(z)
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

  /// The parts of the certificate that are not 0, the largest first.
  var certificateParts: [(name: String, value: Double)]? {
    let (values, name): ([Double], (Int) -> String)
    switch solution.certificate {
    case nil: return nil
    case .infeasible(let z): (values, name) = (z, { file.name(ofRow: $0) })
    case .unbounded(let d): (values, name) = (d, { file.variableNames[$0] })
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    return values.indices.filter { abs(values[$0]) > 1e-9 * largest }
      .sorted { abs(values[$0]) > abs(values[$1]) }.map { (name($0), values[$0]) }
  }

  /// Why there is no optimum: E501 or E502.
  var proof: Diagnostic? {
    guard let parts = certificateParts, let certificate = solution.certificate else { return nil }
    switch certificate {
    case .infeasible:
      return Diagnostic(
        "E501", "infeasible: no point satisfies all constraints of `\(input.path)`", at: nil,
        notes: ["certificate: \(combination(parts)) gives 0 >= 1 (checked)"],
        help: "relax one of these rows or bounds")
    case .unbounded:
      let way = file.isMaximization ? "rises" : "falls"
      return Diagnostic(
        "E502", "unbounded: the objective of `\(input.path)` \(way) without end", at: nil,
        notes: ["it \(way) by 1 along \(combination(parts)) (checked)"],
        help: "add bounds on these variables")
    }
  }
}

extension ConicFile {
  /// What a row of the standard form is in the file.
  func name(ofRow row: Int) -> String {
    let origin = origins[row]
    switch (origin.item, origin.side) {
    case (.row(let i), .upper), (.row(let i), .lower), (.row(let i), .equality),
      (.row(let i), .cone):
      return rowNames[i]
    case (.variable(let j), .upper): return "(upper bound of \(variableNames[j]))"
    case (.variable(let j), .lower): return "(lower bound of \(variableNames[j]))"
    case (.variable(let j), .equality): return "(value of \(variableNames[j]))"
    case (.variable(let j), .cone): return "(cone of \(variableNames[j]))"
    }
  }
}
