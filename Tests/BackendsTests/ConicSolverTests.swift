import Canonicalize
import DSL
import LinearAlgebra
import Testing

@testable import Backends

/// Which programs a solver takes, and what is measured of points and multipliers.
@Suite struct ConicSolverTests {
  /// Three variables; the rows are x itself in the cones.
  private func program(_ cones: [Cone], quadratic: [Double] = [0, 0, 0]) -> ConicProgram {
    let rows = cones.reduce(0) { $0 + $1.dimension }
    return ConicProgram(
      cones: cones, quadratic: quadratic, linear: [1, 1, 1],
      matrix: SparseMatrix(
        columnCount: 3, rowStarts: Array(0...rows), columns: (0..<rows).map { Int32($0 % 3) },
        values: [Double](repeating: -1, count: rows)),
      rightHandSide: [Double](repeating: 0, count: rows))
  }

  @Test func theFirstNonlinearPartIsNamed() {
    #expect(program([.nonnegative(3)]).nonlinearPart == nil)
    #expect(program([.zero(1), .secondOrder(3)]).nonlinearPart?.kind == .secondOrder)
    #expect(program([.nonnegative(3), .exponential]).nonlinearPart?.kind == .exponential)
    let squares = program([.exponential], quadratic: [0, 2, 0])
    #expect(squares.nonlinearPart?.kind == .squares)
    #expect(ConicSolver.glpk.obstacle(in: squares) != nil)
    #expect(ConicSolver.choice(for: squares) == .ipm)
    #expect(ConicSolver.choice(for: program([.nonnegative(3)])) == .glpk)
  }

  /// Close to the face y = 0 of the exponential cone y exp(x / y) says nothing of how far away the cone is.
  @Test func distancesToTheExponentialConeAreDistances() {
    let program = program([.exponential])
    let near = [7e-9, 4e-11, 1.5e-8]
    #expect(program.violation(at: near) > 0 && program.violation(at: near) <= 1e-8)
    #expect(abs(program.violation(at: [0, 1, 0.5]) - 0.5) < 1e-12)
    #expect(abs(program.violation(at: [0.5, 0, 1]) - 0.5) < 1e-12)
    #expect(abs(program.dualViolation(of: [-1e-10, -3e-9, 1e-9]) - 3e-9) < 1e-9)
    #expect(program.violation(at: [.nan, 1, 1]).isNaN)
    #expect(program.dualViolation(of: [-1, .nan, 1]).isNaN)
  }

  /// A ray alone is no proof that the objective falls without end: there may be no point at all.
  @Test(arguments: [false, true])
  func raysNeedAPointToStartFrom(_ isFeasible: Bool) {
    // min -y subject to x <= 1, x >= 2 or x >= 0, (1 + y, 1 + y - 2, 2 x): y is free to rise.
    let program = ConicProgram(
      cones: [.nonnegative(2), .secondOrder(3)], quadratic: [0, 0], linear: [0, -1],
      matrix: SparseMatrix(
        rowCount: 5, columnStarts: [0, 3, 5], rowIndices: [0, 1, 4, 2, 3],
        values: [1, -1, -2, -1, -1]),
      rightHandSide: [1, isFeasible ? 0 : -2, 1, -1, 0])
    for presolves in [true, false] {
      var control = SolverControl(tolerance: 1e-8, maxIterations: 200)
      control.presolves = presolves
      let found = ConicSolver.ipm.solve(program, control: control)
      #expect(found.status == (isFeasible ? .unbounded : .infeasible))
      #expect(found.certificate != nil)
    }
  }

