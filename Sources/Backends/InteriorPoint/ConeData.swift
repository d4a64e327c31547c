internal import Canonicalize
internal import LinearAlgebra

/// The numbers of a conic program: min 1/2 x'Px + q'x subject to Ax + s = b, s in K.
struct ConeData: ConeProblem {
  /// The upper triangle of P.
  var quadratic: SparseMatrix
  /// q.
  var linear: [Double]
  /// A.
  var matrix: SparseMatrix
  /// b.
  var bound: [Double]
  /// K.
  let layout: ConeLayout
  /// How the Newton systems are solved, and what is kept.
  var shift = 1e-8
  var keepsAllRows = false
  /// The pattern of its Newton systems, where several runs share one.
  var pattern: KKTPattern?

  init(
    quadratic: SparseMatrix, linear: [Double], matrix: SparseMatrix, bound: [Double],
    layout: ConeLayout
  ) {
    self.quadratic = quadratic
    self.linear = linear
    self.matrix = matrix
    self.bound = bound
    self.layout = layout
  }

  init(_ program: ConicProgram) {
    quadratic = program.quadratic.upper
    linear = program.linear
    matrix = program.matrix
    bound = program.rightHandSide
    layout = ConeLayout(program.cones)
  }

  var hasCurvature: Bool { !quadratic.values.isEmpty }

  func quadraticTimes(_ x: [Double]) -> [Double] { quadratic.symmetricTimes(x) }
  func rowsTimes(_ x: [Double]) -> [Double] { matrix.times(x) }
  func transposeTimes(_ z: [Double]) -> [Double] { matrix.transposeTimes(z) }
  func newtonSystem() -> KKTSystem { KKTSystem(self, shift: shift) }
}
