internal import Canonicalize
internal import DSL

/// `inspect --phase robust`: what the worst cases over perturbations have become.
extension InspectCommand {
  func robustPass(_ pipeline: inout Pipeline, _ format: InspectFormat) throws -> String {
    let values = try spec.parameterValues()
    let instance = try pipeline.conicInstance(
      spec.spec, values: values, try data.settings(), level: optimization.level)
    let syntax = loadProgram(
      name: pipeline.specName, text: pipeline.report.sources.files[0].text, read: readIncluded
    ).program
    do throws(CanonicalFailure) {
      let (sizes, variables, rows) = try instance.sizes()
      let document = RobustDocument(
        instance.derivation(syntax, values, sizes, variables, rows), in: pipeline.report.sources)
      return format == .json ? jsonText(document) : document.text
    } catch {
      throw pipeline.report.stop(error.diagnostic)
    }
  }
}
