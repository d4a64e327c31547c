public import Canonicalize
internal import LinearAlgebra

/// Limits and hooks of the interior-point method.
public struct InteriorPointSettings: Sendable {
  /// For the gap and the relative residuals.
  public var tolerance = 1e-8
  /// At most so many factorizations.
  public var maxIterations = 200
  /// At most so many seconds by `elapsed`; nil for no limit.
  public var timeLimit: Double?
  /// At most so many bytes for the factor.
  public var memoryLimit = Double.infinity
  /// Seconds since the start of the run.
  public var elapsed: @Sendable () -> Double = { 0 }
  /// Whether the user asked to stop.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// Whether a point is proven to meet the tolerance, which ends the run; nil where residuals alone can tell.
  var isProven: (@Sendable (InteriorPointSolution) -> Bool)?
  /// Told at each iteration.
  public var report: @Sendable (InteriorPointProgress) -> Void = { _ in }

  /// The defaults.
  public init() {}
}

/// The shift of the factor and whether steps keep all rows, in the order in which they are tried.
private let attempts = [(1e-8, false), (1e-8, true), (1e-9, false), (1e-10, true)]

/// Solves a conic program. A run that ends for want of digits is tried again, with steps that keep all rows and
/// with other shifts of the factor, each of which loses them elsewhere; the best end counts.
public func solveByInteriorPoint(
  _ program: ConicProgram, _ settings: InteriorPointSettings = InteriorPointSettings()
) -> InteriorPointSolution {
  var data = ConeData(program)
  let (bound, linear) = (data.bound, data.linear)
  let equilibration = Equilibration(&data)
  let gauge = Gauge(equilibration, bound: bound, linear: linear)
  // Ordering takes long in large programs; all attempts have one.
  let pattern = KKTPattern(data)
  if let refusal = data.refusal(pattern, settings) { return refusal }
  data.pattern = pattern
  return bestEnd(of: attempts, settings) { attempt, settings in
    (data.shift, data.keepsAllRows) = attempt
    var run = InteriorPointRun(data, gauge, settings)
    return run.solve()
  }
}

/// Makes one attempt after the other until a run ends well; the best end, with the iterations of all.
func bestEnd<Attempt>(
  of attempts: [Attempt], _ settings: InteriorPointSettings,
  _ run: (Attempt, InteriorPointSettings) -> InteriorPointSolution
) -> InteriorPointSolution {
  var (best, iterations): (InteriorPointSolution?, Int) = (nil, 0)
  for attempt in attempts {
    var left = settings
    left.maxIterations -= iterations
    let before = iterations
    left.report = { progress in
      var progress = progress
      progress.iteration += before
      settings.report(progress)
    }
    var found = run(attempt, left)
    iterations += found.progress.iteration
    found.progress.iteration = iterations
    if best.map({ found.isBetter(than: $0) }) ?? true { best = found }
    best?.progress.iteration = iterations
    guard found.status.isBroken, iterations < settings.maxIterations else { break }
  }
  guard let best else { preconditionFailure("the first run has an end") }
  return best
}

extension ConeData {
  /// From so many entries on the size of the factor is found before anything is made for it.
  private static let largeEntryCount = 200_000
  /// Bytes for each entry of the factor, with the panels in which it is made.
  private static let entryBytes = 16.0
  /// No machine that one solves this on does more operations a second.
  private static let highestRate = 1e11

  /// The end of a run that would not fit into memory or time; nil to go on.
  fileprivate func refusal(
    _ pattern: KKTPattern, _ settings: InteriorPointSettings
  ) -> InteriorPointSolution? {
    guard matrix.values.count >= Self.largeEntryCount else { return nil }
    let size = QuasidefiniteFactor.size(
      columnStarts: pattern.columnStarts, rowIndices: pattern.rowIndices)
    let left = settings.timeLimit.map { $0 - settings.elapsed() } ?? .infinity
    let status: InteriorPointStatus
    if Self.entryBytes * Double(size.entries) > settings.memoryLimit {
      status = .tooLarge
    } else if size.flops / Self.highestRate > left {
      status = .timeLimit
    } else {
      return nil
    }
    var solution = InteriorPointSolution(
      status: status, x: linear.map { _ in 0 }, s: bound.map { _ in 0 }, z: bound.map { _ in 0 },
      progress: InteriorPointProgress())
    (solution.factorEntries, solution.factorFlops) = (size.entries, size.flops)
    solution.neededBytes = Self.entryBytes * Double(size.entries)
    return solution
  }
}

extension InteriorPointStatus {
  /// Whether a run ended for want of digits.
  fileprivate var isBroken: Bool {
    self == .almostOptimal || self == .illPosed || self == .stalled
  }

  /// The better the end, the lower.
  fileprivate var rank: Int {
    switch self {
    case .optimal, .infeasible, .unbounded: 0
    case .almostOptimal: 1
    case .illPosed: 2
    case .interrupted, .timeLimit, .iterationLimit, .stalled, .tooLarge: 3
    }
  }
}

extension InteriorPointSolution {
  /// Whether it is the better end of two runs on the same program.
  fileprivate func isBetter(than other: InteriorPointSolution) -> Bool {
    let (own, theirs) = (status.rank, other.status.rank)
    return own == theirs ? progress.relativeGap < other.progress.relativeGap : own < theirs
  }
}
