internal import Canonicalize
internal import LinearAlgebra

/// The rows h_b >= ||E a_b||_q in a Newton system, with their variables m eliminated. What is left of carrier b
/// is a spring between h and c'a and a diagonal,
///
///     z_h = omega (c'a - h + o)                     the multiplier of the bound on h
///     f   = delta o a + c z_h - nu c c'a + t        what the rows give for a
///
/// with o and t from the right-hand side. The formulas are those of Sherman and Morrison for q = 1 and
/// infinity, and of the Nesterov-Todd scaling with its first row eliminated for q = 2.
struct SupportElimination {
  /// What a right-hand side gives: t, d x B, and o, of length B.
  struct Reduced {
    var forces: Matrix
    var offsets: [Double]
  }

  let rows: SupportRows
  /// delta, d x B.
  private(set) var diagonal: Matrix
  /// c, d x B.
  private(set) var direction: Matrix
  /// omega
  private(set) var stiffness: [Double]
  /// nu
  private(set) var deduction: [Double]
  /// z/s of the rows for q = 1 and infinity, w for q = 2.
  private var weights: [Double] = []
  /// eta^{-2} of each carrier for q = 2.
  private var inverse: [Double] = []

  private var count: Int { rows.carrierCount }
  private var d: Int { diagonal.rowCount }

  init(_ rows: SupportRows) {
    self.rows = rows
    diagonal = Matrix(rows: rows.shape.radii.count, columns: rows.carrierCount)
    direction = diagonal
    stiffness = [Double](repeating: 0, count: rows.carrierCount)
    deduction = stiffness
  }

  /// Takes the scaling of the rows `range`; `block` is the first second-order cone of them.
  mutating func factor(_ scaling: ConeScaling, _ range: Range<Int>, block: Int) {
    weights = Array(scaling.w[range])
    switch rows.shape.norm {
    case .one, .infinity:
      for i in weights.indices { weights[i] = 1 / (weights[i] * weights[i]) }
      factorLinear()
    case .two:
      inverse = (0..<count).map { 1 / (scaling.eta[block + $0] * scaling.eta[block + $0]) }
      factorEuclidean()
    }
  }

  private mutating func factorLinear() {
    let (size, radii, d, isOne) = (rows.moved.count, rows.shape.radii, d, rows.shape.norm == .one)
    var (delta, c) = (diagonal.elements, direction.elements)
    for b in 0..<count {
      let first = b * rows.rowCount
      // Springs in a row add their compliances, those side by side their stiffness.
      var (compliance, sum) = (isOne ? 1 / weights[first + 2 * size] : 0, 0.0)
      for (f, j) in rows.moved.enumerated() {
        let (up, down, radius) = (weights[first + 2 * f], weights[first + 2 * f + 1], radii[j])
        if isOne {
          delta[b * d + j] = 4 * up * down / (up + down)
          c[b * d + j] = radius * (up - down) / (up + down)
          compliance += radius * radius / (up + down)
        } else {
          delta[b * d + j] = radius * radius * (up + down)
          c[b * d + j] = radius * (up - down)
          sum += up + down
        }
      }
      stiffness[b] = isOne ? 1 / compliance : sum
      deduction[b] = isOne ? 0 : sum
      if !isOne { for j in rows.moved { c[b * d + j] /= sum } }
    }
    diagonal = Matrix(rows: d, columns: count, elements: delta)
    direction = Matrix(rows: d, columns: count, elements: c)
  }

  private mutating func factorEuclidean() {
    let (radii, d) = (rows.shape.radii, d)
    var (delta, c) = (diagonal.elements, direction.elements)
    for b in 0..<count {
      let first = b * rows.rowCount
      let w0 = weights[first]
      let k = 2 * w0 * w0 - 1
      for (f, j) in rows.moved.enumerated() {
        delta[b * d + j] = inverse[b] * radii[j] * radii[j]
        c[b * d + j] = 2 * w0 / k * radii[j] * weights[first + 1 + f]
      }
      stiffness[b] = inverse[b] * k
      deduction[b] = inverse[b] * k / (2 * w0 * w0)
    }
    diagonal = Matrix(rows: d, columns: count, elements: delta)
    direction = Matrix(rows: d, columns: count, elements: c)
  }

