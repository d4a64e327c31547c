internal import Backends
internal import Canonicalize
internal import DSL
internal import LinearAlgebra
internal import Synchronization

/// What the multipliers of a structured run prove about (2.5).
final class StructuredProof: Sendable {
  private let instance: TrainingInstance
  private let structure: TrainingStructure
  private let program: ConvexTrainingProgram
  private let tolerance: Double
  private let isOver: @Sendable () -> Bool
  /// The last bound with what it was computed from: the end of a run asks once more for that which ended it.
  private let last = Mutex<(point: [Double], multipliers: [Double], bound: Double?)?>(nil)

  /// Sweeps over the multipliers of the pattern rows where the bound is not yet within the tolerance.
  private static let sweeps = 50

  /// Nil where the problem is not one of (2.5): worst cases, constraints, several losses. The bound is not improved
  /// any more once the limits `isOver`.
  init?(
    _ model: CheckedModel, _ instance: TrainingInstance, _ structure: TrainingStructure,
    tolerance: Double, isOver: @escaping @Sendable () -> Bool
  ) {
    guard instance.activeSets.isEmpty, obstaclesToADMM(in: model).isEmpty,
      let program = try? instance.convexProgram()
    else { return nil }
    (self.instance, self.structure, self.program) = (instance, structure, program)
    self.tolerance = tolerance
    self.isOver = isOver
  }

  /// The best bound of the dual of (2.5) that the multipliers of predictions and pattern rows give: as they are, with
  /// the slopes of the losses at the predictions, and with better ones of the pattern rows. It holds for any
  /// multipliers: they are scaled until they meet their conditions.
  func bound(from solution: ConicSolution) -> Double? {
    guard solution.certificate == nil else { return nil }
    let known = last.withLock { last in
      last?.point == solution.point && last?.multipliers == solution.multipliers ? last : nil
    }
    if let known { return known.bound }
    let bound = computedBound(from: solution)
    last.withLock { $0 = (solution.point, solution.multipliers, bound) }
    return bound
  }

  private func computedBound(from solution: ConicSolution) -> Double? {
    let rows = solution.multipliers[structure.gateRows]
    let own = ConvexTrainingProgram.DualPoint(
      nu: solution.multipliers[structure.predictionRows].map { -$0 },
      alpha: Matrix(
        rows: structure.sampleCount, columns: rows.count / structure.sampleCount,
        elements: Array(rows)))
    let model = instance.model(at: solution.point)
    let predictions = instance.evaluation(of: model, support: supportValue)?.predictions
    let points = predictions.map { program.dualPoints(near: own, $0) } ?? [own]
    var best = (point: own, bound: -Double.infinity)
    for point in points {
      let bound = program.lowerBound(point)
      if bound > best.bound { best = (point, bound) }
    }
    if !isWithinTolerance(best.bound, solution), !isOver() {
      let tightened = program.tightened(best.point, sweeps: Self.sweeps, unless: isOver)
      best.bound = max(best.bound, program.lowerBound(tightened))
    }
    return best.bound.isFinite ? best.bound : nil
  }

  /// Whether the bound of a solution is within the tolerance.
  func proves(_ solution: ConicSolution) -> Bool {
    bound(from: solution).map { isWithinTolerance($0, solution) } ?? false
  }

  private func isWithinTolerance(_ bound: Double, _ solution: ConicSolution) -> Bool {
    let objective = solution.check.objective
    return objective - bound <= tolerance * (1 + abs(objective))
  }
}
