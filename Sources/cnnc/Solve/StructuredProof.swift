internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra

/// What the multipliers of a structured run prove about (2.5).
struct StructuredProof: Sendable {
  private let instance: TrainingInstance
  private let structure: TrainingStructure
  private let program: ConvexTrainingProgram
  private let tolerance: Double

  /// Sweeps over the multipliers of the pattern rows where the bound is not yet within the tolerance.
  private static let sweeps = 50

  /// Nil where the problem is not one of (2.5): worst cases, constraints, several losses.
  init?(
    _ model: CheckedModel, _ instance: TrainingInstance, _ structure: TrainingStructure,
    tolerance: Double
  ) {
    guard instance.activeSets.isEmpty, obstaclesToADMM(in: model).isEmpty,
      let program = try? instance.convexProgram()
    else { return nil }
    (self.instance, self.structure, self.program) = (instance, structure, program)
    self.tolerance = tolerance
  }

  /// The best bound of the dual of (2.5) that the multipliers of predictions and pattern rows give: as they are, with
  /// the slopes of the losses at the predictions, and with better ones of the pattern rows. It holds for any
  /// multipliers: they are scaled until they meet their conditions.
  func bound(from solution: ConicSolution, _ predictions: [Double]?) -> Double? {
    guard solution.certificate == nil else { return nil }
    let rows = solution.multipliers[structure.gateRows]
    let own = ConvexTrainingProgram.DualPoint(
      nu: solution.multipliers[structure.predictionRows].map { -$0 },
      alpha: Matrix(
        rows: structure.sampleCount, columns: rows.count / structure.sampleCount,
        elements: Array(rows)))
    let points = predictions.map { program.dualPoints(near: own, $0) } ?? [own]
    var bound = points.map(program.lowerBound).max() ?? -.infinity
    if !isWithinTolerance(bound, solution) {
      for point in points {
        bound = max(bound, program.lowerBound(program.tightened(point, sweeps: Self.sweeps)))
      }
    }
    return bound.isFinite ? bound : nil
  }

  /// Whether the bound of a solution is within the tolerance.
  func proves(_ solution: ConicSolution) -> Bool {
    let model = instance.model(at: solution.point)
    let predictions = instance.evaluation(of: model, support: supportValue)?.predictions
    return bound(from: solution, predictions).map { isWithinTolerance($0, solution) } ?? false
  }

  private func isWithinTolerance(_ bound: Double, _ solution: ConicSolution) -> Bool {
    let objective = solution.check.objective
    return objective - bound <= tolerance * (1 + abs(objective))
  }
}
