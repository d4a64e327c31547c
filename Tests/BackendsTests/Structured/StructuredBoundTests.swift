import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// What the results of structured runs are worth on the problem as given.
@Suite struct StructuredBoundTests {
  private static let control = SolverControl(tolerance: 1e-8, maxIterations: 200)

  /// The multipliers of predictions and pattern rows are a point of the dual of (2.5), with its signs.
  @Test(arguments: RandomTraining.losses, 0..<4)
  func multipliersProveTheOptimum(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(
      loss: loss, isGated: seed == 3, reduction: seed % 2 == 0 ? "sum" : "mean",
      seed: UInt64(seed)
    ).training
    let structure = try #require(try instance.structure())
    let program = try #require(try instance.convexProgram())
    let found = solveByInteriorPoint(structure, control: Self.control).solution
    let rows = Array(found.multipliers[structure.gateRows])
    let n = structure.sampleCount
    let own = ConvexTrainingProgram.DualPoint(
      nu: found.multipliers[structure.predictionRows].map { -$0 },
      alpha: Matrix(rows: n, columns: rows.count / n, elements: rows))
    let points = program.dualPoints(
      near: own, Array(found.point[structure.fitVariables].prefix(n)))
    // A conjugate found by Newton's method may have no value where nu is rounding; the slopes have one, and take
    // other multipliers of the pattern rows.
    let bound =
      points.flatMap { [$0, program.tightened($0, sweeps: 50)] }
      .map(program.lowerBound).max() ?? -.infinity
    let objective = found.check.objective
    #expect(bound <= objective + 1e-8 * (1 + abs(objective)))
    // The conjugate of a formula is bounded from above by tangents, which costs the bound some digits.
    let slack = loss.contains("exp(") ? 1e-3 : 1e-5
    #expect(bound >= objective - slack * (1 + abs(objective)), "\(bound) \(objective)")
  }

  /// Columns that depend on others are taken out and come back: the solution is measured with all of them.
  @Test(arguments: RandomTraining.losses, 0..<3)
  func dependentColumnsComeBack(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(loss: loss, isGated: seed == 2, seed: UInt64(seed)).training
    let narrow = try #require(try instance.structure())
    let (n, d) = (narrow.sampleCount, narrow.featureCount)
    try #require(n > d + 2)
    var generator = SeededGenerator(seed: UInt64(seed))
    let mixture = Matrix(
      rows: d, columns: 2,
      elements: (0..<2 * d).map { _ in Double.random(in: -1...1, using: &generator) })
    var more = Matrix(rows: n, columns: 2)
    multiply(narrow.features, .none, mixture, .none, into: &more)
    let wide = TrainingStructure(
      features: Matrix(
        rows: n, columns: d + 2, elements: narrow.features.elements + more.elements),
      patterns: narrow.patterns, signs: narrow.signs, hasPatternRows: narrow.hasPatternRows,
      groupWeight: narrow.groupWeight, squareWeight: narrow.squareWeight, fit: narrow.fit,
      smooth: narrow.smooth)
    let reduction = try #require(RowSpaceReduction(wide))
    #expect(reduction.structure.featureCount == d)
    let found = solveByInteriorPoint(wide, control: Self.control).solution
    #expect(found.status == .optimal)
    #expect(found.point.count == wide.variableCount)
    let check = ConicCheck(of: found.point, multipliers: found.multipliers, in: wide)
    #expect(check.isOptimal(to: 1e-7))
    // More columns can only help.
    let own = solveByInteriorPoint(narrow, control: Self.control).solution.check.objective
    #expect(check.objective <= own + 1e-7 * (1 + abs(own)))
  }

  /// A run that meets its tolerance without a proof goes on; it ends all the same where there is none.
  @Test(arguments: RandomTraining.losses.prefix(5))
  func runsGoOnForAProof(_ loss: String) throws {
    let instance = try RandomTraining(loss: loss, seed: 3).training
    let structure = try #require(try instance.structure())
    var control = SolverControl(tolerance: 1e-3, maxIterations: 200)
    let plain = solveByInteriorPoint(structure, control: control).solution
    let goal = plain.check.gap / 100
    control.isProven = { $0.check.gap <= goal }
    let longer = solveByInteriorPoint(structure, control: control).solution
    control.isProven = { _ in false }
    let unproven = solveByInteriorPoint(structure, control: control).solution
    #expect(plain.status == .optimal && longer.status == .optimal && unproven.status == .optimal)
    #expect(longer.iterations > plain.iterations && longer.check.gap <= goal)
    #expect(unproven.iterations <= plain.iterations + 11)
  }

  /// What is proven needs no other word for it, whatever ended the run.
  @Test func aProofMakesAnyEndOptimal() throws {
    let instance = try RandomTraining(loss: "pos(1 - t*z)", seed: 3).training
    let structure = try #require(try instance.structure())
    var control = SolverControl(tolerance: 1e-5, maxIterations: 8)
    let plain = solveByInteriorPoint(structure, control: control).solution
    #expect(plain.status == .iterationLimit && plain.check.violation <= 1e-5)
    control.isProven = { _ in true }
    #expect(solveByInteriorPoint(structure, control: control).solution.status == .optimal)
    control.isProven = { _ in false }
    #expect(solveByInteriorPoint(structure, control: control).solution.status == .iterationLimit)
  }
}
