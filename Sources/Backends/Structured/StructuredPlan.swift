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
    /// Bytes of the matrix with its factor, of four blocks for each pattern, and of the panels.
    public let bytes: Double

    /// Seconds of a run of 40 iterations at the nominal rate of the plans of the ADMM, 35 GFLOP/s a thread.
    public func nominalSeconds(threads: Int) -> Double { 40 * flops / (35e9 * Double(threads)) }
  }

  /// All plans.
  public let alternatives: [Alternative]
  /// The plan with fewer flops; that of the features, which keeps more digits, where they are near.
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
    let features = Alternative(
      plan: .features, order: Int(order),
      flops: blocks + SharedGrams.flops(featureCount: Int(d), structure.patterns.bits) + diagonals
        + order * order * order / 3,
      bytes: 16 * order * order + panels
        + (structure.support.map { Double($0.carrierCount) * d * 8 * 24 } ?? 0))
    guard structure.support == nil else {
      (alternatives, chosen) = ([features], features)
      return
    }
    var flops = blocks + n * n * n / 3
    for i in 0..<structure.patterns.count {
      let count = Double(structure.patterns.bits.population(ofColumn: i))
      flops += count * d * d + count * count * d + d * d * d / 3
    }
    let samples = Alternative(
      plan: .samples, order: Int(n), flops: flops, bytes: 16 * n * n + panels)
    alternatives = [features, samples]
    chosen = features.flops <= 2 * samples.flops ? features : samples
  }
}
