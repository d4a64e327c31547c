internal import Canonicalize
internal import LinearAlgebra

/// A proof that a conic program has no optimum.
public enum ConicCertificate: Sendable {
  /// z in K* with A'z = 0 and b'z = -1 (Farkas): no point is feasible.
  case infeasible([Double])
  /// d with -Ad in K, Pd = 0 and q'd = -1: the objective falls along d from any feasible point.
  case unbounded([Double])

  /// How far A'z may be from 0 and Ad from -K: no point with ||x||_1 below the inverse is feasible, and
  /// the ray stays as close to the feasible set for as long.
  static let tolerance = 1e-8

  /// The Farkas certificate in the direction of z; nil where it is none.
  static func farkas(_ z: [Double], in program: ConicProgram) -> ConicCertificate? {
    let value = dot(program.rightHandSide, z)
    guard value < 0 else { return nil }
    let scaled = z.map { $0 / -value }
    // Multipliers outside the dual cone prove nothing, however close they are.
    guard program.dualViolation(of: scaled) <= 0,
      largest(program.matrix.transposeTimes(scaled)) <= tolerance
    else { return nil }
    return .infeasible(scaled)
  }

  /// The ray in the direction of d; nil where it is none.
  static func ray(_ d: [Double], in program: ConicProgram) -> ConicCertificate? {
    let slope = dot(program.linear, d)
    guard slope < 0 else { return nil }
    let scaled = d.map { $0 / -slope }
    let curvature = program.quadratic.times(scaled)
    guard program.recession(of: scaled) <= tolerance, largest(curvature) <= tolerance else {
      return nil
    }
    return .unbounded(scaled)
  }
}
