internal import DSL

/// Rows that bound the support function h_B(theta) = max { delta' theta : delta in B } of a set from
/// above, for many theta at once, each an affine form for every coordinate. At the optimum the bound is
/// attained wherever it matters: dual norms for balls and boxes, conic duality for all else.
struct SupportGraph {
  /// B.
  let set: NumericSet
  /// The name for variables and rows.
  let name: String
  /// What theta is, for the formulas.
  let symbol: String
  /// Where the set stands.
  let origin: SourceRange?

  private var rule: String { "robust.support" }
  private var free: [Int] { self.set.isFree.indices.filter { self.set.isFree[$0] } }

  /// A form for h_B(theta) of each theta; 0 where theta is 0.
  func forms(_ thetas: ThetaPanel, _ builder: inout ConicBuilder) -> [AffineForm] {
    var result = [AffineForm](repeating: AffineForm(), count: thetas.count)
    let places = (0..<thetas.count).filter { !thetas.isZero($0) }
    guard !places.isEmpty, !set.isPoint else { return result }
    var rest = thetas.selecting(places)
    var sums = places.map { _ in AffineForm() }
    for (index, condition) in set.conditions.enumerated() {
      var part = rest
      if index < set.conditions.count - 1 {
        // h of an intersection: the least sum of h_m(theta_m) with sum theta_m = theta.
        let first = builder.addVariables(
          name + ".part", [places.count, free.count], "\(symbol) split over conditions", rule: rule,
          origin: origin)
        part = ThetaPanel(
          variablesFrom: first, count: places.count, dimension: thetas.dimension, at: free)
        rest = rest - part
      }
      for (j, form) in support(condition, part, &builder).enumerated() { sums[j].add(form) }
    }
    for (j, place) in places.enumerated() { result[place] = sums[j] }
    return result
  }

  private func support(
    _ condition: NumericSet.Condition, _ thetas: ThetaPanel, _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    switch condition {
    case .ball(.infinity, let radius):
      return absolute(thetas, set.isFree.map { $0 ? radius : 0 }, &builder)
    case .box(let radii):
      return absolute(thetas, zip(radii, set.isFree).map { $1 ? $0 : 0 }, &builder)
    case .ball(.one, let radius):
      return largest(thetas.selecting(coordinates: free), &builder).map { $0.scaled(by: radius) }
    case .ball(.two, let radius):
      return euclidean(thetas.selecting(coordinates: free), &builder)
        .map { $0.scaled(by: radius) }
    case .norm(let kind, let rows, let offset, let radius):
      return dualNorm(kind, rows, offset, radius, thetas, &builder)
    case .halfspaces(let rows, let bounds):
      let y = multipliers(rows, thetas, isNonnegative: true, &builder)
      return (0..<thetas.count).map { weighted(y, $0, bounds) }
    case .equalities(let rows, let bounds):
      let y = multipliers(rows, thetas, isNonnegative: false, &builder)
      return (0..<thetas.count).map { weighted(y, $0, bounds) }
    }
  }

  /// sum_c r_c |theta_c|
  private func absolute(
    _ thetas: ThetaPanel, _ radii: [Double], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    let moved = radii.indices.filter { radii[$0] > 0 }
    let first = builder.addVariables(
      name, [thetas.count, moved.count], "p >= |\(symbol)|", rule: rule, origin: origin)
    builder.openRows(
      name, [thetas.count, moved.count, 2], "p >= |\(symbol)|", rule: rule, origin: origin)
    var result: [AffineForm] = []
    for j in 0..<thetas.count {
      var sum = AffineForm()
      for (m, c) in moved.enumerated() {
        let entries = 1 + thetas.entryCount(j, c)
        let p = first + j * moved.count + m
        builder.addRow(entries: entries) { .variable(p) - thetas[j, c] }
        builder.addRow(entries: entries) { .variable(p) + thetas[j, c] }
        sum.columns.append(Int32(p))
        sum.coefficients.append(radii[c])
      }
      result.append(sum)
    }
    builder.close(.nonnegative(2 * thetas.count * moved.count))
    return result
  }

