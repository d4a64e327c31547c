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
      result.append(missing("the worst case over `\(perturbation.set)`", at: term.range))
    } else if term.reduction == .max {
      result.append(missing("the largest loss of all samples", at: term.range))
    }
  }
  result += problem.constraints.map { missing("a constraint on the outputs", at: $0.range) }
  // One thing at a time: the first missing part says that the problem cannot be solved.
  return Array(result.prefix(1))
}

private func missingCapabilities(for declarations: ModelDeclarations) -> [Diagnostic] {
  var result: [Diagnostic] = []
  for output in declarations.outputs where output.kind == .duals {
    result.append(missing("`output duals`", at: output.path.range, help: "take the statement out"))
  }
  return result
}

extension TrainingProblem {
  /// Whether it is (2.1) with squares of the prediction, whose program is (2.5) with one target a sample.
  public var isSquaredReLU: Bool {
    network.form == .relu && fit.allSatisfy { isSquared($0.loss, parameters) }
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
    "the ADMM takes ReLU and gated networks with sums or means of losses; leave the choice of"
    + " the solver to cnnc, or take `ipm`"
) -> Diagnostic {
  Diagnostic("E506", "the ADMM does not take \(what)", at: range, help: help)
}
