/// The knobs of the ADMM, all with defaults that do not depend on the units of the data.
public struct ADMMSettings: Equatable, Sendable {
  /// How the loss is treated.
  public enum Coupling: String, Sendable {
    /// Algorithm 3.1 as printed: the loss stays in the u-update (3.6). Fast in the first tens of
    /// iterations; a new penalty needs a new factorization, so the penalty is fixed.
    case direct
    /// The loss is split off as r = F u with a proximal step of its own; one factorization serves
    /// every penalty and every loss. The way to accuracy.
    case split
    /// Algorithm 3.2: a smooth loss stays in the u-update, which randomized block coordinate descent
    /// solves inexactly, pattern by pattern.
    case blocks = "rbcd"
  }

  /// How the linear system of the u-update is solved.
  public enum Method: String, Sendable, CaseIterable {
    /// d x d and n x n Cholesky factors (the Hadamard form).
    case samples
    /// d x d and dP x dP Cholesky factors.
    case features
    /// A d x d factor and conjugate gradients.
    case gradients
    /// Two d x d factors for the steps of all blocks: the way of the coupling `blocks`, and of no other.
    case blocks

    /// The exact ways, from which a plan chooses.
    public static let allCases: [Method] = [.samples, .features, .gradients]
  }

  /// nil: direct for squares and at most `fewIterations` iterations, else split.
  public var coupling: Coupling?
  /// nil: whichever costs least.
  public var method: Method?
  /// The penalty rho (its first value, where it is balanced); nil: 0.1 times the weight of the loss direct, that weight
  /// over the coupling of the plan split.
  public var penalty: Double?
  /// The over-relaxation alpha in (0, 2); nil: 1.3 direct, 1.8 split.
  public var relaxation: Double?
  /// How often the penalty is balanced from the residuals; 0 for never. Pauses grow with the run, for squares by a
  /// sixteenth of what is done, for other losses by a quarter: under kinks the residuals of single iterations go
  /// up and down, and a penalty that follows them for ever keeps the method from converging.
  public var balanceEvery = 25
  /// Whether a near-optimal iterate is sharpened by Newton's method on the face it suggests.
  public var polishes = true
  /// How often the certificate is computed.
  public var certifyEvery = 25
  /// Sweeps over the P blocks in an iteration of `blocks`.
  public var sweeps = 1

  /// The first iteration after `count` at which the penalty is balanced; 0 for none.
  func nextBalancing(after count: Int, forSquares: Bool) -> Int {
    guard balanceEvery > 0 else { return 0 }
    var next = balanceEvery
    while next <= count {
      next += max(1, next / (forSquares ? 16 : 4) / balanceEvery) * balanceEvery
    }
    return next
  }

  /// The largest iteration limit, and count of a checkpoint.
  public static let mostIterations = 1_000_000_000

  /// Up to so many iterations the direct coupling is the better one.
  public static let fewIterations = 50

  /// The defaults.
  public init() {}
}
