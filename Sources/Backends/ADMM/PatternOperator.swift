internal import Canonicalize
internal import LinearAlgebra

/// The linear maps of (2.5) on panels, in the coordinates of the ADMM: X divided by its mean row
/// norm, the constraints divided by theirs. D_i X is never formed: D acts on products with X.
struct PatternOperator: Sendable {
  /// X / scale without its columns of zeros, whose weights are 0 at the optimum; where that still has
  /// more columns than rows, in the coordinates of its row space (exact: a part of v outside changes
  /// no product and only adds to the norm). n x d.
  let x: Matrix
  /// The columns of the program's X that x has, in order.
  let keptColumns: [Int]
  /// An orthonormal basis of the row space, where x is in its coordinates.
  let basis: Matrix?
  /// s_X = ||X||_F / sqrt(n); 1 where X is zero. A point of the ADMM is scale times one of (2.5).
  let scale: Double
  /// D as zeros and ones, n x P.
  let gates: Matrix
  /// E (2 D - I), n x P: the signs of the constraints times the row scaling e; n x 0 for a gated network.
  let signedRows: Matrix
  /// Whether the network is a gated one: P groups of sign 1, no constraints.
  let isGated: Bool

  var n: Int { x.rowCount }
  var d: Int { x.columnCount }
  var p: Int { gates.columnCount }
  /// The number of groups, 2P or P.
  var groupCount: Int { isGated ? p : 2 * p }
  /// The columns of a panel of the constraints, 2P or 0.
  var constraintColumns: Int { isGated ? 0 : 2 * p }

  /// The maps of a program; where coordinates keep their meaning, x stays in those of X.
  init(_ program: ConvexTrainingProgram, keepsCoordinates: Bool = false) {
    let n = program.sampleCount
    let norm = program.features.frobeniusNorm / Double(max(n, 1)).squareRoot()
    scale = norm > 0 ? norm : 1
    keptColumns = program.nonzeroColumns
    var scaled = program.features.selectingColumns(keptColumns)
    basis = scaled.columnCount > n && !keepsCoordinates ? rowSpaceBasis(of: scaled) : nil
    if let basis {
      var reduced = Matrix(rows: n, columns: n)
      multiply(scaled, .none, basis, .none, into: &reduced)
      scaled = reduced
    }
    let inverse = 1 / scale
    scaled.updateColumns { column, _ in
      for k in 0..<column.count { column[k] *= inverse }
    }
    x = scaled
    gates = program.patterns.bits.expanded(zero: 0, one: 1)
    isGated = program.isGated
    guard !program.isGated else {
      signedRows = Matrix(rows: n, columns: 0)
      return
    }
    let e = PatternOperator.rowScaling(scaled)
    var signs = program.patterns.bits.expanded(zero: -1, one: 1)
    signs.updateColumns { column, _ in
      for k in 0..<column.count { column[k] *= e[k] }
    }
    signedRows = signs
  }

  /// A point in these coordinates as a point of the program: rows of 0 for the columns left out.
  func programPanel(_ panel: Matrix, rows: Int) -> Matrix {
    var panel = panel
    if let basis {
      var full = Matrix(rows: basis.rowCount, columns: panel.columnCount)
      multiply(basis, .none, panel, .none, into: &full)
      panel = full
    }
    var result = Matrix(rows: rows, columns: panel.columnCount)
    let (elements, inverse) = (panel.elements.span, 1 / scale)
    let kept = keptColumns
    result.update { target in
      for g in 0..<panel.columnCount {
        for (j, row) in kept.enumerated() {
          target[g * rows + row] = inverse * elements[g * kept.count + j]
        }
      }
    }
    return result
  }

  /// e_k proportional to 1 / ||x_k||, with mean square 1, the same for every group so that the d x d
  /// factor is shared; 1 for a row of zeros, whose constraint says nothing.
  private static func rowScaling(_ x: Matrix) -> [Double] {
    var squares = [Double](repeating: 0, count: x.rowCount)
    let elements = x.elements.span
    for j in 0..<x.columnCount {
      for k in 0..<x.rowCount {
        let value = elements[j * x.rowCount + k]
        squares[k] += value * value
      }
    }
    let inverses = squares.map { $0 > 1e-24 ? 1 / $0 : 0 }
    let nonzero = inverses.count { $0 > 0 }
    let mean = nonzero > 0 ? inverses.reduce(0, +) / Double(nonzero) : 1
    return inverses.map { $0 > 0 ? ($0 / mean).squareRoot() : 1 }
  }

  /// A point of the program in these coordinates: the inverse of `programPanel` on the row space.
  func ownPanel(_ panel: Matrix) -> Matrix {
    var result = Matrix(rows: keptColumns.count, columns: panel.columnCount)
    for g in 0..<panel.columnCount {
      let column = panel.column(g)
      result.setColumn(g, to: keptColumns.map { scale * column[$0] })
    }
    guard let basis else { return result }
    var reduced = Matrix(rows: basis.columnCount, columns: panel.columnCount)
    multiply(basis, .transposed, result, .none, into: &reduced)
    return reduced
  }

  /// X' E^2 X, d x d: the Gram matrix of the scaled constraints, the same for every group; 0 without
  /// constraints.
  func constraintGram() -> Matrix {
    if isGated { return Matrix(rows: d, columns: d) }
    let rows = (0..<n).map { abs(signedRows[$0, 0]) }
    var weighted = x
    weighted.updateColumns { column, _ in
      for k in 0..<column.count { column[k] *= rows[k] }
    }
    return gram(weighted)
  }

  /// out := rowsum(D o Y) for an n x P panel Y.
  func sumGated(_ panel: Matrix, into out: inout [Double]) {
    let (y, d) = (panel.elements.span, gates.elements.span)
    var out = out.mutableSpan
    for k in 0..<n { out[k] = 0 }
    for i in 0..<p {
      for k in 0..<n { out[k] += d[i * n + k] * y[i * n + k] }
    }
  }

  /// out := rowsum(D o (Y_v - Y_w)) for an n x 2P panel [Y_v Y_w]; rowsum(D o Y) for a gated network.
  func sumGatedDifferences(of panel: Matrix, into out: inout [Double]) {
    if isGated { return sumGated(panel, into: &out) }
    let (y, d) = (panel.elements.span, gates.elements.span)
    var out = out.mutableSpan
    for k in 0..<n { out[k] = 0 }
    for i in 0..<p {
      let (v, w) = (i * n, (p + i) * n)
      for k in 0..<n { out[k] += d[v + k] * (y[v + k] - y[w + k]) }
    }
  }

  /// panel := D o (q 1'), n x P.
  func spread(_ q: [Double], into panel: inout Matrix) {
    panel.updateColumns { column, i in
      let g = gates.elements.span
      for k in 0..<column.count { column[k] = g[i * column.count + k] * q[k] }
    }
  }
}
