public import Canonicalize
internal import LinearAlgebra

/// What a state of the ADMM belongs to, as numbers that differ where the things differ: a checkpoint goes on only
/// with the data, the problem and the settings that it was made with.
public struct ADMMFingerprint: Equatable, Sendable {
  /// X and the patterns.
  public let data: UInt64
  /// The losses and the regularizer.
  public let problem: UInt64
  /// What of the plan changes the iterates.
  public let settings: UInt64

  /// Numbers read from a file.
  public init(data: UInt64, problem: UInt64, settings: UInt64) {
    (self.data, self.problem, self.settings) = (data, problem, settings)
  }

  /// The numbers of a run.
  public init(_ program: ConvexTrainingProgram, _ plan: ADMMPlan) {
    self.init(
      program, settings: [plan.penalty, plan.couplingWeight, plan.relaxation],
      coupling: plan.coupling, balanceEvery: plan.balanceEvery)
  }

  /// The numbers of a run on a robust program.
  public init(_ program: RobustTrainingProgram, _ plan: RobustPlan) {
    let (weights, perturbation) = (plan.weights, program.perturbation)
    self.init(
      program.nominal, more: [Double(perturbation.norm.rawValue)] + perturbation.radii,
      settings: [
        plan.penalty, weights.rows, weights.copies, weights.predictions, weights.vectors,
        plan.relaxation,
      ], coupling: .split, balanceEvery: plan.balanceEvery)
  }

  private init(
    _ program: ConvexTrainingProgram, more: [Double] = [], settings numbers: [Double],
    coupling: ADMMSettings.Coupling, balanceEvery: Int
  ) {
    var data = FowlerNollVo()
    data.add(UInt64(program.sampleCount))
    for value in program.features.elements { data.add(value) }
    for word in program.patterns.bits.words { data.add(word) }
    self.data = data.state
    var problem = FowlerNollVo()
    for value in [program.groupWeight, program.squareWeight, program.isGated ? 1 : 0] + more {
      problem.add(value)
    }
    for loss in program.losses {
      // Values at a few points tell losses apart.
      for r in [-3.1, -1, -0.3, 0, 0.7, 1, 2.9] { problem.add(loss.value(r)) }
    }
    self.problem = problem.state
    var settings = FowlerNollVo()
    // The way to solve the linear system may differ from machine to machine; all give the same iterates.
    for byte in coupling.rawValue.utf8 { settings.add(UInt64(byte)) }
    for value in numbers { settings.add(value) }
    settings.add(UInt64(balanceEvery))
    self.settings = settings.state
  }
}

/// FNV-1a over 64-bit words (Fowler, Noll, Vo), with a final mix.
private struct FowlerNollVo {
  var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0x0000_0100_0000_01b3
    state ^= state >> 29
  }

  mutating func add(_ value: Double) { add(value.bitPattern) }
}
