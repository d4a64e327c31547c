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
    quadratic = SparseMatrix(diagonal: program.quadratic)
    linear = program.linear
    matrix = program.matrix
    bound = program.rightHandSide
    layout = ConeLayout(program.cones)
  }

  var hasCurvature: Bool { !quadratic.values.isEmpty }

  func quadraticTimes(_ x: [Double]) -> [Double] { quadratic.symmetricTimes(x) }
  func rowsTimes(_ x: [Double]) -> [Double] { matrix.times(x) }
  func transposeTimes(_ z: [Double]) -> [Double] { matrix.transposeTimes(z) }
  func newtonSystem() -> KKTSystem { KKTSystem(self) }
}

extension SparseMatrix {
  /// The nonzeros of a diagonal.
  init(diagonal: [Double]) {
    var starts = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    for (j, value) in diagonal.enumerated() {
      if value != 0 {
        rows.append(Int32(j))
        values.append(value)
      }
      starts.append(rows.count)
    }
    self.init(
      rowCount: diagonal.count, columnStarts: starts, rowIndices: rows, values: values)
  }

  /// (U + U' - diag U) x for an upper triangle U.
  func symmetricTimes(_ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: x.count)
    for j in 0..<columnCount {
      var sum = 0.0
      for p in columnStarts[j]..<columnStarts[j + 1] {
        let i = Int(rowIndices[p])
        sum += values[p] * x[i]
        if i != j { result[i] += values[p] * x[j] }
      }
      result[j] += sum
    }
    return result
  }
}
