internal import ArgumentParser
internal import DSL

/// Runs the body of a command; diagnostics go to standard error, or as JSON to standard output, and
/// the exit code follows from them.
func run(_ options: CommonOptions, _ body: () throws -> Int32) throws {
  let code: Int32
  do {
    code = try body()
  } catch let failure as Failure {
    do {
      try tell(failure.diagnostics, in: failure.sources, options)
    } catch let failure as FileFailure {
      throw unwritable(failure)
    }
    throw ExitCode(failure.exitCode)
  } catch let failure as FileFailure {
    throw unwritable(failure)
  }
  if code != 0 { throw ExitCode(code) }
}

/// Tells that standard output cannot be written.
private func unwritable(_ failure: FileFailure) -> ExitCode {
  Terminal.printMessage("error[E422]: cannot write the result: \(failure.reason)\n")
  return ExitCode(3)
}

/// Tells diagnostics that stop a command.
func tell(
  _ diagnostics: [Diagnostic], in sources: SourceMap, _ options: CommonOptions
) throws {
  if options.json {
    try Terminal.printResult(jsonText(DiagnosticsDocument(diagnostics, in: sources)))
  } else {
    let shown = diagnostics.filter { !options.quiet || $0.severity == .error }
    let renderer = DiagnosticRenderer(color: Terminal.usesColor(options.color))
    Terminal.printMessage(renderer.render(shown, in: sources))
  }
}

/// Tells warnings of a command that goes on: always to standard error.
func warn(_ diagnostics: [Diagnostic], in sources: SourceMap, _ options: CommonOptions) {
  guard !options.quiet, !diagnostics.isEmpty else { return }
  let renderer = DiagnosticRenderer(color: Terminal.usesColor(options.color))
  Terminal.printMessage(diagnostics.map { renderer.render($0, in: sources) }.joined())
}
