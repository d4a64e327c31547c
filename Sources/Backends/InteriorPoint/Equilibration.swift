internal import Glibc
internal import LinearAlgebra

/// Scaled data: P := c D P D, q := c D q, A := E A D, b := E b, by passes of Ruiz over [[P, A'], [A, 0]]; the
/// rows of a second-order or exponential cone have one scale.
struct Equilibration {
  private static let passes = 10
  private static let limits = 1e-4...1e4

  /// D, of length n.
  private(set) var columns: [Double]
  /// E, of length m.
  private(set) var rows: [Double]
  /// c
  private(set) var cost = 1.0

  /// Given scales.
  init(columns: [Double], rows: [Double], cost: Double) {
    (self.columns, self.rows, self.cost) = (columns, rows, cost)
  }

  /// Scales the data.
  init(_ data: inout ConeData) {
    let (n, m) = (data.variableCount, data.rowCount)
    columns = [Double](repeating: 1, count: n)
    rows = [Double](repeating: 1, count: m)
    let hasQuadratic = data.quadratic.values.contains { $0 != 0 }
    for _ in 0..<Self.passes {
      var (d, e) = Self.norms(data)
      for j in 0..<n { d[j] = Self.factor(d[j], &columns[j]) }
      for i in 0..<m { e[i] = Self.factor(e[i], &rows[i]) }
      data.scale(columns: d, rows: e)
      if hasQuadratic && data.linear.contains(where: { $0 != 0 }) { scaleCost(&data) }
    }
    levelCones(&data)
  }

  /// 1/sqrt(norm), such that the product over all passes stays within limits.
  private static func factor(_ norm: Double, _ total: inout Double) -> Double {
    let wanted = norm == 0 ? 1 : 1 / sqrt(norm)
    let next = min(max(total * wanted, limits.lowerBound), limits.upperBound)
    let factor = next / total
    total = next
    return factor
  }

  private static func norms(_ data: ConeData) -> (columns: [Double], rows: [Double]) {
    var d = [Double](repeating: 0, count: data.variableCount)
    var e = [Double](repeating: 0, count: data.rowCount)
    for j in d.indices {
      for p in data.quadratic.columnStarts[j]..<data.quadratic.columnStarts[j + 1] {
        let (i, value) = (Int(data.quadratic.rowIndices[p]), abs(data.quadratic.values[p]))
        d[j] = max(d[j], value)
        d[i] = max(d[i], value)
      }
      for p in data.matrix.columnStarts[j]..<data.matrix.columnStarts[j + 1] {
        let (i, value) = (Int(data.matrix.rowIndices[p]), abs(data.matrix.values[p]))
        d[j] = max(d[j], value)
        e[i] = max(e[i], value)
      }
    }
    return (d, e)
  }

  private mutating func scaleCost(_ data: inout ConeData) {
    var sum = 0.0
    let norms = data.quadratic.symmetricColumnNorms
    for norm in norms { sum += norm }
    let mean = sum / Double(max(1, norms.count))
    let size = max(mean, data.linear.reduce(0) { max($0, abs($1)) })
    guard size > 0 else { return }
    let next = min(max(cost / size, Self.limits.lowerBound), Self.limits.upperBound)
    data.scaleCost(by: next / cost)
    cost = next
  }

  private mutating func levelCones(_ data: inout ConeData) {
    var factors = [Double](repeating: 1, count: rows.count)
    for block in data.layout.blocks where block.kind == .secondOrder || block.kind == .exponential {
      var sum = 0.0
      for i in block.range { sum += rows[i] }
      let mean = sum / Double(block.count)
      for i in block.range {
        factors[i] = mean / rows[i]
        rows[i] = mean
      }
    }
    data.scale(columns: [Double](repeating: 1, count: columns.count), rows: factors)
  }
}

extension ConeData {
  /// P := D P D, q := D q, A := E A D, b := E b.
  mutating func scale(columns d: [Double], rows e: [Double]) {
    quadratic = quadratic.scaled(rows: d, columns: d)
    matrix = matrix.scaled(rows: e, columns: d)
    for j in d.indices { linear[j] *= d[j] }
    for i in e.indices { bound[i] *= e[i] }
  }

  /// P := c P, q := c q.
  mutating func scaleCost(by c: Double) {
    quadratic = quadratic.mapValues { $0 * c }
    for j in linear.indices { linear[j] *= c }
  }
}

extension SparseMatrix {
  /// diag(r) M diag(c)
  fileprivate func scaled(rows r: [Double], columns c: [Double]) -> SparseMatrix {
    var scaled = values
    for j in 0..<columnCount {
      for p in columnStarts[j]..<columnStarts[j + 1] { scaled[p] *= r[Int(rowIndices[p])] * c[j] }
    }
    return SparseMatrix(
      rowCount: rowCount, columnStarts: columnStarts, rowIndices: rowIndices, values: scaled)
  }

  fileprivate func mapValues(_ change: (Double) -> Double) -> SparseMatrix {
    SparseMatrix(
      rowCount: rowCount, columnStarts: columnStarts, rowIndices: rowIndices,
      values: values.map(change))
  }

  /// The largest entry of each column of the symmetric matrix whose upper triangle this is.
  fileprivate var symmetricColumnNorms: [Double] {
    var norms = [Double](repeating: 0, count: columnCount)
    for j in 0..<columnCount {
      for p in columnStarts[j]..<columnStarts[j + 1] {
        norms[j] = max(norms[j], abs(values[p]))
        norms[Int(rowIndices[p])] = max(norms[Int(rowIndices[p])], abs(values[p]))
      }
    }
    return norms
  }
}
