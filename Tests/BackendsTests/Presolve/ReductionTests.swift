import Canonicalize
import LinearAlgebra
import Testing

@testable import Backends

/// Each reduction on a program small enough to be solved by hand, with its point and its multipliers.
@Suite struct ReductionTests {
  private func program(
    _ cones: [Cone], _ rows: [[Double]], _ b: [Double], _ q: [Double], _ p: [[Double]]? = nil
  ) -> ConicProgram {
    let n = q.count
    let lower = (p ?? q.map { _ in q.map { _ in 0 } }).enumerated().map { i, row in
      row.enumerated().map { $0.offset <= i ? $0.element : 0 }
    }
    return ConicProgram(
      cones: cones,
      quadratic: SymmetricMatrix(lower: PlantedConicProgram.sparse(lower, columns: n)), linear: q,
      matrix: PlantedConicProgram.sparse(rows, columns: n), rightHandSide: b)
  }

  /// What is left, which has to be something.
  private func reduced(
    _ program: ConicProgram, _ place: SourceLocation = #_sourceLocation
  ) throws -> ReducedProgram {
    guard case .reduced(let reduced) = Presolve(program).outcome else {
      throw Missing()
    }
    return reduced
  }

  private struct Missing: Error {}

  private func expect(
    _ program: ConicProgram, _ x: [Double], _ z: [Double],
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let reduced = try reduced(program)
    #expect(
      reduced.program.variableCount == 0 && reduced.program.rowCount == 0, sourceLocation: place)
    let found = reduced.restored(.point, [], [])
    #expect(found.x == x, sourceLocation: place)
    #expect(found.z == z, sourceLocation: place)
    #expect(
      ConicCheck(of: found.x, multipliers: found.z, in: program).isOptimal(to: 1e-14),
      sourceLocation: place)
  }

  private func conflict(_ program: ConicProgram) -> [Double]? {
    guard case .infeasible(let z) = Presolve(program).outcome,
      case .infeasible(let scaled) = ConicCertificate.farkas(z, in: program)
    else { return nil }
    return scaled
  }

  @Test func emptyRowsLeave() throws {
    // 0 = 0, 0 <= 3, x >= 1
    try expect(
      program([.zero(1), .nonnegative(2)], [[0], [0], [-1]], [0, 3, -1], [2]), [1], [0, 0, 2])
    #expect(conflict(program([.zero(1)], [[0]], [4], [1])) == [-0.25])
    #expect(conflict(program([.nonnegative(1)], [[0]], [-4], [1])) == [0.25])
    // Within rounding of 0, or too near to it for a claim: neither is one.
    #expect(conflict(program([.zero(1)], [[0]], [1e-13], [1])) == nil)
    #expect(conflict(program([.zero(1)], [[0]], [1e-8], [1])) == nil)
  }

  @Test func emptyColumnsGoToTheirBounds() throws {
    // minimize 3x - y + 0w, x >= -2, y <= 5
    try expect(
      program([.nonnegative(2)], [[-1, 0, 0], [0, 2, 0]], [2, 10], [3, -1, 0]), [-2, 5, 0],
      [3, 0.5])
  }

  @Test func anEmptyColumnWithoutItsBoundIsARay() throws {
    // minimize y - x with y >= 0: x rises.
    let program = program([.nonnegative(1)], [[0, -1]], [0], [-1, 1])
    #expect(Presolve(program).ray == [1, 0])
    let found = ConicSolver.ipm.solve(program, control: .unlimited)
    #expect(found.status == .unbounded)
    // With a square nothing falls without end: (x - 1)^2 / 2.
    let square = self.program([.nonnegative(1)], [[0, -1]], [0], [-1, 1], [[1, 0], [0, 0]])
    #expect(Presolve(square).ray == nil)
    #expect(ConicSolver.ipm.solve(square, control: .unlimited).status == .optimal)
  }

  /// An infeasible program is not called unbounded for its ray.
  @Test func aRayNeedsAPoint() {
    // x >= 1, y >= 1, x + y <= 1, in cones that presolve leaves alone
    let program = program(
      [.secondOrder(2), .secondOrder(2)], [[-1, 0, 0], [0, 0, 0], [1, 0, 0], [0, 0, 0]],
      [0, 1, -2, 0], [0, 0, -1])
    #expect(ConicSolver.ipm.solve(program, control: .unlimited).status == .infeasible)
  }

  @Test func fixedVariablesArePutInPlace() throws {
    // 2x = 4 and x + 3y >= |x - y|; minimize x^2 + x y + y^2 + 3x - y
    let program = program(
      [.zero(1), .secondOrder(2)], [[2, 0], [-1, -3], [-1, 1]], [4, 0, 0], [3, -1],
      [[2, 1], [1, 2]])
    let reduced = try reduced(program)
    let left = reduced.program
    #expect(left.variableCount == 1 && left.cones == [.secondOrder(2)])
    #expect(left.linear == [1] && left.constant == 10 && left.quadratic.values == [2])
    #expect(left.rightHandSide == [2, 2])
    // y = 0 with slope 1, so z = (1/4, -1/4); 7 + 2w - 1/4 + 1/4 = 0 for x.
    let found = reduced.restored(.point, [0], [0.25, -0.25])
    #expect(found.x == [2, 0] && found.z == [-3.5, 0.25, -0.25])
    #expect(ConicCheck(of: found.x, multipliers: found.z, in: program).isOptimal(to: 1e-14))
  }

  /// A slack that does not move costs digits: a variable that is all of a cone's row stays, with one bound less.
  @Test func fixedVariablesStayWhereTheyAreAllOfAConesRow() throws {
    // x = 2, x <= 5, x >= |y|; minimize -x - y: z = (1, -1), and -1 + w - 1 = 0 for x.
    let program = program(
      [.zero(1), .nonnegative(1), .secondOrder(2)], [[1, 0], [1, 0], [-1, 0], [0, -1]],
      [2, 5, 0, 0], [-1, -1])
    let reduced = try reduced(program)
    #expect(reduced.program.cones == [.zero(1), .secondOrder(2)])
    let found = reduced.restored(.point, [2, 2], [2, 1, -1])
    #expect(found.z == [2, 0, 1, -1])
    #expect(ConicCheck(of: found.x, multipliers: found.z, in: program).isOptimal(to: 1e-14))
  }

  @Test func equalBoundsFixAVariable() throws {
    // 2x <= 6, x >= 3; minimize x, then -x
    let rows = [[2.0], [-1]]
    try expect(program([.nonnegative(2)], rows, [6, -3], [1]), [3], [0, 1])
    try expect(program([.nonnegative(2)], rows, [6, -3], [-1]), [3], [0.5, 0])
    #expect(conflict(program([.nonnegative(2)], rows, [6, -4], [1])) == [0.5, 1])
  }

  @Test func theTightestBoundsStay() throws {
    // x >= 0, x >= 1, x <= 9, 2x <= 8 and a square that keeps x
    let left = try reduced(
      program([.nonnegative(4)], [[-1], [-1], [1], [2]], [0, -1, 9, 8], [0], [[1]])
    ).program
    #expect(left.rightHandSide == [4, -1])
    #expect(left.matrix.values == [1, -1])
  }

  @Test func parallelRowsMerge() throws {
    // x + 2y <= 4, 2x + 4y <= 6, -x - 2y <= -1 and squares
    let rows: [[Double]] = [[1, 2], [2, 4], [-1, -2]]
    let squares: [[Double]] = [[1, 0], [0, 4]]
    let program = program([.nonnegative(3)], rows, [4, 6, -1], [-9, -9], squares)
    let reduced = try reduced(program)
    #expect(reduced.program.rightHandSide == [3, -1])
    // The multiplier goes to the tighter row: 1 of the first is 1/2 of the second.
    #expect(reduced.restored(.point, [0, 0], [1, 0]).z == [0, 0.5, 0])
    #expect(reduced.restored(.point, [0, 0], [0, 1]).z == [0, 0, 1])
    #expect(
      conflict(self.program([.nonnegative(2)], [[1, 2], [-2, -4]], [1, -4], [1, 1])) == [1, 0.5])
    #expect(
      conflict(self.program([.zero(2)], [[1, 2], [-2, -4]], [1, 0], [1, 1], squares)) == [-1, -0.5])
  }

  @Test func rowsThatBoundsImplyLeave() throws {
    // |x|, |y| <= 1: x + y <= 3 says nothing, x + y <= 1 does, x + y >= 5 cannot hold.
    let bounds: [[Double]] = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    let squares: [[Double]] = [[1, 0], [0, 1]]
    let left = try reduced(
      program(
        [.nonnegative(6)], bounds + [[1, 1], [1, 2]], [1, 1, 1, 1, 3, 1], [0, 0], squares)
    ).program
    #expect(left.rowCount == 5 && left.rightHandSide[0] == 1)
    #expect(
      conflict(
        program([.nonnegative(5)], bounds + [[-1, -1]], [1, 1, 1, 1, -5], [0, 0], squares))
        == [1.0, 0, 1, 0, 1].map { $0 / 3 })
  }

  @Test func forcingRowsFixTheirVariables() throws {
    // x, y >= 0 and x + y <= 0: minimize -x - 2y.
    let bounds: [[Double]] = [[-1, 0], [0, -1]]
    try expect(
      program([.nonnegative(3)], bounds + [[1, 1]], [0, 0, 0], [-1, -2]), [0, 0], [1, 0, 2])
    // x, y <= 1 and 2x + 2y = 4: minimize 2x + 4y.
    try expect(
      program([.nonnegative(2), .zero(1)], [[1, 0], [0, 1], [2, 2]], [1, 1, 4], [2, 4]),
      [1, 1], [2, 0, -2])
  }

  @Test func freeColumnsOfOneEqualityLeaveWithIt() throws {
    // t = 6 - 2x - y, halved; minimize t + x^2 + y^2: t costs 1/2 less for each.
    let program = program(
      [.zero(1)], [[2, 1, 2]], [6], [0, 0, 1], [[2, 0, 0], [0, 2, 0], [0, 0, 0]])
    let reduced = try reduced(program)
    #expect(reduced.program.linear == [-1, -0.5] && reduced.program.constant == 3)
    let found = reduced.restored(.point, [0.5, 0.25], [])
    #expect(found.x == [0.5, 0.25, 2.375] && found.z == [-0.5])
    #expect(ConicCheck(of: found.x, multipliers: found.z, in: program).isOptimal(to: 1e-14))
  }

  @Test func boundsOfAColumnBecomeSidesOfItsRow() throws {
    // x + y + 2t = 4, t >= 1: x + y <= 2. Minimize 4t + x^2 + y^2 - 5x - 5y: x = y = 1, the row's multiplier 5.
    let program = program(
      [.zero(1), .nonnegative(1)], [[1, 1, 2], [0, 0, -1]], [4, -1], [-5, -5, 4],
      [[2, 0, 0], [0, 2, 0], [0, 0, 0]])
    let reduced = try reduced(program)
    #expect(reduced.program.cones == [.nonnegative(1)] && reduced.program.rightHandSide == [2])
    #expect(reduced.program.linear == [-7, -7] && reduced.program.constant == 8)
    let found = reduced.restored(.point, [1, 1], [5])
    #expect(found.x == [1, 1, 1] && found.z == [3, 10])
    #expect(ConicCheck(of: found.x, multipliers: found.z, in: program).isOptimal(to: 1e-14))
  }

  @Test func impliedBoundsDoNotKeepAColumn() throws {
    // x, y >= 0 and t = x + y >= 0 anyway; minimize t + (x - 1)^2 + y^2.
    let program = program(
      [.zero(1), .nonnegative(3)], [[-1, -1, 1], [-1, 0, 0], [0, -1, 0], [0, 0, -1]],
      [0, 0, 0, 0], [-2, 0, 1], [[2, 0, 0], [0, 2, 0], [0, 0, 0]])
    let reduced = try reduced(program)
    #expect(reduced.program.rowCount == 2 && reduced.program.linear == [-1, 1])
    let found = reduced.restored(.point, [0.5, 0], [0, 1])
    #expect(found.x == [0.5, 0, 0.5] && found.z == [-1, 0, 1, 0])
    #expect(ConicCheck(of: found.x, multipliers: found.z, in: program).isOptimal(to: 1e-14))
  }

  @Test func dominatedColumnsGoToTheirBounds() throws {
    // minimize x - y, x + y <= 4, x >= 1, y >= 0: the fall of x helps; then y is at its bound 3 from the row.
    try expect(
      program([.nonnegative(3)], [[1, 1], [-1, 0], [0, -1]], [4, -1, 0], [1, -1]), [1, 3],
      [1, 2, 0])
  }

  @Test func conesOfOneRowAndOfConstantsLeave() throws {
    // x >= 2 as a cone of one row; (5, 3, 4) and (0, 1, 2) are in their cones.
    try expect(
      program(
        [.secondOrder(1), .secondOrder(3), .exponential, .secondOrder(0)],
        [[-1], [0], [0], [0], [0], [0], [0]], [-2, 5, 3, 4, 0, 1, 2], [1]), [2],
      [1, 0, 0, 0, 0, 0, 0])
  }
}
