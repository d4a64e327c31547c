internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

extension SolveRun {
  /// The result as people read it.
  var text: String {
    let certificate = solution.certificate
    let seed = problem.gatesRemark + (program.patterns.seed.map { ", seed \($0)" } ?? "")
    let asked = program.patterns.asked
    let gates =
      asked == program.patternCount
      ? "\(asked)\(seed)" : "\(program.patternCount) distinct of \(asked)\(seed)"
    var lines = [
      "\(pipeline.specName): \(verdict)",
      "  objective   \(significant(certificate.objective, 10).padded(16)) of (2.5) at the returned"
        + " point, violation \(scientific(certificate.violation))",
      "  bound       \(significant(certificate.lowerBound, 10).padded(16)) proven: no point of"
        + " (2.5) has less",
      "  gap         \(scientific(certificate.gap).padded(16)) relative to 1 + |objective|,"
        + " tolerance \(scientific(options.tolerance))",
      "  network     \(significant(networkObjective, 10).padded(16)) its own objective"
        + " (2.1); \(network.neuronCount) neuron\(network.neuronCount == 1 ? "" : "s")",
      "  training    \(fit.text)",
      "  gates       \(gates); \(guarantee)",
    ]
    lines += remarks.map { "  note        " + $0 }
    for (kind, path) in written { lines.append("  saved       \(path) (\(kind.rawValue))") }
    lines.append("  plan        \(plan.summary)")
    lines.append(
      "  time        \(durationText(Machine.now() - pipeline.start)): read"
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
    if solution.status == .iterationLimit || solution.status == .timeLimit {
      let flag = solution.status == .iterationLimit ? "--max-iter" : "--time-limit"
      remarks.append(
        "a larger \(flag) proves more; a tolerance of \(scientific(certificate.error)) is met now")
    }
    return remarks
  }

  private var verdict: String {
    let after = "after \(solution.iterations) iterations of admm"
    switch solution.status {
    case .optimal: return "optimal \(after)"
    case .infeasible: return "infeasible, proven \(after)"
    case .unbounded: return "unbounded, proven \(after)"
    case .iterationLimit: return "stopped at the iteration limit \(after); not proven optimal"
    case .timeLimit: return "stopped at the time limit \(after); not proven optimal"
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
    let measure = fit
    return SolutionDocument(
      version: CNNC.version, spec: pipeline.specName, model: problem.title,
      status: solution.status.rawValue, objective: .init(certificate.objective),
      dualObjective: .init(certificate.lowerBound), gap: .init(certificate.gap),
      maxViolation: certificate.violation, guarantee: guarantee, solver: "admm",
      plan: plan.summary, iterations: solution.iterations,
      gates: SolutionDocument.Gates(
        asked: program.patterns.asked, distinct: p, dead: 0, seed: program.patterns.seed),
      network: SolutionDocument.NetworkPart(
        neurons: network.neuronCount, objective: networkObjective,
        loss: program.lossValue(predictions), weights: weightsPath),
      training: SolutionDocument.Fit(
        samples: n, accuracy: measure.accuracy, rmse: measure.rmse),
      canonical: SolutionDocument.Canonical(
        variables: 2 * d * p, rows: 2 * n * p, nonzeros: 2 * p * program.nonzeroCount,
        cones: SolutionDocument.Canonical.Cones(
          nonnegative: 2 * n * p, secondOrder: 2 * p, exponential: 0)),
      time: SolutionDocument.Times(
        read: pipeline.readSeconds, compile: pipeline.compileSeconds,
        setup: solution.setupSeconds, solve: iterationSeconds,
        total: Machine.now() - pipeline.start),
      flops: SolutionDocument.Flops(
        setup: solution.setupFlops, iterations: solution.iterationFlops),
      peakMemoryBytes: Machine.peakMemory(), threads: ComputeLibrary.threadCount,
      blas: "OpenBLAS \(ComputeLibrary.coreType)")
  }
}
