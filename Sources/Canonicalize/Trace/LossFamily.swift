internal import DSL

/// The losses for which the papers state the robust program with numbers of its own.
enum LossFamily {
  /// (1 - t z)_+
  case hinge
  /// -2 z t + log(1 + e^{2 z}), labels 0 and 1
  case crossEntropy
  /// A square of z - t
  case squared
  case other

  init(_ problem: TrainingProblem) {
    guard problem.fit.count == 1, let fit = problem.fit.first, fit.reduction != .max else {
      self = .other
      return
    }
    var writer = ExpressionWriter()
    writer.replacement = { part in
      if case .data = part.kind { Expression.name("t") } else { nil }
    }
    let loss = fit.loss
    let text = SourcePrinter.text(writer.expression(loss.body))
    var values: [String: Double] = [:]
    for parameter in problem.parameters { values[parameter.name.text] = parameter.value }
    if ["pos(1 - t * z)", "pos(1 - z * t)", "max(0, 1 - t * z)", "max(1 - t * z, 0)"].contains(text)
    {
      self = .hinge
    } else if text == "-2 * z * t + softplus(2 * z)" {
      self = .crossEntropy
    } else if (loss.quadratic(in: ScalarValues(values))?.zz ?? 0) > 0 {
      self = .squared
    } else {
      self = .other
    }
  }

  /// The numbers of the stated problem, of the convex one with patterns, and of the last one where it has
  /// one. Those of the losses are about l_inf balls; other sets have those of the theorem for all sets.
  func equations(
    isRobust: Bool, hasPapersSet: Bool
  ) -> (stated: String, convex: String, last: String?) {
    guard isRobust else { return ("(2.1)", "(2.2)", "(2.5)") }
    guard hasPapersSet else { return LossFamily.other.ownEquations }
    return ownEquations
  }

  private var ownEquations: (stated: String, convex: String, last: String?) {
    switch self {
    case .hinge: ("(4.7)", "(4.8)", "(4.9)")
    case .crossEntropy: ("(4.10)", "(4.11)", "(4.12)")
    case .squared: ("(16)", "(17)", "(18)")
    case .other: ("(4.1)", "(4.3)", nil)
    }
  }

  /// The theorem about the exact counterpart of the objective for l_inf balls; rule R alone for other losses.
  var citation: String? {
    switch self {
    case .hinge: "Theorem 4.3"
    case .crossEntropy: "Theorem 4.4"
    case .squared: "Theorem 5 (18)"
    case .other: nil
    }
  }
}

extension TrainingProblem {
  /// Whether every set in use is a single l_inf ball, for which the papers state their robust programs.
  var hasPapersSet: Bool {
    let names = fit.compactMap(\.perturbation?.set) + constraints.compactMap(\.perturbation?.set)
    return names.allSatisfy { name in
      guard let conditions = declarations.set(named: name)?.conditions, conditions.count == 1,
        case .ball(.infinity, _) = conditions[0]
      else { return false }
      return true
    }
  }
}
