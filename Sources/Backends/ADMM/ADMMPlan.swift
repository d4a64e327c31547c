public import Canonicalize
internal import LinearAlgebra

/// How the ADMM will run on one program: what is factored once, what an iteration costs, and what
/// the alternatives would have cost. A value, made before anything is allocated.
public struct ADMMPlan: Sendable {
  /// One way to solve the linear system of the u-update, with its price.
  public struct Alternative: Sendable {
    /// The way.
    public let method: ADMMSettings.Method
    /// Floating-point operations before the first iteration.
    public let setupFlops: Double
    /// Floating-point operations of one iteration.
    public let iterationFlops: Double
    /// Bytes of its factors.
    public let bytes: Double
    /// Seconds for the whole run on a nominal machine; it serves to compare, not to promise.
    public let seconds: Double
  }

  /// n, d and P; d counts the columns of X that are not zero throughout, n at most.
  public let sampleCount: Int
  public let featureCount: Int
  public let patternCount: Int
  /// How the loss is treated.
  public let coupling: ADMMSettings.Coupling
  /// The way that was chosen: the cheapest that fits into memory, unless the user said otherwise.
  public let method: ADMMSettings.Method
  /// All ways, cheapest first.
  public let alternatives: [Alternative]
  /// Whether the n x n factor is kept in single precision, refined by conjugate gradients.
  public let singlePrecision: Bool
  /// rho to start with.
  public let penalty: Double
  /// The weight of the loss block relative to rho: (rho_r / rho) split, (weight / rho) direct.
  public let couplingWeight: Double
  /// alpha.
  public let relaxation: Double
  /// The relative residual to which conjugate gradients solve, at least. A strong coupling needs more
  /// than a weak one: at 1e-3 the first iterations lose their way.
  public var solveAccuracy: Double {
    switch coupling {
    case .direct: 1e-4
    case .split: 1e-3
    }
  }
  /// Iterations that the comparison reckons with.
  public let expectedIterations: Int
  /// Whether the penalty is balanced from the residuals.
  public let balancesPenalty: Bool

  /// Whether an iteration takes so long that residuals are worth computing at each, for those who
  /// watch.
  var hasLongIterations: Bool { chosen.iterationFlops > 1e8 }

  /// The price of the chosen way.
  public var chosen: Alternative {
    alternatives.first { $0.method == method } ?? alternatives[0]
  }

  /// rho_r / rho for the split form. rho_r is the curvature of the loss; rho should be about the size of
  /// the multipliers over that of the primal blocks, which falls with the number of samples:
  /// 300 beta sqrt(2P) / (s_X rms(t) n). The factor was measured on six data sets of 6 to 11809
  /// samples; a factor of 10 more or less costs up to twice the iterations.
  static func splitCoupling(_ program: ConvexTrainingProgram, curvature: Double) -> Double {
    let n = Double(program.sampleCount)
    let scale = program.features.frobeniusNorm / n.squareRoot()
    let targets = norm2(program.targets) / n.squareRoot()
    let groups = Double(2 * program.patternCount).squareRoot()
    let penalty = 300 * program.groupWeight * groups / (scale * targets * n)
    let ratio = curvature / penalty
    return ratio.isFinite ? min(max(ratio, 1), 1000) : 1
  }

  /// The flops of the four panel products of an iteration, 12 n d P, common to all ways but one.
  static func panelFlops(n: Double, d: Double, p: Double) -> Double { 12 * n * d * p }

  /// From here on the n x n factor is kept in single precision.
  static let singlePrecisionOrder = 4000

