public import Canonicalize
public import LinearAlgebra

/// All that the next iteration of the ADMM on a robust program depends on, in its coordinates.
public struct RobustState: Equatable, Sendable {
  /// Iterations done.
  public var iteration: Int
  /// rho as it is now.
  public var penalty: Double
  /// The relative residual to which an iterative u-update solves.
  public var accuracy: Double
  /// The best point so far.
  public var best: BestPoint
  /// The dual point of the largest lower bound so far.
  public var proof: RobustTrainingProgram.DualPoint
  /// V, its multiplier lambda, and U; a column for each group.
  public var v: Matrix
  public var lambda: Matrix
  public var u: Matrix
  /// s over e with their multipliers, (n + d) x 2P.
  public var cones: Matrix
  public var coneMultipliers: Matrix
  /// r over b with their multipliers, (1 + d) x n.
  public var samples: Matrix
  public var sampleMultipliers: Matrix
  /// The start of conjugate gradients, d x P.
  public var core: Matrix
  /// The subgradients of the worst cases, a column (share, upper, lower) for each sample.
  public var slopes: Matrix

  /// Whether the parts have the shapes that a program needs.
  public func fits(_ program: RobustTrainingProgram) -> Bool {
    let nominal = program.nominal
    let (n, groups) = (nominal.sampleCount, nominal.groupCount)
    let d = nominal.nonzeroColumns.count
    let shapes = [
      (v, d, groups), (lambda, d, groups), (u, d, groups), (cones, n + d, groups),
      (coneMultipliers, n + d, groups), (samples, 1 + d, n), (sampleMultipliers, 1 + d, n),
      (core, d, nominal.patternCount), (slopes, 3, n), (proof.pulls, nominal.featureCount, n),
      (proof.alpha, n, groups), (proof.groupPulls, nominal.featureCount, groups),
    ]
    return best.fits(nominal) && proof.slopes.count == n
      && shapes.allSatisfy { $0.rowCount == $1 && $0.columnCount == $2 }
  }
}

extension RobustState: CheckpointState {
  public static var form: String { "robust" }
  public static var matrixNames: [String] {
    [
      "v", "lambda", "u", "cones", "cone_multipliers", "samples", "sample_multipliers", "core",
      "slopes", "best", "proof_slopes", "proof_pulls", "proof_alpha", "proof_group_pulls",
    ]
  }
  public static var vectorNames: [String] { ["penalty", "best_iteration"] }

  public var isWarm: Bool { false }
  public var matrices: [Matrix] {
    [
      v, lambda, u, cones, coneMultipliers, samples, sampleMultipliers, core, slopes, best.panel,
      Matrix(proof.slopes), proof.pulls, proof.alpha, proof.groupPulls,
    ]
  }
  public var vectors: [[Double]] { [[penalty, accuracy], BestPoint.numbers(best)] }

  public init?(iteration: Int, isWarm: Bool, matrices: [Matrix], vectors: [[Double]]) {
    let numbers = vectors[0]
    guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0, !isWarm, matrices[10].rowCount == 3,
      let best = BestPoint(matrices[9], vectors[1])
    else { return nil }
    self.init(
      iteration: iteration, penalty: numbers[0], accuracy: numbers[1], best: best,
      proof: RobustTrainingProgram.DualPoint(
        slopes: [EndSlopes](matrices[10]), pulls: matrices[11], alpha: matrices[12],
        groupPulls: matrices[13]),
      v: matrices[0], lambda: matrices[1], u: matrices[2], cones: matrices[3],
      coneMultipliers: matrices[4], samples: matrices[5], sampleMultipliers: matrices[6],
      core: matrices[7], slopes: matrices[8])
  }
}

extension RobustIteration {
  /// All that the next step depends on, the best point so far and the dual point of the best bound.
  func state(
    after iteration: Int, _ best: BestPoint, _ proof: RobustTrainingProgram.DualPoint
  ) -> RobustState {
    RobustState(
      iteration: iteration, penalty: penalty, accuracy: accuracy, best: best, proof: proof, v: v,
      lambda: lambda, u: u, cones: cones, coneMultipliers: coneMultipliers, samples: samples,
      sampleMultipliers: sampleMultipliers, core: system.core,
      slopes: Matrix(slopes)
    )
  }

  /// Goes on from a state of an earlier run.
  mutating func take(_ state: RobustState) {
    (penalty, accuracy) = (state.penalty, state.accuracy)
    (v, lambda, u) = (state.v, state.lambda, state.u)
    (cones, coneMultipliers) = (state.cones, state.coneMultipliers)
    (samples, sampleMultipliers) = (state.samples, state.sampleMultipliers)
    system.core = state.core
    slopes = [EndSlopes](state.slopes)
  }
}

extension Matrix {
  /// A column (share, upper, lower) for each sample.
  fileprivate init(_ slopes: [EndSlopes]) {
    self.init(
      rows: 3, columns: slopes.count, elements: slopes.flatMap { [$0.share, $0.upper, $0.lower] })
  }
}

extension [EndSlopes] {
  /// Those of the columns.
  fileprivate init(_ matrix: Matrix) {
    self = (0..<matrix.columnCount).map {
      EndSlopes(share: matrix[0, $0], upper: matrix[1, $0], lower: matrix[2, $0])
    }
  }
}
