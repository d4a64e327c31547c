public import Canonicalize
internal import LinearAlgebra

/// What is true of a point x and multipliers z of a linear program, by its data alone: whoever found
/// them is not trusted.
///
///     minimize c'x  subject to  Ax + s = b, s in K;  dual: maximize -b'z subject to A'z + c = 0, z in K*
public struct LinearCheck: Sendable {
  /// c'x and the constant.
  public let objective: Double
  /// -b'z and the constant: a lower bound on the objective where z is feasible.
  public let dualObjective: Double
  /// How far x leaves its rows, relative to 1 + the largest |b_i|.
  public let violation: Double
  /// How far A'z + c is from 0 and z from K*, relative to 1 + the largest |c_j|.
  public let dualViolation: Double

  /// Measures a point and multipliers.
  public init(of x: [Double], multipliers z: [Double], in program: ConicProgram) {
    objective = program.objective(at: x)
    let value = zip(program.rightHandSide, z).reduce(0) { $0 - $1.0 * $1.1 }
    dualObjective = value + program.constant
    violation = program.violation(at: x) / (1 + largest(program.rightHandSide))
    let product = program.matrix.transposeTimes(z)
    var worst = largest(zip(program.linear, product).map { $0 + $1 })
    for (z, isEquality) in zip(z, program.isEqualityRow) where !isEquality {
      worst = max(worst, -z)
    }
    dualViolation = worst / (1 + largest(program.linear))
  }

  /// The gap between both objectives, relative to 1 + |objective|.
  public var gap: Double { abs(objective - dualObjective) / (1 + abs(objective)) }

  /// Whether all that optimality needs holds to a tolerance.
  public func isOptimal(to tolerance: Double) -> Bool {
    // NaN fails too.
    violation <= tolerance && dualViolation <= tolerance && gap <= tolerance
  }
}

/// A proof that a linear program has no optimum.
public enum LinearCertificate: Sendable {
  /// z in K* with A'z = 0 and b'z = -1 (Farkas): no point is feasible.
  case infeasible([Double])
  /// d with -Ad in K and c'd = -1: the objective falls along d from any feasible point.
  case unbounded([Double])

  /// How far A'z may be from 0 and Ad from -K: no point with ||x||_1 below the inverse is feasible, and
  /// the ray stays as close to the feasible set for as long.
  static let tolerance = 1e-8

  /// The Farkas certificate in the direction of z; nil where it is none.
  static func farkas(_ z: [Double], in program: ConicProgram) -> LinearCertificate? {
    let value = zip(program.rightHandSide, z).reduce(0) { $0 + $1.0 * $1.1 }
    guard value < 0 else { return nil }
    let scaled = z.map { $0 / -value }
    let isInDualCone = zip(scaled, program.isEqualityRow).allSatisfy { $0 >= 0 || $1 }
    guard isInDualCone, largest(program.matrix.transposeTimes(scaled)) <= tolerance else {
      return nil
    }
    return .infeasible(scaled)
  }

  /// The ray in the direction of d; nil where it is none.
  static func ray(_ d: [Double], in program: ConicProgram) -> LinearCertificate? {
    let slope = zip(program.linear, d).reduce(0) { $0 + $1.0 * $1.1 }
    guard slope < 0 else { return nil }
    let scaled = d.map { $0 / -slope }
    for (change, isEquality) in zip(program.matrix.times(scaled), program.isEqualityRow) {
      guard (isEquality ? abs(change) : change) <= tolerance else { return nil }
    }
    return .unbounded(scaled)
  }
}

/// The largest absolute value.
private func largest(_ values: [Double]) -> Double {
  // A NaN stays a NaN: it must not pass for 0.
  values.reduce(0) { $1.isNaN ? .nan : max($0, abs($1)) }
}
