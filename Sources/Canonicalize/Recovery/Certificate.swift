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
  public var gap: Double { (objective - lowerBound) / (1 + abs(objective)) }

  /// Whether gap and violation both meet a tolerance.
  public func isOptimal(to tolerance: Double) -> Bool {
    abs(gap) <= tolerance && violation <= tolerance
  }

  /// Certifies the point `panel` (d x 2P) with the best bound that the dual points give.
  public init(
    of panel: Matrix, dualPoints: [ConvexTrainingProgram.DualPoint],
    in program: ConvexTrainingProgram
  ) {
    let evaluation = program.evaluate(panel)
    objective = evaluation.objective
    violation = evaluation.violation
    networkObjective = Network(recoveredFrom: panel).objective(of: program)
    // With nu = 0 the bound is what the loss alone gives: never worse than that.
    lowerBound = dualPoints.map { program.lowerBound($0) }.reduce(program.constant, max)
  }
}
