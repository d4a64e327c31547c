internal import LinearAlgebra

/// A conic program as something that is measured: min 1/2 x'Px + q'x + c subject to Ax + s = b, s in K, with
/// P and A known by their products.
public protocol ConicForm: Sendable {
  /// K, in the order of the rows.
  var cones: [Cone] { get }
  /// q.
  var linear: [Double] { get }
  /// c.
  var constant: Double { get }
  /// b.
  var rightHandSide: [Double] { get }

  /// P x.
  func curvature(of x: [Double]) -> [Double]
  /// The objective, which may have smooth convex terms more than 1/2 x'Px + q'x + c.
  func objective(at x: [Double]) -> Double
  /// Its gradient.
  func gradient(at x: [Double]) -> [Double]
  /// A x.
  func rowProducts(with x: [Double]) -> [Double]
  /// A' z.
  func columnProducts(with z: [Double]) -> [Double]
}

extension ConicForm {
  /// The number of variables.
  public var variableCount: Int { linear.count }
  /// The number of rows.
  public var rowCount: Int { rightHandSide.count }

  public func objective(at x: [Double]) -> Double {
    var sum = constant
    for (j, product) in curvature(of: x).enumerated() { sum += (product / 2 + linear[j]) * x[j] }
    return sum
  }

  public func gradient(at x: [Double]) -> [Double] {
    zip(curvature(of: x), linear).map { $0 + $1 }
  }
}

extension ConicProgram: ConicForm {
  public func curvature(of x: [Double]) -> [Double] { quadratic.times(x) }
  public func rowProducts(with x: [Double]) -> [Double] { matrix.times(x) }
  public func columnProducts(with z: [Double]) -> [Double] { matrix.transposeTimes(z) }
}
