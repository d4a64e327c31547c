internal import ArgumentParser
internal import Canonicalize
internal import DSL
internal import Formats

/// `cnnc compile FILE -o OUT`
struct CompileCommand: ParsableCommand {
  /// The formats of conic programs, and of the convex programs that they are made from.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case cbf
    case mps
    case lp
    case json
    case latex
    case cnn
  }

  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Write the conic program of a spec to a file that other solvers read.",
    discussion: """
      CBF takes every program; MPS and LP take those without cones. Names are kept: as comments in CBF, as \
      names of rows and columns in MPS and LP. --format json writes the blocks, not the matrix; \
      latex and cnn write the convex program that the conic one is made from, for papers and as a \
      spec, and need no data. A file .cbf, .mps, .qps or .lp (also .gz) is written in another of \
      these formats, number by number.

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

  @Option(
    name: .long, help: "cbf, mps, lp, json, latex or cnn; by the ending of the file if not given.")
  var format: Format?

  func run() throws {
    try cnnc.run(common) {
      if let format = ConicFormat(fileName: spec.spec) { return try file(format) }
      var pipeline = Pipeline(specName: specName(spec.spec))
      let format = try chosenFormat()
      if let output { try pipeline.report.checkOutput(output, at: nil) }
      if format == .latex || format == .cnn {
        return try write(try statements(format, &pipeline), &pipeline)
      }
      let instance = try pipeline.conicInstance(
        spec.spec, values: try spec.parameterValues(), try data.settings(),
        level: optimization.level)
      let program = try pipeline.canonicalize(instance)
      warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
      let bytes = try bytes(program, format, &pipeline)
      let seconds = pipeline.compileSeconds
      return try write(bytes, &pipeline) { output in
        common.json
          ? jsonText(CompiledDocument(program.sizes, file: output, format, seconds))
          : "\(output): \(program.variableCount) variables, \(program.rowCount) rows,"
            + " \(program.sizes.nonzeros) nonzeros; compiled in \(durationText(seconds))\n"
      }
    }
  }

  /// Writes the file, then tells what is in it; a document goes to standard output.
  func write(
    _ bytes: [UInt8], _ pipeline: inout Pipeline, summary: (String) -> String? = { _ in nil }
  ) throws -> Int32 {
    guard let output else {
      try Terminal.printResult(String(decoding: bytes, as: UTF8.self))
      return 0
    }
    do throws(FileFailure) {
      try writeFile(bytes, to: output)
    } catch {
      throw pipeline.report.stop(Report.unwritable(output, error, at: nil))
    }
    guard let text = summary(output) else { return 0 }
    if common.json {
      try Terminal.printResult(text)
    } else if !common.quiet {
      Terminal.printMessage(text)
    }
    return 0
  }

  /// The convex program by its formulas.
  private func statements(_ format: Format, _ pipeline: inout Pipeline) throws -> [UInt8] {
    if optimization.level != .none {
      throw Failure.usage(
        "E607", "--format \(format.rawValue) writes the program for any data, so -O has no effect",
        help: "leave -O out, or write cbf")
    }
    let values = try spec.parameterValues()
    if format == .latex {
      let latex = try pipeline.readableProgram(spec.spec, values: values).latex
      warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
      return Array(latex.utf8)
    }
    try data.refuseWithSources("--format cnn")
    let text = try pipeline.legalProgram(spec.spec, values: values).text
    warn(pipeline.report.diagnostics, in: pipeline.report.sources, common)
    return Array(text.utf8)
  }

  func chosenFormat() throws -> Format {
    if let format { return format }
    guard let output else { return .cbf }
    let ending = output.split(separator: ".").last.map(String.init) ?? ""
    let others: [String: Format] = ["tex": .latex, "qps": .mps]
    guard let format = others[ending] ?? Format(rawValue: ending) else {
      throw Failure.usage(
        "E606", "the ending of `\(output)` names no format",
        help: "end it with .cbf, .mps, .qps, .lp, .json, .tex or .cnn, or say --format")
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
    case .latex, .cnn: preconditionFailure("these are written without a matrix")
    }
    guard let linear else {
      throw pipeline.report.stop(
        Diagnostic(
          "E507", "the program has cones, so \(format.rawValue) cannot hold it", at: nil,
          help: "write CBF: `--format cbf`"))
    }
    return Array(linear.utf8)
  }
}

/// What was written: schema `cnnc.compiled/1`.
struct CompiledDocument: Encodable {
  let schema = "cnnc.compiled/1"
  let file: String
  let format: String
  let variables: Int
  let rows: Int
  let nonzeros: Int
  let compileSeconds: Double

  init(_ sizes: ConicSizes, file: String, _ format: CompileCommand.Format, _ seconds: Double) {
    (self.file, self.format, compileSeconds) = (file, format.rawValue, seconds)
    (variables, rows, nonzeros) = (sizes.variables, sizes.rows, sizes.nonzeros)
  }

  init(
    file: String, _ format: CompileCommand.Format, _ sizes: (Int, Int, Int), _ seconds: Double
  ) {
    (self.file, self.format, compileSeconds) = (file, format.rawValue, seconds)
    (variables, rows, nonzeros) = sizes
  }

  enum CodingKeys: String, CodingKey {
    case schema, file, format, variables, rows, nonzeros
    case compileSeconds = "compile_seconds"
  }
}
