internal import LinearAlgebra

/// A point of the homogeneous embedding: x/tau, s/tau, z/tau solve the program where tau > 0 in the limit, and
/// prove that it has no solution where kappa > 0.
struct Iterate {
  var x: [Double]
  var s: [Double]
  var z: [Double]
  var tau = 1.0
  var kappa = 1.0

  init(_ data: some ConeProblem) {
    x = [Double](repeating: 0, count: data.variableCount)
    s = [Double](repeating: 0, count: data.rowCount)
    z = s
  }

  /// Whether there is an embedding; else tau is 1 and kappa 0.
  var isEmbedded: Bool { kappa > 0 }

  /// mu = (s'z + tau kappa) / (nu + 1), or s'z / nu without the embedding.
  func mu(degree: Int) -> Double {
    (dotProduct(s, z) + tau * kappa) / Double(max(1, degree + (isEmbedded ? 1 : 0)))
  }

  /// How far to go along a direction: x, s, tau and kappa by one step, z by the other.
  struct Steps {
    var primal: Double
    var dual: Double

    var shorter: Double { min(primal, dual) }
  }

  /// Moves by alpha along a direction.
  mutating func move(_ alpha: Double, _ d: Iterate) {
    move(Steps(primal: alpha, dual: alpha), d)
  }

  /// Moves along a direction.
  mutating func move(_ steps: Steps, _ d: Iterate) {
    for j in x.indices { x[j] += steps.primal * d.x[j] }
    for i in s.indices {
      s[i] += steps.primal * d.s[i]
      z[i] += steps.dual * d.z[i]
    }
    tau += steps.primal * d.tau
    kappa += steps.primal * d.kappa
  }

  var isFinite: Bool {
    tau.isFinite && kappa.isFinite && x.allSatisfy(\.isFinite) && s.allSatisfy(\.isFinite)
      && z.allSatisfy(\.isFinite)
  }
}

/// What the equations of the embedding leave at a point.
struct EmbeddingResiduals {
  /// -(Px + A'z + q tau)
  var x: [Double]
  /// Ax + s - b tau
  var z: [Double]
  /// q'x + b'z + kappa + x'Px/tau
  var tau = 0.0
  /// Px
  var quadratic: [Double]
  /// x'Px
  var curvature = 0.0
  var linear = 0.0
  var bound = 0.0
  /// A'z and Ax + s, for certificates.
  var transposed: [Double]
  var rows: [Double]

  init(_ data: some ConeProblem, _ point: Iterate) {
    transposed = data.transposeTimes(point.z)
    rows = data.rowsTimes(point.x)
    bound = dotProduct(data.bound, point.z)
    z = rows
    for i in z.indices {
      rows[i] += point.s[i]
      z[i] = rows[i] - data.bound[i] * point.tau
    }
    (quadratic, x) = ([], [])
    takeObjective(data, point)
  }

  /// Takes P and q of another model of the objective at the same point.
  mutating func takeObjective(_ data: some ConeProblem, _ point: Iterate) {
    quadratic = data.quadraticTimes(point.x)
    curvature = dotProduct(point.x, quadratic)
    linear = dotProduct(data.linear, point.x)
    x = quadratic
    for j in x.indices { x[j] = -(quadratic[j] + transposed[j] + data.linear[j] * point.tau) }
    tau = linear + bound + point.kappa + curvature / point.tau
  }
}

/// a'b
func dotProduct(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// |a|'|b|
func absoluteProduct(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += abs(a[i] * b[i]) }
  return sum
}

/// The largest |a_i c_i|.
func largestProduct(_ a: [Double], _ c: [Double]) -> Double {
  var largest = 0.0
  for i in a.indices { largest = max(largest, abs(a[i] * c[i])) }
  return largest
}

/// The largest |a_i|.
func largestEntry(_ a: [Double]) -> Double {
  a.reduce(0) { max($0, abs($1)) }
}
