internal import DSL
internal import Formats

/// `cnnc compile A.cbf -o B.mps`: a program file in another format.
extension CompileCommand {
  /// Writes the program in the format asked for; what that cannot hold is refused.
  func file(_ format: ConicFormat) throws -> Int32 {
    try spec.refuse(data, optimization)
    let begin = Machine.now()
    let chosen = try chosenFormat()
    let target: ConicFormat
    switch chosen {
    case .cbf: target = .cbf
    case .mps: target = .mps
    case .lp: target = .lp
    case .json, .latex, .cnn:
      throw Failure.notForFiles(
        "--format \(chosen.rawValue)", spec.spec, "it can be written as cbf, mps or lp")
    }
    var pipeline = Pipeline(specName: spec.spec)
    if let output { try pipeline.report.checkOutput(output, at: nil) }
    var input = try ConicInput(reading: spec.spec, format)
    warn(input.report.diagnostics, in: input.report.sources, common)
    let bytes: [UInt8]
    do throws(ConicWriteFailure) {
      bytes = try input.source.bytes(in: target)
    } catch {
      throw input.report.stop(
        Diagnostic(
          "E510", "\(chosen.rawValue) cannot hold `\(input.path)`: \(error.message)", at: nil,
          help: error.hint))
    }
    let sizes = (
      input.source.variableNames.count, input.source.rowNames.count,
      input.source.matrix.values.count
    )
    let seconds = Machine.now() - begin
    return try write(bytes, &pipeline) { output in
      common.json
        ? jsonText(CompiledDocument(file: output, chosen, sizes, seconds))
        : "\(output): \(counted(sizes.0, "variable")), \(counted(sizes.1, "row")),"
          + " \(counted(sizes.2, "nonzero"))\n"
    }
  }
}
