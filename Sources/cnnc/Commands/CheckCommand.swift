internal import ArgumentParser
internal import DSL

/// `cnnc check FILE`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Parse a spec and check names, shapes and that it has a convex form. Needs no data.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var spec: SpecOptions

  func run() throws {
    try cnnc.run(common) {
      var pipeline = Pipeline(specName: specName(spec.spec))
      let values = try spec.parameterValues()
      let problem = try pipeline.compile(spec.spec, values: values)
      _ = try pipeline.options(problem, solver: nil)
      let report = pipeline.report
      if common.json {
        try Terminal.printResult(
          jsonText(DiagnosticsDocument(report.diagnostics, in: report.sources)))
      } else {
        warn(report.diagnostics, in: report.sources, common)
        try Terminal.printResult(
          "\(pipeline.specName): ok: squared loss, ReLU network, weight decay; convex by Theorem"
            + " 2.1\n")
      }
      return 0
    }
  }
}

/// The name under which messages speak of a spec.
func specName(_ path: String) -> String { path == "-" ? "<stdin>" : path }
