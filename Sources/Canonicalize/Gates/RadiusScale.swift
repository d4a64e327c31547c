internal import DSL
internal import LinearAlgebra

/// In which units the robust radii of gates are measured: those of the one ball in the problem, else
/// multiples of all sets together.
public struct RadiusScale: Sendable {
  /// The sets of radius 1.
  public let sets: [NumericSet]
  /// The radius that the problem has.
  public let radius: Double
  /// Whether it is the radius of a ball; false for a multiple of the sets.
  public let isBallRadius: Bool
}

extension TrainingInstance {
  /// The units of robust radii; nil where no row moves or no pattern has a cone.
  public var radiusScale: RadiusScale? {
    guard problem.network.form == .relu else { return nil }
    let declared = perturbationSets
    if declared.count == 1, declared[0].conditions.count == 1,
      case .ball(let kind, let radius) = declared[0].conditions[0],
      declared[0].isFree.contains(true)
    {
      let unit = NumericSet(
        name: declared[0].name, isFree: declared[0].isFree, conditions: [.ball(kind, 1)])
      return RadiusScale(sets: [unit], radius: radius, isBallRadius: true)
    }
    let moving = activeSets
    return moving.isEmpty ? nil : RadiusScale(sets: moving, radius: 1, isBallRadius: false)
  }

  /// The cone of gate i at radius 1.
  public func gateCone(_ i: Int, _ scale: RadiusScale) -> GateCone {
    GateCone(
      features: features, isActive: { patterns.bits[$0, i] }, sets: scale.sets)
  }
}

/// Bounds on the robust radius of a gate: `lower` is attained by a direction, `upper` is proven by
/// multipliers. They are equal up to rounding where the radius is known, 0 and infinity where nothing is.
public struct RobustRadius: Equatable, Sendable {
  /// Up to this radius some neuron keeps the pattern.
  public let lower: Double
  /// Beyond this radius none does.
  public let upper: Double

  /// Nothing is known.
  public static let unknown = RobustRadius(lower: 0, upper: .infinity)
  /// A neuron on unmoved coordinates alone keeps the pattern.
  public static let infinite = RobustRadius(lower: .infinity, upper: .infinity)

  /// Bounds; the lower one is cut at the upper one, from which rounding may part it.
  public init(lower: Double, upper: Double) {
    self.lower = min(lower, upper)
    self.upper = upper
  }

  /// Whether both bounds agree.
  public var isKnown: Bool {
    lower == upper || (upper.isFinite && upper - lower <= 1e-6 * upper)
  }

  /// Whether a neuron keeps the pattern at a radius; nil where the bounds leave it open. A gate is dead
  /// only where its radius is less by more than rounding.
  public func isAlive(at radius: Double) -> Bool? {
    if lower >= radius * (1 - 1e-9) { return true }
    return upper < radius * (1 - 1e-6) ? false : isKnown ? true : nil
  }
}
