internal import Canonicalize
public import LinearAlgebra

/// All that the next iteration of an ADMM depends on, as named parts: what a checkpoint keeps.
public protocol CheckpointState: Equatable, Sendable {
  /// Which ADMM the states are of.
  static var form: String { get }
  /// The names of the matrices and vectors, in the order of the parts.
  static var matrixNames: [String] { get }
  static var vectorNames: [String] { get }
  /// Iterations done.
  var iteration: Int { get }
  /// Whether the run began at a point with multipliers of its own; its penalty is left alone at first.
  var isWarm: Bool { get }
  var matrices: [Matrix] { get }
  var vectors: [[Double]] { get }

  /// The state with these parts, in the order of their names; nil where they make none.
  init?(iteration: Int, isWarm: Bool, matrices: [Matrix], vectors: [[Double]])
}

/// The best point that a run has met, in the coordinates of the program. What it proves is measured again by a run
/// that goes on from it.
public struct BestPoint: Equatable, Sendable {
  /// [v_1 ... w_1 ...], d x 2P; d x P for a gated network.
  public var panel: Matrix
  /// The iteration that found it.
  public var iteration: Int

  /// Whether it has the shape that a program needs.
  func fits(_ program: ConvexTrainingProgram) -> Bool {
    panel.rowCount == program.featureCount && panel.columnCount == program.groupCount
  }

  /// Its iteration as a part of a checkpoint; nothing where there is no point.
  static func numbers(_ best: BestPoint?) -> [Double] { best.map { [Double($0.iteration)] } ?? [] }

  /// The point of a checkpoint; nil where it has none.
  init?(_ panel: Matrix, _ numbers: [Double]) {
    guard numbers.count == 1, let iteration = Int(exactly: numbers[0]),
      (0...ADMMSettings.mostIterations).contains(iteration)
    else { return nil }
    self.init(panel: panel, iteration: iteration)
  }

  init(panel: Matrix, iteration: Int) { (self.panel, self.iteration) = (panel, iteration) }
}

extension ADMMState: CheckpointState {
  public static var form: String { "nominal" }
  public static var matrixNames: [String] { ["v", "lambda", "z", "u", "best"] }
  public static var vectorNames: [String] { ["r", "mu", "core", "penalty", "best_iteration"] }

  public var matrices: [Matrix] {
    [v, lambda, z, u, best?.panel ?? Matrix(rows: 0, columns: 0)]
  }
  public var vectors: [[Double]] {
    [r, mu, core, [penalty ?? 0, accuracy ?? 0], BestPoint.numbers(best)]
  }

  public init?(iteration: Int, isWarm: Bool, matrices: [Matrix], vectors: [[Double]]) {
    let numbers = vectors[3]
    guard numbers.count == 2, numbers[0] > 0, numbers[1] > 0 else { return nil }
    self.init(
      iteration: iteration, penalty: numbers[0], accuracy: numbers[1], v: matrices[0],
      lambda: matrices[1], z: matrices[2], u: matrices[3], r: vectors[0], mu: vectors[1],
      core: vectors[2], isWarm: isWarm, best: BestPoint(matrices[4], vectors[4]))
  }
}
