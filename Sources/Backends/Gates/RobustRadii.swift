public import Canonicalize
internal import LinearAlgebra

/// The robust radii of all gates of an instance, in the units of `scale`. Where they serve to decide
/// which gates are alive at the radius of the scale, bounds that tell it are enough.
public func robustRadii(
  of instance: TrainingInstance, _ scale: RadiusScale, decides: Bool = false
) -> [RobustRadius] {
  let work = instance.features.elements.count * instance.patterns.count
  return mapInParallel(count: instance.patterns.count, work: 100 * work) { i in
    robustRadius(of: instance.gateCone(i, scale), deciding: decides ? scale.radius : nil)
  }
}

/// The robust radius of one cone: by the nearest point of a convex hull for an l2 ball, by a linear
/// program for polytopes, `unknown` for other sets. With a radius to decide, bounds that tell on which
/// side of it the radius of the cone lies are enough.
public func robustRadius(of cone: GateCone, deciding radius: Double? = nil) -> RobustRadius {
  if let program = cone.unmovedProgram, hasNegativeOptimum(program) { return .infinite }
  // The best direction for an l2 ball often decides for other sets too.
  let hull = HullPoint(of: cone)
  let lower = cone.radius(along: hull.direction)
  if let euclidean = cone.euclideanRadius {
    return RobustRadius(lower: lower, upper: hull.distance / euclidean)
  }
  if let radius, lower >= radius { return RobustRadius(lower: lower, upper: .infinity) }
  guard let program = cone.radiusProgram else { return .unknown }
  let found = solveByGLPK(program, control: radiusControl)
  switch found.status {
  case .optimal:
    let v = Array(found.point[..<cone.signedRows.rowCount])
    // The value at v itself where the support function is known, else that of the program.
    let attained = cone.radius(along: v)
    return RobustRadius(
      lower: attained > 0 ? attained : max(0, -found.check.objective),
      upper: max(0, -found.check.dualObjective))
  case .unbounded: return .infinite
  case .infeasible, .iterationLimit, .timeLimit, .numericalFailure, .interrupted: return .unknown
  }
}

/// Whether the optimum is less than 0 by more than rounding; a program that cannot be solved counts as
/// one, for a gate is not given up on a doubt.
private func hasNegativeOptimum(_ program: ConicProgram) -> Bool {
  let found = solveByGLPK(program, control: radiusControl)
  let size = program.linear.reduce(0) { max($0, abs($1)) }
  return found.status != .optimal || found.check.objective < -1e-9 * size
}

/// The programs are small, and their optima must be sharp.
private let radiusControl = SolverControl(tolerance: 1e-8, maxIterations: 1_000_000)
