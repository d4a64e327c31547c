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
/// Perturbations of the rows of X by a set with support function h turn the pattern rows into
/// (2 D_i(g) - I) X u_g >= h(u_g), (4.4), and give the fit n variables more, q_k >= h(theta_k) with
/// theta_k = sum_g sigma_g d_ki(g) u_g: the worst case of a loss is a function of r_k and q_k alone.
///
/// Read as a conic program it has the variables (u, t, p, m, r, q, e), t_g >= ||u_g||_2, p_g >= h(u_g), m of the
/// support functions, and the rows in the order prediction, gate, group, support, fit.
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
  /// The support functions of the groups with pattern rows and of the samples; nil without perturbations.
  public let support: SupportRows?
  /// The fit in (r, e), or (r, q, e) with perturbations: its first n variables are r.
  public let fit: ConicProgram
  /// What the fit has more in its objective: smooth functions of its variables.
  public let smooth: [SmoothTerm]
  /// Whether the spec constrains outputs, so that there may be no feasible point.
  public let isConstrained: Bool

  /// A structure; the fit has a variable for each row of X, two with perturbations, and more.
  public init(
    features: Matrix, patterns: ActivationPatterns, signs: [Double], hasPatternRows: Bool,
    groupWeight: Double, squareWeight: Double, perturbation: SupportShape? = nil,
    fit: ConicProgram, smooth: [SmoothTerm] = [], isConstrained: Bool = false
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
    support = perturbation.map {
      let groups = hasPatternRows ? signs.count * patterns.count : 0
      return SupportRows($0, carrierCount: groups + features.rowCount)
    }
    self.fit = fit
    self.smooth = smooth
    self.isConstrained = isConstrained
  }

  /// Whether there is an optimum: losses are convex, the penalty grows with every weight, and no constraint can
  /// be missed, but for losses that are not finite everywhere.
  public var hasOptimum: Bool { groupWeight > 0 && !isConstrained }

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
  /// The variables p, one for each group with perturbed pattern rows.
  public var groupSupports: Range<Int> {
    norms.upperBound..<norms.upperBound + perturbedGroupCount
  }
  /// The variables m of all support functions, first those of the groups.
  public var auxiliaries: Range<Int> {
    let count = support.map { $0.carrierCount * $0.auxiliaryCount } ?? 0
    return groupSupports.upperBound..<groupSupports.upperBound + count
  }
  /// The variables r, q and e.
  public var fitVariables: Range<Int> {
    auxiliaries.upperBound..<auxiliaries.upperBound + fit.variableCount
  }
  /// The variables q, one for each sample.
  public var sampleSupports: Range<Int> {
    let first = fitVariables.lowerBound + sampleCount
    return first..<first + (support == nil ? 0 : sampleCount)
  }
  /// How many groups have perturbed pattern rows: all or none.
  public var perturbedGroupCount: Int { support != nil && hasPatternRows ? groupCount : 0 }
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
  /// The rows of the support functions, first those of the groups.
  public var supportRows: Range<Int> {
    let count = support.map { $0.carrierCount * $0.rowCount } ?? 0
    return groupRows.upperBound..<groupRows.upperBound + count
  }
  /// The rows of the fit.
  public var fitRows: Range<Int> {
    supportRows.upperBound..<supportRows.upperBound + fit.rowCount
  }

  public var cones: [Cone] {
    [.zero(sampleCount)] + (hasPatternRows ? [.nonnegative(gateRows.count)] : [])
      + [Cone](repeating: .secondOrder(featureCount + 1), count: groupCount)
      + (support?.cones ?? []) + fit.cones
  }

  public var linear: [Double] {
    [Double](repeating: 0, count: weights.count)
      + [Double](repeating: groupWeight, count: groupCount)
      + [Double](repeating: 0, count: fitVariables.lowerBound - norms.upperBound) + fit.linear
  }

  public var constant: Double { fit.constant }

  public var rightHandSide: [Double] {
    [Double](repeating: 0, count: supportRows.upperBound) + fit.rightHandSide
  }

  public func curvature(of x: [Double]) -> [Double] {
    x[weights].map { 2 * squareWeight * $0 }
      + [Double](repeating: 0, count: fitVariables.lowerBound - weights.upperBound)
      + fit.curvature(of: Array(x[fitVariables]))
  }

  public func objective(at x: [Double]) -> Double {
    var sum = constant
    let linear = linear
    for (j, product) in curvature(of: x).enumerated() { sum += (product / 2 + linear[j]) * x[j] }
    for term in smooth {
      let first = fitVariables.lowerBound + term.firstVariable
      for k in 0..<sampleCount { sum += term.jet(k, at: x[first + k]).value }
    }
    return sum
  }

  public func gradient(at x: [Double]) -> [Double] {
    var result = zip(curvature(of: x), linear).map { $0 + $1 }
    for term in smooth {
      for k in 0..<sampleCount {
        let j = fitVariables.lowerBound + term.firstVariable + k
        result[j] += term.jet(k, at: x[j]).slope
      }
    }
    return result
  }
}
