internal import LinearAlgebra

/// The columns that carry a point of a convex hull, with their weights lambda >= 0, C lambda = e.
struct HullFace {
  /// The indices of the columns.
  private(set) var support: [Int] = []
  /// lambda.
  private(set) var weights: [Double] = []
  /// y: A'A lambda = C'y on the support once it is settled.
  private(set) var multipliers: [Double] = []
  private var columns: [[Double]] = []
  /// The columns of C.
  private var conditions: [[Double]] = []
  /// A'A + C'C: the same minimizer where C lambda = e, and regular where no combination of columns
  /// leaves both A lambda and C lambda at 0.
  private var products: [[Double]] = []

  /// A lambda.
  func point(_ dimension: Int) -> [Double] {
    var p = [Double](repeating: 0, count: dimension)
    for (column, weight) in zip(columns, weights) { add(column, scale: weight, to: &p) }
    return p
  }

  /// Adds a column, by default with weight 0.
  mutating func enter(
    _ k: Int, _ column: [Double], _ condition: [Double], weight: Double = 0
  ) {
    support.append(k)
    weights.append(weight)
    columns.append(column)
    conditions.append(condition)
    var row: [Double] = []
    for place in support.indices {
      row.append(dot(column, columns[place]) + dot(condition, conditions[place]))
      if place < products.count { products[place].append(row[place]) }
    }
    products.append(row)
  }

  /// Makes lambda optimal on the support; columns whose weight reaches 0 on the way leave. False where
  /// the columns depend on each other.
  mutating func settle() -> Bool {
    while !support.isEmpty {
      guard let (target, y) = optimum() else { return false }
      let falling = target.indices.filter { target[$0] <= 0 }
      guard let first = falling.first else {
        (weights, multipliers) = (target, y)
        return true
      }
      // The longest step that keeps lambda nonnegative; what reaches 0 first leaves.
      var (step, leaving) = (Double.infinity, first)
      for j in falling {
        let gap = weights[j] - target[j]
        let reach = gap > 0 ? weights[j] / gap : 0
        if reach < step || (reach == step && target[j] < target[leaving]) {
          (step, leaving) = (reach, j)
        }
      }
      for j in weights.indices {
        weights[j] = max(0, weights[j] + min(1, step) * (target[j] - weights[j]))
      }
      leave(leaving)
    }
    return false
  }

  private mutating func leave(_ place: Int) {
    support.remove(at: place)
    weights.remove(at: place)
    columns.remove(at: place)
    conditions.remove(at: place)
    products.remove(at: place)
    for j in products.indices { products[j].remove(at: place) }
  }

  /// lambda and y with A'A lambda = C'y, C lambda = e, whatever the signs: from 0 by refinements, so that
  /// the second and third mend the rounding of the first.
  private func optimum() -> (weights: [Double], multipliers: [Double])? {
    let count = support.count
    // A row of C that is 0 on the support says nothing.
    let rows = (0..<conditions[0].count).filter { r in conditions.contains { $0[r] != 0 } }
    let c = Matrix(rows: rows.map { r in conditions.map { $0[r] } })
    guard let factor = try? Cholesky(Matrix(rows: products)) else { return nil }
    var solved = c.transposed()
    factor.solve(&solved)
    var schur = Matrix(rows: rows.count, columns: rows.count)
    multiply(c, .none, solved, into: &schur)
    guard let schurFactor = try? Cholesky(schur) else { return nil }
    var lambda = [Double](repeating: 0, count: count)
    var y = [Double](repeating: 0, count: rows.count)
    let dimension = columns[0].count
    let a = Matrix(rows: dimension, columns: count, elements: columns.flatMap { $0 })
    var image = [Double](repeating: 0, count: dimension)
    for _ in 0..<3 {
      // r = C'y - A'A lambda, g = e - C lambda
      multiply(a, .none, lambda, into: &image)
      var r = [Double](repeating: 0, count: count)
      multiply(a, .transposed, image, scale: -1, into: &r)
      multiply(c, .transposed, y, keep: 1, into: &r)
      var g = rows.map { $0 == 0 ? 1.0 : 0 }
      multiply(c, .none, lambda, scale: -1, keep: 1, into: &g)
      // M delta = r + C'(eta + g), C delta = g
      factor.solve(&r)
      var eta = g
      multiply(c, .none, r, scale: -1, keep: 1, into: &eta)
      schurFactor.solve(&eta)
      multiply(solved, .none, eta, keep: 1, into: &r)
      add(r, to: &lambda)
      for j in y.indices { y[j] += eta[j] - g[j] }
    }
    guard lambda.allSatisfy(\.isFinite) else { return nil }
    var multipliers = [Double](repeating: 0, count: conditions[0].count)
    for (r, value) in zip(rows, y) { multipliers[r] = value }
    return (lambda, multipliers)
  }
}
