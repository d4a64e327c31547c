public import Canonicalize

/// By which matrix theta = v - w is solved for in every iteration of the structured interior-point method.
public enum StructuredPlan: String, Sendable {
  /// A Cholesky factor of blkdiag S_i + F0' Lambda F0, of order dP.
  case features
  /// A Cholesky factor of 1/Lambda + sum_i D_i X S_i^{-1} X' D_i, of order n.
  case samples

  /// The plan with fewer flops an iteration; the features plan, which keeps more digits, where they are near.
  static func chosen(for problem: StructuredProblem) -> StructuredPlan {
    let flops = ThetaCore.flops(problem)
    return flops.features <= 2 * flops.samples ? .features : .samples
  }
}

/// The bytes that the structured interior-point method needs at once: the matrix of order dP or n with its
/// factor, four blocks for each pattern, and the panels.
public func structuredMemory(_ structure: TrainingStructure) -> Double {
  let (n, d, p) = (
    Double(structure.sampleCount), Double(structure.featureCount),
    Double(structure.patterns.count)
  )
  let order = min(n, d * p)
  return 8 * (2 * order * order + 5 * p * d * d + 24 * n * Double(structure.groupCount) + 4 * n * d)
}
