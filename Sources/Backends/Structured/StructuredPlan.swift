public import Canonicalize
internal import LinearAlgebra

/// By which matrix theta = v - w is solved for in every iteration of the structured interior-point method.
public enum StructuredPlan: String, Sendable {
  /// A Cholesky factor of blkdiag S_i + F0' Lambda F0, of order dP.
  case features
  /// A Cholesky factor of 1/Lambda + sum_i D_i X S_i^{-1} X' D_i, of order n.
  case samples
}

/// What an iteration of the structured interior-point method costs by each plan.
public struct StructuredCosts: Sendable {
  /// One plan.
  public struct Alternative: Sendable {
    /// The plan.
    public let plan: StructuredPlan
    /// The order of its matrix.
    public let order: Int
    /// Floating-point operations of the factors in one iteration.
    public let flops: Double
    /// Those of them that single precision can do.
    public let singleFlops: Double
    /// Floating-point operations of one step of conjugate gradients.
    public let stepFlops: Double
    /// Bytes of the matrix with its factor, of four blocks for each pattern, and of the panels.
    public let bytes: Double

    /// What an iteration takes, in flops at the speed of products. The samples plan is shifted, so that conjugate
    /// gradients have more to do.
    var weight: Double {
      (isSingle ? flops - singleFlops / 2 : flops)
        + (plan == .samples ? Self.fewSteps * stepFlops * Self.slowness : 0)
    }
    /// How many steps of conjugate gradients in one iteration take as long as single precision saves.
    public var mostSingleSteps: Int { Int(min(1e6, singleFlops / 2 / (stepFlops * Self.slowness))) }
    /// Whether a run begins with factors of single precision.
    public var isSingle: Bool { Double(mostSingleSteps) >= Self.fewSteps }
    /// How many times longer a flop of a step takes, which is bound by memory, than one of a product of matrices.
    private static var slowness: Double { 5 }
    /// Steps that the first iterations of a run may take.
    private static var fewSteps: Double { 8 }

    /// Seconds of a run of the expected iterations at the nominal rate of the plans of the ADMM, 35 GFLOP/s a thread.
    public func nominalSeconds(threads: Int) -> Double {
      Double(StructuredCosts.expectedIterations) * weight / (35e9 * Double(threads))
    }
  }

  /// What runs take, more or less.
  public static let expectedIterations = 30

  /// All plans.
  public let alternatives: [Alternative]
  /// The plan that takes less time.
  public let chosen: Alternative

  /// The costs for a structure.
  public init(of structure: TrainingStructure) {
    let (n, d, p) = (
      Double(structure.sampleCount), Double(structure.featureCount),
      Double(structure.patterns.count)
    )
    let groups = Double(structure.groupCount)
    let blocks = groups * ((structure.hasPatternRows ? n * d * d : 0) + 2 * d * d * d)
    let panels = 8 * (5 * p * d * d + 24 * n * groups + 4 * n * d)
    let order = d * p
    // Perturbations add a diagonal for each sample; they leave no system of order n.
    let diagonals = structure.support == nil ? 0 : n * p * p * d
    // Support functions have vectors of their own, which nothing is kept for.
    let share = structure.support == nil ? 1.0 : 3
    func stepFlops(_ order: Double) -> Double {
      share * (2 * order * order + 4 * n * d * (groups + p) + 12 * d * d * p)
    }
    let making = SharedGrams.flops(featureCount: Int(d), structure.patterns.bits) + diagonals
    let factoring = order * order * order / 3
    let features = Alternative(
      plan: .features, order: Int(order), flops: blocks + making + factoring,
      singleFlops: factoring, stepFlops: stepFlops(order),
      bytes: 16 * order * order + panels
        + (structure.support.map { Double($0.carrierCount) * d * 8 * 24 } ?? 0))
    guard structure.support == nil else {
      (alternatives, chosen) = ([features], features)
      return
    }
    var (solves, core) = (blocks, n * n * n / 3)
    for i in 0..<structure.patterns.count {
      let count = Double(structure.patterns.bits.population(ofColumn: i))
      solves += count * d * d + d * d * d / 3
      core += count * count * d
    }
    let samples = Alternative(
      plan: .samples, order: Int(n), flops: solves + core, singleFlops: core,
      stepFlops: stepFlops(n), bytes: 16 * n * n + panels)
    alternatives = [features, samples]
    chosen = features.weight <= samples.weight ? features : samples
  }
}
