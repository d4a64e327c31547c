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
    objective = evaluation.objective
    violation = evaluation.violation
    networkObjective = evaluation.networkObjective
    var best = program.leastLoss
    if var point = multipliers {
      best = max(best, program.lowerBound(point))
      point.nu = program.gradient(at: evaluation.predictions)
      best = max(best, program.lowerBound(point))
    }
    lowerBound = best
    let distance = abs(evaluation.objective - best)
    let own = program.zeroObjective
    let scale = min(1 + abs(evaluation.objective), own > 0 ? own : .infinity)
    let scaledGap = distance == 0 ? 0 : distance / scale
    // A loss may be infinite at a point on the way.
    error =
      scaledGap.isNaN || !evaluation.objective.isFinite
      ? .infinity : max(scaledGap, evaluation.violation, evaluation.scaledViolation)
  }
}
