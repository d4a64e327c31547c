internal import Backends

/// How the solve of a conic program ended, in words.
func verdict(
  _ status: SolverStatus, _ solution: ConicSolution, _ solver: ConicSolver, _ options: SolveOptions
) -> String {
  let after = "after \(counted(solution.iterations, "iteration")) of \(solver.rawValue)"
  switch status {
  case .optimal: return "optimal \(after)"
  case .almostOptimal:
    let loose = ConicCheck.almostTolerance(options.tolerance)
    return "almost optimal \(after): to \(scientific(loose)), not to the tolerance"
  case .infeasible: return "infeasible, proven \(after)"
  case .unbounded: return "unbounded, proven \(after)"
  case .iterationLimit: return "stopped at the iteration limit \(after); not proven optimal"
  case .timeLimit: return "stopped at the time limit \(after); not proven optimal"
  case .illPosed: return "ill-posed \(after): neither an optimum nor a proof that there is none"
  case .stoppedEarly: return "stopped early \(after); not proven optimal"
  case .stalled: return "no further progress \(after); not proven optimal"
  case .numericalFailure: return "the numbers broke down \(after)"
  case .interrupted: return "interrupted \(after); not proven optimal"
  }
}

extension ConicSolution {
  /// What the solvers have to say of their way.
  var remarks: [String] { [handover?.text, remark].compactMap { $0 } }

  /// The same as one text; nil where there is nothing to say.
  var remarkText: String? { remarks.isEmpty ? nil : remarks.joined(separator: "; ") }
}
