internal import DSL

/// Maxima of affine functions: pos, abs, max; t >= each of them.
extension AtomGraph {
  /// t >= each piece and the floor. The pieces are called `names`; where none are given `x` for one, `x_1`,
  /// `x_2` for more.
  func piecewise(
    _ pieces: [[AffineForm]], floor: Double?, names: [String]? = nil,
    _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    // The pieces of a minimum come with the opposite sign.
    let sign = atom.curvature == .concave ? "-" : ""
    let t = variables("t >= \(sign)\(atom.formula)", &builder)
    if let floor {
      rows("t >= \(floor == 0 ? "0" : "\(floor)")", .nonnegative(1), &builder) { k in
        [t[k] - AffineForm(constant: floor)]
      }
    }
    for (index, forms) in pieces.enumerated() {
      let piece = names?[index] ?? (pieces.count == 1 ? "x" : "\(sign)x_\(index + 1)")
      rows("t >= \(piece)", .nonnegative(1), &builder) { k in [t[k] - forms[k]] }
    }
    return t
  }
}
