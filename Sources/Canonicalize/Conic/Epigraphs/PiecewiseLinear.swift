internal import DSL

/// Maxima of affine functions: pos, abs, max; t >= each of them.
extension AtomGraph {
  func piecewise(
    _ pieces: [[AffineForm]], floor: Double?, _ builder: inout ConicBuilder
  ) -> [AffineForm] {
    // The pieces of a minimum come with the opposite sign.
    let sign = atom.curvature == .concave ? "-" : ""
    let t = variables("t >= \(sign)\(atom.formula)", &builder)
    if let floor {
      rows("t >= \(floor == 0 ? "0" : "\(floor)")", .nonnegative(1), &builder) { k in
        [t[k] - AffineForm(constant: floor)]
      }
    }
    for (index, piece) in pieces.enumerated() {
      let formula = pieces.count == 1 ? "t >= x" : "t >= piece \(index + 1)"
      rows(formula, .nonnegative(1), &builder) { k in [t[k] - piece[k]] }
    }
    return t
  }
}
