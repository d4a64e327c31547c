internal import ArgumentParser
internal import DSL

/// `cnnc explain [CODE]`
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain the code of a message at length, or list all codes.",
    discussion: """
      What the message means, why it is so, a spec that shows it and the spec put right.

      cnnc explain E204
      """)

  @OptionGroup var common: CommonOptions

  @ArgumentParser.Argument(help: "The code, such as E204; all of them if not given.")
  var code: String?

  @Flag(name: .long, help: "List the codes, as without one.")
  var list = false

  func run() throws {
    try cnnc.run(common) {
      guard let code, !list else {
        try Terminal.printResult(
          common.json ? jsonText(ExplanationsDocument(Explanation.all)) : explanationList)
        return 0
      }
      let explanation = try ExplainCommand.explanation(of: code)
      try Terminal.printResult(
        common.json
          ? jsonText(ExplanationsDocument([explanation])) : explanation.page(color: false))
      return 0
    }
  }

  private static func explanation(of code: String) throws -> Explanation {
    if let found = Explanation.of(code.uppercased()) { return found }
    let close = suggestion(for: code.uppercased(), among: Explanation.all.map(\.code))
    throw Failure.usage(
      "E606", "no message has the code `\(code)`",
      help: close.map { "did you mean `\($0)`?" } ?? "`cnnc explain` lists them all")
  }
}
