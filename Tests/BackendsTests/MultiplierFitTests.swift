import Canonicalize
import LinearAlgebra
import TestSupport
import Testing

@testable import Backends

/// Multipliers made from a point alone.
@Suite struct MultiplierFitTests {
  /// Those of an optimum prove it, though multipliers of tight rows cannot be read off the point. Of slopes at kinks
  /// the groups that are 0 know more than this asks.
  @Test(arguments: RandomTraining.losses, 0..<4)
  func multipliersOfAnOptimumProveIt(_ loss: String, _ seed: Int) throws {
    let instance = try RandomTraining(loss: loss, isGated: seed == 3, seed: UInt64(seed)).training
    let structure = try #require(try instance.structure())
    let program = try #require(try instance.convexProgram())
    let found = solveByInteriorPoint(
      structure, control: SolverControl(tolerance: 1e-9, maxIterations: 200)
    ).solution
    let optimum = found.check.objective
    let panel = Matrix(
      rows: program.featureCount, columns: program.groupCount,
      elements: Array(found.point[structure.weights]))
    let bound = program.lowerBound(program.multipliers(near: panel, blur: 1e-4))
    #expect(bound <= optimum + 1e-8 * (1 + abs(optimum)))
    if loss.contains("abs(") || loss.contains("max(") || loss.hasPrefix("pos(") { return }
    #expect(bound >= optimum - 1e-2 * (1 + abs(optimum)), "\(loss) \(seed) \(bound) \(optimum)")
  }

  /// Any point gives multipliers, and any multipliers a bound.
  @Test(arguments: RandomTraining.losses)
  func multipliersOfAnyPointGiveABound(_ loss: String) throws {
    for seed in 0..<4 as Range<UInt64> {
      let instance = try RandomTraining(loss: loss, isGated: seed == 3, seed: seed).training
      let program = try #require(try instance.convexProgram())
      var random = SeededGenerator(seed: seed)
      let zero = Matrix(rows: program.featureCount, columns: program.groupCount)
      let other = Matrix(
        rows: program.featureCount, columns: program.groupCount,
        elements: zero.elements.map { _ in Double.random(in: -1...1, using: &random) })
      let objective = program.evaluate(zero).objective
      var huge = other
      for j in 0..<huge.columnCount { huge.setColumn(j, to: huge.column(j).map { 1e308 * $0 }) }
      for panel in [zero, other, huge] {
        for blur in [0, 1e-3, 10] {
          let point = program.multipliers(near: panel, blur: blur)
          #expect(point.alpha.elements.allSatisfy { $0 >= 0 })
          let bound = program.lowerBound(point)
          #expect(bound <= objective)
        }
      }
    }
  }
}
