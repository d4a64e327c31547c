internal import Backends
internal import Canonicalize
internal import DSL

/// The point of a spec, or its certificate, by the names of its variables and constraints.
extension ConicRun {
  /// The unknowns and the constraints as stated; rows and variables that the compiler added are not in it.
  var solutionTable: SolutionTable {
    let (z, rows) = multipliers
    let constraints = z.map { z in
      rows.filter(model.isConstraint).flatMap { block in
        block.range.map { SolutionTable.Entry(block.name(of: $0), nil, z[$0]) }
      }
    }
    let x: [Double]?
    let content: SolutionTable.Content
    switch solution.certificate {
    case nil: (x, content) = (solution.point, .stated)
    case .infeasible: (x, content) = (nil, .conflict)
    case .unbounded(let d): (x, content) = (d, .ray)
    }
    let unknowns = program.variables.filter {
      $0.rule == "variables" || $0.rule.hasPrefix("convexify")
    }
    return SolutionTable(
      program: pipeline.specName, status: status.rawValue,
      objective: solution.certificate == nil ? solution.check.objective : nil, content: content,
      variables: x.map { x in
        unknowns.flatMap { block in
          block.range.map { SolutionTable.Entry(block.name(of: $0), x[$0], nil) }
        }
      } ?? [], rows: constraints ?? [])
  }

  /// The multipliers of the point or of the proof of infeasibility, and the blocks that they belong to.
  private var multipliers: (values: [Double]?, rows: [ConicProgram.Block]) {
    switch solution.certificate {
    case nil: (solution.multipliers, program.rows)
    case .infeasible(let z):
      infeasibility.map { ($0.conflict.multipliers, $0.program?.rows ?? []) } ?? (z, program.rows)
    case .unbounded: (nil, program.rows)
    }
  }
}
