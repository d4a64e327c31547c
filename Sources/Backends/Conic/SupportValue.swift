public import Canonicalize

/// h_B(theta): in closed form where there is one, else as the optimum of a linear program; nil for sets
/// that are neither.
public func supportValue(_ set: NumericSet, _ theta: [Double]) -> Double? {
  if let value = set.closedSupport(theta) { return value }
  let program = set.supportProgram(theta)
  guard let solver = ConicSolver.choice(for: program) else { return nil }
  let found = solver.solve(
    program, control: SolverControl(tolerance: 1e-9, maxIterations: 1_000_000))
  return found.status == .optimal ? found.check.objective : nil
}
