public import Canonicalize

/// h_B(theta): in closed form where there is one, else as the optimum of a conic program; nil where that
/// is not found.
public func supportValue(_ set: NumericSet, _ theta: [Double]) -> Double? {
  if let value = set.closedSupport(theta) { return value }
  let program = set.supportProgram(theta)
  let found = ConicSolver.choice(for: program).solve(
    program, control: SolverControl(tolerance: 1e-9, maxIterations: 1_000_000))
  return found.status == .optimal ? found.check.objective : nil
}
