import LinearAlgebra
import TestSupport
import Testing

@testable import Backends
@testable import Canonicalize

/// What the cones of the interior-point method promise: derivatives by finite differences, scalings by the
/// identities that define them.
@Suite struct ConeTests {
  /// A random point inside the dual exponential cone, near its boundary for a large `depth`.
  private func dualPoint(_ generator: inout SeededGenerator, depth: Double) -> Triple {
    let (z1, z3) = (
      -Double.random(in: 0.1...3, using: &generator), Double.random(in: 0.1...3, using: &generator)
    )
    let border = z1 + z1 * ExponentialTestMath.logarithm(-z3 / z1)
    let distance = Double.random(in: 0.2...1, using: &generator) * depth
    return (z1, border + distance, z3)
  }

  private func isClose(_ a: Triple, _ b: Triple, _ tolerance: Double) -> Bool {
    let size = 1 + abs(b.0) + abs(b.1) + abs(b.2)
    return abs(a.0 - b.0) <= tolerance * size && abs(a.1 - b.1) <= tolerance * size
      && abs(a.2 - b.2) <= tolerance * size
  }

  private func moved(_ z: Triple, _ t: Double, _ u: Triple) -> Triple {
    (z.0 + t * u.0, z.1 + t * u.1, z.2 + t * u.2)
  }

  private func slope(_ t: Double, _ f: (Double) -> Triple) -> Triple {
    let (a, b) = (f(t), f(-t))
    return ((a.0 - b.0) / (2 * t), (a.1 - b.1) / (2 * t), (a.2 - b.2) / (2 * t))
  }

