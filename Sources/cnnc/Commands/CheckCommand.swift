internal import ArgumentParser
internal import Canonicalize
internal import DSL

/// `cnnc check FILE`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Parse a spec and check names, shapes and that it has a convex form. Needs no data.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var spec: SpecOptions

  @Flag(name: .long, help: "Print what the spec needs and gives: data, parameters, files.")
  var interface = false

  func run() throws {
    try cnnc.run(common) {
      var pipeline = Pipeline(specName: specName(spec.spec))
      let model = try pipeline.compile(spec.spec, values: try spec.parameterValues())
      _ = try pipeline.options(model.declarations)
      let report = pipeline.report
      if common.json {
        try Terminal.printResult(
          interface
            ? jsonText(InterfaceDocument(model, spec: pipeline.specName))
            : jsonText(DiagnosticsDocument(report.diagnostics, in: report.sources)))
        return 0
      }
      warn(report.diagnostics, in: report.sources, common)
      var text = "\(pipeline.specName): ok: \(model.summary)\n"
      if interface { text += InterfaceDocument(model, spec: pipeline.specName).text }
      try Terminal.printResult(text)
      return 0
    }
  }
}

/// The name under which messages speak of a spec.
func specName(_ path: String) -> String { path == "-" ? "<stdin>" : path }
