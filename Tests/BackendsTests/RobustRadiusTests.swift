import Canonicalize
import DSL
import LinearAlgebra
import Testing

@testable import Backends

/// Robust radii of gates in the plane, with and without a bias, against a search over all directions.
@Suite struct RobustRadiusTests {
  /// The four cones of the toy problem, whose radii are known.
  @Test func theToyProblemHasItsRadii() {
    let x = Matrix(rows: [
      [1, 0.2], [0.6, 0.9], [-0.3, 1.1], [-1, 0.1], [-0.4, -0.8], [0.5, -1],
    ])
    let gates = Matrix(rows: [[1, 0.3], [0.2, 1], [-1, 0.4], [-0.3, -1]])
    let patterns = ActivationPatterns.ofVectors(gates, on: x)
    for (i, radius) in [0.0862, 0.3654, 0.34, 0.3654].enumerated() {
      let found = robustRadius(of: cone(x, patterns, i, [.ball(.infinity, 1)]))
      #expect(found.isKnown)
      #expect(abs(found.upper - radius) < 5e-5)
    }
  }

  @Test(arguments: 0..<12)
  func radiiAreThoseOfASearch(_ seed: Int) {
    var source = RandomSource(seed: UInt64(seed))
    let hasBias = seed % 2 == 1
    let n = 3 + seed % 7
    let x = Matrix(
      rows: (0..<n).map { _ in
        [source.nextNormal(), source.nextNormal()] + (hasBias ? [1] : [])
      })
    let patterns = ActivationPatterns.sampled(on: x, count: 8, seed: UInt64(seed))
    let turned = [[1, 0.5], [-0.3, 0.8]].map { $0 + (hasBias ? [0] : []) }
    for (conditions, support) in Self.sets(turned) {
      for i in 0..<patterns.count {
        let cone = cone(x, patterns, i, conditions)
        let expected = searchedRadius(cone, support, hasBias: hasBias)
        let found = robustRadius(of: cone)
        if expected == .infinity {
          #expect(found == .infinite)
          continue
        }
        #expect(found.isKnown)
        // A search finds a little less than the radius, never more.
        #expect(expected <= found.upper + 1e-7)
        #expect(expected >= found.upper - 2e-3)
        // Bounds that decide do so rightly.
        for radius in [found.upper * 0.9, found.upper * 1.1] where radius > 0 {
          #expect(
            robustRadius(of: cone, deciding: radius).isAlive(at: radius) == (radius < found.upper))
        }
      }
    }
  }

  @Test func otherSetsAreUnknown() {
    let x = Matrix(rows: [[1, 0], [0, 1]])
    let patterns = ActivationPatterns.ofVectors(Matrix(rows: [[1, 1]]), on: x)
    let halfspaces = NumericSet.Condition.halfspaces(
      rows: [[1, 0], [-1, -1], [0, 1]], bounds: [1, 1, 1])
    let ellipsoid = NumericSet.Condition.norm(
      .two, rows: [[2, 0], [0, 1]], offset: [0, 0], 1)
    for condition in [halfspaces, ellipsoid] {
      let found = robustRadius(of: cone(x, patterns, 0, [condition]))
      #expect(found == .unknown)
      #expect(found.isAlive(at: 1) == nil)
    }
  }

  /// A bias keeps the pattern of all ones and that of all zeros at every radius; a sample without bias
  /// entry does not spoil it.
  @Test func aBiasAloneKeepsAPattern() {
    let x = Matrix(rows: [[1, 2, 1], [-1, 3, 1], [0, 0, 0]])
    for isActive in [true, false] {
      for kind in [NormExpression.Kind.one, .two, .infinity] {
        let set = NumericSet(
          name: "B", isFree: [true, true, false], conditions: [.ball(kind, 1)])
        let cone = GateCone(features: x, isActive: { $0 == 2 || isActive }, sets: [set])
        #expect(robustRadius(of: cone) == .infinite)
      }
    }
  }

  /// Samples on opposite sides with one sign leave the cone {0}.
  @Test func contradictingSamplesHaveRadiusZero() {
    let x = Matrix(rows: [[1, 0], [-1, 0], [0, 1], [0, -1]])
    for kind in [NormExpression.Kind.one, .two, .infinity] {
      let set = NumericSet(name: "B", isFree: [true, true], conditions: [.ball(kind, 1)])
      let cone = GateCone(features: x, isActive: { _ in true }, sets: [set])
      let found = robustRadius(of: cone)
      #expect(found.upper < 1e-9)
      #expect(found.isAlive(at: 1e-3) == false)
    }
  }

  /// The sets that are tried, each with its support function in the plane.
  private static func sets(
    _ turned: [[Double]]
  ) -> [([NumericSet.Condition], (Double, Double) -> Double)] {
    let (a, b, c, d) = (turned[0][0], turned[0][1], turned[1][0], turned[1][1])
    // A'y = v, so h(v) is the dual norm of y = A^-T v.
    func solved(_ v: Double, _ w: Double) -> (Double, Double) {
      let determinant = a * d - b * c
      return ((d * v - c * w) / determinant, (a * w - b * v) / determinant)
    }
    let offset = [0.0, 0.0]
    return [
      ([.ball(.infinity, 1)], { abs($0) + abs($1) }),
      ([.ball(.one, 0.5)], { 0.5 * max(abs($0), abs($1)) }),
      ([.ball(.two, 2)], { 2 * ($0 * $0 + $1 * $1).squareRoot() }),
      ([.box([0.3, 0.7, 0])], { 0.3 * abs($0) + 0.7 * abs($1) }),
      (
        [.norm(.infinity, rows: turned, offset: offset, 0.4)],
        { v, w in
          let y = solved(v, w)
          return 0.4 * (abs(y.0) + abs(y.1))
        }
      ),
      (
        [.norm(.one, rows: turned, offset: offset, 0.4)],
        { v, w in
          let y = solved(v, w)
          return 0.4 * max(abs(y.0), abs(y.1))
        }
      ),
      // The octagon: |v| + |w| <= 1.5 and both at most 1; its corners are (1, 0.5) and (0.5, 1).
      (
        [.ball(.infinity, 1), .ball(.one, 1.5)],
        { max(abs($0) + abs($1) / 2, abs($0) / 2 + abs($1)) }
      ),
    ]
  }

  private func cone(
    _ x: Matrix, _ patterns: ActivationPatterns, _ i: Int, _ conditions: [NumericSet.Condition]
  ) -> GateCone {
    let d = x.columnCount
    let resized = conditions.map { condition in
      if case .box(let radii) = condition {
        return NumericSet.Condition.box(Array(radii.prefix(d)))
      }
      return condition
    }
    return GateCone(
      features: x, isActive: { patterns.bits[$0, i] },
      sets: [NumericSet(name: "B", isFree: (0..<d).map { $0 < 2 }, conditions: resized)])
  }

  /// The largest ratio over directions of the plane, each with its best bias.
  private func searchedRadius(
    _ cone: GateCone, _ support: (Double, Double) -> Double, hasBias: Bool
  ) -> Double {
    let rows = cone.signedRows
    var best = 0.0
    var direction = (1.0, 0.0)
    // Small steps by a rotation: (cos, sin) of 2 pi / 8000.
    let (cosine, sine) = (0.999_999_691_574_873_6, 7.853_980_826_226_563e-4)
    for _ in 0..<8000 {
      direction = (
        cosine * direction.0 - sine * direction.1, sine * direction.0 + cosine * direction.1
      )
      var least = [Double.infinity, .infinity]
      for k in 0..<rows.columnCount {
        let side = hasBias && rows[2, k] < 0 ? 1 : 0
        least[side] = min(least[side], rows[0, k] * direction.0 + rows[1, k] * direction.1)
      }
      // The bias adds to one side what it takes from the other.
      let value = hasBias ? (least[0] + least[1]) / 2 : least[0]
      if value == .infinity { return .infinity }
      best = max(best, value / support(direction.0, direction.1))
    }
    return best
  }
}
