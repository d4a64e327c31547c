internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

extension SolveRun {
  /// The result as people read it.
  var text: String {
    let certificate = solution.certificate
    var lines = [
      "\(pipeline.specName): \(verdict)",
      "  objective   \(significant(certificate.objective, 10).padded(16)) of \(programName) at the returned"
        + " point, violation \(scientific(certificate.violation))",
      "  bound       \(significant(certificate.lowerBound, 10).padded(16)) proven: no point of"
        + " \(programName) has less",
      "  gap         \(scientific(certificate.gap).padded(16)) relative to 1 + |objective|,"
        + " tolerance \(scientific(options.tolerance))",
      "  network     \(significant(networkObjective, 10).padded(16)) its own objective"
        + (program.isGated || worstCase != nil ? " as stated; " : " (2.1); ")
        + counted(neuronCount, "neuron"),
      "  training    \(bound.fit(predictions).text)",
      problem.gatesLine(program.patterns, kept: program.patternCount, dead: deadGates),
    ]
    if let heldOut, let best = solution.bestIteration {
      lines.insert(
        "  validation  \(heldOut.fit(solution.panel).text) held out; best after"
          + " \(counted(best, "iteration"))", at: 6)
    }
    lines += remarks.map { "  note        " + $0 }
    for (kind, path) in written { lines.append("  saved       \(path) (\(kind.rawValue))") }
    lines.append("  plan        \(plan)")
    lines.append(
      "  time        \(durationText(Machine.now() - pipeline.solveStart)): read"
        + " \(durationText(pipeline.readSeconds)), compile \(durationText(pipeline.compileSeconds)),"
        + " factor \(durationText(solution.setupSeconds)), iterate"
        + " \(durationText(iterationSeconds))")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a reader of the figures should know.
  private var remarks: [String] {
    var remarks: [String] = []
    let certificate = solution.certificate
    if certificate.objective < certificate.lowerBound && certificate.violation > 0 {
      remarks.append("the violated rows let the objective fall below the bound")
    }
    if !agrees {
      remarks.append("the losses that were solved for are not those of the spec at the result")
    }
    if let remark = worstCase?.slipRemark(tolerance: options.tolerance) { remarks.append(remark) }
    if let reason { remarks.append("by admm: \(reason)") }
    if let finishedRemark { remarks.append(finishedRemark) }
    if heldOut == nil, solution.status == .iterationLimit || solution.status == .timeLimit {
      let flag = solution.status == .iterationLimit ? "--max-iter" : "--time-limit"
      // A tolerance is below 1.
      let met = "; a tolerance of \(scientific(certificate.error)) is met now"
      remarks.append("a larger \(flag) proves more" + (certificate.error < 0.99 ? met : ""))
    }
    if let wayOn { remarks.append(wayOn) }
    return remarks
  }

  /// Why a run did nothing but measure the state it started from.
  private var finishedRemark: String? {
    finishedBefore.map {
      "the checkpoint has \(counted($0, "iteration")) behind it, and --max-iter allows"
        + " \(options.maxIterations): its state is returned as it is"
    }
  }

  private var verdict: String {
    let after = "after \(solution.iterations) iterations of admm"
    switch status {
    case .optimal: return "optimal \(after)"
    case .infeasible: return "infeasible, proven \(after)"
    case .unbounded: return "unbounded, proven \(after)"
    case .iterationLimit: return "stopped at the iteration limit \(after); not proven optimal"
    case .timeLimit: return "stopped at the time limit \(after); not proven optimal"
    case .stoppedEarly: return "stopped early \(after); not proven optimal"
    case .almostOptimal, .illPosed, .stalled:
      return "no further progress \(after); not proven optimal"
    case .numericalFailure: return "the numbers broke down \(after)"
    case .interrupted: return "interrupted \(after); this is the best network so far"
    }
  }

  /// What the optimum of (2.5) says about the problem as written.
  var guarantee: String { problem.guarantee }
  /// The result as a JSON document.
  var document: SolutionDocument {
    let certificate = solution.certificate
    let (d, n, p) = (program.featureCount, program.sampleCount, program.patternCount)
    let groups = program.groupCount
    let rows = program.isGated ? 0 : groups * n
    let measure = bound.fit(predictions)
    return SolutionDocument(
      version: CNNC.version, spec: pipeline.specName, model: problem.title,
      status: status.rawValue, objective: .init(certificate.objective),
      dualObjective: .init(certificate.lowerBound), gap: .init(certificate.gap),
      maxViolation: certificate.violation, guarantee: guarantee, solver: "admm",
      plan: plan, iterations: solution.iterations,
      gates: SolutionDocument.Gates(
        asked: program.patterns.asked, distinct: p, dead: deadGates, seed: program.patterns.seed),
      network: SolutionDocument.NetworkPart(
        neurons: neuronCount, objective: networkObjective, loss: lossValue,
        weights: weightsPath),
      training: SolutionDocument.Fit(
        samples: n, accuracy: measure.accuracy, rmse: measure.rmse),
      validation: validation,
      canonical: SolutionDocument.Canonical(
        variables: groups * d, rows: rows,
        nonzeros: program.isGated ? 0 : groups * program.nonzeroCount,
        cones: SolutionDocument.Canonical.Cones(
          nonnegative: rows, secondOrder: groups, exponential: 0)),
      time: SolutionDocument.Times(
        read: pipeline.readSeconds, compile: pipeline.compileSeconds,
        setup: solution.setupSeconds, solve: iterationSeconds,
        total: Machine.now() - pipeline.solveStart),
      flops: SolutionDocument.Flops(
        setup: solution.setupFlops, iterations: solution.iterationFlops),
      peakMemoryBytes: Machine.peakMemory(), threads: ComputeLibrary.threadCount,
      blas: "OpenBLAS \(ComputeLibrary.coreType)", remark: remark)
  }

  private var remark: String? {
    let parts = [reason.map { "by admm: \($0)" }, finishedRemark].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private var validation: SolutionDocument.Validation? {
    guard let heldOut, let best = solution.bestIteration else { return nil }
    let fit = heldOut.fit(solution.panel)
    return SolutionDocument.Validation(
      samples: fit.count, accuracy: fit.accuracy, rmse: fit.rmse, bestIteration: best)
  }
}
