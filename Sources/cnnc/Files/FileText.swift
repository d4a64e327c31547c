internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// The result of solving a file, as people and as machines read it.
extension FileRun {
  /// The result as people read it.
  var text: String {
    let check = solution.check
    var lines = ["\(input.path): \(verdict(solution.status, solution, solver, options))"]
    if let objective {
      let sense = file.isMaximization ? "maximized" : "minimized"
      lines += [
        "  objective   \(significant(objective, 10).padded(16)) \(sense); violation"
          + " \(scientific(check.violation))",
        bound.map {
          "  bound       \(significant($0, 10).padded(16)) by multipliers that miss their conditions"
            + " by \(scientific(check.dualViolation))"
        } ?? "  bound       none: the multipliers miss their conditions by"
          + " \(scientific(check.dualViolation))",
        "  gap         \(scientific(check.gap).padded(16)) relative to 1 + |objective|, tolerance"
          + " \(scientific(options.tolerance))",
      ]
    } else if let proof {
      lines += proof.proofLines
    }
    lines += solution.remarks.map { "  note        " + $0 }
    if let written { lines.append("  saved       \(written) (solution)") }
    lines += [
      "  program     \(counted(file.variableCount, "variable")),"
        + " \(counted(file.rowNames.count, "row")),"
        + " \(counted(input.source.matrix.values.count, "nonzero"))"
        + (program.quadratic.isZero ? "" : ", quadratic objective"),
      "  cones       \(file.coneText)",
    ]
    lines += solution.presolveLines
    lines += [
      "  time        \(durationText(Machine.now() - start)): read"
        + " \(durationText(input.readSeconds)), compile \(durationText(compileSeconds)), solve"
        + " \(durationText(solverSeconds))"
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The result as a JSON document.
  var document: SolutionDocument {
    let check = solution.check
    let sizes = program.sizes
    let title = file.name.isEmpty ? nil : file.name
    var document = SolutionDocument(
      version: CNNC.version, spec: input.path, model: title, status: solution.status.rawValue,
      objective: .init(objective), dualObjective: .init(bound),
      gap: .init(objective == nil ? nil : check.gap), maxViolation: check.violation,
      dualViolation: check.dualViolation, guarantee: "exact: the program is convex as it stands",
      solver: solver.rawValue, plan: solver.rawValue, iterations: solution.iterations, gates: nil,
      network: nil, training: nil,
      certificate: certificateParts.map { parts in
        SolutionDocument.Certificate(
          kind: solution.status.rawValue,
          parts: parts.map { SolutionDocument.Certificate.Part(name: $0.name, value: $0.value) })
      }, conflict: infeasibility.map { SolutionDocument.Conflict($0, in: input.report.sources) },
      canonical: SolutionDocument.Canonical(
        variables: sizes.variables, rows: sizes.rows, nonzeros: sizes.nonzeros,
        cones: SolutionDocument.Canonical.Cones(
          nonnegative: sizes.nonnegative, secondOrder: sizes.secondOrder,
          exponential: sizes.exponential)),
      time: SolutionDocument.Times(
        read: input.readSeconds, compile: compileSeconds, setup: 0, solve: solverSeconds,
        total: Machine.now() - start),
      flops: nil, peakMemoryBytes: Machine.peakMemory(), threads: ComputeLibrary.threadCount,
      blas: "OpenBLAS \(ComputeLibrary.coreType)")
    document.sense = file.isMaximization ? "maximize" : "minimize"
    document.remark = solution.remarkText
    document.presolve = solution.presolve.map(PresolveDocument.init)
    document.solution = written
    return document
  }
}
