internal import Glibc

/// sum_k weight_k phi(slope_k x_k + offset_k) of a smooth convex phi, a part of the fit that needs no cone: x are
/// the predictions, or variables of the fit that hold what the worst case makes of them.
public struct SmoothTerm: Sendable {
  /// phi.
  public enum Function: Sendable {
    /// log(1 + e^x)
    case softplus
  }

  /// phi.
  public let function: Function
  /// Where x begins among the variables of the fit.
  public let firstVariable: Int
  /// The weights, none negative.
  public let weights: [Double]
  /// The slopes of the arguments.
  public let slopes: [Double]
  /// The constants of the arguments.
  public let offsets: [Double]

  /// A term; one number of each kind for each sample.
  public init(
    _ function: Function, of firstVariable: Int = 0, weights: [Double], slopes: [Double],
    offsets: [Double]
  ) {
    precondition(
      weights.count == slopes.count && slopes.count == offsets.count
        && weights.allSatisfy { $0 >= 0 }, "a term has as many weights as arguments, none negative")
    self.function = function
    self.firstVariable = firstVariable
    self.weights = weights
    self.slopes = slopes
    self.offsets = offsets
  }

  /// The term of sample k at x_k with its first and second derivative in x_k.
  public func jet(_ k: Int, at x: Double) -> (value: Double, slope: Double, curvature: Double) {
    let (w, a) = (weights[k], slopes[k])
    let jet = function.jet(a * x + offsets[k])
    return (w * jet.value, w * a * jet.slope, w * a * a * jet.curvature)
  }

  /// Its second-order model at x_k as a multiplier sees it: the tangent of the derivative not at x_k, but up to `reach`
  /// from there towards the argument at which the derivative is `slope`.
  public func model(
    _ k: Int, at x: Double, slope: Double, reach: Double
  ) -> (slope: Double, curvature: Double) {
    let (w, a) = (weights[k], slopes[k])
    let argument = a * x + offsets[k]
    guard w * a != 0 else { return (0, 0) }
    let target = function.argument(ofSlope: slope / (w * a))
    let move = min(max(target - argument, -reach), reach)
    let jet = function.jet(argument + move)
    return (w * a * (jet.slope - jet.curvature * move), w * a * a * jet.curvature)
  }

  /// The same in other units: `scale` x for x, and every weight times `cost`.
  public func scaled(by scale: Double, cost: Double) -> SmoothTerm {
    SmoothTerm(
      function, of: firstVariable, weights: weights.map { cost * $0 },
      slopes: slopes.map { scale * $0 },
      offsets: offsets)
  }
}

extension SmoothTerm.Function {
  /// phi with its first and second derivative.
  func jet(_ x: Double) -> (value: Double, slope: Double, curvature: Double) {
    switch self {
    case .softplus:
      // e^{-|x|} never overflows.
      let e = exp(-abs(x))
      let slope = x >= 0 ? 1 / (1 + e) : e / (1 + e)
      return (max(x, 0) + log1p(e), slope, e / ((1 + e) * (1 + e)))
    }
  }
}

extension SmoothTerm.Function {
  /// Where the derivative of phi is `slope`; infinite where it is nowhere.
  func argument(ofSlope slope: Double) -> Double {
    switch self {
    case .softplus:
      if slope <= 0 { return -.infinity }
      return slope >= 1 ? .infinity : log(slope) - log1p(-slope)
    }
  }
}

extension SmoothTerm {
  /// The largest slope that a sample's term can have.
  public var largestSlope: Double {
    switch function {
    case .softplus: zip(weights, slopes).reduce(0) { max($0, $1.0 * abs($1.1)) }
    }
  }
}
