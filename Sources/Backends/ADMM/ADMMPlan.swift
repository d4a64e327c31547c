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
    /// Whether its factor of order n, or the steps of its conjugate gradients, are in single precision, refined
    /// to double.
    public let isSingle: Bool
    /// Seconds for the whole run on a nominal machine; it serves to compare, not to promise.
    public let seconds: Double
  }

  /// n, d and P; d counts the columns of X that are not zero throughout, n at most.
  public let sampleCount: Int
  public let featureCount: Int
  public let patternCount: Int
  /// Whether the network is a gated one, with P groups and no constraints.
  public let isGated: Bool
  /// How many proximal steps of the loss have a closed form; the others take Newton's method.
  public let closedFormCount: Int
  /// The number of groups, 2P or P.
  public var groupCount: Int { isGated ? patternCount : 2 * patternCount }
  /// How the loss is treated.
  public let coupling: ADMMSettings.Coupling
  /// Sweeps over the blocks in an iteration of the coupling `blocks`.
  public let sweeps: Int
  /// Whether the penalties are those of Algorithm 3.1 as printed, in the units of the data: better in the
  /// first tens of iterations.
  public let isPrinted: Bool
  /// The way that was chosen: the cheapest that fits into memory, unless the user said otherwise.
  public let method: ADMMSettings.Method
  /// All ways, cheapest first.
  public let alternatives: [Alternative]
  /// Whether the chosen way works in single precision, refined to double.
  public var singlePrecision: Bool { chosen.isSingle }
  /// rho to start with.
  public let penalty: Double
  /// The weight of the loss block relative to rho: (rho_r / rho) split, (weight / rho) direct.
  public let couplingWeight: Double
  /// alpha.
  public let relaxation: Double
  /// The relative residual to which conjugate gradients solve, at least. A strong coupling needs more
  /// than a weak one: at 1e-3 the first iterations lose their way. Long runs and gated networks, which have no pattern
  /// rows to hold them, diverge unless it is relative to the predictions; runs of a few iterations would take three times
  /// the steps for it and come no further.
  public var solveAccuracy: Double {
    switch coupling {
    case .direct, .blocks: 1e-4
    case .split: isPrinted ? 1e-4 : 1e-3
    }
  }
  /// Iterations that the comparison reckons with.
  public let expectedIterations: Int
  /// Whether the penalty is balanced from the residuals, and how often at first.
  public let balancesPenalty: Bool
  let balanceEvery: Int

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
    let targets = program.targetSize
    let groups = Double(program.groupCount).squareRoot()
    // A ridge weighs on a group of the size of the targets as a norm of this weight does.
    let weight = program.groupWeight + 2 * program.squareWeight * targets / scale
    let penalty = 300 * weight * groups / (scale * targets * n)
    let ratio = curvature / penalty
    return ratio.isFinite ? min(max(ratio, 1), 1000) : 1
  }

  /// Why a coupling does not take the losses of a program; nil where it does.
  public static func obstacle(
    to coupling: ADMMSettings.Coupling?, in program: ConvexTrainingProgram
  ) -> String? {
    switch coupling {
    case .direct where program.squareLossWeight == nil:
      "solves a linear system, and so takes the squared loss only"
    case .blocks where !program.largestCurvature.isFinite:
      "takes losses whose curvature is bounded and known, as that of squares, huber and softplus"
    case .direct, .blocks, .split, nil: nil
    }
  }

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
    isGated = program.isGated
    closedFormCount = program.losses.count { if case .mixed = $0 { false } else { true } }
    let isFew = maxIterations <= ADMMSettings.fewIterations
    coupling =
      settings.coupling ?? (isFew && program.squareLossWeight != nil ? .direct : .split)
    sweeps = settings.sweeps
    balanceEvery = settings.balanceEvery
    let curvature = program.meanCurvature
    switch coupling {
    case .direct, .blocks:
      isPrinted = true
      penalty = settings.penalty ?? 0.1 * curvature
      couplingWeight = curvature / penalty
      relaxation = settings.relaxation ?? (coupling == .direct ? 1.3 : 1)
      balancesPenalty = false
    case .split where isFew && settings.coupling == nil:
      isPrinted = true
      penalty = settings.penalty ?? 0.1 * curvature
      couplingWeight = curvature / penalty
      relaxation = settings.relaxation ?? 1.3
      balancesPenalty = false
    case .split:
      isPrinted = false
      couplingWeight = ADMMPlan.splitCoupling(program, curvature: curvature)
      penalty = settings.penalty ?? curvature / couplingWeight
      relaxation = settings.relaxation ?? 1.8
      balancesPenalty = settings.balanceEvery > 0
    }
    expectedIterations = min(maxIterations, 1000)
    let costs = CostModel(
      program: program, d: d, coupling: couplingWeight, iterations: Double(expectedIterations),
      threads: Double(threads), sweeps: Double(sweeps))
    let isBlocks = coupling == .blocks
    alternatives = (isBlocks ? [.blocks] : ADMMSettings.Method.allCases).map(costs.alternative)
      .sorted { $0.seconds < $1.seconds }
    let fitting = alternatives.first { $0.bytes <= memoryLimit } ?? alternatives[0]
    method = isBlocks ? .blocks : settings.method ?? fitting.method
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
  let iterations: Double
  let threads: Double
  let sweeps: Double
  /// Halves of a panel, 2 or 1 for a gated network.
  let halves: Double

  init(
    program: ConvexTrainingProgram, d: Int, coupling: Double, iterations: Double, threads: Double,
    sweeps: Double
  ) {
    self.sweeps = sweeps
    halves = program.isGated ? 1 : 2
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
    self.iterations = iterations
    self.threads = threads
  }

  /// Conjugate-gradient steps an iteration: they grow with the square root of the condition number,
  /// cond <= 1 + 2 kappa max_k ||D_k||_0; the factor is what warm starts were seen to take.
  var gradientSteps: Double {
    let condition = 1 + halves * coupling * deepest
    return max(8, condition.squareRoot().rounded(.up))
  }

  /// The n x n factor is kept in single precision from 4000 samples on, a copy of X for the steps of conjugate
  /// gradients where X itself outgrows a cache of 1 MiB.
  func isSingle(_ method: ADMMSettings.Method) -> Bool {
    switch method {
    case .samples: n > 4000
    case .gradients: 8 * n * d > 0x1p20
    case .features, .blocks: false
    }
  }

  func alternative(_ method: ADMMSettings.Method) -> ADMMPlan.Alternative {
    let single = isSingle(method)
    // Nominal rates: 35 GFLOP/s a thread in double, twice that in single, 10 GB/s from memory.
    let rate = 35e9 * threads
    // The products with X of an iteration: two with all groups, two with differences of pairs.
    let panels = (4 * halves + 4) * n * d * p
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
      let products = 4 * halves * n * d * p
      iteration = products + 2 * order * order
      bytes = 8 * order * order
      seconds = setup / rate + iterations * (products / rate + bytes / 10e9)
    case .gradients:
      setup = common + (single ? n * d * d : 0)
      let steps = gradientSteps * 4 * n * d * p
      iteration = panels + steps
      bytes = 8 * d * d + (single ? 4 * n * d : 0)
      // Thin products gain less by single precision than factors do. A step is a dozen calls, which small problems
      // feel more than the flops.
      let work = panels + (single ? steps / 1.6 : steps)
      seconds = setup / rate + iterations * (work / rate + gradientSteps * 20e-6)
    case .blocks:
      setup = common + 2 * d * d * d / 3
      let products = 4 * halves * n * d * p
      iteration = products + sweeps * p * (4 * n * d + 8 * d * d)
      bytes = 24 * d * d
      // Products with vectors read all of X, twice for a block.
      seconds = setup / rate + iterations * (products / rate + sweeps * p * 16 * n * d / 10e9)
    }
    return ADMMPlan.Alternative(
      method: method, setupFlops: setup, iterationFlops: iteration, bytes: bytes, isSingle: single,
      seconds: seconds)
  }
}
