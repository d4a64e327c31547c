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
    features: data.features, targets: targets, lossWeight: 2 * fit.zz,
    constant: constant, groupWeight: groupWeight, patterns: data.patterns)
}

extension TrainingInstance {
  /// The convex program of a ReLU or gated network with any losses that are told apart by sample: (2.5) with
  /// weight decay, or the gated one; nil where a coefficient of the regularizer has the wrong sign.
  /// - Throws: `ConvexificationError` about a loss that has no such form.
  public func convexProgram() throws(ConvexificationError) -> ConvexTrainingProgram? {
    var weights: [RegularizerTerm.Kind: Double] = [:]
    for term in problem.regularizer { weights[term.kind, default: 0] += value(term.coefficient) }
    let decay = (weights[.hiddenSquared] ?? 0) + (weights[.outputSquared] ?? 0)
    let isGated = problem.network.form == .gated
    let norm = isGated ? weights[.hiddenNorm] ?? 0 : decay + (weights[.product] ?? 0)
    let square = isGated ? decay : 0
    guard norm >= 0, square >= 0, norm + square > 0, (norm + square).isFinite else { return nil }
    var reader = LossReader(self)
    for term in problem.fit {
      // A concave loss with a negative coefficient is told by the signs of its parts.
      let weight = value(term.coefficient) / (term.isMean ? Double(sampleCount) : 1)
      reader.add(term.loss.body, [Double](repeating: weight, count: sampleCount))
    }
    let losses: [SampleLoss]
    do throws(LossReader.Refusal) {
      losses = try reader.losses()
    } catch {
      throw ConvexificationError(message: error.what)
    }
    let (squares, constant) = completedSquares(losses)
    return ConvexTrainingProgram(
      features: features, losses: squares, constant: constant, groupWeight: norm,
      squareWeight: square, patterns: patterns, isGated: isGated)
  }
}

/// A loss that is no function of the prediction of one sample with a proximal step.
public struct ConvexificationError: Error {
  /// What it is.
  public let message: String
}

/// Squares of one weight as such, with what is left of them; other losses as they are.
private func completedSquares(_ losses: [SampleLoss]) -> ([SampleLoss], constant: Double) {
  var (squares, constant): ([SampleLoss], Double) = ([], 0)
  var common: Double?
  for loss in losses {
    guard case .piecewise(let f) = loss, f.pieces.count == 1, f.pieces[0].a > 0,
      f.pieces[0].a == common ?? f.pieces[0].a
    else { return (losses, 0) }
    let piece = f.pieces[0]
    common = piece.a
    squares.append(.squared(weight: 2 * piece.a, target: -piece.b / (2 * piece.a)))
    constant += piece.c - piece.b * piece.b / (4 * piece.a)
  }
  return (squares, constant)
}
