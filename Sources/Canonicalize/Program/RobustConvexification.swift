extension TrainingInstance {
  /// Whether all perturbations are by one set whose support function is a weighted norm.
  public var hasWeightedNorm: Bool { activeSets.count == 1 && SupportShape(activeSets[0]) != nil }

  /// The robust form of (2.5) of a ReLU network with one loss at its worst over a set whose support function is a
  /// weighted norm; nil where it has none, or a coefficient of the regularizer has the wrong sign.
  /// - Throws: `ConvexificationError` about a loss without a proximal step.
  public func robustProgram() throws(ConvexificationError) -> RobustTrainingProgram? {
    guard activeSets.count == 1, let shape = SupportShape(activeSets[0]) else { return nil }
    return try convexProgram().map { RobustTrainingProgram($0, perturbation: shape) }
  }
}
