import Testing

@testable import DSL

/// A valid spec and what it means, in a line.
struct Accepted: Sendable, CustomTestStringConvertible {
  let spec: String
  let meaning: String

  init(_ spec: String, _ meaning: String) {
    self.spec = spec
    self.meaning = meaning
  }

  var testDescription: String { meaning }
}

/// Valid specs over the whole language.
enum AcceptedSpecs {
  /// Data, gates, losses and the ReLU network.
  static let head = """
    include "toy.cnn"
    network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
    weights u[j] : R[d], alpha[j] : R
    """
  static let decay = "beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)"
  static let ball = "set B = { delta : R[d] | ||delta||_inf <= eps }"
  static let all = training + moreTraining + robust + programs
}

/// Valid specs check without a word, and mean what they say.
@Suite struct AcceptedSpecTests {
  @Test(arguments: AcceptedSpecs.all)
  func isUnderstood(_ accepted: Accepted) throws {
    let checking = try Checking(accepted.spec + "\n")
    #expect(checking.diagnostics.isEmpty, "\(checking.rendered)")
    let model = try #require(checking.checked.model)
    #expect(Meaning.of(model) == accepted.meaning)
  }

  @Test func thereAreMany() {
    #expect(AcceptedSpecs.all.count >= 40)
  }
}

/// The meaning of a model in a line: form, fits with trends for each label, sets, regularizers.
enum Meaning {
  static func of(_ model: CheckedModel) -> String {
    var parts =
      switch model {
      case .training(let problem): parts(of: problem)
      case .program(let program): parts(of: program)
      }
    let declarations = model.declarations
    if !declarations.assertions.isEmpty { parts.append("assert \(declarations.assertions.count)") }
    if let sweep = declarations.sweep {
      parts.append("sweep \(sweep.parameter.text): \(sweep.values.count)")
    }
    if declarations.solver.name != .auto { parts.append("solver \(declarations.solver.name)") }
    parts += declarations.outputs.map { "output \($0.kind)" }
    return parts.joined(separator: "; ")
  }

  private static func parts(of problem: TrainingProblem) -> [String] {
    var parts = ["\(problem.network.form) \(problem.features) \(problem.targets)"]
    parts += problem.fit.map { term in
      let name = term.loss.lossName ?? "formula"
      let trends = term.profiles.map { profile in
        (profile.label.map { shortText($0) + " " } ?? "") + word(profile.trend)
      }
      let adversary = term.perturbation.map { " over " + set($0, problem.declarations) } ?? ""
      return "\(term.reduction) \(name) (\(trends.joined(separator: ", ")))" + adversary
    }
    parts.append(problem.regularizer.map { "\($0.kind)" }.joined(separator: " + "))
    parts += problem.constraints.map { constraint in
      (constraint.isEquality ? "equality" : "inequality")
        + (constraint.perturbation.map { " over " + set($0, problem.declarations) } ?? "")
    }
    return parts
  }

  private static func parts(of program: ConvexModel) -> [String] {
    let variables = program.variables.map { variable in
      "\(variable.name.text) \(variable.shape)"
        + (variable.domain.map { " for \($0.description)" } ?? "")
    }
    return [variables.joined(separator: ", ")]
      + program.constraints.map { constraint in
        (constraint.relation.isEquality ? "equality" : "inequality")
          + (constraint.relation.indices.isEmpty
            ? "" : " for " + constraint.relation.indices.map(\.domain.description).joined())
          + (constraint.perturbation.map { " over " + set($0, program.declarations) } ?? "")
      }
  }

  private static func word(_ trend: Monotonicity) -> String {
    switch trend {
    case .nondecreasing: "up"
    case .nonincreasing: "down"
    case .neither: "either way"
    case .constant: "constant"
    }
  }

  private static func set(
    _ perturbation: PerturbationVariable, _ declarations: ModelDeclarations
  ) -> String {
    let rows = perturbation.rows.map { "^\($0)" } ?? ""
    return perturbation.set + rows + ", "
      + (declarations.set(named: perturbation.set)?.description ?? "unknown")
  }
}
