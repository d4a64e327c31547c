public import LinearAlgebra

/// The convex program of a training problem in its own form, X and the patterns as they are:
///
///     minimize   fit(r, e) + sum_g (beta ||u_g||_2 + gamma ||u_g||_2^2)
///     subject to r = sum_g sigma_g D_i(g) X u_g
///                (2 D_i(g) - I) X u_g >= 0    for the groups of a ReLU network
///
/// The groups g are v_1 .. v_P with sigma = 1 and w_1 .. w_P with sigma = -1 for a ReLU network (2.5), and
/// u_1 .. u_P with sigma = 1 for a gated one. The fit is a conic program in the predictions r and variables e
/// of its own, whose parts each see one sample.
///
/// Read as a conic program it has the variables (u, t, r, e), t_g >= ||u_g||_2, and the rows in the order
/// prediction, gate, group, fit.
public struct TrainingStructure: ConicForm {
  /// X, n x d.
  public let features: Matrix
  /// D_1, ..., D_P.
  public let patterns: ActivationPatterns
  /// The sigma of each run of P groups.
  public let signs: [Double]
  /// Whether weights must keep their pattern.
  public let hasPatternRows: Bool
  /// beta.
  public let groupWeight: Double
  /// gamma.
  public let squareWeight: Double
  /// The fit in (r, e): its first n variables are r.
  public let fit: ConicProgram
  /// What the fit has more in its objective: smooth functions of r.
  public let smooth: [SmoothTerm]

  /// A structure; the fit has a variable for each row of X, and more.
  public init(
    features: Matrix, patterns: ActivationPatterns, signs: [Double], hasPatternRows: Bool,
    groupWeight: Double, squareWeight: Double, fit: ConicProgram, smooth: [SmoothTerm] = []
  ) {
    precondition(
      features.rowCount == patterns.bits.rowCount && fit.variableCount >= features.rowCount,
      "the shapes of a structure agree")
    self.features = features
    self.patterns = patterns
    self.signs = signs
    self.hasPatternRows = hasPatternRows
    self.groupWeight = groupWeight
    self.squareWeight = squareWeight
    self.fit = fit
    self.smooth = smooth
  }

  /// n.
  public var sampleCount: Int { features.rowCount }
  /// d.
  public var featureCount: Int { features.columnCount }
  /// How many groups there are.
  public var groupCount: Int { signs.count * patterns.count }
  /// The weights of all groups, the first variables.
  public var weights: Range<Int> { 0..<groupCount * featureCount }
  /// The variables t.
  public var norms: Range<Int> { weights.upperBound..<weights.upperBound + groupCount }
  /// The variables r and e.
  public var fitVariables: Range<Int> {
    norms.upperBound..<norms.upperBound + fit.variableCount
  }
  /// The rows r = F u.
  public var predictionRows: Range<Int> { 0..<sampleCount }
  /// The rows of the patterns, n for each group.
  public var gateRows: Range<Int> {
    sampleCount..<sampleCount + (hasPatternRows ? groupCount * sampleCount : 0)
  }
  /// The rows (t_g, u_g), d + 1 for each group.
  public var groupRows: Range<Int> {
    gateRows.upperBound..<gateRows.upperBound + groupCount * (featureCount + 1)
  }
  /// The rows of the fit.
  public var fitRows: Range<Int> {
    groupRows.upperBound..<groupRows.upperBound + fit.rowCount
  }

  public var cones: [Cone] {
    [.zero(sampleCount)] + (hasPatternRows ? [.nonnegative(gateRows.count)] : [])
      + [Cone](repeating: .secondOrder(featureCount + 1), count: groupCount) + fit.cones
  }

  public var linear: [Double] {
    [Double](repeating: 0, count: weights.count)
      + [Double](repeating: groupWeight, count: groupCount) + fit.linear
  }

  public var constant: Double { fit.constant }

  public var rightHandSide: [Double] {
    [Double](repeating: 0, count: groupRows.upperBound) + fit.rightHandSide
  }

  public func curvature(of x: [Double]) -> [Double] {
    x[weights].map { 2 * squareWeight * $0 } + [Double](repeating: 0, count: groupCount)
      + fit.curvature(of: Array(x[fitVariables]))
  }

  public func objective(at x: [Double]) -> Double {
    var sum = constant
    for (j, product) in curvature(of: x).enumerated() { sum += (product / 2 + linear[j]) * x[j] }
    for term in smooth {
      for k in 0..<sampleCount { sum += term.jet(k, at: x[fitVariables.lowerBound + k]).value }
    }
    return sum
  }

  public func gradient(at x: [Double]) -> [Double] {
    var result = zip(curvature(of: x), linear).map { $0 + $1 }
    for term in smooth {
      for k in 0..<sampleCount {
        let j = fitVariables.lowerBound + k
        result[j] += term.jet(k, at: x[j]).slope
      }
    }
    return result
  }

  public func rowProducts(with x: [Double]) -> [Double] {
    let (n, d, p) = (sampleCount, featureCount, patterns.count)
    var products = Matrix(rows: n, columns: groupCount)
    multiply(
      features, .none, Matrix(rows: d, columns: groupCount, elements: Array(x[weights])),
      into: &products)
    var result = [Double](repeating: 0, count: rowCount)
    for k in 0..<n { result[k] = x[fitVariables.lowerBound + k] }
    for g in 0..<groupCount {
      let column = products.column(g)
      for k in 0..<n {
        let isActive = patterns.bits[k, g % p]
        if isActive { result[k] -= signs[g / p] * column[k] }
        if hasPatternRows {
          result[gateRows.lowerBound + g * n + k] = isActive ? -column[k] : column[k]
        }
      }
      let first = groupRows.lowerBound + g * (d + 1)
      result[first] = -x[norms.lowerBound + g]
      for c in 0..<d { result[first + 1 + c] = -x[g * d + c] }
    }
    let rest = fit.rowProducts(with: Array(x[fitVariables]))
    result.replaceSubrange(fitRows, with: rest)
    return result
  }

  public func columnProducts(with z: [Double]) -> [Double] {
    let (n, d, p) = (sampleCount, featureCount, patterns.count)
    var panel = Matrix(rows: n, columns: groupCount)
    for g in 0..<groupCount {
      panel.setColumn(
        g,
        to: (0..<n).map { k in
          let isActive = patterns.bits[k, g % p]
          let link = isActive ? -signs[g / p] * z[k] : 0
          guard hasPatternRows else { return link }
          let gate = z[gateRows.lowerBound + g * n + k]
          return link + (isActive ? -gate : gate)
        })
    }
    var products = Matrix(rows: d, columns: groupCount)
    multiply(features, .transposed, panel, into: &products)
    var result = products.elements
    for g in 0..<groupCount {
      let first = groupRows.lowerBound + g * (d + 1)
      for c in 0..<d { result[g * d + c] -= z[first + 1 + c] }
      result.append(-z[first])
    }
    var rest = fit.columnProducts(with: Array(z[fitRows]))
    for k in 0..<n { rest[k] += z[k] }
    return result + rest
  }
}
