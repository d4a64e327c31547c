import DSL
import LinearAlgebra
import TestSupport
import Testing

@testable import Canonicalize

/// The conic form of robust training means what it should: at any weights, the objective, each
/// constraint and each pattern constraint equal the worst case over the corners of the set.
@Suite struct RobustCounterpartTests {
  /// A loss as text and as a function.
  struct Loss: Sendable, CustomTestStringConvertible {
    let text: String
    let value: @Sendable (_ z: Double, _ t: Double) -> Double
    var testDescription: String { text }

    init(_ text: String, _ value: @escaping @Sendable (Double, Double) -> Double) {
      (self.text, self.value) = (text, value)
    }
  }

  private static func soft(_ x: Double) -> Double { Atom.softplus.value([[x]]) }
  private static func exp(_ x: Double) -> Double { Atom.exp.value([[x]]) }
  private static func huber(_ x: Double) -> Double { abs(x) <= 1 ? x * x : 2 * abs(x) - 1 }

  /// Losses for labels -1 and 1: rising or falling by the label, even in z - t, and neither.
  static let losses: [Loss] = [
    Loss("pos(1 - t*z)") { max(0, 1 - $1 * $0) },
    Loss("square(pos(1 - t*z))") { max(0, 1 - $1 * $0) * max(0, 1 - $1 * $0) },
    Loss("square(min(t*z - 1, 0))") { min(0, $1 * $0 - 1) * min(0, $1 * $0 - 1) },
    Loss("softplus(-t*z)") { soft(-$1 * $0) },
    Loss("exp(-t*z)") { exp(-$1 * $0) },
    Loss("-(t + 1)*z + softplus(2*z)") { -($1 + 1) * $0 + soft(2 * $0) },
    Loss("pos(huber(pos(1 - t*z), 1) - 0.2)") { max(0, huber(max(0, 1 - $1 * $0)) - 0.2) },
    Loss("1/2*(z - t)^2") { ($0 - $1) * ($0 - $1) / 2 },
    Loss("(t - 2*z)^2/3 + 1") { ($1 - 2 * $0) * ($1 - 2 * $0) / 3 + 1 },
    Loss("huber(z - t, 1)") { huber($0 - $1) },
    Loss("abs(z - t)") { abs($0 - $1) },
    Loss("pos(abs(t - z) - 0.1)") { max(0, abs($0 - $1) - 0.1) },
    Loss("(z - t)^4 + abs(z - t)") { ($0 - $1) * ($0 - $1) * ($0 - $1) * ($0 - $1) + abs($0 - $1) },
    Loss("quad_over_lin(z - t, 2)") { ($0 - $1) * ($0 - $1) / 2 },
    Loss("exp(abs(z - t))") { exp(abs($0 - $1)) },
    Loss("max(0.9*(t - z), 0.1*(z - t))") { max(0.9 * ($1 - $0), 0.1 * ($0 - $1)) },
    Loss("max(z - t, 2*(t - z), 0.5)") { max($0 - $1, 2 * ($1 - $0), 0.5) },
    Loss("square(z - t) + 0.3*z") { ($0 - $1) * ($0 - $1) + 0.3 * $0 },
    Loss("huber(z - t, 1) - z/3") { huber($0 - $1) - $0 / 3 },
    Loss("exp(z - t) - 2*z") { exp($0 - $1) - 2 * $0 },
    Loss("softplus(z) + abs(z - t) - min(z, 1)") { soft($0) + abs($0 - $1) - min($0, 1) },
    Loss("abs(z - t) + abs(z + t)") { abs($0 - $1) + abs($0 + $1) },
    Loss("3*z - t") { 3 * $0 - $1 },
    Loss("-min(z - t, 1)") { -min($0 - $1, 1) },
  ]

  /// Balls, boxes, ellipses, polygons and intersections, with 0 inside and outside, by name.
  static let sets: [(name: String, conditions: [NumericSet.Condition])] = [
    ("l1", [.ball(.one, 0.3)]), ("l2", [.ball(.two, 0.3)]), ("linf", [.ball(.infinity, 0.3)]),
    ("box", [.box([0.3, 0.1])]), ("flat box", [.box([0, 0.2])]),
    ("ellipse", [.norm(.two, rows: turned, offset: [0, 0], 0.3)]),
    ("moved ellipse", [.norm(.two, rows: turned, offset: [0.1, -0.4], 0.3)]),
    ("moved diamond", [.norm(.one, rows: turned, offset: [0.1, 0.05], 0.3)]),
    ("turned square", [.norm(.infinity, rows: turned, offset: [0, 0.2], 0.3)]),
    ("triangle", [.halfspaces(rows: [[1, 0.2], [-1, 1], [0.1, -1]], bounds: [0.2, 0.1, 0.3])]),
    ("octagon", [.ball(.infinity, 0.3), .ball(.one, 0.4)]),
    ("cut disc", [.ball(.two, 0.3), .halfspaces(rows: [[1, 0.5]], bounds: [0.1])]),
    ("disc in a square", [.ball(.infinity, 0.25), .ball(.two, 0.3)]),
    ("segment", [.ball(.infinity, 0.3), .equalities(rows: [[1, -2]], bounds: [0.05])]),
    (
      "three",
      [
        .norm(.two, rows: turned, offset: [0, 0], 0.4), .ball(.one, 0.4),
        .halfspaces(rows: [[-1, 0], [0, 1]], bounds: [0.2, 0.25]),
      ]
    ),
  ]
  private static let turned: [[Double]] = [[1.2, 0.5], [-0.3, 0.8]]

  /// Conditions on every row, and the functions that they keep below 0.
  static let constraints: [Loss] = [
    Loss("con: t .* yhat(X + Delta) >= -0.5") { -0.5 - $1 * $0 },
    Loss("con: abs(yhat(X + Delta) - t) <= 3") { abs($0 - $1) - 3 },
    Loss("con: exp(yhat(X + Delta)) - 2*yhat(X + Delta) <= 4") { z, _ in exp(z) - 2 * z - 4 },
  ]

  @Test(arguments: losses.indices, sets.indices)
  func theWorstCaseIsThatOfTheCorners(_ loss: Int, _ set: Int) throws {
    let reductions = ["sum", "mean", "max"]
    // Every fourth problem has no condition.
    let choice = (loss / 2 + set) % 4
    let constraint = choice < 3 ? Self.constraints[choice] : nil
    let instance = try RobustInstance(
      loss: Self.losses[loss].text, set: Self.sets[set].conditions,
      reduction: reductions[(loss + set) % 3], constraint: constraint?.text,
      hasBias: (loss + set / 2) % 2 == 0, seed: UInt64(100 * loss + set))
    let program = try conicProgram(of: instance.training)
    #expect(try conicSizes(of: instance.training).sizes == program.sizes)
    let point = instance.point(of: program)
    #expect(point.violation < 1e-10)
    let expected = instance.worstObjective(Self.losses[loss].value)
    #expect(abs(point.objective - expected) <= 1e-9 * (1 + abs(expected)))
    let slacks = instance.conditionSlacks(point)
    #expect(slacks.isEmpty == (constraint == nil))
    for (k, slack) in slacks.enumerated() {
      let worst = instance.worst(constraint?.value ?? { _, _ in .nan }, k)
      #expect(abs(slack + worst) <= 1e-9 * (1 + abs(worst)))
    }
    for (found, nominal, theta) in instance.patternSlacks(point) {
      let worst = instance.plane.points(theta).map { nominal + PlaneSet.dot($0, theta) }.min()
      #expect(abs(found - (worst ?? .nan)) <= 1e-9)
    }
  }
}
