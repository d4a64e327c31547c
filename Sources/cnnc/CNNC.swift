internal import ArgumentParser
internal import DSL

/// The command `cnnc`: trains two-layer ReLU networks by convex optimization.
@main
struct CNNC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cnnc",
    abstract: "Train two-layer ReLU networks to a proven global optimum, by convex optimization.",
    discussion: """
      A .cnn spec states the training problem as a paper does; cnnc finds its convex form, \
      solves it, recovers the network and proves how good it is.

      Exit codes: 0 done; 1 the spec is wrong; 2 usage; 3 data or files; 4 infeasible or unbounded \
      (proven); 5 stopped early (limits, no progress); 6 numerical failure; 7 not in the canonical \
      form (fmt --check); 130 interrupted, \
      best network saved.
      """,
    version: versionText,
    subcommands: [
      CheckCommand.self, CompileCommand.self, SolveCommand.self, InspectCommand.self,
      PredictCommand.self, AtomsCommand.self, ExplainCommand.self, FormatCommand.self,
      FixCommand.self, NewCommand.self,
    ])

  static let version = "0.1.0"

  /// What `--version` prints.
  static var versionText: String { "cnnc \(version)" }

  /// Tells what is wrong with a command line; as a document where one is asked for.
  private static func reportUsage(_ error: any Error) {
    guard CommandLine.arguments.contains("--json") else {
      return Terminal.printMessage(fullMessage(for: error) + "\n")
    }
    let diagnostic = Diagnostic("E600", message(for: error), at: nil, help: "see `cnnc --help`")
    try? Terminal.printResult(jsonText(DiagnosticsDocument([diagnostic], in: SourceMap())))
  }

  /// Runs the command; usage errors leave with 2, not with the parser's own code.
  static func main() {
    reportFailedWrites()
    keepFreedMemory()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let exit as ExitCode {
      leave(exit.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code == .success {
        exit(withError: error)
      }
      reportUsage(error)
      leave(code == .validationFailure || code.rawValue == 64 ? 2 : code.rawValue)
    }
  }
}