  @Test func derivativesOfTheDualBarrierAreSlopes() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      let z = dualPoint(&generator, depth: 1)
      let u: Triple = (
        Double.random(in: -1...1, using: &generator), Double.random(in: -1...1, using: &generator),
        Double.random(in: -1...1, using: &generator)
      )
      let v: Triple = (u.2, -u.0, u.1)
      let h = 1e-6
      let value =
        (ExponentialCone.dualBarrier(moved(z, h, u)) - ExponentialCone.dualBarrier(moved(z, -h, u)))
        / (2 * h)
      let first = dot(ExponentialCone.dualGradient(z), u)
      #expect(abs(value - first) <= 1e-6 * (1 + abs(first)))
      #expect(
        isClose(
          slope(h) { ExponentialCone.dualGradient(moved(z, $0, u)) },
          ExponentialCone.dualHessian(z) * u, 1e-5))
      #expect(
        isClose(
          slope(h) { ExponentialCone.dualHessian(moved(z, $0, v)) * u },
          ExponentialCone.dualThirdOrder(z, u, v), 1e-4))
    }
  }

  @Test func gradientsAreInverse() {
    var generator = SeededGenerator(seed: 2)
    for depth in [1, 1e-3, 1e-6] {
      for _ in 0..<100 {
        let z = dualPoint(&generator, depth: depth)
        #expect(ExponentialCone.isInsideDual(z))
        let g = ExponentialCone.dualGradient(z)
        let s: Triple = (-g.0, -g.1, -g.2)
        #expect(ExponentialCone.isInside(s))
        let back = ExponentialCone.gradient(s)
        #expect(isClose((-back.0, -back.1, -back.2), z, 1e-13 / depth))
      }
    }
    let c = ExponentialCone.center
    let g = ExponentialCone.dualGradient(c)
    #expect(isClose((-g.0, -g.1, -g.2), c, 1e-8))
  }

  @Test(arguments: [1e-300, 1e-18, 1e-9, 1e-3, 0.5, 1, 2.9, 3.1, 10, 700, 1e8])
  func theWrightFunctionSolvesItsEquation(_ delta: Double) {
    let e = ExponentialCone.wrightExcess(delta)
    #expect(abs(e + ExponentialTestMath.logarithm1p(e) - delta) <= 4e-16 * delta)
  }

  @Test func exponentialScalingsMapTheShadows() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      let (z, other) = (dualPoint(&generator, depth: 1), dualPoint(&generator, depth: 1))
      let g = ExponentialCone.dualGradient(other)
      let s: Triple = (-g.0, -g.1, -g.2)
      var scaling = ExponentialScaling()
      scaling.update(s, z, mu: 0.3, isDual: false)
      #expect(isClose(scaling.matrix * z, s, 1e-9))
      #expect(
        isClose(
          scaling.matrix * ExponentialCone.gradient(s), ExponentialCone.dualGradient(z), 1e-7))
      // H is positive definite.
      #expect(scaling.matrix.solve((1, 0, 0)) != nil)
    }
  }

  @Test func productsAreLedBackToTheirBounds() {
    #expect(ConeScaling.lead(0.5, to: 1) == 0 && ConeScaling.lead(9, to: 1) == 0)
    #expect(abs(ConeScaling.lead(0.01, to: 1) - 0.09) < 1e-15)
    #expect(ConeScaling.lead(12, to: 1) == -2)
    #expect(ConeScaling.lead(1e6, to: 1) == -10)
    // On its axis a second-order cone is a half-line.
    for (s, z) in [(2.0, 3.0), (1e-3, 1.0), (40, 1)] {
      var terms: [Double] = []
      for cone in [Cone.nonnegative(1), .secondOrder(3)] {
        let layout = ConeLayout([cone])
        var scaling = ConeScaling(layout)
        let tail = [Double](repeating: 0, count: layout.rowCount - 1)
        let isInside = scaling.update(s: [s] + tail, z: [z] + tail, mu: 1, isDual: false)
        #expect(isInside)
        var term = [0.0] + tail
        scaling.lead(
          s: [s + 0.4] + tail, z: [z + 0.08] + tail, from: [z] + tail, to: 1, term: &term)
        terms.append(term[0])
        #expect(term.dropFirst().allSatisfy { $0 == 0 })
      }
      let product = (s + 0.4) * (z + 0.08)
      #expect(abs(terms[0] + ConeScaling.lead(product, to: 1) / z) < 1e-12)
      #expect(abs(terms[0] - terms[1]) < 1e-12)
    }
  }

  /// A random point of the second-order cone.
  private func conePoint(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    let tail = (1..<count).map { _ in Double.random(in: -1...1, using: &generator) }
    let norm = tail.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return [norm + Double.random(in: 0.01...1, using: &generator)] + tail
  }

  @Test(arguments: [2, 3, 7, 40])
  func secondOrderScalingsAreThoseOfNesterovAndTodd(_ count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    let range = 0..<count
    for _ in 0..<50 {
      let (s, z) = (conePoint(count, &generator), conePoint(count, &generator))
      let x = (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
      var (w, lambda, a, b) = (s, s, s, s)
      let eta = try #require(SecondOrderCone.scale(s, z, range, w: &w, lambda: &lambda))
      func differ(_ p: [Double], _ q: [Double]) -> Double {
        zip(p, q).reduce(0) { max($0, abs($1.0 - $1.1)) } / (1 + largestEntry(q))
      }
      SecondOrderCone.applySquare(z, range, w: w, eta: eta, into: &a)
      #expect(differ(a, s) < 1e-11)
      SecondOrderCone.applyScaling(z, range, w: w, eta: eta, isInverse: false, into: &a)
      SecondOrderCone.applyScaling(s, range, w: w, eta: eta, isInverse: true, into: &b)
      #expect(differ(a, lambda) < 1e-11 && differ(b, lambda) < 1e-11)
      SecondOrderCone.applyScaling(x, range, w: w, eta: eta, isInverse: false, into: &a)
      SecondOrderCone.applyScaling(a, range, w: w, eta: eta, isInverse: true, into: &b)
      #expect(differ(b, x) < 1e-11)
      var product = x
      SecondOrderCone.divide(&product, by: lambda, range)
      SecondOrderCone.multiply(&product, by: lambda, range)
      #expect(differ(product, x) < 1e-8)
      // The longest step ends on the boundary, or there is none.
      let alpha = SecondOrderCone.maximumStep(s, x, range, limit: 1e6)
      let end = zip(s, x).map { $0 + alpha * $1 }
      if alpha < 1e6 {
        #expect(abs(end[0] - SecondOrderCone.tailNorm(end, range)) <= 1e-9 * (1 + alpha))
      }
      let before = zip(s, x).map { $0 + 0.999 * alpha * $1 }
      #expect(before[0] >= SecondOrderCone.tailNorm(before, range))
    }
  }
}
