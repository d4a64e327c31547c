internal import ArgumentParser
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// `cnnc predict NETWORK [FILE]`
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Apply a saved network to another file.",
    discussion: """
      The columns, the label texts and the scaling are those of training. Where the file \
      holds the targets too, the accuracy (labels) or the RMSE (numbers) is printed.

      cnnc predict mass.npz test.csv
      cnnc predict mnist.npz --data X=test.X.npy --data y=test.y.npy
      """)

  @OptionGroup var common: CommonOptions

  @ArgumentParser.Argument(
    help: "The network: the .npz of --weights, or the JSON document of a solve.")
  var network: String

  @ArgumentParser.Argument(help: "A file with the features, and with the targets if it has them.")
  var file: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file of the features or of the targets, by its name in the spec.",
      valueName: "name=file[:column]"))
  var data: [String] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the predictions to a file (.npy or CSV).", valueName: "file"))
  var output: String?

  func run() throws {
    try cnnc.run(common) {
      var report = Report(sources: SourceMap())
      if let output { try report.checkOutput(output, at: nil) }
      let saved = try readNetwork(&report)
      let overrides = try DataOptions.parse(data.flatMap { ["--data", $0] }).settings().overrides
      var prediction = Prediction(saved: saved, report: report)
      let result = try prediction.run(file: file, overrides: overrides)
      warn(prediction.report.diagnostics, in: prediction.report.sources, common)
      if let output {
        do throws(FileFailure) {
          try writeFile(predictionBytes(result.predictions, path: output), to: output)
        } catch {
          throw prediction.report.stop(Report.unwritable(output, error, at: nil))
        }
      }
      try Terminal.printResult(
        common.json ? jsonText(result) : result.text(listing: output == nil))
      return 0
    }
  }

  private func readNetwork(_ report: inout Report) throws -> NetworkFile {
    var path = network
    do {
      var bytes = try readFile(path)
      if let reference = SolutionReference(parsing: bytes) {
        guard let weights = reference.weights else {
          throw report.stop(
            Diagnostic(
              "E406", "\(path): this solve saved no network", at: nil,
              help: "solve again with --weights FILE.npz"))
        }
        // A solve's document names the file, relative to where the solve ran.
        path = weights
        bytes = try readFile(path)
      }
      return try NetworkFile(parsing: bytes)
    } catch let failure as FileFailure {
      throw report.stop(
        Diagnostic(
          "E420", "cannot read the network \(path): \(failure.reason)", at: nil,
          help: failure.isMissing ? "`cnnc solve SPEC --weights FILE.npz` writes one" : nil))
    } catch let error as FormatError {
      throw report.stop(
        Diagnostic(
          "E406", "\(path): \(error.message)", at: nil,
          help: error.hint ?? "`cnnc solve SPEC --weights FILE.npz` writes one"))
    }
  }
}