  /// t and o for the right-hand sides c of the rows and a of the variables m.
  func reduced(_ c: ArraySlice<Double>, _ a: ArraySlice<Double>) -> Reduced {
    var forces = Matrix(rows: d, columns: count)
    var offsets = [Double](repeating: 0, count: count)
    let (d, size) = (d, rows.moved.count)
    forces.update { t in
      for b in 0..<count {
        let (first, row, auxiliary) = (
          b * rows.rowCount, c.startIndex + b * rows.rowCount, a.startIndex + b * size
        )
        switch rows.shape.norm {
        case .one:
          var offset = -c[row + 2 * size]
          for (f, j) in rows.moved.enumerated() {
            let (up, down) = (weights[first + 2 * f], weights[first + 2 * f + 1])
            let (c1, c2, am) = (c[row + 2 * f], c[row + 2 * f + 1], a[auxiliary + f])
            offset += rows.shape.radii[j] * (am - up * c1 - down * c2) / (up + down)
            t[b * d + j] = (down - up) / (up + down) * am + diagonal[j, b] / 2 * (c2 - c1)
          }
          offsets[b] = offset
        case .two:
          let (w0, k) = (weights[first], 2 * weights[first] * weights[first] - 1)
          var product = 0.0
          for f in 0..<size { product += weights[first + 1 + f] * c[row + 1 + f] }
          offsets[b] = 2 * w0 / k * product - c[row]
          for (f, j) in rows.moved.enumerated() {
            t[b * d + j] =
              inverse[b] * rows.shape.radii[j]
              * (c[row + 1 + f] - 2 / k * weights[first + 1 + f] * product)
          }
        case .infinity:
          var sum = 0.0
          for f in 0..<2 * size { sum -= weights[first + f] * c[row + f] }
          offsets[b] = sum / stiffness[b]
          for (f, j) in rows.moved.enumerated() {
            let (up, down) = (weights[first + 2 * f], weights[first + 2 * f + 1])
            t[b * d + j] =
              rows.shape.radii[j] * (down * c[row + 2 * f + 1] - up * c[row + 2 * f])
              - sum * direction[j, b]
          }
        }
      }
    }
    return Reduced(forces: forces, offsets: offsets)
  }

  /// The variables m and the multipliers of all rows, from the vectors, the bounds h and their multipliers z_h.
  func expanded(
    _ vectors: Matrix, _ h: [Double], _ multipliers: [Double], _ reduced: Reduced,
    _ c: ArraySlice<Double>, _ a: ArraySlice<Double>
  ) -> (auxiliaries: [Double], multipliers: [Double]) {
    var auxiliaries = [Double](repeating: 0, count: a.count)
    var z = [Double](repeating: 0, count: c.count)
    let size = rows.moved.count
    for b in 0..<count {
      let (first, row) = (b * rows.rowCount, c.startIndex + b * rows.rowCount)
      switch rows.shape.norm {
      case .one:
        z[first + 2 * size] = multipliers[b]
        for (f, j) in rows.moved.enumerated() {
          let (up, down) = (weights[first + 2 * f], weights[first + 2 * f + 1])
          let (c1, c2, am) = (c[row + 2 * f], c[row + 2 * f + 1], a[a.startIndex + b * size + f])
          let (value, total) = (vectors[j, b], rows.shape.radii[j] * multipliers[b] - am)
          let m = ((up - down) * value - up * c1 - down * c2 - total) / (up + down)
          auxiliaries[b * size + f] = m
          // The larger of both follows from their sum: its row holds all but exactly.
          if up < down {
            z[first + 2 * f] = up * (value - m - c1)
            z[first + 2 * f + 1] = total - z[first + 2 * f]
          } else {
            z[first + 2 * f + 1] = down * (-value - m - c2)
            z[first + 2 * f] = total - z[first + 2 * f + 1]
          }
        }
      case .two:
        let (w0, k) = (weights[first], 2 * weights[first] * weights[first] - 1)
        var product = 0.0
        for (f, j) in rows.moved.enumerated() {
          z[first + 1 + f] = -rows.shape.radii[j] * vectors[j, b] - c[row + 1 + f]
          product += weights[first + 1 + f] * z[first + 1 + f]
        }
        z[first] = multipliers[b]
        for f in 0..<size {
          let w = weights[first + 1 + f]
          z[first + 1 + f] =
            inverse[b] * (z[first + 1 + f] - 2 / k * w * product) - 2 * w0 / k * w * multipliers[b]
        }
      case .infinity:
        for (f, j) in rows.moved.enumerated() {
          let value = rows.shape.radii[j] * vectors[j, b]
          z[first + 2 * f] = weights[first + 2 * f] * (value - h[b] - c[row + 2 * f])
          z[first + 2 * f + 1] = weights[first + 2 * f + 1] * (-value - h[b] - c[row + 2 * f + 1])
        }
      }
    }
    return (auxiliaries, z)
  }

  /// c'a of each carrier.
  func along(_ vectors: Matrix) -> [Double] {
    (0..<count).map { b in
      rows.moved.reduce(0) { $0 + direction[$1, b] * vectors[$1, b] }
    }
  }
}
