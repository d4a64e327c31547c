internal import DSL
public import LinearAlgebra

/// The cone of a neuron that keeps one activation pattern while every row moves within sets of
/// perturbations, (4.4):
///
///     S_k x_k'v >= s h_m(v)   for every sample k and every set B_m, s = 1,  S = 2D - 1
///
/// Its robust radius is the largest s for which some v != 0 is in it; the sets here are symmetric, so
/// that h_m(-v) = h_m(v).
public struct GateCone: Sendable {
  /// The vectors S_k x_k, d x n.
  public let signedRows: Matrix
  /// B_m.
  public let sets: [NumericSet]

  /// The cone of a pattern, n bits.
  public init(features: Matrix, isActive: (Int) -> Bool, sets: [NumericSet]) {
    var rows = features.transposed()
    for k in 0..<features.rowCount where !isActive(k) {
      rows.setColumn(k, to: rows.column(k).map { -$0 })
    }
    signedRows = rows
    self.sets = sets
  }

  /// The coordinates that no set moves, such as that of a bias.
  public var unmoved: [Int] {
    (0..<signedRows.rowCount).filter { c in sets.allSatisfy { !$0.moves(c) } }
  }

  /// Whether h_m(-v) = h_m(v) for every set, which all that follows takes for granted.
  public var isSymmetric: Bool { sets.allSatisfy(\.isSymmetric) }

  /// Whether the set is a ball or an ellipsoid, so that the nearest point of a convex hull in its metric
  /// has the robust radius.
  public var isRound: Bool {
    guard sets.count == 1, sets[0].conditions.count == 1 else { return false }
    switch sets[0].conditions[0] {
    case .ball(.two, _), .norm(.two, _, _, _): return isSymmetric
    case .ball, .box, .norm, .halfspaces, .equalities: return false
    }
  }

  /// The metric in which directions are looked for.
  public var metric: SetMetric { SetMetric(self) }

  /// A bound on the radius from weights lambda >= 0, sum lambda = 1, of samples whose signed rows cancel in
  /// the unmoved coordinates: min_k S_k x_k'v <= p'v <= gauge(p) h(v) with p = sum_k lambda_k S_k x_k.
  public func upperBound(_ weights: [(column: Int, weight: Double)]) -> Double {
    var p = [Double](repeating: 0, count: signedRows.rowCount)
    for (k, weight) in weights { add(signedRows.column(k), scale: weight, to: &p) }
    for c in unmoved { p[c] = 0 }
    return sets.reduce(.infinity) { min($0, $1.gauge(p)) }
  }

