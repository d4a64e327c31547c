public import LinearAlgebra

/// What is proven about a point of (2.5): computed from the data and the point by code that knows
/// no solver.
public struct Certificate: Equatable, Sendable {
  /// The objective of (2.5) at the point.
  public let objective: Double
  /// The largest violated constraint, relative to 1 + the largest |row value|.
  public let violation: Double
  /// A proven lower bound on the optimum of (2.5).
  public let lowerBound: Double
  /// The objective (2.1) of the recovered network, evaluated from its definition.
  public let networkObjective: Double

  private let scaledViolation: Double
  private let zeroObjective: Double

  /// (objective - lowerBound) / (1 + |objective|); negative where a violated constraint lets the
  /// objective fall below the bound.
  public var gap: Double {
    objective.isFinite ? (objective - lowerBound) / (1 + abs(objective)) : .infinity
  }

  /// How far the point may be from a feasible optimum: the larger of gap and violation, each also
  /// measured in the problem's own scale (the objective of the network without neurons, the size of
  /// rows and targets), so that small units make nothing look optimal.
  public let error: Double

  /// Whether gap and violation both meet a tolerance, in units of 1 and in the problem's own.
  public func isOptimal(to tolerance: Double) -> Bool { error <= tolerance }

  /// Certifies the point `panel` (d x 2P) with the best bound that the multipliers (any dual point, or
  /// none) give: as they are,
  /// and with nu replaced by the gradient of the loss at the point, which is better near the optimum.
  public init(
    of panel: Matrix, multipliers: ConvexTrainingProgram.DualPoint?,
    in program: ConvexTrainingProgram
  ) {
    let evaluation = program.evaluate(panel)
    var best = program.leastLoss
    for point in multipliers.map({ program.dualPoints(near: $0, evaluation.predictions) }) ?? [] {
      best = max(best, program.lowerBound(point))
    }
    self.init(
      objective: evaluation.objective, violation: evaluation.violation,
      scaledViolation: evaluation.scaledViolation, lowerBound: best,
      networkObjective: evaluation.networkObjective, zeroObjective: program.zeroObjective)
  }

  /// The same with another lower bound, where that is larger.
  public func bounded(by bound: Double) -> Certificate {
    guard bound > lowerBound else { return self }
    return Certificate(
      objective: objective, violation: violation, scaledViolation: scaledViolation,
      lowerBound: bound, networkObjective: networkObjective, zeroObjective: zeroObjective)
  }

  /// A certificate of these figures; `scaledViolation` is relative to the problem's own scale, `zeroObjective`
  /// the objective of the network without neurons.
  init(
    objective: Double, violation: Double, scaledViolation: Double, lowerBound: Double,
    networkObjective: Double, zeroObjective: Double
  ) {
    (self.objective, self.violation) = (objective, violation)
    (self.lowerBound, self.networkObjective) = (lowerBound, networkObjective)
    (self.scaledViolation, self.zeroObjective) = (scaledViolation, zeroObjective)
    let distance = abs(objective - lowerBound)
    let scale = min(
      1 + abs(objective), zeroObjective > 0 ? zeroObjective : .infinity)
    let scaledGap = distance == 0 ? 0 : distance / scale
    // A loss may be infinite at a point on the way.
    error =
      scaledGap.isNaN || !objective.isFinite
      ? .infinity : max(scaledGap, violation, scaledViolation)
  }
}
