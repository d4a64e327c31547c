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
  func forms(
    _ thetas: [[AffineForm]], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    var result = thetas.map { _ in AffineForm() }
    let places = thetas.indices.filter { !thetas[$0].allSatisfy(\.isZero) }
    guard !places.isEmpty, !set.isPoint else { return result }
    var rest = places.map { thetas[$0] }
    var sums = places.map { _ in AffineForm() }
    for (index, condition) in set.conditions.enumerated() {
      var part = rest
      if index < set.conditions.count - 1 {
        // h of an intersection: the least sum of h_m(theta_m) with sum theta_m = theta.
        let first = builder.addVariables(
          name + ".part", [places.count, free.count], "\(symbol) split over conditions", rule: rule,
          origin: origin)
        for j in places.indices {
          for (f, c) in free.enumerated() {
            part[j][c] = .variable(first + j * free.count + f)
            rest[j][c] = rest[j][c] - part[j][c]
          }
        }
      }
      for (j, form) in support(condition, part, &builder).enumerated() { sums[j].add(form) }
    }
    for (j, place) in places.enumerated() { result[place] = sums[j] }
    return result
  }

  private func support(
    _ condition: NumericSet.Condition, _ thetas: [[AffineForm]], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    switch condition {
    case .ball(.infinity, let radius):
      return absolute(thetas, set.isFree.map { $0 ? radius : 0 }, &builder)
    case .box(let radii):
      return absolute(thetas, zip(radii, set.isFree).map { $1 ? $0 : 0 }, &builder)
    case .ball(.one, let radius):
      return largest(thetas.map { theta in free.map { theta[$0] } }, &builder)
        .map { $0.scaled(by: radius) }
    case .ball(.two, let radius):
      return euclidean(thetas.map { theta in free.map { theta[$0] } }, &builder)
        .map { $0.scaled(by: radius) }
    case .norm(let kind, let rows, let offset, let radius):
      return dualNorm(kind, rows, offset, radius, thetas, &builder)
    case .halfspaces(let rows, let bounds):
      let multipliers = multipliers(rows, thetas, isNonnegative: true, &builder)
      return multipliers.map { weighted($0, bounds) }
    case .equalities(let rows, let bounds):
      let multipliers = multipliers(rows, thetas, isNonnegative: false, &builder)
      return multipliers.map { weighted($0, bounds) }
    }
  }

  /// sum_c r_c |theta_c|
  private func absolute(
    _ thetas: [[AffineForm]], _ radii: [Double], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    let moved = radii.indices.filter { radii[$0] > 0 }
    let first = builder.addVariables(
      name, [thetas.count, moved.count], "p >= |\(symbol)|", rule: rule, origin: origin)
    builder.openRows(
      name, [thetas.count, moved.count, 2], "p >= |\(symbol)|", rule: rule, origin: origin)
    var result: [AffineForm] = []
    for (j, theta) in thetas.enumerated() {
      var sum = AffineForm()
      for (m, c) in moved.enumerated() {
        let p = AffineForm.variable(first + j * moved.count + m)
        builder.addRow(p - theta[c])
        builder.addRow(p + theta[c])
        sum.add(p, times: radii[c])
      }
      result.append(sum)
    }
    builder.close(.nonnegative(2 * thetas.count * moved.count))
    return result
  }

  /// ||theta||_inf
  private func largest(
    _ thetas: [[AffineForm]], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    let size = thetas.first?.count ?? 0
    let first = builder.addVariables(
      name, [thetas.count], "p >= ||\(symbol)||_inf", rule: rule, origin: origin)
    builder.openRows(
      name, [thetas.count, size, 2], "p >= |\(symbol)_c|", rule: rule, origin: origin)
    for (j, theta) in thetas.enumerated() {
      for form in theta {
        builder.addRow(.variable(first + j) - form)
        builder.addRow(.variable(first + j) + form)
      }
    }
    builder.close(.nonnegative(2 * thetas.count * size))
    return thetas.indices.map { .variable(first + $0) }
  }

  /// ||theta||_2
  private func euclidean(
    _ thetas: [[AffineForm]], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    let size = thetas.first?.count ?? 0
    let first = builder.addVariables(
      name, [thetas.count], "p >= ||\(symbol)||_2", rule: rule, origin: origin)
    builder.openRows(
      name, [thetas.count, size + 1], "||\(symbol)||_2 <= p", rule: rule, origin: origin)
    for (j, theta) in thetas.enumerated() {
      builder.addRow(.variable(first + j))
      for form in theta { builder.addRow(form) }
    }
    builder.close(.secondOrder(size + 1), count: thetas.count)
    return thetas.indices.map { .variable(first + $0) }
  }

  /// max { delta'theta : ||A delta + b||_p <= r } = min { r ||y||_q - b'y : A'y = theta }
  private func dualNorm(
    _ kind: NormExpression.Kind, _ rows: [[Double]], _ offset: [Double], _ radius: Double,
    _ thetas: [[AffineForm]], _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    let y = multipliers(rows, thetas, isNonnegative: false, &builder)
    let norms: [AffineForm] =
      switch kind {
      case .one: largest(y, &builder)
      case .two: euclidean(y, &builder)
      case .infinity:
        SupportGraph(
          set: NumericSet(name: set.name, isFree: rows.map { _ in true }, conditions: []),
          name: name, symbol: "y", origin: origin
        ).absolute(y, rows.map { _ in 1 }, &builder)
      }
    return zip(norms, y).map { norm, y in norm.scaled(by: radius) - weighted(y, offset) }
  }

  /// Variables y with A'y = theta on the free coordinates.
  private func multipliers(
    _ rows: [[Double]], _ thetas: [[AffineForm]], isNonnegative: Bool,
    _ builder: inout ConicBuilder
  ) -> [[AffineForm]] {
    let first = builder.addVariables(
      name + ".y", [thetas.count, rows.count], "A'y = \(symbol)", rule: rule, origin: origin)
    let y = thetas.indices.map { j in
      rows.indices.map { AffineForm.variable(first + j * rows.count + $0) }
    }
    builder.openRows(
      name + ".y", [thetas.count, free.count], "A'y = \(symbol)", rule: rule, origin: origin)
    for (j, theta) in thetas.enumerated() {
      for c in free { builder.addRow(weighted(y[j], rows.map { $0[c] }) - theta[c]) }
    }
    builder.close(.zero(thetas.count * free.count))
    if isNonnegative {
      builder.openRows(
        name + ".y", [thetas.count, rows.count], "y >= 0", rule: rule, origin: origin)
      for form in y.joined() { builder.addRow(form) }
      builder.close(.nonnegative(thetas.count * rows.count))
    }
    return y
  }

  private func weighted(_ y: [AffineForm], _ weights: [Double]) -> AffineForm {
    var sum = AffineForm()
    for (form, weight) in zip(y, weights) { sum.add(form, times: weight) }
    return sum
  }
}
