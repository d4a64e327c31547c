internal import ArgumentParser

/// How much of a program is taken away before it is solved, where that leaves its optimum as it is.
struct OptimizationOptions: ParsableArguments {
  /// The levels.
  enum Level: String, CaseIterable, ExpressibleByArgument {
    /// The program as it is derived, row by row that of the paper.
    case none = "0"
    /// Without the gates that can carry no neuron.
    case prune = "1"
  }

  @Option(
    name: .customShort("O", allowingJoined: true),
    help: ArgumentHelp(
      "0: the program as derived; 1: without gates that can carry no neuron.",
      valueName: "level"))
  var level: Level = .none
}
