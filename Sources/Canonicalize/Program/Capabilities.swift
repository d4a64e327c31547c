public import DSL

/// What of a checked model the ADMM does not take, each as a message at its place.
public func obstaclesToADMM(in model: CheckedModel) -> [Diagnostic] {
  let common = missingCapabilities(for: model.declarations)
  switch model {
  case .training(let problem): return missingCapabilities(for: problem) + common
  case .program(let program):
    return [
      missing(
        "a program written out with `variables`",
        at: program.variables.first?.name.range ?? program.objective.range)
    ] + common
  }
}

private func missingCapabilities(for problem: TrainingProblem) -> [Diagnostic] {
  var result: [Diagnostic] = []
  switch problem.network.form {
  case .relu, .gated: break
  case .knownHidden:
    result.append(missing("a network whose hidden layer is known", at: problem.network.name.range))
  }
  for term in problem.fit {
    if let perturbation = term.perturbation {
      result += missingCapabilities(for: perturbation, of: term, in: problem)
    }
    if term.reduction == .max {
      result.append(missing("the largest loss of all samples", at: term.range))
    }
  }
  result += problem.constraints.map { missing("a constraint on the outputs", at: $0.range) }
  // One thing at a time: the first missing part says that the problem cannot be solved.
  return Array(result.prefix(1))
}

/// What of a worst case has no place in a robust program.
private func missingCapabilities(
  for perturbation: PerturbationVariable, of term: FitTerm, in problem: TrainingProblem
) -> [Diagnostic] {
  let name = perturbation.set
  if problem.network.form != .relu {
    return [missing("the worst case of a gated network", at: term.range)]
  }
  if problem.fit.count > 1 {
    return [missing("a worst case beside other fits", at: term.range)]
  }
  guard let set = problem.declarations.set(named: name), set.conditions.count == 1 else {
    return [missing("the worst case over `\(name)`, which has several conditions", at: term.range)]
  }
  switch set.conditions[0] {
  case .ball, .norm, .box: return []
  case .linear: return [missing("the worst case over the polyhedron `\(name)`", at: term.range)]
  }
}

/// The message about a set whose support function is no weighted norm, which its numbers tell.
public func obstacleToADMM(in instance: TrainingInstance) -> Diagnostic? {
  let sets = instance.activeSets
  guard let set = sets.first, !instance.hasWeightedNorm else { return nil }
  return missing(
    "the worst case over `\(set.name)`, an ellipsoid or the like",
    at: instance.problem.fit.first?.range ?? instance.problem.objectiveRange)
}

private func missingCapabilities(for declarations: ModelDeclarations) -> [Diagnostic] {
  var result: [Diagnostic] = []
  for output in declarations.outputs where output.kind == .duals {
    result.append(missing("`output duals`", at: output.path.range, help: "take the statement out"))
  }
  return result
}

extension TrainingProblem {
  /// Whether the fit is at its worst over perturbations.
  public var hasPerturbedFit: Bool { fit.contains { $0.perturbation != nil } }

  /// Whether it is (2.1) with squares of the prediction, whose program is (2.5) with one target a sample.
  public var isSquaredReLU: Bool {
    network.form == .relu
      && fit.allSatisfy { $0.perturbation == nil && isSquared($0.loss, parameters) }
  }
}

/// Whether a loss is a convex square of the prediction, whatever values its parameters take.
private func isSquared(_ loss: SampleFormula, _ parameters: [ParameterDeclaration]) -> Bool {
  var values: [String: Double] = [:]
  for parameter in parameters { values[parameter.name.text] = parameter.value ?? 1 }
  loss.body.addSizes(to: &values)
  guard let quadratic = loss.quadratic(in: ScalarValues(values)) else { return false }
  return quadratic.zz > 0
}

extension TypedExpression {
  /// Gives every size in the expression some value.
  fileprivate func addSizes(to values: inout [String: Double]) {
    if case .size(let name) = kind { values[name] = 1 }
    for child in children { child.addSizes(to: &values) }
  }
}

private func missing(
  _ what: String, at range: SourceRange,
  help: String =
    "the ADMM takes ReLU and gated networks with sums or means of losses, and of one loss of a ReLU"
    + " network its worst case over a ball or a box; leave the choice of the solver to cnnc, or take"
    + " `ipm`"
) -> Diagnostic {
  Diagnostic("E506", "the ADMM does not take \(what)", at: range, help: help)
}
