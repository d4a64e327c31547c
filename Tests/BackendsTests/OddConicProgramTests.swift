import Canonicalize
import LinearAlgebra
import Testing

@testable import Backends

/// Conic programs that are odd, by every solver that takes them: no crash, no wrong claim.
@Suite struct OddConicProgramTests {
  private let control = SolverControl(tolerance: 1e-8, maxIterations: 10_000)

  /// The numbers of: minimize 1/2 p x^2 + q x + c subject to a x <= b.
  private struct Numbers {
    var p = 1.0
    var q = 1.0
    var c = 0.0
    var a = -1.0
    var b = -1.0

    var program: ConicProgram {
      ConicProgram(
        cones: [.nonnegative(1)], quadratic: [p], linear: [q], constant: c,
        matrix: SparseMatrix(columnCount: 1, rowStarts: [0, 1], columns: [0], values: [a]),
        rightHandSide: [b])
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatAreNoneAreNoClaim(_ value: Double) {
    for place in [\Numbers.p, \.q, \.c, \.a, \.b] {
      var numbers = Numbers()
      if place != \.p { numbers.p = 0 }
      numbers[keyPath: place] = value
      for solver in ConicSolver.allCases where solver.obstacle(in: numbers.program) == nil {
        let found = solver.solve(numbers.program, control: control)
        #expect(found.certificate == nil, "\(solver) \(place) \(value)")
        #expect(found.status == .numericalFailure, "\(solver) \(place) \(value) \(found.status)")
      }
    }
  }

  @Test(arguments: [1e300, 1e-300, 1e150])
  func magnitudesAreNoWrongClaim(_ value: Double) {
    for place in [\Numbers.p, \.q, \.a, \.b] {
      var numbers = Numbers()
      if place != \.p { numbers.p = 0 }
      numbers[keyPath: place] *= value
      for solver in ConicSolver.allCases where solver.obstacle(in: numbers.program) == nil {
        let found = solver.solve(numbers.program, control: control)
        // a x <= b with a < 0 has a point, and the objective grows with x.
        #expect(found.status != .unbounded, "\(solver) \(place)")
        // A proof says that no point is nearer than 1e8, and here there is none.
        let isFar = numbers.b / numbers.a > 1e8
        #expect(found.status != .infeasible || isFar, "\(solver) \(place)")
        if found.status == .optimal { #expect(found.check.isOptimal(to: 1e-8)) }
      }
    }
  }

  /// minimize x subject to s = b - a x in the cone, by the interior-point method.
  private func status(_ cones: [Cone], _ a: [Double], _ b: [Double]) -> SolverStatus {
    let rows = a.indices.filter { a[$0] != 0 }
    let program = ConicProgram(
      cones: cones, quadratic: [0], linear: [1],
      matrix: SparseMatrix(
        rowCount: a.count, columnStarts: [0, rows.count], rowIndices: rows.map(Int32.init),
        values: rows.map { a[$0] }), rightHandSide: b)
    return solveByInteriorPoint(program, control: control).status
  }

  @Test func conesOfFewRowsAreSolved() {
    // x >= 1 as a cone of one row, and |x| <= 2 as one of two.
    #expect(status([.secondOrder(1)], [-1], [-1]) == .optimal)
    #expect(status([.secondOrder(2)], [0, -1], [2, 0]) == .optimal)
    #expect(status([.secondOrder(1), .secondOrder(1)], [-1, 0], [-1, -1]) == .infeasible)
    #expect(status([.secondOrder(1)], [1], [0]) == .unbounded)
    #expect(status([.zero(0), .nonnegative(0), .nonnegative(1)], [-1], [-1]) == .optimal)
    #expect(status([.nonnegative(1), .nonnegative(1)], [-1, -1], [-1, -2]) == .optimal)
  }

  @Test func nothingToSolveHasItsAnswer() {
    func status(_ rows: [Double], _ costs: [Double], _ solver: ConicSolver) -> SolverStatus {
      let program = ConicProgram(
        cones: rows.isEmpty ? [] : [.nonnegative(rows.count)], quadratic: costs.map { _ in 0 },
        linear: costs,
        matrix: SparseMatrix(
          rowCount: rows.count, columnStarts: [0] + costs.map { _ in 0 }, rowIndices: [],
          values: []), rightHandSide: rows)
      return solver.solve(program, control: control).status
    }
    for solver in ConicSolver.allCases {
      #expect(status([], [], solver) == .optimal, "\(solver)")
      #expect(status([], [0], solver) == .optimal, "\(solver)")
      #expect(status([], [1], solver) == .unbounded, "\(solver)")
      #expect(status([1], [], solver) == .optimal, "\(solver)")
      #expect(status([-1], [], solver) == .infeasible, "\(solver)")
      #expect(status([-1], [0], solver) == .infeasible, "\(solver)")
    }
  }
}