  /// S_k x_k'v for every sample.
  public func products(with v: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: signedRows.columnCount)
    multiply(signedRows, .transposed, v, into: &result)
    return result
  }

  /// The s up to which v is in the cone, and so a lower bound on the radius; 0 where v is not in it
  /// even at rest, or where a support function has no closed form.
  public func radius(along v: [Double]) -> Double {
    guard let least = products(with: v).min(), least > 0, let reach = support(of: v) else {
      return 0
    }
    return reach > 0 ? least / reach : .infinity
  }

  /// The largest h_m(v), or a bound on it; nil where a support function has no closed form.
  public func support(of v: [Double]) -> Double? {
    var reach = 0.0
    for set in sets {
      guard let support = set.supportBound(v) else { return nil }
      reach = max(reach, support)
    }
    return reach
  }

  /// minimize -t subject to S_k x_k'v >= t, h_m(v) <= 1, whose optimum is minus the radius, and for some of
  /// the samples a bound on it; variables v and t first. Nil where a set is not symmetric or not a polytope.
  public func radiusProgram(samples: [Int]) -> ConicProgram? {
    guard isSymmetric else { return nil }
    let d = signedRows.rowCount
    var builder = ConicBuilder(
      keepsEntries: true, prediction: { _, _ in }, predictionCount: { _ in 0 })
    let first = builder.addVariables("v", [d], "v", rule: "gates.radius")
    let t = builder.addVariables("t", [], "the radius", rule: "gates.radius")
    let v = (0..<d).map { AffineForm.variable(first + $0) }
    builder.openRows("pattern", [samples.count], "S_k x_k'v >= t", rule: "gates.radius")
    for k in samples {
      var form = AffineForm.variable(t, times: -1)
      for c in 0..<d where signedRows[c, k] != 0 {
        form.columns.append(Int32(first + c))
        form.coefficients.append(signedRows[c, k])
      }
      builder.addRow(form)
    }
    builder.close(.nonnegative(samples.count))
    for set in sets {
      let graph = SupportGraph(set: set, name: "h_\(set.name)", symbol: "v", origin: nil)
      let supports = graph.forms(ThetaPanel([v], dimension: d), &builder)
      builder.openRows("size_\(set.name)", [], "h(v) <= 1", rule: "gates.radius")
      builder.addRow(AffineForm(constant: 1) - supports[0])
      builder.close(.nonnegative(1))
    }
    builder.addToObjective(.variable(t), times: -1, sample: 0)
    let program = builder.program()
    return program.isLinear ? program : nil
  }

  /// Whether a direction over the one coordinate that no set moves keeps the pattern at every radius; nil
  /// where several coordinates do not move.
  public var isHeldByOneCoordinate: Bool? {
    let coordinates = unmoved
    guard let c = coordinates.first else { return false }
    guard coordinates.count == 1 else { return nil }
    let row = signedRows.row(c)
    return row.contains { $0 != 0 } && (row.allSatisfy { $0 >= 0 } || row.allSatisfy { $0 <= 0 })
  }

  /// minimize -sum_k S_k x_k'v subject to S_k x_k'v >= 0, |v_c| <= 1 over the coordinates c that no set
  /// moves: the radius is infinite where the optimum is negative.
  public var unmovedProgram: ConicProgram {
    let coordinates = unmoved
    var builder = ConicBuilder(
      keepsEntries: true, prediction: { _, _ in }, predictionCount: { _ in 0 })
    let first = builder.addVariables("v", [coordinates.count], "v", rule: "gates.radius")
    builder.openRows("box", [coordinates.count, 2], "|v| <= 1", rule: "gates.radius")
    for (place, c) in coordinates.enumerated() {
      let v = AffineForm.variable(first + place)
      builder.addRow(AffineForm(constant: 1) - v)
      builder.addRow(AffineForm(constant: 1) + v)
      builder.addToObjective(v, times: -signedRows.row(c).reduce(0, +), sample: 0)
    }
    builder.close(.nonnegative(2 * coordinates.count))
    let n = signedRows.columnCount
    builder.openRows("pattern", [n], "S_k x_k'v >= 0", rule: "gates.radius")
    for k in 0..<n {
      var form = AffineForm()
      for (place, c) in coordinates.enumerated() where signedRows[c, k] != 0 {
        form.columns.append(Int32(first + place))
        form.coefficients.append(signedRows[c, k])
      }
      builder.addRow(form)
    }
    builder.close(.nonnegative(n))
    return builder.program()
  }
}

extension NumericSet {
  /// Whether some member moves coordinate c.
  func moves(_ c: Int) -> Bool {
    isFree[c]
      && conditions.allSatisfy { condition in
        switch condition {
        case .box(let radii): radii[c] > 0
        case .ball(_, let radius): radius > 0
        case .norm, .halfspaces, .equalities: true
        }
      }
  }

  /// h_B(v) for one ball or box, an upper bound for intersections of them; nil for other sets.
  func supportBound(_ v: [Double]) -> Double? {
    for condition in conditions {
      switch condition {
      case .ball, .box: break
      case .norm, .halfspaces, .equalities: return nil
      }
    }
    return conditions.isEmpty ? nil : reach(along: v).up
  }
}