  /// Plans a run of at most `maxIterations` iterations with BLAS on `threads` threads; a way whose
  /// factors exceed `memoryLimit` bytes is taken only if the user says so, or if all of them do.
  public init(
    for program: ConvexTrainingProgram, settings: ADMMSettings, maxIterations: Int, threads: Int,
    memoryLimit: Double = .infinity
  ) {
    let (n, p) = (program.sampleCount, program.patternCount)
    let d = min(n, program.nonzeroColumns.count)
    sampleCount = n
    featureCount = d
    patternCount = p
    let few = maxIterations <= ADMMSettings.fewIterations
    coupling = settings.coupling ?? (few ? .direct : .split)
    let curvature: Double
    switch program.loss {
    case .squared(let weight): curvature = weight
    }
    switch coupling {
    case .direct:
      penalty = settings.penalty ?? 0.1 * curvature
      couplingWeight = curvature / penalty
      relaxation = settings.relaxation ?? 1.3
      balancesPenalty = false
    case .split:
      couplingWeight = ADMMPlan.splitCoupling(program, curvature: curvature)
      penalty = settings.penalty ?? curvature / couplingWeight
      relaxation = settings.relaxation ?? 1.8
      balancesPenalty = settings.balanceEvery > 0
    }
    expectedIterations = min(maxIterations, 1000)
    singlePrecision = n > ADMMPlan.singlePrecisionOrder
    let costs = CostModel(
      program: program, d: d, coupling: couplingWeight, single: singlePrecision,
      iterations: Double(expectedIterations), threads: Double(threads))
    alternatives = ADMMSettings.Method.allCases.map(costs.alternative)
      .sorted { $0.seconds < $1.seconds }
    let fitting = alternatives.first { $0.bytes <= memoryLimit } ?? alternatives[0]
    method = settings.method ?? fitting.method
  }
}

/// Flops, bytes and nominal seconds of the ways, from the formulas of the structured u-update.
private struct CostModel {
  let n: Double
  let d: Double
  let p: Double
  /// The largest number of patterns that are active at one sample.
  let deepest: Double
  /// The pairs of patterns, each with the samples at which both are active.
  let overlaps: Double
  let coupling: Double
  let single: Bool
  let iterations: Double
  let threads: Double

  init(
    program: ConvexTrainingProgram, d: Int, coupling: Double, single: Bool, iterations: Double,
    threads: Double
  ) {
    n = Double(program.sampleCount)
    self.d = Double(d)
    p = Double(program.patternCount)
    let bits = program.patterns.bits
    let codes = bits.transposed()
    deepest = Double((0..<codes.columnCount).map { codes.population(ofColumn: $0) }.max() ?? 0)
    var pairs = 0
    for i in 0..<bits.columnCount {
      for j in i..<bits.columnCount { pairs += bits.overlap(i, j) }
    }
    overlaps = Double(pairs)
    self.coupling = coupling
    self.single = single
    self.iterations = iterations
    self.threads = threads
  }

  /// Conjugate-gradient steps an iteration: they grow with the square root of the condition number,
  /// cond <= 1 + 2 kappa max_k ||D_k||_0; the factor is what warm starts were seen to take.
  var gradientSteps: Double {
    let condition = 1 + 2 * coupling * deepest
    return max(8, condition.squareRoot().rounded(.up))
  }

  func alternative(_ method: ADMMSettings.Method) -> ADMMPlan.Alternative {
    // Nominal rates: 35 GFLOP/s a thread in double, twice that in single, 10 GB/s from memory.
    let rate = 35e9 * threads
    let panels = ADMMPlan.panelFlops(n: n, d: d, p: p)
    let common = n * d * d + d * d * d / 3
    let (setup, iteration, bytes): (Double, Double, Double)
    var seconds: Double
    switch method {
    case .samples:
      setup = common + n * d * d + n * n * d + n * n * n / 3
      let solves = single ? 3.0 : 1.0
      iteration = panels + solves * 2 * n * n + (single ? solves * 4 * n * d * p : 0)
      bytes = (single ? 4 : 8) * n * n
      seconds = setup / (single ? 2 * rate : rate)
      seconds += iterations * ((iteration - solves * 2 * n * n) / rate + solves * bytes / 10e9)
    case .features:
      let order = d * p
      setup = common + overlaps * d * d + order * order * order / 3
      iteration = panels * 2 / 3 + 2 * order * order
      bytes = 8 * order * order
      seconds = setup / rate + iterations * (panels * 2 / 3 / rate + bytes / 10e9)
    case .gradients:
      setup = common
      iteration = panels + gradientSteps * 4 * n * d * p
      bytes = 8 * d * d
      // A step is a dozen calls, which small problems feel more than the flops.
      seconds = setup / rate + iterations * (iteration / rate + gradientSteps * 20e-6)
    }
    return ADMMPlan.Alternative(
      method: method, setupFlops: setup, iterationFlops: iteration, bytes: bytes, seconds: seconds)
  }
}
