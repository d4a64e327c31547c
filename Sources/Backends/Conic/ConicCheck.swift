public import Canonicalize
internal import LinearAlgebra

/// What is true of a point x and multipliers z of a conic program, by its data alone: whoever found them
/// is not trusted.
///
///     minimize 1/2 x'Px + q'x  subject to  Ax + s = b, s in K
///     dual: maximize -1/2 x'Px - b'z  subject to  Px + A'z + q = 0, z in K*
public struct ConicCheck: Sendable {
  /// The objective at x.
  public let objective: Double
  /// -1/2 x'Px - b'z and the constant: a lower bound on the objective where z is feasible.
  public let dualObjective: Double
  /// How far x leaves its cones, relative to 1 + the largest |b_i|.
  public let violation: Double
  /// How far Px + A'z + q is from 0 and z from K*, relative to 1 + the largest |q_j|.
  public let dualViolation: Double
  /// By how much the residual of the dual may have moved the bound: |x|'|Px + A'z + q| relative to
  /// 1 + |objective|. On the way to an optimum that is not attained x grows as the residual falls, and the gap
  /// says nothing.
  public let doubt: Double

  /// Measures a point and multipliers.
  public init(of x: [Double], multipliers z: [Double], in program: some ConicForm) {
    objective = program.objective(at: x)
    let gradient = program.gradient(at: x)
    // Wolfe's dual: f(x) - f'(x) x - b'z, which for a quadratic f is -1/2 x'Px - b'z.
    dualObjective = objective - dot(gradient, x) - dot(program.rightHandSide, z)
    violation = program.violation(at: x) / (1 + largest(program.rightHandSide))
    var rest = program.columnProducts(with: z)
    for j in rest.indices { rest[j] += gradient[j] }
    doubt = zip(x, rest).reduce(0) { $0 + abs($1.0 * $1.1) } / (1 + abs(objective))
    // A NaN in one of them must not hide behind the other.
    dualViolation =
      largest([largest(rest), program.dualViolation(of: z)]) / (1 + largest(program.linear))
  }

  /// Whether all figures are numbers.
  var isFinite: Bool {
    [objective, dualObjective, violation, dualViolation, doubt].allSatisfy(\.isFinite)
  }

  /// (objective - dualObjective) / (1 + |objective|).
  public var gap: Double { (objective - dualObjective) / (1 + abs(objective)) }

  /// Whether all that optimality needs holds to a tolerance.
  public func isOptimal(to tolerance: Double) -> Bool {
    // NaN fails too.
    violation <= tolerance && dualViolation <= tolerance && abs(gap) <= tolerance
      && doubt <= Self.doubtFactor * tolerance
  }

  /// How much more than the gap the doubt may be, which adds up where the gap cancels.
  static let doubtFactor = 1000.0

  /// How much looser the tolerance of `almostOptimal` is.
  public static let almostFactor = 1000.0

  /// The tolerance that a point meets which is nearly optimal to another one; never above 1e-3, which
  /// nobody would call nearly.
  public static func almostTolerance(_ tolerance: Double) -> Double {
    max(tolerance, min(almostFactor * tolerance, 1e-3))
  }
}

/// The largest absolute value.
func largest(_ values: [Double]) -> Double {
  // A NaN stays a NaN: it must not pass for 0.
  values.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, abs($1)) }
}
