public import Canonicalize
internal import LinearAlgebra

/// Makes a conic program smaller before it is solved, and takes answers back to the program as given.
///
/// Rows and bounds that others imply leave, variables that have one value are put in place, free variables of
/// one equality are eliminated together. Every step leaves the optimal value as it is, and has an inverse for
/// points with multipliers, for certificates and for rays. Nothing is filled in: entries of A never change.
public struct Presolve: Sendable {
  /// What became of the program.
  enum Outcome {
    /// Nothing was found: the program is to be solved as it stands.
    case unchanged
    /// z that is to prove that no point is feasible.
    case infeasible([Double])
    case reduced(ReducedProgram)
  }

  let outcome: Outcome
  /// A direction along which the objective falls from any feasible point; nil where none was found.
  let ray: [Double]?
  /// What was taken away.
  public internal(set) var summary: PresolveSummary

  private static let maxPasses = 20

  /// Reduces a program whose data are finite.
  public init(_ program: ConicProgram) {
    var reduction = ProgramReduction(program)
    var summary = PresolveSummary()
    summary.passes = Self.run(&reduction)
    if let conflict = reduction.conflict {
      summary.decision = .infeasible
      var x = [Double](repeating: 0, count: program.variableCount)
      var z = [Double](repeating: 0, count: program.rowCount)
      for (row, multiplier) in conflict { z[row] += multiplier }
      reduction.restore(.conflict, x: &x, z: &z)
      (outcome, ray, self.summary) = (.infeasible(z), nil, summary)
      return
    }
    guard reduction.isSmaller else {
      (outcome, ray, self.summary) = (.unchanged, nil, summary)
      return
    }
    ray = reduction.ray.map { ray in
      var x = [Double](repeating: 0, count: program.variableCount)
      var z = [Double](repeating: 0, count: program.rowCount)
      x[ray.column] = ray.sign
      reduction.restore(.ray, x: &x, z: &z)
      return x
    }
    let reduced = ReducedProgram(reduction)
    summary.rows = program.rowCount - reduced.program.rowCount
    summary.columns = program.variableCount - reduced.program.variableCount
    summary.nonzeros = program.matrix.nonzeroCount - reduced.program.matrix.nonzeroCount
    if reduced.program.variableCount == 0 && reduced.program.rowCount == 0 {
      summary.decision = .solved
    }
    (outcome, self.summary) = (summary.isEmpty ? .unchanged : .reduced(reduced), summary)
  }

  /// Goes through what changed until nothing does; returns how often.
  private static func run(_ reduction: inout ProgramReduction) -> Int {
    var passes = 0
    while passes < maxPasses {
      passes += 1
      for i in reduction.dirtyRows.drain() {
        reduction.reduce(row: Int(i))
        if reduction.conflict != nil { return passes }
      }
      for j in reduction.dirtyColumns.drain() {
        reduction.reduce(column: Int(j))
        if reduction.conflict != nil { return passes }
      }
      if !reduction.dirtyRows.items.isEmpty || !reduction.dirtyColumns.items.isEmpty { continue }
      reduction.mergeParallelRows()
      if reduction.conflict != nil { return passes }
      if reduction.dirtyRows.items.isEmpty && reduction.dirtyColumns.items.isEmpty { break }
    }
    return passes
  }
}

extension ProgramReduction {
  /// Whether anything left; bounds that are rows of one entry come back as rows.
  var isSmaller: Bool { !postsolve.steps.isEmpty || hasDroppedRows }

  private var hasDroppedRows: Bool {
    var (left, bounds) = (0, 0)
    for row in rows where row != .gone { left += 1 }
    for j in lower.indices {
      if lower[j] > -.infinity { bounds += 1 }
      if upper[j] < .infinity && lower[j] < upper[j] { bounds += 1 }
    }
    return left + bounds < rows.count
  }
}
