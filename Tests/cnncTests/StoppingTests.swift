import Formats
import Foundation
import TestSupport
import Testing

/// A solve that is stopped says so and saves the best network it has.
@Suite struct StoppingTests {
  /// A spec that no solver finishes: the tolerance is below what rounding allows.
  private func endless() throws -> Command {
    let command = try Command()
    var generator = SeededGenerator(seed: 4)
    let rows = (0..<300).map { _ in
      (0..<13).map { _ in "\(Double.random(in: -1...1, using: &generator))" }
        .joined(separator: ",") + "\n"
    }
    try command.folder.write("t.csv", rows.joined())
    try command.folder.write(
      "long.cnn",
      Command.spec(
        x: "csv(\"t.csv\", columns: 1..12)", y: "csv(\"t.csv\", column: 13)",
        gates: "sample(X, count: 20, seed: 1)")
        + "solve with admm(tol: 1e-300, max_iter: 1000000000)\n")
    return command
  }

  private func isNetwork(_ command: Command, _ name: String) throws -> Bool {
    let bytes = try command.folder.bytes(name)
    return try NPZFile(parsing: bytes.span).array(named: "U", in: bytes.span).shape[0] == 12
  }

  /// Waits until the solver iterates, then sends a signal.
  private func interrupt(_ process: Process, _ errors: () -> String, with number: Int32) {
    for _ in 0..<6000 where process.isRunning && !errors().contains("iteration") {
      Thread.sleep(forTimeInterval: 0.01)
    }
    kill(process.processIdentifier, number)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptSavesTheNetwork(_ number: Int32) throws {
    let command = try endless()
    let run = try command.run("solve", "long.cnn") { interrupt($0, $1, with: number) }
    #expect(run.code == 130, "\(run.errors)")
    #expect(run.output.contains("interrupted after"))
    #expect(run.output.contains("long.interrupted.npz"))
    #expect(try isNetwork(command, "long.interrupted.npz"))
  }

  @Test func anInterruptKeepsToTheFileThatWasAsked() throws {
    let command = try endless()
    let run = try command.run("solve", "long.cnn", "--json", "--weights", "w.npz") {
      interrupt($0, $1, with: SIGINT)
    }
    #expect(run.code == 130, "\(run.errors)")
    let fields = try SolutionFields(run)
    #expect(fields.status == "interrupted")
    #expect(fields.network.weights == "w.npz")
    #expect(try isNetwork(command, "w.npz"))
    #expect(!command.folder.names.contains("long.interrupted.npz"))
  }

  @Test func theTimeLimit() throws {
    let command = try endless()
    let run = try command.run(
      "solve", "long.cnn", "--json", "--time-limit", "0.5", "--weights", "w.npz")
    #expect(run.code == 5, "\(run.errors)")
    let fields = try SolutionFields(run)
    #expect(fields.status == "time_limit")
    #expect(fields.dual_objective <= fields.network.objective)
    #expect(try isNetwork(command, "w.npz"))
  }

  @Test func theIterationLimit() throws {
    let command = try endless()
    let run = try command.run("solve", "long.cnn", "--json", "--max-iter", "7")
    #expect(run.code == 5, "\(run.errors)")
    let fields = try SolutionFields(run)
    #expect(fields.status == "iteration_limit")
    #expect(fields.iterations == 7)
  }
}
