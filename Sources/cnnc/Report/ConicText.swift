internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// The result of a conic solve as people read it.
extension ConicRun {
  /// How well the network fits its training data; nil where there is none.
  var fit: FitMeasure? {
    guard case .training(let bound, _, _, let evaluation) = meaning else { return nil }
    return evaluation.map { bound.fit($0.predictions) }
  }

  /// The bound of the multipliers; nil where these miss their conditions.
  private var multiplierBound: Double? {
    let tolerance =
      solution.status == .almostOptimal
      ? ConicCheck.almostTolerance(options.tolerance) : options.tolerance
    return solution.check.dualViolation <= tolerance ? solution.check.dualObjective : nil
  }

  /// The lower bound on the optimum: the proven one where it is as good as asked for or there is no other, else that
  /// of the multipliers; nil where these miss their conditions.
  private var bound: Double? { showsProof ? provenBound : multiplierBound }

  private var showsProof: Bool {
    guard let provenBound else { return false }
    return multiplierBound == nil || gap(to: provenBound) <= options.tolerance
  }

  /// (objective - bound) / (1 + |objective|).
  private func gap(to bound: Double) -> Double {
    (solution.check.objective - bound) / (1 + abs(solution.check.objective))
  }

  private var boundLines: [String] {
    guard let bound else {
      return ["  bound       none: the multipliers so far prove nothing", "  gap         none"]
    }
    var lines = [
      "  bound       \(significant(bound, 10).padded(16)) "
        + (showsProof
          ? "proven: no point of (2.5) has less"
          : "by multipliers that miss their conditions by \(scientific(solution.check.dualViolation))"),
      "  gap         \(scientific(gap(to: bound)).padded(16)) relative to 1 + |objective|,"
        + " tolerance \(scientific(options.tolerance))",
    ]
    if let provenBound, !showsProof {
      lines.append(
        "  proven      \(significant(provenBound, 10).padded(16)) no point of (2.5) has less: a gap of"
          + " \(scientific(gap(to: provenBound)))")
    }
    return lines
  }

