public import Canonicalize
internal import LinearAlgebra

/// Solves a conic program by the interior-point method, under the limits of a run. What the method claims
/// is measured again on the data: a claim that does not hold is withdrawn.
func solveByInteriorPoint(_ program: ConicProgram, control: SolverControl) -> ConicSolution {
  let data = [
    program.linear, program.rightHandSide, program.matrix.values, program.quadratic.values,
  ]
  guard data.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
    return ConicSolution(program, remark: "the data of the program are not finite")
  }
  let found = solveToEnd(program, control: control)
  return found.status == .unbounded ? confirmed(found, program, control) : found
}

/// A ray proves that there is no optimum; that the objective falls without end takes a point as well. Where there is
/// none, by a certificate, the program is infeasible; where neither is found, nothing is claimed.
private func confirmed(
  _ ray: ConicSolution, _ program: ConicProgram, _ control: SolverControl
) -> ConicSolution {
  let feasibility = ConicProgram(
    cones: program.cones,
    quadratic: SymmetricMatrix(diagonal: [Double](repeating: 0, count: program.variableCount)),
    linear: [Double](repeating: 0, count: program.variableCount), matrix: program.matrix,
    rightHandSide: program.rightHandSide)
  var left = control.after(iterations: ray.iterations)
  left.presolved = { _ in }
  let point = solveToEnd(feasibility, control: left)
  let iterations = ray.iterations + point.iterations
  switch (point.status, point.certificate) {
  case (.optimal, _): return ray
  case (.infeasible, let certificate?):
    return ConicSolution(
      status: .infeasible, point: point.point, multipliers: point.multipliers,
      check: ConicCheck(of: point.point, multipliers: point.multipliers, in: program),
      certificate: certificate, iterations: iterations, remark: nil, presolve: ray.presolve)
  default:
    return ConicSolution(
      status: point.status.isLimit ? point.status : .stalled, point: ray.point,
      multipliers: ray.multipliers,
      check: ConicCheck(of: ray.point, multipliers: ray.multipliers, in: program),
      certificate: nil, iterations: iterations,
      remark: "the objective falls along a ray, but no point was found that meets the constraints",
      presolve: ray.presolve)
  }
}

extension SolverStatus {
  /// Whether a limit or the user ended the run.
  fileprivate var isLimit: Bool {
    self == .iterationLimit || self == .timeLimit || self == .interrupted
  }
}

/// Solves with presolve and, where that does not end well, without.
private func solveToEnd(_ program: ConicProgram, control: SolverControl) -> ConicSolution {
  guard control.presolves else { return solveAsItStands(program, control: control) }
  var (solution, summary) = solvePresolved(program, control: control)
  if solution.map({ $0.isWorthAnotherTry && !control.isOver }) ?? true {
    let left = control.after(iterations: solution?.iterations ?? 0)
    let second = solveAsItStands(program, control: left)
    if second.isBetter(than: solution) { solution = second }
  }
  guard var solution else { preconditionFailure("a program is solved as it stands at last") }
  solution.presolve = summary
  return solution
}

private func solveAsItStands(_ program: ConicProgram, control: SolverControl) -> ConicSolution {
  proven(program, solveByInteriorPoint(program, InteriorPointSettings(control)), control)
}

/// Iterations of fewer flops run on one thread.
private let smallFlops = 2e8

/// Where the method without the embedding has not ended by then, that with it is tried.
private let mostDirectIterations = 120

/// Solves a training problem by the interior-point method that knows its structure, under the limits of a run;
/// what it claims is measured on the data like the claims of the other.
public func solveByInteriorPoint(
  _ structure: TrainingStructure, control: SolverControl
) -> (solution: ConicSolution, plan: StructuredPlan) {
  // Small problems are solved while a second thread wakes.
  let isSmall = StructuredCosts(of: structure).chosen.flops < smallFlops
  return ComputeLibrary.splitting(unless: isSmall) { solveByStructure(structure, control) }
}

private func solveByStructure(
  _ structure: TrainingStructure, _ control: SolverControl
) -> (solution: ConicSolution, plan: StructuredPlan) {
  let reduction = RowSpaceReduction(structure)
  let (problem, gauge) = StructuredProblem.scaled(reduction?.structure ?? structure)
  // Where there is an optimum, the embedding is for what ends badly without it.
  let found = bestEnd(
    of: structure.hasOptimum ? [false, true] : [true], InteriorPointSettings(control)
  ) { isEmbedded, settings in
    var own = settings
    if control.isProven != nil {
      own.isProven = {
        isProven(ConicSolution(structure, reduction?.expanded($0) ?? $0, .optimal), control)
      }
    }
    if !isEmbedded { own.maxIterations = min(mostDirectIterations, settings.maxIterations) }
    var run = InteriorPointRun(problem, gauge, own, embedded: isEmbedded)
    var found = run.solve()
    if found.status == .iterationLimit, own.maxIterations < settings.maxIterations {
      found.status = .stalled
    }
    return found
  }
  let solution = proven(structure, reduction?.expanded(found) ?? found, control)
  // The conic program is asked whether there is a point from which the ray starts.
  return (solution.status == .unbounded ? solution.withdrawn : solution, problem.costs.chosen.plan)
}

extension SolverControl {
  /// Limits that a simplex method needs are none here.
  fileprivate static let simplexIterations = 1_000_000

  /// What is left of the limits after so many iterations.
  fileprivate func after(iterations: Int) -> SolverControl {
    var left = self
    if maxIterations < Self.simplexIterations { left.maxIterations -= iterations }
    return left
  }
}

