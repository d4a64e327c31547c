internal import Canonicalize
internal import LinearAlgebra

/// A structure in the coordinates of the row space of X, X = (X Q) Q' with Q of r < d orthonormal columns: exact,
/// since a part of u_g outside changes no product with X and only adds to its norm. What is a vector of d numbers
/// there, the weights and the ends of the cones (t_g, u_g), is Q times what it is here.
struct RowSpaceReduction {
  /// The structure with X Q for X.
  let structure: TrainingStructure
  private let full: TrainingStructure
  private let basis: Matrix

  /// Nil where the rows of X span all coordinates, or where perturbations move X out of its row space.
  init?(_ structure: TrainingStructure) {
    guard structure.support == nil else { return nil }
    let basis = rowSpaceBasis(of: structure.features)
    guard basis.columnCount < structure.featureCount, basis.columnCount > 0 else { return nil }
    var features = Matrix(rows: structure.sampleCount, columns: basis.columnCount)
    multiply(structure.features, .none, basis, .none, into: &features)
    self.basis = basis
    full = structure
    self.structure = TrainingStructure(
      features: features, patterns: structure.patterns, signs: structure.signs,
      hasPatternRows: structure.hasPatternRows, groupWeight: structure.groupWeight,
      squareWeight: structure.squareWeight, fit: structure.fit, smooth: structure.smooth,
      isConstrained: structure.isConstrained)
  }

  /// A solution of the reduced structure as one of the full one.
  func expanded(_ solution: InteriorPointSolution) -> InteriorPointSolution {
    var result = solution
    result.x = panel(solution.x[structure.weights]) + solution.x[structure.norms.lowerBound...]
    result.s = rows(solution.s)
    result.z = rows(solution.z)
    return result
  }

  /// Q u_g for all groups.
  private func panel(_ vectors: some Sequence<Double>) -> [Double] {
    let own = Matrix(
      rows: basis.columnCount, columns: full.groupCount, elements: Array(vectors))
    var result = Matrix(rows: basis.rowCount, columns: full.groupCount)
    multiply(basis, .none, own, .none, into: &result)
    return result.elements
  }

  private func rows(_ own: [Double]) -> [Double] {
    let (first, r, d) = (structure.groupRows.lowerBound, basis.columnCount, basis.rowCount)
    let heads = (0..<full.groupCount).map { first + $0 * (r + 1) }
    let ends = panel(heads.flatMap { own[$0 + 1..<$0 + 1 + r] })
    var result = Array(own[..<first])
    for (g, head) in heads.enumerated() {
      result.append(own[head])
      result.append(contentsOf: ends[g * d..<(g + 1) * d])
    }
    return result + own[structure.groupRows.upperBound...]
  }
}
