internal import Canonicalize
internal import DSL

/// `inspect --phase program` and `--phase curvature`.
extension InspectCommand {
  /// The checked model with the statements that it was made of.
  private func checked(
    _ pipeline: inout Pipeline
  ) throws -> (model: CheckedModel, program: Program, values: [String: Double]) {
    let values = try spec.parameterValues()
    let model = try pipeline.compile(spec.spec, values: values)
    let loaded = loadProgram(
      name: pipeline.specName, text: pipeline.report.sources.files[0].text, read: readIncluded)
    return (model, loaded.program, values)
  }

  /// What the rules of convexity prove of every part; needs no data.
  func curvature(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let document = CurvatureDocument(
      try checked(&pipeline).model, in: pipeline.report.sources)
    return format == .json ? jsonText(document) : document.text
  }

  /// The convex program; as a file of the language and in LaTeX it needs no data.
  func convexProgram(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let (model, program, values) = try checked(&pipeline)
    switch format {
    case .cnn:
      try refuseOtherData()
      do throws(UnwritableProgram) {
        return try written(model, program, values).text
      } catch {
        throw pipeline.report.stop(error.diagnostic)
      }
    case .latex: return readable(model, program, values).latex
    case .text, .json, .svg: break
    }
    guard case .training(let problem) = model else {
      let document = WrittenProgramDocument(readable(model, program, values), conic: nil)
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
        readable(model, program, values), conic: (bound.instance, sizes))
      return format == .json ? jsonText(document) : document.text
    } catch {
      throw pipeline.report.stop(error.diagnostic)
    }
  }

  private func written(
    _ model: CheckedModel, _ program: Program, _ values: [String: Double]
  ) throws(UnwritableProgram) -> WrittenProgram {
    switch model {
    case .training(let problem):
      try writtenProgram(of: problem, from: program, values: values)
    case .program(let model): writtenProgram(of: model, from: program, values: values)
    }
  }

  private func readable(
    _ model: CheckedModel, _ program: Program, _ values: [String: Double]
  ) -> WrittenProgram {
    switch model {
    case .training(let problem): readableProgram(of: problem, from: program, values: values)
    case .program(let model): writtenProgram(of: model, from: program, values: values)
    }
  }

  /// A program that is printed names its data itself.
  private func refuseOtherData() throws {
    guard let option = data.data.isEmpty ? (data.seed == nil ? nil : "--seed") : "--data" else {
      return
    }
    throw Failure.usage(
      "E607", "--as cnn prints the sources that the spec names, so \(option) has no effect",
      help: "put them into the spec, or give them when you solve what is printed")
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