  /// z'x >= 0 for x in K and z in K*, with both on the border and measured as members; what is pulled
  /// outward is measured by at least as much as it was pulled.
  @Test(arguments: 0..<4)
  func conesAndTheirDualsFit(_ kind: Int) {
    var source = RandomSource(seed: UInt64(kind))
    let cone = [Cone.zero(3), .nonnegative(3), .secondOrder(3), .exponential][kind]
    let program = program([cone])
    for _ in 0..<300 {
      let (a, b, c) = (source.nextNormal(), source.nextNormal(), source.nextUniform() + 0.1)
      let (x, z): ([Double], [Double])
      switch cone {
      case .zero: (x, z) = ([0, 0, 0], [a, b, -c])
      case .nonnegative: (x, z) = ([abs(a), 0, c], [0, abs(b), 0])
      case .secondOrder:
        let norm = (a * a + b * b).squareRoot()
        (x, z) = ([norm, a, b], [norm * c, -c * a, -c * b])
      case .exponential:
        let exponential = Atom.exp.value([[a]])
        // The tangent plane of y e^(x / y) at (a, 1, e^a).
        x = [c * a, c, c * exponential]
        z = [-exponential, (a - 1) * exponential, 1]
      }
      let scale = 1 + (x + z).reduce(0) { max($0, abs($1)) }
      #expect(program.violation(at: x) <= 1e-12 * scale)
      #expect(program.dualViolation(of: z) <= 1e-12 * scale)
      let product = zip(x, z).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(product) <= 1e-12 * scale * scale)
      // The last entry bounds the others from above in all but the first two cones.
      switch cone {
      case .zero, .nonnegative: break
      case .secondOrder:
        #expect(program.violation(at: [x[0] - 0.5, x[1], x[2]]) >= 0.5 - 1e-9)
        #expect(program.dualViolation(of: [z[0] - 0.5, z[1], z[2]]) >= 0.5 - 1e-9)
      case .exponential:
        // At least the distance to the plane that touches the cone there.
        let (a, b) = (norm2(x), norm2(z))
        #expect(
          program.violation(at: [x[0], x[1], x[2] - 0.5]) >= 0.5 * z[2] / b - 1e-9 * scale)
        #expect(
          program.dualViolation(of: [z[0], z[1], z[2] - 0.5]) >= 0.5 * x[2] / a - 1e-9 * scale)
      }
    }
  }

  /// minimize x_1^2 + x_1 + x_2 + x_3 over x >= 0: the dual objective with its square is a bound.
  @Test func aQuadraticObjectiveHasItsBound() {
    let program = program([.nonnegative(3)], quadratic: [2, 0, 0])
    let check = ConicCheck(of: [0, 0, 0], multipliers: [1, 1, 1], in: program)
    #expect(check.objective == 0 && check.dualObjective == 0)
    #expect(check.dualViolation == 0 && check.isOptimal(to: 1e-12))
    let away = ConicCheck(of: [1, 0, 0], multipliers: [3, 1, 1], in: program)
    #expect(away.objective == 2 && away.dualObjective == -1)
    #expect(away.dualViolation == 0 && !away.isOptimal(to: 1e-3))
    let infeasible = ConicCheck(of: [-1, 0, 0], multipliers: [1, 1, 1], in: program)
    #expect(infeasible.violation == 1 && infeasible.dualViolation == 1)
    #expect(!ConicCheck(of: [.nan, 0, 0], multipliers: [1, 1, 1], in: program).isOptimal(to: 1))
  }

  /// Support functions in closed form and as linear programs are one.
  @Test func supportsHaveOneValue() {
    var source = RandomSource(seed: 3)
    let turned = [[1, 0.5, 0], [-0.3, 0.8, 0]]
    let free = [true, true, false]
    func set(_ conditions: [NumericSet.Condition]) -> NumericSet {
      NumericSet(name: "B", isFree: free, conditions: conditions)
    }
    let corners: [[Double]] = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    // A'y = theta: the corners of { |A delta| <= r } by Cramer's rule.
    let determinant = turned[0][0] * turned[1][1] - turned[0][1] * turned[1][0]
    let skew: [[Double]] = corners.map { c in
      let first = turned[1][1] * c[0] - turned[0][1] * c[1]
      let second = turned[0][0] * c[1] - turned[1][0] * c[0]
      return [0.4 * first / determinant, 0.4 * second / determinant]
    }
    let triangle = NumericSet.Condition.halfspaces(
      rows: [[-1, 0, 0], [0, -1, 0], [1, 1, 0]], bounds: [1, 1, 2])
    let octagon: [[Double]] = corners.flatMap { c in
      [[c[0], c[1] / 2], [c[0] / 2, c[1]]]
    }
    let cases: [(NumericSet, [[Double]])] = [
      (set([.ball(.infinity, 0.7)]), corners.map { [0.7 * $0[0], 0.7 * $0[1]] }),
      (set([.box([0.2, 0.5, 9])]), corners.map { [0.2 * $0[0], 0.5 * $0[1]] }),
      (set([.norm(.infinity, rows: turned, offset: [0, 0], 0.4)]), skew),
      (set([triangle]), [[-1, -1], [3, -1], [-1, 3]]),
      (set([.ball(.infinity, 1), .ball(.one, 1.5)]), octagon),
    ]
    for _ in 0..<50 {
      let theta = [source.nextNormal(), source.nextNormal(), source.nextNormal()]
      for (set, points) in cases {
        let value = points.map { $0[0] * theta[0] + $0[1] * theta[1] }.max() ?? 0
        #expect(abs((supportValue(set, theta) ?? .nan) - value) <= 1e-9 * (1 + value))
      }
      // A disc cut by a diamond: the point of the circle below theta, or a corner.
      let (size, root) = (
        (theta[0] * theta[0] + theta[1] * theta[1]).squareRoot(), 0.56.squareRoot()
      )
      let (long, short) = ((1.2 + root) / 2, (1.2 - root) / 2)
      let rim =
        abs(theta[0]) + abs(theta[1]) <= 1.2 * size
        ? size
        : corners.reduce(0.0) { best, c in
          max(
            best, c[0] * long * theta[0] + c[1] * short * theta[1],
            c[0] * short * theta[0] + c[1] * long * theta[1])
        }
      let cut = supportValue(set([.ball(.two, 1), .ball(.one, 1.2)]), theta) ?? .nan
      #expect(abs(cut - rim) <= 1e-8 * (1 + rim))
    }
  }
}
