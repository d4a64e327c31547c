/// What is proven about the loss of one sample as a function of the prediction z, for one label.
public struct LossProfile: Equatable, Sendable {
  /// The label; nil where the target may be any number.
  public let label: Double?
  /// How the loss moves with z.
  public let trend: Monotonicity

  /// In words: `nonincreasing for 1`.
  public var description: String {
    let way =
      switch trend {
      case .constant: "constant"
      case .nondecreasing, .nonincreasing: trend.rawValue
      case .neither: "not monotone"
      }
    return label.map { "\(way) for \(shortText($0))" } ?? way
  }
}