  var text: String {
    var lines = ["\(pipeline.specName): \(verdict(status, solution, solver, options))"]
    switch solution.certificate {
    case nil:
      let check = solution.check
      lines.append(
        "  objective   \(significant(check.objective, 10).padded(16)) of the conic program at the"
          + " returned point, violation \(scientific(check.violation))")
      lines += boundLines
      lines += meaningLines
    case .some:
      if let proof {
        lines += proof.proofLines
      }
    }
    lines += remarks.map { "  note        " + $0 }
    if let solutionPath { lines.append("  saved       \(solutionPath) (solution)") }
    for (kind, path) in written { lines.append("  saved       \(path) (\(kind.rawValue))") }
    lines += [
      "  program     \(counted(program.sizes.variables, "variable")),"
        + " \(counted(program.sizes.rows, "row")),"
        + " \(counted(program.sizes.nonzeros, "nonzero"))"
        + (plan.map { ", by structure (`\($0.rawValue)`)" } ?? "")
    ]
    lines += solution.presolveLines
    lines += [
      "  time        \(durationText(Machine.now() - pipeline.solveStart)): read"
        + " \(durationText(pipeline.readSeconds)), compile \(durationText(pipeline.compileSeconds)),"
        + " solve \(durationText(solverSeconds))"
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The network, or the values of the variables.
  private var meaningLines: [String] {
    switch meaning {
    case .training(let bound, let instance, let recovered, let evaluation):
      var lines: [String] = []
      if let evaluation {
        let violation =
          instance.problem.constraints.isEmpty
          ? "" : ", constraints violated by \(scientific(evaluation.violation))"
        lines.append(
          "  network     \(significant(evaluation.objective, 10).padded(16)) its own objective as"
            + " stated\(violation);"
            + " \(counted(recovered.neuronCount, "neuron"))")
      }
      if let fit { lines.append("  training    \(fit.text)") }
      let gates = instance.hiddenWeights?.rowCount ?? instance.patterns.count
      return lines + [
        instance.problem.gatesLine(bound.instance.patterns, kept: gates, dead: deadGates)
      ]
    case .program(_, let point):
      var lines: [String] = []
      if let objective = point.objective {
        lines.append(
          "  stated      \(significant(objective, 10).padded(16)) the objective by its formula,"
            + " constraints violated by \(scientific(point.violation))")
      }
      for (index, variable) in point.variables.enumerated() {
        let shape = variable.sizes.map(String.init).joined(separator: " x ")
        let values = variable.elements.prefix(8).map { significant($0, 6) }.joined(separator: " ")
        lines.append(
          "  \(index == 0 ? "variables" : "         ")   \(variable.name)"
            + "\(shape.isEmpty ? "" : " (\(shape))"): \(values)"
            + (variable.elements.count > 8 ? " .." : ""))
      }
      return lines
    }
  }

  private var remarks: [String] {
    var remarks = [former].compactMap { $0 } + solution.remarks
    if case .program(_, let point) = meaning, point.unchecked > 0 {
      remarks.append(
        "\(counted(point.unchecked, "constraint")) could not be evaluated at the point by the formula; for"
          + " the conic program the violation above counts")
    }
    if status == .numericalFailure, solution.status == .optimal {
      remarks.append("the point is optimal for the conic program, but not for the spec as stated")
    }
    if case .training(_, _, _, let evaluation) = meaning,
      let remark = evaluation?.slipRemark(tolerance: options.tolerance)
    {
      remarks.append(remark)
    }
    return remarks
  }

  /// The result as a JSON document.
  var document: SolutionDocument {
    let check = solution.check
    var gates: SolutionDocument.Gates?
    var network: SolutionDocument.NetworkPart?
    var variables: [SolutionDocument.Variable]?
    var guarantee = "exact: the program is convex as it stands"
    switch meaning {
    case .training(_, let instance, let recovered, let evaluation):
      let patterns = instance.patterns
      guarantee = instance.problem.guarantee
      gates = SolutionDocument.Gates(
        asked: instance.hiddenWeights?.rowCount ?? patterns.asked,
        distinct: instance.hiddenWeights?.rowCount ?? patterns.count, dead: deadGates,
        seed: patterns.seed)
      network = evaluation.map {
        SolutionDocument.NetworkPart(
          neurons: recovered.neuronCount, objective: $0.objective, loss: $0.loss,
          violation: instance.problem.constraints.isEmpty ? nil : $0.violation,
          weights: weightsPath)
      }
    case .program(_, let point):
      variables = point.variables.map {
        SolutionDocument.Variable(
          name: $0.name, sizes: $0.sizes, values: $0.elements.map { $0 + 0 })
      }
    }
    let sizes = program.sizes
    var document = SolutionDocument(
      version: CNNC.version, spec: pipeline.specName, model: model.declarations.title,
      status: status.rawValue, objective: .init(check.objective), dualObjective: .init(bound),
      gap: .init(bound.map(gap(to:))), maxViolation: check.violation,
      dualViolation: showsProof ? nil : check.dualViolation,
      guarantee: guarantee, solver: solver.rawValue, plan: plan?.rawValue ?? solver.rawValue,
      iterations: solution.iterations, gates: gates, network: network,
      training: fit.map {
        SolutionDocument.Fit(samples: $0.count, accuracy: $0.accuracy, rmse: $0.rmse)
      }, variables: variables,
      certificate: certificate,
      conflict: infeasibility.map {
        SolutionDocument.Conflict($0, in: pipeline.report.sources)
      }, largestRadius: infeasibility?.radius.map(SolutionDocument.LargestRadius.init),
      canonical: SolutionDocument.Canonical(
        variables: sizes.variables, rows: sizes.rows, nonzeros: sizes.nonzeros,
        cones: SolutionDocument.Canonical.Cones(
          nonnegative: sizes.nonnegative, secondOrder: sizes.secondOrder,
          exponential: sizes.exponential)),
      time: SolutionDocument.Times(
        read: pipeline.readSeconds, compile: pipeline.compileSeconds, setup: 0,
        solve: solverSeconds, total: Machine.now() - pipeline.solveStart),
      flops: nil, peakMemoryBytes: Machine.peakMemory(), threads: ComputeLibrary.threadCount,
      blas: "OpenBLAS \(ComputeLibrary.coreType)")
    let remarks = [former, solution.remarkText].compactMap { $0 }
    document.remark = remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    document.solution = solutionPath
    document.presolve = solution.presolve.map(PresolveDocument.init)
    return document
  }
}

extension ModelEvaluation {
  /// That the worst case of the patterns is not quite that of the network; nil where it is to a tolerance.
  func slipRemark(tolerance: Double) -> String? {
    guard slip > tolerance else { return nil }
    return "a perturbation pushes neurons beyond their patterns, which moves an output by"
      + " \(scientific(slip)) at most: the worst case is that of the patterns"
  }
}

extension RecoveredModel {
  /// How many neurons have weights.
  fileprivate var neuronCount: Int {
    network?.neuronCount
      ?? (0..<panel.columnCount).count { panel.column($0).contains { $0 != 0 } }
  }
}
