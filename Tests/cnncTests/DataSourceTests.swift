import Formats
import TestSupport
import Testing

/// The same data from every source give the same network.
@Suite struct DataSourceTests {
  /// The tolerance asked for bounds the error of the objective; 1e-8 covers the digits of the
  /// known optimum.
  private func solve(_ command: Command, _ spec: String, _ more: [String] = []) throws -> Double {
    try command.folder.write("a.cnn", spec)
    let arguments = ["solve", "a.cnn", "--json", "--set", "tol=1e-7"] + more
    let run = try CommandRun(of: Command.program(), arguments, in: command.folder.url)
    #expect(run.code == 0, "\(run.errors)\(run.output)")
    let fields = try SolutionFields(run)
    #expect(fields.training.samples == 6)
    return fields.objective
  }

  private func isOptimal(_ objective: Double) -> Bool {
    // A gap of 1e-7 (1 + objective) and the rounding of the eighth digit.
    abs(objective - ToyData.optimum) < 1.3e-7
  }

  @Test func csvByNameAndPosition() throws {
    let command = try Command()
    try command.folder.write("t.csv", ToyData.csv())
    for (x, y) in [
      ("\"x1, x2\"", "\"y\""), ("\"x1..x2\"", "3"), ("1..2", "3"), ("[1, 2]", "\"y\""),
    ] {
      let spec = ToyData.spec(
        x: "csv(\"t.csv\", columns: \(x))", y: "csv(\"t.csv\", column: \(y))")
      #expect(isOptimal(try solve(command, spec)), "\(x) \(y)")
    }
    let rest = ToyData.spec(x: "csv(\"t.csv\")", y: "csv(\"t.csv\", column: \"y\")")
    #expect(isOptimal(try solve(command, rest)))
  }

  @Test func csvWithoutHeader() throws {
    let command = try Command()
    try command.folder.write("t.csv", ToyData.csv(header: false))
    for option in ["", ", header: false"] {
      let spec = ToyData.spec(
        x: "csv(\"t.csv\", columns: 1..2\(option))", y: "csv(\"t.csv\", column: 3\(option))")
      #expect(isOptimal(try solve(command, spec)))
    }
  }

  @Test func npyAndNpz() throws {
    let command = try Command()
    try command.folder.write("X.npy", bytes: NPYWriter.write(ToyData.features))
    try command.folder.write("y.npy", bytes: NPYWriter.write(ToyData.targets))
    #expect(isOptimal(try solve(command, ToyData.spec(x: "npy(\"X.npy\")", y: "npy(\"y.npy\")"))))
    let archive = try NPZFile.write(
      arrays: [("X", ToyData.features), ("labels", ToyData.targets)], texts: [])
    try command.folder.write("t.npz", bytes: archive)
    let spec = ToyData.spec(x: "npz(\"t.npz\", \"X\")", y: "npz(\"t.npz\", \"labels\")")
    #expect(isOptimal(try solve(command, spec)))
  }

  @Test func idxAndLibsvm() throws {
    let command = try Command()
    let rows = ToyData.points.flatMap { $0 }
    try command.folder.write("X.idx", bytes: ToyData.idx(shape: [6, 2], rows: rows))
    try command.folder.write("images.idx", bytes: ToyData.idx(shape: [6, 1, 2], rows: rows))
    try command.folder.write("y.idx", bytes: ToyData.idx(shape: [6], rows: ToyData.labels))
    for x in ["X.idx", "images.idx"] {
      let spec = ToyData.spec(x: "idx(\"\(x)\")", y: "idx(\"y.idx\")")
      #expect(isOptimal(try solve(command, spec)))
    }
    try command.folder.write("t.svm", ToyData.libsvm)
    let spec = ToyData.spec(x: "libsvm(\"t.svm\")", y: "libsvm(\"t.svm\")")
    #expect(isOptimal(try solve(command, spec)))
  }

  @Test func labelsByTextAndNumber() throws {
    let command = try Command()
    try command.folder.write("t.csv", ToyData.csv { $0 > 0 ? "good" : "bad" })
    try command.folder.write("b.csv", ToyData.csv { $0 > 0 ? "7" : "3" })
    let x = "csv(\"t.csv\", columns: 1..2)"
    let texts = "csv(\"t.csv\", column: \"y\", negative: \"bad\", positive: \"good\")"
    #expect(isOptimal(try solve(command, ToyData.spec(x: x, y: texts))))
    // The order of the declared set does not change what negative means.
    #expect(isOptimal(try solve(command, ToyData.spec(x: x, y: texts, type: "{1, -1}[n]"))))
    let numbers = "csv(\"b.csv\", column: \"y\", labels: [3, 7])"
    #expect(isOptimal(try solve(command, ToyData.spec(x: x, y: numbers))))
  }

  @Test func dataOfTheCommandLine() throws {
    let command = try Command()
    try command.folder.write("t.csv", ToyData.csv())
    try command.folder.write("X.npy", bytes: NPYWriter.write(ToyData.features))
    let archive = try NPZFile.write(
      arrays: [("X", ToyData.features), ("labels", ToyData.targets)], texts: [])
    try command.folder.write("t.npz", bytes: archive)
    let open = ToyData.spec(x: "?", y: "?").replacing(" = ?", with: "")
    for (x, y) in [
      ("X.npy", "t.csv:y"), ("t.csv:x1..x2", "t.csv:y"), ("t.npz", "t.npz:labels"),
      ("t.csv", "t.csv:y"),
    ] {
      let objective = try solve(command, open, ["--data", "X=\(x)", "--data", "y=\(y)"])
      #expect(isOptimal(objective), "\(x) \(y)")
    }
    // What the command line says wins over the spec.
    let other = ToyData.spec(x: "[[1, 2]]", y: "[1]")
    let objective = try solve(command, other, ["--data", "X=X.npy", "--data", "y=t.csv:y"])
    #expect(isOptimal(objective))
  }

  @Test func seedsAndParametersOfTheCommandLine() throws {
    let command = try Command()
    try command.folder.write(
      "a.cnn",
      Command.spec(
        x: "[[1, 2], [3, -1], [0.5, 0.5], [-1, 2]]", y: "[1, 2, 0, 1]",
        gates: "sample(X, count: 3, seed: 5)"))
    func objective(_ more: String...) throws -> SolutionFields {
      let arguments = ["solve", "a.cnn", "--json", "--set", "tol=1e-6"] + more
      let run = try CommandRun(of: Command.program(), arguments, in: command.folder.url)
      #expect(run.code == 0, "\(run.errors)")
      return try SolutionFields(run)
    }
    let first = try objective()
    #expect(first.gates.seed == 5)
    #expect(try objective("--seed", "5").objective == first.objective)
    let other = try objective("--seed", "6")
    #expect(other.gates.seed == 6)
    let smaller = try objective("-D", "beta=0.05")
    #expect(smaller.objective < first.objective)
  }
}
