public import DSL

/// A step from the problem as stated to its conic form: what was rewritten, by which theorem, and what
/// the rewriting is worth.
public struct TraceStep: Sendable {
  /// What the optimum after the step says about the one before it.
  public enum Kind: String, Sendable {
    /// They are equal.
    case exact
    /// The new one is at least the old one.
    case upperBound = "upper bound"
    /// At least the old one, and equal with a probability that the number of gates decides.
    case sampled
  }

  /// By how much a step enlarges the conic program.
  public struct SizeChange: Equatable, Sendable {
    public var variables = 0
    public var rows = 0
    public var nonzeros = 0

    public init() {}
  }

  /// The rule: `convexify.relu`, `robust.constraint`, `epigraph.pos`.
  public let rule: String
  /// The theorems and equations that it rests on.
  public let cites: [String]
  /// What it is worth.
  public let kind: Kind
  /// What is rewritten.
  public let before: [String]
  /// The number of what comes out, where the papers have one.
  public let equation: String?
  /// What comes out.
  public let after: [String]
  /// Why the rule applies, and with which numbers.
  public let notes: [String]
  /// The parts of the spec that it rewrites.
  public let spans: [SourceRange]
  /// What it adds to the conic program.
  public let delta: SizeChange
}

/// The road from a training problem to its conic form.
public struct Derivation: Sendable {
  /// What is known of data and gates, by name.
  public let facts: [(name: String, text: String)]
  /// The number of the problem in the papers.
  public let equation: String
  /// The problem as stated.
  public let statement: [String]
  /// Where it is stated.
  public let span: SourceRange
  /// The steps, in order.
  public let steps: [TraceStep]
  /// The sizes at the end.
  public let sizes: ConicSizes
  /// Whether no perturbation is left in any formula that the conic program is made of.
  public let isFreeOfPerturbations: Bool
}

/// The number of gates that Theorem 2.2 asks for: min { (n + 1) / (psi xi) - 1,
/// 2 / xi (n + 1 - log psi) }, rounded up.
public func gateCount(samples n: Int, psi: Double = 0.1, xi: Double = 0.1) -> Int {
  let next = Double(n) + 1
  let bound = min(next / (psi * xi) - 1, 2 / xi * (next - RandomSource.logarithm(psi)))
  // Rounding errors of a whole number do not make it one more.
  return Int((bound - 1e-9 * bound).rounded(.up))
}
