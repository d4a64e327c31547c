public import Canonicalize
internal import LinearAlgebra

/// The robust radii of gates of an instance, all or some, in the units of `scale`. Where they serve to decide
/// which gates are alive at the radius of the scale, bounds that tell it are enough. Where the control ends
/// the search early, bounds are what is known by then.
public func robustRadii(
  of instance: TrainingInstance, _ scale: RadiusScale, gates: [Int]? = nil, decides: Bool = false,
  control: SolverControl = .unlimited
) -> [RobustRadius] {
  let gates = gates ?? Array(0..<instance.patterns.count)
  let work = instance.features.elements.count * gates.count
  return mapInParallel(count: gates.count, work: 100 * work) { i in
    if control.isOver { return .unknown }
    return robustRadius(
      of: instance.gateCone(gates[i], scale), deciding: decides ? scale.radius : nil,
      control: control)
  }
}

/// The robust radius of one cone: by the nearest point of a convex hull for balls and ellipsoids, by
/// linear programs for polytopes; bounds from the hull for other symmetric sets, `unknown` for the rest.
/// With a radius to decide, bounds that tell on which side of it the radius of the cone lies are enough.
func robustRadius(
  of cone: GateCone, deciding radius: Double? = nil, control: SolverControl = .unlimited
) -> RobustRadius {
  if cone.isHeldByOneCoordinate ?? hasNegativeOptimum(cone.unmovedProgram, control) {
    return .infinite
  }
  guard cone.isSymmetric else { return .unknown }
  let (bounds, support) = hullBounds(of: cone, deciding: radius, control)
  if cone.isRound || bounds.isKnown { return bounds }
  if let radius, bounds.isAlive(at: radius) != nil { return bounds }
  return programBounds(of: cone, bounds, support, deciding: radius, control)
}

/// Bounds from linear programs over some of the samples, each an upper bound, with those added that their
/// direction misses most, until nothing is missed.
private func programBounds(
  of cone: GateCone, _ known: RobustRadius, _ support: [Int], deciding radius: Double?,
  _ control: SolverControl
) -> RobustRadius {
  let (d, n) = (cone.signedRows.rowCount, cone.signedRows.columnCount)
  // Few samples go into one program; of many, those that the hull found near.
  var samples = n <= 400 ? Array(0..<n) : support
  var bounds = known
  while true {
    guard let program = cone.radiusProgram(samples: samples) else { return bounds }
    let found = solveByGLPK(program, control: control.forRadii)
    guard found.status == .optimal else { return bounds }
    let v = Array(found.point[..<d])
    let products = cone.products(with: v)
    let isIn = Set(samples)
    let missed = products.indices.filter { products[$0] < found.point[d] && !isIn.contains($0) }
    // The value at v itself is a bound without tolerances, where the support function has a closed form;
    // what the program attains on all samples is one up to rounding, which may keep a gate but never
    // drops one.
    let attained = missed.isEmpty ? -found.check.objective : 0
    bounds = RobustRadius(
      lower: max(bounds.lower, cone.radius(along: v), attained),
      upper: min(bounds.upper, max(0, -found.check.dualObjective)))
    if missed.isEmpty || bounds.isKnown { return bounds }
    if let radius, bounds.isAlive(at: radius) != nil { return bounds }
    samples += missed.sorted { products[$0] < products[$1] }.prefix(max(20, samples.count / 2))
  }
}

/// Bounds from points on the way to the nearest point of the hull of the signed rows: each is a direction,
/// and weights of samples. They meet for round sets. With them the samples that carry the last point.
private func hullBounds(
  of cone: GateCone, deciding radius: Double?, _ control: SolverControl
) -> (bounds: RobustRadius, support: [Int]) {
  let unmoved = cone.unmoved
  let all = Array(0..<cone.signedRows.columnCount)
  guard unmoved.count <= 1 else { return (.unknown, all) }
  let metric = cone.metric
  guard
    var search = HullSearch(
      columns: metric.image(of: cone.signedRows), held: unmoved.first.map(cone.signedRows.row))
  else { return (.unknown, all) }
  var bounds = RobustRadius.unknown
  repeat {
    let upper = min(bounds.upper, cone.upperBound(search.weights))
    // The hull holds 0: no direction has a radius.
    if search.isAtOrigin {
      return (RobustRadius(lower: upper, upper: upper), search.weights.map(\.column))
    }
    var (v, support) = metric.direction(search.direction.v)
    for c in unmoved { v[c] = search.direction.held }
    let reach = support ?? cone.support(of: v) ?? .infinity
    let lower = search.least <= 0 ? 0 : reach > 0 ? search.least / reach : .infinity
    bounds = RobustRadius(lower: max(bounds.lower, lower), upper: upper)
    if let radius, bounds.isAlive(at: radius) != nil { break }
  } while !control.isOver && search.advance()
  return (bounds, search.weights.map(\.column))
}

/// Whether the optimum is less than 0 by more than rounding; a program that cannot be solved counts as
/// one, for a gate is not given up on a doubt.
private func hasNegativeOptimum(_ program: ConicProgram, _ control: SolverControl) -> Bool {
  let found = solveByGLPK(program, control: control.forRadii)
  let size = program.linear.reduce(0) { max($0, abs($1)) }
  return found.status != .optimal || found.check.objective < -1e-9 * size
}

extension SolverControl {
  /// The limits for programs that are small, and whose optima must be sharp.
  fileprivate var forRadii: SolverControl {
    var control = self
    control.tolerance = 1e-8
    control.maxIterations = 1_000_000
    return control
  }
}
