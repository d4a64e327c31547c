internal import Formats

extension ConicFile {
  /// The cones of the standard form: `3 equalities, 5 inequalities, 2 second-order cones (of 3 to 10)`.
  var coneText: String {
    var (equalities, inequalities, exponential) = (0, 0, 0)
    var dimensions: [Int] = []
    for cone in cones {
      switch cone {
      case .zero(let count): equalities += count
      case .nonnegative(let count): inequalities += count
      case .secondOrder(let count): dimensions.append(count)
      case .exponential: exponential += 1
      }
    }
    var parts: [String] = []
    if equalities > 0 { parts.append(counted(equalities, "equality")) }
    if inequalities > 0 { parts.append(counted(inequalities, "inequality")) }
    if let least = dimensions.min(), let most = dimensions.max() {
      parts.append(
        counted(dimensions.count, "second-order cone")
          + (least == most ? " (of \(least))" : " (of \(least) to \(most))"))
    }
    if exponential > 0 { parts.append(counted(exponential, "exponential cone")) }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