extension InteriorPointSettings {
  /// The settings that the limits of a run ask for.
  init(_ control: SolverControl) {
    self.init()
    // The method measures less strictly than the check of its claims.
    tolerance = control.tolerance / 10
    if control.maxIterations < SolverControl.simplexIterations {
      maxIterations = control.maxIterations
    }
    timeLimit = control.timeLimit
    memoryLimit = control.memoryLimit
    elapsed = control.elapsed
    isInterrupted = control.isInterrupted
    report = { progress in
      control.report(
        SolverProgress(
          iteration: progress.iteration, primalResidual: progress.relativePrimal,
          dualResidual: progress.relativeDual, certificate: nil, details: progress))
    }
  }
}

/// Whether a feasible point is proven to be as good as the tolerance asks: a bound that is proven needs no multipliers
/// that meet their conditions.
private func isProven(_ candidate: ConicSolution, _ control: SolverControl) -> Bool {
  candidate.check.isFinite && candidate.check.violation <= control.tolerance
    && control.isProven?(candidate) == true
}

/// What was found, with a status that holds on the data.
func proven(
  _ program: some ConicForm, _ found: InteriorPointSolution, _ control: SolverControl
) -> ConicSolution {
  switch found.status {
  case .tooLarge:
    var solution = ConicSolution(program, remark: "the factor does not fit into the memory")
    solution.neededBytes = found.neededBytes
    return solution
  case .infeasible:
    if let proof = ConicCertificate.farkas(found.z, in: program) {
      return ConicSolution(program, found, .infeasible, certificate: proof)
    }
  case .unbounded:
    if let proof = ConicCertificate.ray(found.x, in: program) {
      return ConicSolution(program, found, .unbounded, certificate: proof)
    }
  case .optimal, .almostOptimal, .illPosed, .stalled, .iterationLimit, .timeLimit,
    .interrupted:
    let candidate = ConicSolution(program, found, .optimal)
    let check = candidate.check
    if check.isOptimal(to: control.tolerance) || isProven(candidate, control) { return candidate }
    let loose = ConicCheck.almostTolerance(control.tolerance)
    if found.status.isFinal && check.isOptimal(to: loose) {
      return ConicSolution(program, found, .almostOptimal, remark: found.status.remark)
    }
    if !check.isFinite {
      return ConicSolution(program, remark: "the point found is not finite")
    }
  }
  return ConicSolution(program, found, found.status.unproven, remark: found.status.remark)
}

extension InteriorPointStatus {
  /// Whether the run came to its end; else a limit stopped it.
  fileprivate var isFinal: Bool {
    switch self {
    case .optimal, .infeasible, .unbounded, .almostOptimal, .illPosed, .stalled: true
    case .iterationLimit, .timeLimit, .interrupted, .tooLarge: false
    }
  }

  /// How a run ended whose claim does not hold, or that made none.
  fileprivate var unproven: SolverStatus {
    switch self {
    case .iterationLimit: .iterationLimit
    case .timeLimit: .timeLimit
    case .interrupted: .interrupted
    case .illPosed: .illPosed
    case .optimal, .almostOptimal, .stalled: .stalled
    case .infeasible, .unbounded, .tooLarge: .numericalFailure
    }
  }

  fileprivate var remark: String? {
    switch self {
    case .optimal: "the point found misses the tolerance on the data"
    case .infeasible: "what looked like a proof of infeasibility does not hold on the data"
    case .unbounded: "what looked like a ray does not hold on the data"
    case .almostOptimal: "no further progress; the tolerance is nearly met"
    case .illPosed:
      "the data lie next to programs with and without a solution; small changes decide"
    case .stalled: "no further progress"
    case .iterationLimit, .timeLimit, .interrupted, .tooLarge: nil
    }
  }
}

extension ConicSolution {
  /// The same without its claim.
  fileprivate var withdrawn: ConicSolution {
    ConicSolution(
      status: .stalled, point: point, multipliers: multipliers, check: check, certificate: nil,
      iterations: iterations, remark: "the objective falls along a ray")
  }

  /// Whether it is the better end of two runs on the same program; any is better than none.
  public func isBetter(than other: ConicSolution?) -> Bool {
    guard let other else { return true }
    switch status {
    case .optimal, .infeasible, .unbounded: return true
    case .almostOptimal:
      return other.status != .almostOptimal || abs(check.gap) < abs(other.check.gap)
    case .illPosed, .iterationLimit, .timeLimit, .stoppedEarly, .interrupted, .stalled,
      .numericalFailure:
      return false
    }
  }

  /// What the method found, with a status that has been checked.
  fileprivate init(
    _ program: some ConicForm, _ found: InteriorPointSolution, _ status: SolverStatus,
    certificate: ConicCertificate? = nil, remark: String? = nil
  ) {
    self.init(
      status: status, point: found.x, multipliers: found.z,
      check: ConicCheck(of: found.x, multipliers: found.z, in: program), certificate: certificate,
      iterations: found.progress.iteration, remark: remark)
  }

  /// Nothing but the reason why.
  fileprivate init(_ program: some ConicForm, remark: String) {
    let x = [Double](repeating: 0, count: program.variableCount)
    let z = [Double](repeating: 0, count: program.rowCount)
    self.init(
      status: .numericalFailure, point: x, multipliers: z,
      check: ConicCheck(of: x, multipliers: z, in: program), certificate: nil, iterations: 0,
      remark: remark)
  }
}
