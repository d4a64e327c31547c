/// What is done with pivots that are too small or of the wrong sign: they are replaced.
enum PivotRule {
  static let smallest = 1e-13
  static let substitute = 2e-7
}

/// The factorization K = L D L' of a symmetric quasi-definite matrix, sparse, with L unit lower triangular
/// and D diagonal (Vanderbei 1995: it exists for every order of elimination). The pattern is analysed
/// once; numbers may change often. Row by row where L stays very sparse; by dense panels where it fills.
public final class QuasidefiniteFactor {
  /// Panels pay from so many operations for each entry of L.
  private static let panelIntensity = 60.0

  private enum Method {
    case simplicial(SimplicialFactor)
    case supernodal(SupernodalFactor)
  }

  /// The order of the matrix.
  public let order: Int
  /// How many entries L has below its diagonal.
  public let entryCount: Int
  /// Floating-point operations of one factorization.
  public let flops: Double
  private let matrixCount: Int
  private let method: Method

  /// Analyses the pattern of the upper triangle, by columns; every diagonal entry is present and the
  /// last of its column. `signs` holds +1 or -1 for each pivot.
  public init(columnStarts: [Int], rowIndices: [Int32], signs: [Double]) {
    order = columnStarts.count - 1
    precondition(signs.count == order, "a sign for each pivot")
    matrixCount = rowIndices.count
    let tree = EliminationTree(columnStarts: columnStarts, rowIndices: rowIndices)
    (entryCount, flops) = Self.size(tree)
    method =
      flops > Self.panelIntensity * Double(entryCount)
      ? .supernodal(SupernodalFactor(tree, signs: signs))
      : .simplicial(SimplicialFactor(tree, signs: signs))
  }

  /// What the factor of a pattern would be, without making it: its entries and the operations of one
  /// factorization.
  public static func size(
    columnStarts: [Int], rowIndices: [Int32]
  ) -> (entries: Int, flops: Double) {
    size(EliminationTree(columnStarts: columnStarts, rowIndices: rowIndices))
  }

  private static func size(_ tree: EliminationTree) -> (entries: Int, flops: Double) {
    let order = tree.columnStarts.count - 1
    let flops = (0..<order).reduce(0) { sum, j in
      let count = Double(tree.columnStarts[j + 1] - tree.columnStarts[j])
      return sum + count * (count + 2)
    }
    return (tree.columnStarts[order], flops)
  }

  /// Whether dense panels are used.
  public var usesPanels: Bool {
    if case .supernodal = method { true } else { false }
  }

  /// Pivots replaced in the last factorization.
  public var replacedPivots: Int {
    switch method {
    case .simplicial(let factor): factor.replacedPivots
    case .supernodal(let factor): factor.replacedPivots
    }
  }

  /// Factors the matrix with these values plus `shift` times the signs on the diagonal. False where a
  /// number is not finite.
  public func factor(_ matrix: [Double], shift: Double) -> Bool {
    precondition(matrix.count == matrixCount, "a value for each entry of the pattern")
    return switch method {
    case .simplicial(let factor): factor.factor(matrix, shift: shift)
    case .supernodal(let factor):
      ComputeLibrary.calling(flops: flops) { factor.factor(matrix, shift: shift) }
    }
  }

  /// x := (L D L')^{-1} x.
  public func solve(_ x: inout [Double]) {
    precondition(x.count == order, "a right-hand side has the order of the matrix")
    switch method {
    case .simplicial(let factor): factor.solve(&x)
    case .supernodal(let factor): factor.solve(&x)
    }
  }
}
