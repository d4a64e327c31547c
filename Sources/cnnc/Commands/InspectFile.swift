internal import Backends
internal import Canonicalize
internal import Formats

/// `cnnc inspect FILE.cbf`: what a program file holds.
extension InspectCommand {
  /// Prints sizes, ranges and what is odd.
  func file(_ format: ConicFormat) throws -> Int32 {
    try refuseSpecOptions()
    let input = try ConicInput(reading: spec.spec, format)
    warn(input.report.diagnostics, in: input.report.sources, common)
    let figures = FileFigures(input.source)
    let file = ConicFile(input.source)
    let program = ConicProgram(file)
    let begin = Machine.now()
    var presolve = Presolve(program).summary
    presolve.seconds = Machine.now() - begin
    try Terminal.printResult(
      common.json
        ? jsonText(FileFiguresDocument(figures, presolve, path: input.path))
        : figures.text(path: input.path, cones: file.coneText, presolve: presolve))
    return 0
  }

  private func refuseSpecOptions() throws {
    let given: [(isGiven: Bool, option: String, reason: String)] = [
      (asked != nil, "--phase", "it has no phases"),
      (options.as != nil, "--as", "it is shown as text, or as JSON by `--json`"),
      (options.trace, "--trace", "nothing in it is derived"),
      (options.rows != nil, "--rows", "it is shown as a whole"),
      (options.numeric, "--numeric", "it has its numbers itself"),
      (!solver.set.isEmpty || solver.solver != nil, "--solver", "it is not solved here"),
    ]
    try spec.refuse(data, optimization)
    if let first = given.first(where: \.isGiven) {
      throw Failure.notForFiles(first.option, spec.spec, first.reason)
    }
  }
}

extension SpecOptions {
  /// Refuses what only a spec has a use for.
  func refuse(_ data: DataOptions, _ optimization: OptimizationOptions) throws {
    let given: [(isGiven: Bool, option: String, reason: String)] = [
      (!parameters.isEmpty, "-D", "it has no parameters"),
      (!data.data.isEmpty, "--data", "it has no data to read"),
      (data.seed != nil, "--seed", "nothing in it is drawn"),
      (optimization.level != .none, "-O1", "it has no gates"),
    ]
    if let first = given.first(where: \.isGiven) {
      throw Failure.notForFiles(first.option, spec, first.reason)
    }
  }
}
