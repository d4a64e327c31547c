/// What to do about losses that are refused.
extension Checker {
  /// What to do about the label 0 as a divisor.
  func divisorHelp(_ obstacle: Obstacle, _ name: String?) -> String? {
    guard obstacle.isDivisionByZero, let name, case .data(let data) = scope[name],
      Set(data.labels ?? []) == [0, 1]
    else { return nil }
    return
      "for labels {0, 1} the number 2*t - 1 is -1 or 1, and 1/(2*t - 1) the same: multiply by it;"
      + " or declare `data \(name) : {-1, 1}[n]` with `labels: [0, 1]`"
  }

  /// Convex losses to choose from: for labels, or for any target.
  func convexLosses(for formula: SampleFormula) -> String {
    let isLabel = formula.dataNames.first.map { name in
      if case .data(let data) = scope[name] { data.labels != nil } else { false }
    }
    return isLabel ?? false
      ? "convex losses for labels: pos(1 - t*z), square(pos(1 - t*z)), softplus(-t*z)"
      : "convex losses: 1/2 * (z - t)^2, abs(z - t), huber(z - t, 1)"
  }
}
