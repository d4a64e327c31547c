public import DSL
public import LinearAlgebra

/// The data of a training problem, read and prepared.
public struct TrainingData: Sendable {
  /// X, n x d, scaled and with its bias column.
  public let features: Matrix
  /// y, n numbers.
  public let targets: [Double]
  /// D_1, ..., D_P.
  public let patterns: ActivationPatterns

  /// Prepared data; the shapes must fit.
  public init(features: Matrix, targets: [Double], patterns: ActivationPatterns) {
    self.features = features
    self.targets = targets
    self.patterns = patterns
  }
}

/// Theorem 2.1: the training problem (2.1) with the ReLU network and weight decay becomes the convex
/// program (2.5) over the given patterns, beta/2 (||u||^2 + alpha^2) becoming beta ||v||.
///
/// The fit, a convex quadratic of the prediction, is brought to weight/2 (r - t)^2 plus a constant
/// by completing the square.
///
/// Parameters and sizes have the given values; the result is nil where a coefficient has no value or
/// the wrong sign.
public func convexify(
  _ problem: TrainingProblem, data: TrainingData, values: ScalarValues
) -> ConvexTrainingProgram? {
  let n = Double(data.features.rowCount)
  var fit = SampleQuadratic()
  for term in problem.fit {
    let formula = term.loss.quadratic(in: values)
    guard let formula, let coefficient = term.coefficient.value(in: values) else { return nil }
    fit = fit + formula.scaled(by: term.isMean ? coefficient / n : coefficient)
  }
  var groupWeight = 0.0
  for term in problem.regularizer {
    guard let coefficient = term.coefficient.value(in: values) else { return nil }
    switch term.kind {
    case .hiddenSquared, .outputSquared, .product: groupWeight += coefficient
    case .hiddenNorm, .outputAbsolute: return nil
    }
  }
  guard fit.zz > 0, groupWeight > 0, groupWeight.isFinite, fit.zz.isFinite else { return nil }
  var constant = 0.0
  let targets = data.targets.map { t in
    let slope = fit.zt * t + fit.z1
    constant += fit.tt * t * t + fit.t1 * t + fit.one - slope * slope / (4 * fit.zz)
    return -slope / (2 * fit.zz)
  }
  return ConvexTrainingProgram(
    features: data.features, targets: targets, loss: .squared(weight: 2 * fit.zz),
    constant: constant, groupWeight: groupWeight, patterns: data.patterns)
}
