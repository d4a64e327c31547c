internal import Canonicalize
internal import LinearAlgebra

/// The face of (2.5) that a point suggests: which groups are not zero, and which constraints of each
/// hold with equality.
struct ActiveFace {
  /// One group that is not zero.
  struct Group {
    /// Its column in the panel, 0 ..< 2P.
    let column: Int
    /// The rows k with x_k' v = 0.
    var rows: Set<Int>
    /// The projector onto the complement of their span, d x d.
    var projector: Matrix

    /// v without its part in the span of the active rows.
    func projected(_ v: [Double]) -> [Double] {
      var result = v
      multiply(projector, .none, v, into: &result)
      return result
    }
  }

  private let rows: Matrix
  /// The groups that are not zero.
  var groups: [Group]

  /// The face of `panel`, whose zero columns are exact; `isActive(k, g)` tells which constraints the
  /// solver holds with equality.
  init(of panel: Matrix, in program: ConvexTrainingProgram, isActive: (Int, Int) -> Bool) {
    rows = program.features.transposed()
    groups = []
    for g in 0..<panel.columnCount where norm2(panel.column(g)) > 0 {
      let active = (0..<program.sampleCount).filter { isActive($0, g) }
      groups.append(
        Group(column: g, rows: Set(active), projector: ActiveFace.projector(active, of: rows)))
    }
  }

  /// Gives a group another set of active rows.
  mutating func setRows(_ active: Set<Int>, ofGroup index: Int) {
    groups[index].rows = active
    groups[index].projector = ActiveFace.projector(active.sorted(), of: rows)
  }

  /// The row x_k as a vector.
  func row(_ k: Int) -> [Double] { rows.column(k) }

  /// I - Q Q' for an orthonormal basis Q of the span of rows, by Gram-Schmidt with
  /// reorthogonalization.
  private static func projector(_ active: [Int], of rows: Matrix) -> Matrix {
    let d = rows.rowCount
    var vectors: [[Double]] = []
    for k in active where vectors.count < d {
      var v = rows.column(k)
      let size = norm2(v)
      for _ in 0..<2 {
        for q in vectors { add(q, scale: -dot(q, v), to: &v) }
      }
      let left = norm2(v)
      if left > 1e-9 * size && size > 0 { vectors.append(v.map { $0 / left }) }
    }
    var result = Matrix(rows: d, columns: d)
    for j in 0..<d { result[j, j] = 1 }
    let basis = Matrix(rows: d, columns: vectors.count, elements: vectors.flatMap { $0 })
    multiply(basis, .none, basis, .transposed, scale: -1, keep: 1, into: &result)
    return result
  }
}
