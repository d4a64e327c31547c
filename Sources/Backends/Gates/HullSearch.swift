internal import LinearAlgebra

/// The point p = A lambda of the convex hull of the columns of A with least norm, found by the finite
/// method of Wolfe (1976):
///
///     minimize 1/2 ||A lambda||_2^2  subject to  C lambda = e,  lambda >= 0
///
/// C has a row of ones and perhaps one of other numbers, such as the signs of a bias; e = (1, 0). With the
/// multipliers y of C the direction v = A lambda has a_k'v - y_2 c_k >= y_1 = ||p||^2 at the optimum,
/// with equality on the support of lambda. Each p on the way is a point of the hull.
struct HullSearch {
  /// A, scaled so that the longest column has length 1.
  private let columns: Matrix
  private let scale: Double
  /// c, scaled so that the largest entry is 1; nil where C has one row.
  private let held: [Double]?
  private let heldScale: Double
  /// A lambda in the scaling.
  private var p: [Double] = []
  private var y: [Double] = [0, 0]
  /// a_k'v - y_2 c_k of every column.
  private var values: [Double] = []
  private var face = HullFace()
  /// Columns whose entry rounding has undone since the last step.
  private var refused: Set<Int> = []

  /// A search that starts at the shortest column, or at two that cancel in c; nil where no convex
  /// combination does.
  init?(columns matrix: Matrix, held row: [Double]?) {
    let (d, n) = (matrix.rowCount, matrix.columnCount)
    let lengths = (0..<n).map { norm2(matrix.column($0)) }
    scale = lengths.max().flatMap { $0 > 0 ? $0 : nil } ?? 1
    var scaled = matrix
    let factor = 1 / scale
    scaled.update { for index in 0..<d * n { $0[index] *= factor } }
    columns = scaled
    let largest = row?.reduce(0) { max($0, abs($1)) } ?? 0
    heldScale = largest > 0 ? largest : 1
    held = largest > 0 ? row?.map { $0 / largest } : nil
    values = [Double](repeating: 0, count: n)
    func shortest(_ isIn: (Int) -> Bool) -> Int? {
      (0..<n).filter(isIn).min { lengths[$0] < lengths[$1] }
    }
    if let c = held {
      if let first = shortest({ c[$0] == 0 }) {
        start([(first, 1)])
      } else if let up = shortest({ c[$0] > 0 }), let down = shortest({ c[$0] < 0 }) {
        start([(up, -c[down] / (c[up] - c[down])), (down, c[up] / (c[up] - c[down]))])
      } else {
        return nil
      }
    } else {
      guard let first = shortest({ _ in true }) else { return nil }
      start([(first, 1)])
    }
  }

  /// lambda, by the columns where it is not 0.
  var weights: [(column: Int, weight: Double)] { Array(zip(face.support, face.weights)) }

  /// v over the rows of A, and -y_2: with them a_k'v + c_k (-y_2) >= `least` for every k.
  var direction: (v: [Double], held: Double) { (p.map { $0 / scale }, -y[1] / heldScale) }

  /// The least a_k'v - y_2 c_k.
  var least: Double { values.min() ?? 0 }

  /// Whether p is 0 up to rounding.
  var isAtOrigin: Bool { norm2(p) <= 1e-13 }

  /// One step: the column with the least value enters, and lambda becomes optimal on the new support.
  /// False where p is nearest up to rounding.
  mutating func advance() -> Bool {
    guard !isAtOrigin, refused.count < 8 else { return false }
    let isOut = Set(face.support).union(refused)
    guard
      let entering = values.indices.filter({ !isOut.contains($0) })
        .min(by: { values[$0] < values[$1] }),
      values[entering] < dot(p, p) - 1e-14 * norm2(p)
    else { return false }
    let before = (face, p, y, dot(p, p))
    face.enter(entering, columns.column(entering), held.map { [1, $0[entering]] } ?? [1])
    if face.settle() {
      look()
      if dot(p, p) < before.3 {
        refused = []
        return true
      }
    }
    (face, p, y) = (before.0, before.1, before.2)
    refused.insert(entering)
    look()
    return true
  }

  private mutating func start(_ weights: [(column: Int, weight: Double)]) {
    for (k, weight) in weights {
      face.enter(k, columns.column(k), held.map { [1, $0[k]] } ?? [1], weight: weight)
    }
    _ = face.settle()
    look()
  }

  /// Computes p, y and the values from lambda.
  private mutating func look() {
    p = face.point(columns.rowCount)
    y = face.multipliers
    if y.count < 2 { y.append(0) }
    if let held { values = held }
    multiply(columns, .transposed, p, keep: held == nil ? 0 : -y[1], into: &values)
  }
}
