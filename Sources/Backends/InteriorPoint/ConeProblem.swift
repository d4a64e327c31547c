/// What the interior-point method needs of a problem min 1/2 x'Px + q'x subject to Ax + s = b, s in K: its
/// vectors, its products, and a solver of its Newton systems. How P and A are kept is the problem's matter.
protocol ConeProblem {
  associatedtype System: NewtonSystem

  /// K.
  var layout: ConeLayout { get }
  /// q, of length n.
  var linear: [Double] { get }
  /// b, of length m.
  var bound: [Double] { get }
  /// Whether P is not 0.
  var hasCurvature: Bool { get }

  /// P x.
  func quadraticTimes(_ x: [Double]) -> [Double]
  /// A x.
  func rowsTimes(_ x: [Double]) -> [Double]
  /// A' z.
  func transposeTimes(_ z: [Double]) -> [Double]
  /// A solver of its Newton systems.
  func newtonSystem() -> System
}

extension ConeProblem {
  var variableCount: Int { linear.count }
  var rowCount: Int { bound.count }
}

/// Solves [[P, A'], [A, -H]] (x; z) = (a; c) for the scaling H of one iterate after the other.
protocol NewtonSystem {
  /// Entries of the factors and flops of making them.
  var factorSize: (entries: Int, flops: Double) { get }
  /// Takes H in; false where numbers are not finite.
  mutating func factor(_ scaling: ConeScaling) -> Bool
  /// Solves for (a; c) in place; false where the solution is not finite.
  mutating func solve(x: inout [Double], z: inout [Double]) -> Bool
}
