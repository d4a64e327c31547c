public import Canonicalize
public import LinearAlgebra

/// When a solver has to stop, and whom it tells how it goes. The clock and the signals belong to the
/// caller: a backend asks, it never looks.
public struct SolverControl: Sendable {
  /// The tolerance for the relative gap and the relative violation.
  public var tolerance: Double
  /// At most so many iterations.
  public var maxIterations: Int
  /// At most so many seconds by `elapsed`; nil for no limit.
  public var timeLimit: Double?
  /// Seconds since the start of the run.
  public var elapsed: @Sendable () -> Double
  /// Whether the user asked to stop.
  public var isInterrupted: @Sendable () -> Bool
  /// Told after each measured iteration.
  public var report: @Sendable (SolverProgress) -> Void
  /// At most so many bytes for factors.
  public var memoryLimit = Double.infinity
  /// Whether conic programs are made smaller before the interior-point method takes them.
  public var presolves = true
  /// Told what that took away, before the first iteration.
  public var presolved: @Sendable (PresolveSummary) -> Void = { _ in }
  /// Whether a point is proven to meet the tolerance; nil where nothing but residuals can tell. The interior-point
  /// method for training problems ends with the first point that is, and goes on for a few iterations from one that
  /// only its residuals speak for.
  public var isProven: (@Sendable (ConicSolution) -> Bool)?
  /// Told that one solver broke down and another goes on.
  public var handedOver: @Sendable (SolverHandover) -> Void = { _ in }

  /// Limits and hooks; without hooks the solver runs silently to its limits.
  public init(
    tolerance: Double, maxIterations: Int, timeLimit: Double? = nil,
    elapsed: @escaping @Sendable () -> Double = { 0 },
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (SolverProgress) -> Void = { _ in }
  ) {
    self.tolerance = tolerance
    self.maxIterations = maxIterations
    self.timeLimit = timeLimit
    self.elapsed = elapsed
    self.isInterrupted = isInterrupted
    self.report = report
  }

  /// No limits, and nobody to ask.
  public static let unlimited = SolverControl(tolerance: 1e-8, maxIterations: Int.max)

  /// Whether time is up or the user asked to stop.
  public var isOver: Bool { isInterrupted() || timeLimit.map { elapsed() >= $0 } ?? false }

  /// The status with which a solver must stop now; nil to go on.
  func stopStatus(iteration: Int) -> SolverStatus? {
    if isInterrupted() { return .interrupted }
    if let limit = timeLimit, elapsed() >= limit { return .timeLimit }
    return iteration >= maxIterations ? .iterationLimit : nil
  }
}

/// Where a solver stands.
public struct SolverProgress: Sendable {
  /// Iterations done.
  public let iteration: Int
  /// The primal residual, relative to the size of the primal iterate.
  public let primalResidual: Double
  /// The dual residual, relative to the size of the dual iterate.
  public let dualResidual: Double
  /// The certificate of the iterate; nil where none was computed at this iteration.
  public let certificate: Certificate?
  /// All that the interior-point method measures; nil for other methods.
  public internal(set) var details: InteriorPointProgress? = nil
}

/// What a solver returns: a point, what is proven about it, and how the run ended.
public struct Solution: Sendable {
  /// [v_1 ... v_P w_1 ... w_P], d x 2P; d x P for a gated network.
  public var panel: Matrix
  /// What is proven about the point.
  public let certificate: Certificate
  /// How it ended.
  public let status: SolverStatus
  /// Iterations done.
  public let iterations: Int
  /// Floating-point operations in the iterations, counted where they are done.
  public let iterationFlops: Double
  /// Floating-point operations before the first iteration.
  public let setupFlops: Double
  /// Seconds spent before the first iteration (factorizations), by the caller's clock.
  public let setupSeconds: Double
  /// The iteration at which the point did best on other data; nil where the run did not stop by that.
  public var bestIteration: Int?
}
