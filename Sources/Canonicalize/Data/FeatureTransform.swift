public import DSL
public import LinearAlgebra

/// What is done to the columns of a data matrix before training, with the constants of the training
/// set, so that held-out data are treated alike: x -> (x - center) * factor, then a column of ones.
public struct FeatureTransform: Equatable, Sendable {
  /// Subtracted from each column; zeros where nothing is.
  public let centers: [Double]
  /// Multiplies each column after that; ones where nothing is.
  public let factors: [Double]
  /// Whether a column of ones is appended.
  public let hasBias: Bool

  /// A transform with the given constants, one of each for each column.
  public init(centers: [Double], factors: [Double], hasBias: Bool) {
    precondition(centers.count == factors.count, "a center and a factor for each column")
    self.centers = centers
    self.factors = factors
    self.hasBias = hasBias
  }

  /// The transform that a declared scaling means for a training matrix. A constant column becomes 0
  /// where columns are centered.
  ///
  /// The sums run in the order of the rows, so that the constants are the same on every machine.
  public init(_ scaling: ColumnScaling?, on matrix: Matrix, hasBias: Bool) {
    var centers: [Double] = []
    var factors: [Double] = []
    for j in 0..<matrix.columnCount {
      let (center, factor) = FeatureTransform.constants(scaling, matrix.column(j))
      centers.append(center)
      factors.append(factor)
    }
    self.init(centers: centers, factors: factors, hasBias: hasBias)
  }

  private static func constants(
    _ scaling: ColumnScaling?, _ column: [Double]
  ) -> (center: Double, factor: Double) {
    let (least, most) = (column.min() ?? 0, column.max() ?? 0)
    switch scaling {
    case nil: return (0, 1)
    case .by(let divisor): return (0, 1 / divisor)
    case .minmax: return (least, most > least ? 1 / (most - least) : 1)
    case .sd:
      guard most > least else { return (least, 1) }
      let mean = column.reduce(0, +) / Double(column.count)
      // In units of the range, so that no square over- or underflows.
      let range = most - least
      let squares = column.reduce(0) { $0 + (($1 - mean) / range) * (($1 - mean) / range) }
      return (mean, 1 / (range * (squares / Double(column.count)).squareRoot()))
    }
  }

  /// The transformed matrix, with one more column where a bias is appended.
  public func applied(to matrix: Matrix) -> Matrix {
    precondition(matrix.columnCount == centers.count, "as many columns as in training")
    var result = matrix
    result.updateColumns { column, j in
      let (center, factor) = (centers[j], factors[j])
      for k in 0..<column.count { column[k] = (column[k] - center) * factor }
    }
    guard hasBias else { return result }
    let ones = [Double](repeating: 1, count: matrix.rowCount)
    return Matrix(
      rows: matrix.rowCount, columns: matrix.columnCount + 1, elements: result.elements + ones)
  }
}
