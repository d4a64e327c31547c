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
      (core, d, nominal.patternCount), (slopes, 3, n),
    ]
    return best.fits(nominal) && shapes.allSatisfy { $0.rowCount == $1 && $0.columnCount == $2 }
  }
}

extension RobustState: CheckpointState {
  public static var form: String { "robust" }
  public static var matrixNames: [String] {
    [
      "v", "lambda", "u", "cones", "cone_multipliers", "samples", "sample_multipliers", "core",
      "slopes", "best",
    ]
  }
  public static var vectorNames: [String] { ["penalty", "best_iteration"] }

  public var isWarm: Bool { false }
  public var matrices: [Matrix] {
    [v, lambda, u, cones, coneMultipliers, samples, sampleMultipliers, core, slopes, best.panel]
  }
  public var vectors: [[Double]] { [[penalty, accuracy], BestPoint.numbers(best)] }

  public init?(iteration: Int, isWarm: Bool, matrices: [Matrix], vectors: [[Double]]) {
    let numbers = vectors[0]
    guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0, !isWarm,
      let best = BestPoint(matrices[9], vectors[1])
    else { return nil }
    self.init(
      iteration: iteration, penalty: numbers[0], accuracy: numbers[1], best: best,
      v: matrices[0], lambda: matrices[1], u: matrices[2], cones: matrices[3],
      coneMultipliers: matrices[4], samples: matrices[5], sampleMultipliers: matrices[6],
      core: matrices[7], slopes: matrices[8])
  }
}

extension RobustIteration {
  /// All that the next step depends on, and the best point so far.
  func state(after iteration: Int, _ best: BestPoint) -> RobustState {
    RobustState(
      iteration: iteration, penalty: penalty, accuracy: accuracy, best: best, v: v,
      lambda: lambda, u: u, cones: cones, coneMultipliers: coneMultipliers, samples: samples,
      sampleMultipliers: sampleMultipliers, core: system.core,
      slopes: Matrix(
        rows: 3, columns: slopes.count, elements: slopes.flatMap { [$0.share, $0.upper, $0.lower] })
    )
  }

  /// Goes on from a state of an earlier run.
  mutating func take(_ state: RobustState) {
    (penalty, accuracy) = (state.penalty, state.accuracy)
    (v, lambda, u) = (state.v, state.lambda, state.u)
    (cones, coneMultipliers) = (state.cones, state.coneMultipliers)
    (samples, sampleMultipliers) = (state.samples, state.sampleMultipliers)
    system.core = state.core
    slopes = (0..<state.slopes.columnCount).map {
      EndSlopes(share: state.slopes[0, $0], upper: state.slopes[1, $0], lower: state.slopes[2, $0])
    }
  }
}
