internal import Canonicalize
internal import DSL

/// `inspect --phase program` and `--phase curvature`.
extension InspectCommand {
  /// What the rules of convexity prove of every part; needs no data.
  func curvature(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let document = CurvatureDocument(
      try pipeline.compile(spec.spec, values: try spec.parameterValues()),
      in: pipeline.report.sources)
    return format == .json ? jsonText(document) : document.text
  }

  /// The convex program; as a file of the language and in LaTeX it needs no data.
  func convexProgram(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let values = try spec.parameterValues()
    switch format {
    case .cnn:
      try data.refuseWithSources("--as cnn")
      return try pipeline.legalProgram(spec.spec, values: values).text
    case .latex: return try pipeline.readableProgram(spec.spec, values: values).latex
    case .text, .json, .svg: break
    }
    let (model, program) = try pipeline.checkedProgram(spec.spec, values: values)
    guard case .training(let problem) = model else {
      let document = WrittenProgramDocument(model.readable(program, values), conic: nil)
      return format == .json ? jsonText(document) : document.text
    }
    if problem.isSquaredTraining {
      let (_, convex) = try pipeline.bind(problem, try data.settings())
      return format == .json ? jsonText(ProgramDocument(convex)) : convex.text()
    }
    let bound = try pipeline.read(problem, try data.settings())
    do throws(CanonicalFailure) {
      let sizes = try conicSizes(of: bound.instance).sizes
      let document = WrittenProgramDocument(
        model.readable(program, values), conic: (bound.instance, sizes))
      return format == .json ? jsonText(document) : document.text
    } catch {
      throw pipeline.report.stop(error.diagnostic)
    }
  }
}

extension TrainingProblem {
  /// Whether it is (2.1) with squared loss, whose program is (2.5).
  fileprivate var isSquaredTraining: Bool {
    var values: [String: Double] = [:]
    for parameter in parameters { values[parameter.name.text] = parameter.value ?? 1 }
    for node in data {
      for case .symbol(let name) in node.shape.dimensions { values[name] = 1 }
    }
    return network.form == .relu && constraints.isEmpty && !fit.isEmpty
      && fit.allSatisfy { term in
        term.perturbation == nil && term.reduction != .max
          && (term.loss.quadratic(in: ScalarValues(values))?.zz ?? 0) > 0
      }
  }
}
