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
    for (conditions, isExact, support) in Self.sets(turned) {
      for i in 0..<patterns.count {
        let cone = cone(x, patterns, i, conditions)
        let expected = searchedRadius(cone, support, hasBias: hasBias)
        let found = robustRadius(of: cone)
        if expected == .infinity {
          #expect(found == .infinite)
          continue
        }
        #expect(found.isKnown || !isExact)
        // A search finds a little less than the radius, never more.
        #expect(expected <= found.upper + 1e-7)
        #expect(expected >= found.lower - 2e-3)
        // What is decided is decided rightly; left open is only what lies between bounds.
        for radius in [found.lower * 0.9, found.upper * 1.1] where radius > 1e-12 {
          #expect(
            robustRadius(of: cone, deciding: radius).isAlive(at: radius) == (radius < found.upper))
        }
        if !isExact, found.lower < expected, expected < found.upper {
          let middle = robustRadius(of: cone, deciding: expected).isAlive(at: expected)
          #expect(middle != false)
        }
      }
    }
  }

  /// In more dimensions, where directions cannot be searched: both bounds of round sets meet, and the
  /// upper one holds for every direction tried.
  @Test(arguments: 0..<6)
  func roundSetsAreSolvedSharply(_ seed: Int) {
    var source = RandomSource(seed: UInt64(100 + seed))
    let (n, d) = (60, [3, 5, 8, 12, 20, 40][seed])
    let hasBias = seed % 2 == 0
    let x = Matrix(
      rows: (0..<n).map { _ in (0..<d).map { _ in source.nextNormal() } + (hasBias ? [1] : []) })
    let width = d + (hasBias ? 1 : 0)
    let turned = (0..<d).map { r in
      (0..<width).map { $0 == r ? 1 : $0 < d ? 0.3 * source.nextNormal() : 0 }
    }
    let patterns = ActivationPatterns.sampled(on: x, count: 5, seed: UInt64(seed))
    for condition in [
      NumericSet.Condition.ball(.two, 0.7),
      .norm(.two, rows: turned, offset: [Double](repeating: 0, count: d), 0.5),
    ] {
      for i in 0..<patterns.count {
        let set = NumericSet(
          name: "B", isFree: (0..<width).map { $0 < d }, conditions: [condition])
        let cone = GateCone(features: x, isActive: { patterns.bits[$0, i] }, sets: [set])
        let found = robustRadius(of: cone)
        #expect(found.upper.isFinite && found.upper > 0)
        #expect(found.upper - found.lower <= 1e-8 * found.upper)
        for factor in [1 - 1e-5, 1 + 1e-5] {
          let radius = found.upper * factor
          #expect(robustRadius(of: cone, deciding: radius).isAlive(at: radius) == (factor < 1))
        }
        guard case .ball(_, let size) = condition else { continue }
        for _ in 0..<200 {
          let v = (0..<width).map { _ in source.nextNormal() }
          let norm = size * norm2(Array(v.prefix(d)))
          #expect((cone.products(with: v).min() ?? 0) <= found.upper * norm)
        }
      }
    }
  }

  /// Of many samples only those near the border go into programs; the radius is that of all.
  @Test(arguments: 0..<4)
  func manySamplesHaveTheRadiusOfAll(_ seed: Int) throws {
    var source = RandomSource(seed: UInt64(200 + seed))
    let (n, d) = (700, 5)
    // Every sample lies on the positive side of one direction, so that the radius is not 0.
    let axis = (0..<d).map { _ in source.nextNormal() }
    let x = Matrix(
      rows: (0..<n).map { _ in
        let row = (0..<d).map { _ in source.nextNormal() }
        let shift = 0.2 + abs(dot(row, axis)) - dot(row, axis)
        return zip(row, axis).map { $0 + shift * $1 / dot(axis, axis) } + (seed % 2 == 0 ? [1] : [])
      })
    let width = x.columnCount
    let condition = [NumericSet.Condition.ball(.infinity, 1), .ball(.one, 1)][seed / 2]
    let set = NumericSet(
      name: "B", isFree: (0..<width).map { $0 < d }, conditions: [condition])
    // With a bias some samples are off, or the pattern would live at every radius.
    let isActive = { (k: Int) in seed % 2 == 1 || k % 7 != 0 }
    var rows = (0..<n).map(x.row)
    for k in 0..<n where !isActive(k) { rows[k] = (0..<d).map { -rows[k][$0] } + [1] }
    let cone = GateCone(features: Matrix(rows: rows), isActive: isActive, sets: [set])
    let program = try #require(cone.radiusProgram(samples: Array(0..<n)))
    let whole = solveByGLPK(
      program, control: SolverControl(tolerance: 1e-8, maxIterations: 100_000))
    #expect(whole.status == .optimal && whole.check.objective < -0.01)
    let found = robustRadius(of: cone)
    #expect(found.isKnown)
    #expect(abs(found.upper + whole.check.objective) <= 1e-7)
    for radius in [found.upper * 0.999, found.upper * 1.001] {
      #expect(
        robustRadius(of: cone, deciding: radius).isAlive(at: radius) == (radius < found.upper))
    }
  }

  @Test func setsWithoutSymmetryAreUnknown() {
    let x = Matrix(rows: [[1, 0], [0, 1]])
    let patterns = ActivationPatterns.ofVectors(Matrix(rows: [[1, 1]]), on: x)
    let halfspaces = NumericSet.Condition.halfspaces(
      rows: [[1, 0], [-1, -1], [0, 1]], bounds: [1, 1, 1])
    let moved = NumericSet.Condition.norm(.two, rows: [[1, 0], [0, 1]], offset: [0.1, 0], 1)
    for condition in [halfspaces, moved] {
      let found = robustRadius(of: cone(x, patterns, 0, [condition]))
      #expect(found == .unknown)
      #expect(found.isAlive(at: 1) == nil)
    }
  }

  /// Two adversaries at once: a neuron must keep its pattern under each.
  @Test func ofTwoSetsTheStrongerCounts() {
    let x = Matrix(rows: [[1, 0.2], [0.6, 0.9], [0.3, 1.1]])
    let sets = [
      NumericSet(name: "A", isFree: [true, true], conditions: [.ball(.two, 1)]),
      NumericSet(name: "B", isFree: [true, true], conditions: [.ball(.infinity, 1)]),
    ]
    func radius(_ sets: [NumericSet]) -> RobustRadius {
      robustRadius(of: GateCone(features: x, isActive: { _ in true }, sets: sets))
    }
    let (round, square, both) = (radius([sets[0]]), radius([sets[1]]), radius(sets))
    // The square holds the disc.
    #expect(square.upper < round.lower)
    #expect(both.lower <= square.upper + 1e-9 && both.upper >= square.lower - 1e-9)
    let cone = GateCone(features: x, isActive: { _ in true }, sets: sets)
    let (low, high) = (both.lower * 0.99, both.upper * 1.01)
    #expect(robustRadius(of: cone, deciding: low).isAlive(at: low) == true)
    #expect(robustRadius(of: cone, deciding: high).isAlive(at: high) == false)
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

  /// The sets that are tried, whether their radii are found exactly, and their support functions in the
  /// plane.
  private static func sets(
    _ turned: [[Double]]
  ) -> [([NumericSet.Condition], Bool, (Double, Double) -> Double)] {
    let (a, b, c, d) = (turned[0][0], turned[0][1], turned[1][0], turned[1][1])
    // A'y = v, so h(v) is the dual norm of y = A^-T v.
    func solved(_ v: Double, _ w: Double) -> (Double, Double) {
      let determinant = a * d - b * c
      return ((d * v - c * w) / determinant, (a * w - b * v) / determinant)
    }
    func turnedBall(
      _ kind: NormExpression.Kind, _ dual: @escaping (Double, Double) -> Double
    ) -> ([NumericSet.Condition], Bool, (Double, Double) -> Double) {
      (
        [.norm(kind, rows: turned, offset: [0, 0], 0.4)], true,
        { v, w in
          let y = solved(v, w)
          return 0.4 * dual(y.0, y.1)
        }
      )
    }
    return [
      ([.ball(.infinity, 1)], true, { abs($0) + abs($1) }),
      ([.ball(.one, 0.5)], true, { 0.5 * max(abs($0), abs($1)) }),
      ([.ball(.two, 2)], true, { 2 * ($0 * $0 + $1 * $1).squareRoot() }),
      ([.box([0.3, 0.7, 0])], true, { 0.3 * abs($0) + 0.7 * abs($1) }),
      turnedBall(.infinity) { abs($0) + abs($1) },
      turnedBall(.one) { max(abs($0), abs($1)) },
      turnedBall(.two) { ($0 * $0 + $1 * $1).squareRoot() },
      // The octagon: |v| + |w| <= 1.5 and both at most 1; its corners are (1, 0.5) and (0.5, 1).
      (
        [.ball(.infinity, 1), .ball(.one, 1.5)], true,
        { max(abs($0) + abs($1) / 2, abs($0) / 2 + abs($1)) }
      ),
      // A disc with its left and right cut off at |v| = 0.8.
      (
        [.ball(.two, 1), .box([0.8, 2, 0])], false,
        { v, w in
          let norm = (v * v + w * w).squareRoot()
          return abs(v) <= 0.8 * norm ? norm : 0.8 * abs(v) + 0.6 * abs(w)
        }
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
