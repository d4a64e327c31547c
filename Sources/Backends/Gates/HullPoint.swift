internal import Canonicalize
internal import LinearAlgebra

/// The point p = sum_k lambda_k a_k of a convex hull with least norm over the moved coordinates, 0 in the
/// others; lambda >= 0, sum lambda = 1.
///
/// Nonnegative least squares find it: minimize ||A lambda||^2 + (sum lambda - 1)^2, whose solution is a
/// multiple. The unmoved coordinates B lambda = 0 are met by the method of multipliers.
struct HullPoint {
  /// A direction v with a_k'v >= ||v||_2 distance for every k, the norm over moved coordinates, up to
  /// rounding.
  let direction: [Double]
  /// ||p||_2: no direction does better. Infinite where the method of multipliers did not settle.
  let distance: Double

  /// The weight of unmoved coordinates: large settles soon, small keeps the least squares accurate.
  private static let weight = 30.0
  private static let rounds = 60

  /// The nearest point of the signed rows of a cone.
  init(of cone: GateCone) {
    let a = cone.signedRows
    let (d, n) = (a.rowCount, a.columnCount)
    let isUnmoved = Set(cone.unmoved)
    let moved = (0..<d).filter { !isUnmoved.contains($0) }
    let scale = HullPoint.largestNorm(a, moved)
    let unmovedScale = HullPoint.largestNorm(a, cone.unmoved)
    var system = Matrix(rows: d + 1, columns: n)
    for k in 0..<n {
      for c in 0..<d {
        system[c, k] =
          isUnmoved.contains(c)
          ? HullPoint.weight * a[c, k] / unmovedScale : a[c, k] / scale
      }
      system[d, k] = 1
    }
    var multipliers = [Double](repeating: 0, count: d)
    var image = [Double](repeating: 0, count: d + 1)
    var residual = Double.infinity
    for _ in 0..<(isUnmoved.isEmpty ? 1 : HullPoint.rounds) {
      let target = multipliers.map { -$0 } + [1]
      let lambda = nonnegativeLeastSquares(system, target)
      multiply(system, .none, lambda, into: &image)
      residual = 0
      for c in isUnmoved {
        multipliers[c] += image[c]
        residual = max(residual, abs(image[c]) / HullPoint.weight)
      }
      if residual <= 1e-12 * image[d] { break }
    }
    var v = image.dropLast().map { $0 / scale }
    for c in isUnmoved { v[c] = HullPoint.weight * multipliers[c] / unmovedScale }
    direction = v
    let norm = norm2(moved.map { image[$0] })
    distance = residual <= 1e-10 * image[d] ? scale * norm / image[d] : .infinity
  }

  /// The largest norm of the columns over some rows; 1 where all are 0.
  private static func largestNorm(_ a: Matrix, _ rows: [Int]) -> Double {
    let norm = (0..<a.columnCount).reduce(0) { found, k in max(found, norm2(rows.map { a[$0, k] }))
    }
    return norm > 0 ? norm : 1
  }
}
