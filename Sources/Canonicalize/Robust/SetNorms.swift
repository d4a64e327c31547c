internal import DSL
public import LinearAlgebra

/// Norms that belong to a set B with B = -B.
extension NumericSet {
  /// The least s with delta in s B; infinite where no multiple of B holds it. Only for symmetric sets.
  ///
  /// p'v <= gauge(p) h_B(v) for every p and v.
  public func gauge(_ delta: [Double]) -> Double {
    for c in delta.indices where !isFree[c] && delta[c] != 0 { return .infinity }
    return conditions.reduce(0) { found, condition in
      switch condition {
      case .ball(let kind, let radius): max(found, ratio(norm(kind, delta), radius))
      case .box(let radii):
        zip(delta, radii).reduce(found) { max($0, ratio(abs($1.0), $1.1)) }
      case .norm(let kind, let rows, _, let radius):
        max(found, ratio(norm(kind, rows.map { dot($0, delta) }), radius))
      case .halfspaces, .equalities: preconditionFailure("the set is symmetric")
      }
    }
  }

  /// h_B(theta) of a ball, a box or an ellipsoid around 0; nil for other sets.
  public func closedSupport(_ theta: [Double]) -> Double? {
    guard conditions.count == 1 else { return nil }
    let free = zip(theta, isFree).map { $1 ? $0 : 0 }
    switch conditions[0] {
    case .ball(let kind, let radius): return radius * dualNorm(kind, free)
    case .box(let radii): return zip(radii, free).reduce(0) { $0 + $1.0 * abs($1.1) }
    case .norm(let kind, let rows, let offset, let radius):
      // y with A'y = theta is unique where A is square and regular.
      let places = isFree.indices.filter { isFree[$0] }
      guard offset.allSatisfy({ $0 == 0 }), rows.count == places.count else { return nil }
      let a = Matrix(rows: rows.map { row in places.map { row[$0] } })
      guard let factor = try? Cholesky(gram(a, ofRows: true)) else { return nil }
      var y = [Double](repeating: 0, count: rows.count)
      multiply(a, .none, places.map { free[$0] }, into: &y)
      factor.solve(&y)
      return radius * dualNorm(kind, y)
    case .halfspaces, .equalities: return nil
    }
  }

  /// A conic program whose optimum is h_B(theta); linear for polytopes.
  public func supportProgram(_ theta: [Double]) -> ConicProgram {
    var builder = ConicBuilder(
      keepsEntries: true, prediction: { _, _ in }, predictionCount: { _ in 0 })
    let graph = SupportGraph(set: self, name: "h", symbol: "theta", origin: nil)
    let panel = ThetaPanel([theta.map { AffineForm(constant: $0) }], dimension: theta.count)
    builder.addToObjective(graph.forms(panel, &builder)[0], times: 1, sample: 0)
    return builder.program()
  }

  private func ratio(_ value: Double, _ radius: Double) -> Double {
    value == 0 ? 0 : value / radius
  }
}

/// ||x||_p.
func norm(_ kind: NormExpression.Kind, _ x: [Double]) -> Double {
  switch kind {
  case .one: x.reduce(0) { $0 + abs($1) }
  case .two: norm2(x)
  case .infinity: x.reduce(0) { max($0, abs($1)) }
  }
}

/// The dual norm of ||x||_p.
func dualNorm(_ kind: NormExpression.Kind, _ x: [Double]) -> Double {
  switch kind {
  case .one: norm(.infinity, x)
  case .two: norm2(x)
  case .infinity: norm(.one, x)
  }
}

/// Coordinates w = T delta in which a set is a ball, or nearly one: the metric in which directions for it
/// are looked for. For any w the direction v = T'w has v'delta = w'T delta.
public struct SetMetric: Sendable {
  private enum Map {
    /// w_c = delta_c / r_c
    case diagonal([Double])
    /// T by rows
    case rows([[Double]])
  }

  private let map: Map
  private let set: NumericSet
  /// The coordinates of delta that move.
  private let moved: [Int]

  /// The metric of a cone: that of its set where it has one with one condition, else lengths of delta.
  init(_ cone: GateCone) {
    let unmoved = Set(cone.unmoved)
    moved = (0..<cone.signedRows.rowCount).filter { !unmoved.contains($0) }
    set = cone.sets[0]
    var map = Map.diagonal([Double](repeating: 1, count: cone.signedRows.rowCount))
    if cone.sets.count == 1, cone.sets[0].conditions.count == 1 {
      switch cone.sets[0].conditions[0] {
      case .box(let radii): map = .diagonal(radii.map { $0 > 0 ? $0 : 1 })
      case .norm(_, let rows, _, _): map = .rows(rows)
      case .ball, .halfspaces, .equalities: break
      }
    }
    self.map = map
  }

  /// T a_k for every column.
  public func image(of columns: Matrix) -> Matrix {
    switch map {
    case .diagonal(let radii):
      var result = Matrix(rows: moved.count, columns: columns.columnCount)
      for k in 0..<columns.columnCount {
        result.setColumn(k, to: moved.map { columns[$0, k] / radii[$0] })
      }
      return result
    case .rows(let rows):
      var result = Matrix(rows: rows.count, columns: columns.columnCount)
      let restricted = rows.map { row in moved.map { row[$0] } }
      for k in 0..<columns.columnCount {
        let column = moved.map { columns[$0, k] }
        result.setColumn(k, to: restricted.map { dot($0, column) })
      }
      return result
    }
  }

  /// v = T'w, 0 at coordinates that do not move, with an upper bound on h(v) from w; nil where w gives
  /// none.
  public func direction(_ w: [Double]) -> (v: [Double], support: Double?) {
    var v = [Double](repeating: 0, count: set.isFree.count)
    switch map {
    case .diagonal(let radii):
      for (place, c) in moved.enumerated() { v[c] = w[place] / radii[c] }
      return (v, nil)
    case .rows(let rows):
      for (row, weight) in zip(rows, w) { for c in moved { v[c] += weight * row[c] } }
      guard case .norm(let kind, _, _, let radius) = set.conditions[0] else { return (v, nil) }
      return (v, radius * dualNorm(kind, w))
    }
  }
}
