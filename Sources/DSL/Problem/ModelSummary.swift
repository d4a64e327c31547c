extension CheckedModel {
  /// What the spec states and why it is convex, in a line.
  public var summary: String {
    switch self {
    case .training(let problem): problem.summary
    case .program(let program):
      "a convex program with \(program.variables.count) famil"
        + "\(program.variables.count == 1 ? "y" : "ies") of variables and"
        + " \(program.constraints.count) constraint\(program.constraints.count == 1 ? "" : "s"),"
        + " convex by the rules"
    }
  }
}

extension TrainingProblem {
  /// What is trained and why it has a convex form, in a line.
  var summary: String {
    let network =
      switch network.form {
      case .relu: "ReLU network"
      case .gated: "gated ReLU network"
      case .knownHidden: "network with known hidden layer"
      }
    var parts = [network]
    for term in fit {
      let name = term.loss.lossName.map { "loss `\($0)`" } ?? "a loss"
      var text = "\(name) convex"
      if let trends = trends(of: term) { text += " (\(trends))" }
      if let perturbation = term.perturbation {
        text += ", worst case over \(perturbation.set)"
        if let set = declarations.set(named: perturbation.set) { text += " (\(set.description))" }
      }
      parts.append(text)
    }
    if !constraints.isEmpty {
      parts.append("\(constraints.count) constraint\(constraints.count == 1 ? "" : "s")")
    }
    let isRobust = (fit.map(\.perturbation) + constraints.map(\.perturbation)).contains {
      $0 != nil
    }
    let reason =
      switch self.network.form {
      case .relu: isRobust ? "convex by Theorem 4.1, an upper bound" : "convex by Theorem 2.1"
      case .gated, .knownHidden: "convex: linear in its weights"
      }
    return parts.joined(separator: "; ") + "; " + reason
  }

  /// How a loss moves with the prediction, where it is monotone.
  private func trends(of term: FitTerm) -> String? {
    guard term.profiles.allSatisfy({ $0.trend == .nonincreasing || $0.trend == .nondecreasing })
    else { return nil }
    return term.profiles.map(\.description).joined(separator: ", ")
  }
}
