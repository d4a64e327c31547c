public import Canonicalize
internal import LinearAlgebra

/// How the ADMM will run on a robust program: what is factored once, what an iteration costs, and what the
/// alternative would have cost.
public struct RobustPlan: Sendable {
  /// n, d and P; d counts the columns of X that are not zero throughout.
  public let sampleCount: Int
  public let featureCount: Int
  public let patternCount: Int
  /// The way to solve the system of the u-update that was chosen: the cheapest that fits into memory, unless the
  /// user said otherwise.
  public let method: ADMMSettings.Method
  /// All ways, cheapest first.
  public let alternatives: [ADMMPlan.Alternative]
  /// Bytes of the blocks, their multipliers and scratch, which every way needs.
  public let stateBytes: Double
  /// rho to start with.
  public let penalty: Double
  /// The weights of the blocks relative to rho.
  public let weights: Weights
  /// alpha.
  public let relaxation: Double
  /// Whether the penalty is balanced from the residuals.
  public let balancesPenalty: Bool
  /// Iterations between balancings, at first.
  let balanceEvery: Int
  /// Iterations that the comparison reckons with.
  public let expectedIterations: Int

  /// The weights of the blocks relative to that of U = V.
  public struct Weights: Equatable, Sendable {
    /// k_s, of the pattern rows G U = s.
    public var rows: Double
    /// k_e, of U = e, whose norm the pattern rows have to meet.
    public var copies: Double
    /// k_r, of the predictions F U = r.
    public var predictions: Double
    /// k_b, of the vectors theta_k = b_k.
    public var vectors: Double

    /// The weights where rows of X have norm 1 on average: a compromise over seven small problems (40 to 100
    /// samples) with dead gates kept, on which 17 choices were tried. None was best for all; other choices took
    /// from two thirds to several times as many iterations to 1e-3.
    public static let usual = Weights(rows: 3, copies: 1, predictions: 10, vectors: 0.3)
  }

  /// The ways that a robust program has.
  public static let methods: [ADMMSettings.Method] = [.features, .gradients]

  /// The price of the chosen way.
  public var chosen: ADMMPlan.Alternative {
    alternatives.first { $0.method == method } ?? alternatives[0]
  }

  /// The first setting that has no part in a robust program, and why; nil where all have.
  public static func obstacle(to settings: ADMMSettings) -> (name: String, why: String)? {
    if let coupling = settings.coupling, coupling != .split {
      return ("coupling", "is `split`, one proximal step for the worst case of each sample")
    }
    if let method = settings.method, !methods.contains(method) {
      return ("system", "is `features` or `gradients`, which see the vectors that are perturbed")
    }
    return nil
  }

  /// Plans a run of at most `maxIterations` iterations with BLAS on `threads` threads.
  public init(
    for program: RobustTrainingProgram, settings: ADMMSettings, maxIterations: Int, threads: Int,
    memoryLimit: Double = .infinity
  ) {
    let nominal = program.nominal
    let (n, p) = (nominal.sampleCount, nominal.patternCount)
    let d = nominal.nonzeroColumns.count
    (sampleCount, featureCount, patternCount) = (n, d, p)
    let curvature = nominal.meanCurvature
    let coupling = ADMMPlan.splitCoupling(nominal, curvature: curvature)
    weights = .usual
    penalty = settings.penalty ?? curvature / coupling
    relaxation = settings.relaxation ?? 1.8
    balancesPenalty = settings.balanceEvery > 0
    balanceEvery = settings.balanceEvery
    expectedIterations = min(maxIterations, 1000)
    let costs = RobustCosts(
      n: Double(n), d: Double(d), p: Double(p), iterations: Double(expectedIterations),
      threads: Double(threads))
    stateBytes = costs.stateBytes
    alternatives = Self.methods.map(costs.alternative).sorted { $0.seconds < $1.seconds }
    let fitting =
      alternatives.first { $0.bytes + costs.stateBytes <= memoryLimit }
      ?? alternatives.min { $0.bytes < $1.bytes } ?? alternatives[0]
    method = settings.method ?? fitting.method
  }
}

/// Flops, bytes and nominal seconds of the ways.
private struct RobustCosts {
  let n: Double
  let d: Double
  let p: Double
  let iterations: Double
  let threads: Double

  /// Steps of conjugate gradients in an iteration that the comparison reckons with, an assumption.
  static let gradientSteps = 12.0

  /// Panels of d x 2P, (n + d) x 2P and (1 + d) x n, each with its multiplier, and scratch.
  var stateBytes: Double { 8 * (10 * d * p + 8 * n * p + 5 * n * d) }

  func alternative(_ method: ADMMSettings.Method) -> ADMMPlan.Alternative {
    // Nominal rates: 35 GFLOP/s a thread, 10 GB/s from memory.
    let rate = 35e9 * threads
    // X U, X'(..), theta D' and b D.
    let panels = 8 * n * d * p + 4 * n * d * p
    let common = n * d * d + d * d * d / 3
    let order = d * p
    let (setup, iteration, bytes): (Double, Double, Double)
    var seconds = iterations * stateBytes / 10e9
    switch method {
    case .features, .samples, .blocks:
      setup = common + n * order * order / 2 + order * order * order / 3
      iteration = panels + 2 * order * order
      bytes = 8 * order * order
      seconds += setup / rate + iterations * (panels / rate + bytes / 10e9)
    case .gradients:
      setup = common + 9 * d * d * d + 9 * p * p * p + n * p * p
      let step = 4 * n * order + 6 * d * order + 6 * p * order
      iteration = panels + Self.gradientSteps * step
      bytes = 8 * (2 * d * d + 2 * p * p + 6 * order)
      // A step is a dozen calls, which small problems feel more than the flops.
      seconds += setup / rate + iterations * (iteration / rate + Self.gradientSteps * 20e-6)
    }
    return ADMMPlan.Alternative(
      method: method, setupFlops: setup, iterationFlops: iteration, bytes: bytes, isSingle: false,
      seconds: seconds)
  }
}
