internal import Canonicalize
internal import LinearAlgebra

/// Solves what presolve leaves of a program and measures the answer on the program as given; nil where presolve
/// finds nothing, or where what it found does not hold.
func solvePresolved(
  _ program: ConicProgram, control: SolverControl
) -> (solution: ConicSolution?, summary: PresolveSummary) {
  let begin = control.elapsed()
  var presolve = Presolve(program)
  presolve.summary.seconds = control.elapsed() - begin
  control.presolved(presolve.summary)
  let solution: ConicSolution?
  switch presolve.outcome {
  case .unchanged: solution = nil
  case .infeasible(let z):
    let found = InteriorPointSolution(.infeasible, x: program.linear.map { _ in 0 }, z: z)
    solution = proven(program, found, control)
  case .reduced(let reduced):
    solution = answer(to: reduced, presolve.ray, control, of: program).map {
      proven(program, $0, control)
    }
  }
  return (solution, presolve.summary)
}

/// What the interior-point method finds of a reduced program, as an answer of the program it was made from.
private func answer(
  to reduced: ReducedProgram, _ ray: [Double]?, _ control: SolverControl, of program: ConicProgram
) -> InteriorPointSolution? {
  var found = InteriorPointSolution(.optimal, x: [], z: [])
  if reduced.program.variableCount > 0 {
    // The log speaks of the program as given.
    let offset = reduced.program.constant - program.constant
    var control = control
    let report = control.report
    control.report = { report($0.shifted(by: offset)) }
    found = solveByInteriorPoint(reduced.program, InteriorPointSettings(control))
  } else if reduced.program.rowCount > 0 {
    return nil
  }
  let kind: AnswerKind
  switch found.status {
  case .infeasible: kind = .conflict
  case .unbounded: kind = .ray
  case .optimal, .almostOptimal, .illPosed, .stalled, .iterationLimit, .timeLimit, .interrupted,
    .tooLarge:
    kind = .point
  }
  if let ray, found.status == .optimal || found.status == .almostOptimal {
    (found.status, found.x) = (.unbounded, ray)
    found.z = [Double](repeating: 0, count: program.rowCount)
    return found
  }
  (found.x, found.z) = reduced.restored(kind, found.x, found.z)
  return found
}

extension InteriorPointSolution {
  /// An answer that took no iterations.
  fileprivate init(_ status: InteriorPointStatus, x: [Double], z: [Double]) {
    self.init(status: status, x: x, s: [], z: z, progress: InteriorPointProgress())
  }
}

extension SolverProgress {
  /// With objectives that are larger by a constant.
  fileprivate func shifted(by offset: Double) -> SolverProgress {
    var progress = self
    progress.details?.primalObjective += offset
    progress.details?.dualObjective += offset
    return progress
  }
}

extension ConicSolution {
  /// Whether a run without presolve may end better.
  var isWorthAnotherTry: Bool {
    switch status {
    case .almostOptimal, .illPosed, .stalled, .numericalFailure: true
    case .optimal, .infeasible, .unbounded, .iterationLimit, .timeLimit, .stoppedEarly,
      .interrupted:
      false
    }
  }
}
