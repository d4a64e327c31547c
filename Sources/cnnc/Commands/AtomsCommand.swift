internal import ArgumentParser
internal import DSL

/// `cnnc atoms [NAME]`
struct AtomsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "atoms",
    abstract: "List the functions that losses, objectives and constraints are written with.",
    discussion: """
      With a name, all about one of them: its formula, where it is defined, an example. The norms \
      are called norm1, norm2 and norminf here, a power by its exponent: ^2, ^1.5.
      """)

  @OptionGroup var common: CommonOptions

  @ArgumentParser.Argument(help: "The function; all of them if not given.")
  var name: String?

  func run() throws {
    try cnnc.run(common) {
      if let name {
        let atom = try AtomsCommand.atom(named: name)
        try Terminal.printResult(common.json ? jsonText(AtomsDocument([atom])) : atom.detail)
      } else {
        try Terminal.printResult(
          common.json
            ? jsonText(AtomsDocument(AtomsCommand.listed)) : atomTable(of: AtomsCommand.listed))
      }
      return 0
    }
  }

  /// All functions, and a power of each kind.
  private static let listed =
    Atom.all + Atom.norms + [2, 1.5, 0.5, -1].compactMap(Atom.power)

  private static func atom(named name: String) throws -> Atom {
    if let atom = listed.first(where: { $0.name == name || $0.usage == name }) { return atom }
    if name.hasPrefix("^") {
      if let atom = Double(name.dropFirst()).flatMap(Atom.power) { return atom }
      throw Failure.usage(
        "E604", "there is no power `\(name)`",
        help: "the exponent is a number other than 0: `cnnc atoms ^1.5`")
    }
    let close = suggestion(for: name, among: listed.map(\.name))
    throw Failure.usage(
      "E604", "there is no atom `\(name)`",
      help: close.map { "did you mean `\($0)`?" } ?? "`cnnc atoms` lists them all")
  }
}
