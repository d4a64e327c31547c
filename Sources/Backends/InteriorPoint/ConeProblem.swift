/// What the interior-point method needs of a problem min 1/2 x'Px + q'x subject to Ax + s = b, s in K: its
/// vectors, its products, and a solver of its Newton systems. How P and A are kept is the problem's matter.
protocol ConeProblem {
  associatedtype System: NewtonSystem where System.Problem == Self

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

  /// Whether the step of the slacks comes from the rows of the program also where H is diagonal.
  var keepsAllRows: Bool { get }
  /// By how much the objective differs from 1/2 x'Px + q'x where it was linearized.
  var offset: Double { get }
  /// Whether x and z may take steps of their own: the dual residual depends on x by nothing but models that follow z.
  var separatesSteps: Bool { get }
  /// Whether the objective is linearized.
  var isLinearized: Bool { get }
  /// Where the objective is not quadratic: takes P and q of its second-order model at x / tau. The embedding
  /// of a smooth convex objective (Andersen and Ye 1999) is that of this model in every iteration.
  mutating func linearize(at point: Iterate)
  /// The same for a step without the embedding, A'z being given: the model is that of the arguments at which the
  /// multipliers would be the slopes, or of arguments on the way to there. Along the tail of e^x Newton's method in x
  /// gains 1 a step; in the slope it goes to the end at once.
  mutating func linearize(at point: Iterate, transposed: [Double])
}

extension ConeProblem {
  var offset: Double { 0 }
  var keepsAllRows: Bool { false }
  var separatesSteps: Bool { !hasCurvature }
  var isLinearized: Bool { false }
  mutating func linearize(at point: Iterate) {}
  mutating func linearize(at point: Iterate, transposed: [Double]) {}
}

extension ConeProblem {
  var variableCount: Int { linear.count }
  var rowCount: Int { bound.count }
}

/// Solves [[P, A'], [A, -H]] (x; z) = (a; c) for the scaling H of one iterate after the other.
protocol NewtonSystem {
  associatedtype Problem: ConeProblem

  /// Entries of the factors and flops of making them.
  var factorSize: (entries: Int, flops: Double) { get }
  /// Takes in H, and the P of the problem; false where numbers are not finite.
  mutating func factor(_ problem: Problem, _ scaling: ConeScaling) -> Bool
  /// Solves for (a; c) in place; false where the solution is not finite.
  mutating func solve(x: inout [Double], z: inout [Double]) -> Bool
}