  /// ||theta||_inf
  private func largest(_ thetas: ThetaPanel, _ builder: inout ConicBuilder) -> [AffineForm] {
    let size = thetas.dimension
    let first = builder.addVariables(
      name, [thetas.count], "p >= ||\(symbol)||_inf", rule: rule, origin: origin)
    builder.openRows(
      name, [thetas.count, size, 2], "p >= |\(symbol)_c|", rule: rule, origin: origin)
    for j in 0..<thetas.count {
      for c in 0..<size {
        let entries = 1 + thetas.entryCount(j, c)
        builder.addRow(entries: entries) { .variable(first + j) - thetas[j, c] }
        builder.addRow(entries: entries) { .variable(first + j) + thetas[j, c] }
      }
    }
    builder.close(.nonnegative(2 * thetas.count * size))
    return (0..<thetas.count).map { .variable(first + $0) }
  }

  /// ||theta||_2
  private func euclidean(_ thetas: ThetaPanel, _ builder: inout ConicBuilder) -> [AffineForm] {
    let size = thetas.dimension
    let first = builder.addVariables(
      name, [thetas.count], "p >= ||\(symbol)||_2", rule: rule, origin: origin)
    builder.openRows(
      name, [thetas.count, size + 1], "||\(symbol)||_2 <= p", rule: rule, origin: origin)
    for j in 0..<thetas.count {
      builder.addRow(.variable(first + j))
      for c in 0..<size { builder.addRow(entries: thetas.entryCount(j, c)) { thetas[j, c] } }
    }
    builder.close(.secondOrder(size + 1), count: thetas.count)
    return (0..<thetas.count).map { .variable(first + $0) }
  }

  /// max { delta'theta : ||A delta + b||_p <= r } = min { r ||y||_q - b'y : A'y = theta }
  private func dualNorm(
    _ kind: NormExpression.Kind, _ rows: [[Double]], _ offset: [Double], _ radius: Double,
    _ thetas: ThetaPanel, _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    let y = multipliers(rows, thetas, isNonnegative: false, &builder)
    let graph = SupportGraph(
      set: NumericSet(name: set.name, isFree: rows.map { _ in true }, conditions: []), name: name,
      symbol: "y", origin: origin)
    let norms: [AffineForm] =
      switch kind {
      case .one: graph.largest(y, &builder)
      case .two: graph.euclidean(y, &builder)
      case .infinity: graph.absolute(y, rows.map { _ in 1 }, &builder)
      }
    return norms.indices.map { norms[$0].scaled(by: radius) - weighted(y, $0, offset) }
  }

  /// Variables y with A'y = theta on the free coordinates.
  private func multipliers(
    _ rows: [[Double]], _ thetas: ThetaPanel, isNonnegative: Bool, _ builder: inout ConicBuilder
  ) -> ThetaPanel {
    let first = builder.addVariables(
      name + ".y", [thetas.count, rows.count], "A'y = \(symbol)", rule: rule, origin: origin)
    let y = ThetaPanel(
      variablesFrom: first, count: thetas.count, dimension: rows.count, at: Array(rows.indices))
    builder.openRows(
      name + ".y", [thetas.count, free.count], "A'y = \(symbol)", rule: rule, origin: origin)
    for j in 0..<thetas.count {
      for c in free {
        let column = rows.map { $0[c] }
        builder.addRow(entries: column.count { $0 != 0 } + thetas.entryCount(j, c)) {
          weighted(y, j, column) - thetas[j, c]
        }
      }
    }
    builder.close(.zero(thetas.count * free.count))
    if isNonnegative {
      builder.openRows(
        name + ".y", [thetas.count, rows.count], "y >= 0", rule: rule, origin: origin)
      for j in 0..<thetas.count { for r in rows.indices { builder.addRow(y[j, r]) } }
      builder.close(.nonnegative(thetas.count * rows.count))
    }
    return y
  }

  private func weighted(_ y: ThetaPanel, _ j: Int, _ weights: [Double]) -> AffineForm {
    var sum = AffineForm()
    for (r, weight) in weights.enumerated() { sum.add(y[j, r], times: weight) }
    return sum
  }
}
