internal import ArgumentParser
internal import Canonicalize
internal import DSL

/// `cnnc compile FILE -o OUT`
struct CompileCommand: ParsableCommand {
  /// The formats of conic programs.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case cbf
    case mps
    case lp
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Write the conic program of a spec to a file that other solvers read.",
    discussion: """
      CBF takes every program; MPS and LP take linear ones. Names are kept: as comments in CBF, as \
      names of rows and columns in MPS and LP. --format json writes the blocks, not the matrix.

      cnnc compile Tests/Specs/03_adv_hinge.cnn -o hinge.cbf
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var spec: SpecOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var optimization: OptimizationOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to this file; standard output if not given.", valueName: "file"))
  var output: String?

  @Option(name: .long, help: "cbf, mps, lp or json; by the ending of the file if not given.")
  var format: Format?

  func run() throws {
    try cnnc.run(common) {
      var pipeline = Pipeline(specName: specName(spec.spec))
      let format = try chosenFormat()
      if let output { try pipeline.report.checkOutput(output, at: nil) }
      let instance = try pipeline.conicInstance(
        spec.spec, values: try spec.parameterValues(), try data.settings(),
        level: optimization.level)
      let program = try pipeline.canonicalize(instance)
      warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
      let bytes = try bytes(program, format, &pipeline)
      guard let output else {
        try Terminal.printResult(String(decoding: bytes, as: UTF8.self))
        return 0
      }
      do throws(FileFailure) {
        try writeFile(bytes, to: output)
      } catch {
        throw pipeline.report.stop(Report.unwritable(output, error, at: nil))
      }
      if !common.quiet {
        Terminal.printMessage(
          "\(output): \(program.variableCount) variables, \(program.rowCount) rows,"
            + " \(program.sizes.nonzeros) nonzeros; compiled in"
            + " \(durationText(pipeline.compileSeconds))\n")
      }
      return 0
    }
  }

  private func chosenFormat() throws -> Format {
    if let format { return format }
    guard let output else { return .cbf }
    let ending = output.split(separator: ".").last.map(String.init) ?? ""
    guard let format = Format(rawValue: ending) else {
      throw Failure.usage(
        "E606", "the ending of `\(output)` names no format",
        help: "end it with .cbf, .mps, .lp or .json, or say --format")
    }
    return format
  }

  private func bytes(
    _ program: ConicProgram, _ format: Format, _ pipeline: inout Pipeline
  ) throws -> [UInt8] {
    let linear: String?
    switch format {
    case .cbf: return program.cbfBytes
    case .json:
      let document = CanonicalDocument(
        sizes: program.sizes, variables: program.variables, rows: program.rows,
        sources: pipeline.report.sources)
      return Array(jsonText(document).utf8)
    case .mps: linear = program.mpsText
    case .lp: linear = program.lpText
    }
    guard let linear else {
      throw pipeline.report.stop(
        Diagnostic(
          "E507", "the program is not linear, so \(format.rawValue) cannot hold it", at: nil,
          help: "write CBF: `--format cbf`"))
    }
    return Array(linear.utf8)
  }
}
