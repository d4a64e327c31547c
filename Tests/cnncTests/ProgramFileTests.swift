import Foundation
import TestSupport
import Testing

/// Files that hold a program itself: what `solve` says of them and writes.
@Suite struct ProgramFileTests {
  private struct Point: Decodable {
    struct Variable: Decodable {
      let name: String
      let value: Double
      let reduced_cost: Double
    }

    struct Row: Decodable {
      let name: String
      let activity: Double
      let dual: Double
    }

    let schema: String
    let status: String
    let objective: Double
    let variables: [Variable]
    let rows: [Row]
  }

  private func point(
    _ text: String, _ name: String, _ arguments: [String] = []
  ) throws -> (run: CommandRun, point: Point) {
    let command = try Command()
    try command.folder.write(name, text)
    let line = "cnnc solve \(name) --quiet --solution p.json " + arguments.joined(separator: " ")
    let run = try command.shell(line)
    let bytes = Data(try command.folder.bytes("p.json"))
    return (run, try JSONDecoder().decode(Point.self, from: bytes))
  }

  /// max x_1 + x_2 subject to ||(x_1, x_2)|| <= 2: the multiplier of x_0 = 2 is what the optimum gains.
  @Test func aConeHasItsDuals() throws {
    let text = """
      VER
      3

      OBJSENSE
      MAX

      VAR
      3 1
      Q 3

      CON
      1 1
      L= 1

      OBJACOORD
      2
      1 1.0
      2 1.0

      ACOORD
      1
      0 0 1.0

      BCOORD
      1
      0 -2.0

      """
    let (run, point) = try point(text, "p.cbf")
    #expect(run.code == 0 && point.status == "optimal" && point.schema == "cnnc.point/1")
    #expect(abs(point.objective - 8.squareRoot()) < 1e-6)
    #expect(abs(point.variables[1].value - 2.squareRoot()) < 1e-4)
    #expect(abs(point.rows[0].dual - 2.squareRoot()) < 1e-6)
  }

  /// min x + x^2 + x y + y^2 subject to x + y >= 1, x, y >= 0: at (0, 1) the row is worth 2.
  @Test(arguments: ["ipm"])
  func aProductIsNotLost(_ solver: String) throws {
    let text =
      "Minimize\n c: x + [ 2 x ^ 2 + 2 x * y + 2 y ^ 2 ] / 2\nSubject To\n s: x + y >= 1\nEnd\n"
    let (run, point) = try point(text, "p.lp", ["--solver", solver])
    #expect(run.code == 0)
    #expect(abs(point.objective - 1) < 1e-6)
    #expect(abs(point.variables[1].value - 1) < 1e-4 && abs(point.rows[0].dual - 2) < 1e-4)
    #expect(point.rows[0].name == "s" && abs(point.rows[0].activity - 1) < 1e-6)
  }

  /// Both solvers, minimum and maximum: the dual of a row is what the optimum gains with its side.
  @Test(arguments: ["ipm", "glpk"], ["Minimize", "Maximize"])
  func dualsAreSlopes(_ solver: String, _ sense: String) throws {
    func text(_ side: Double) -> String {
      let sign = sense == "Minimize" ? "" : "-"
      return
        "\(sense)\n c: \(sign)3 x \(sign.isEmpty ? "+" : "-") 2 y\nSubject To\n s: x + y >= \(side)\n"
        + " t: x - y <= 1\nBounds\n y <= 4\nEnd\n"
    }
    let (_, base) = try point(text(6), "p.lp", ["--solver", solver])
    let (_, moved) = try point(text(6.25), "p.lp", ["--solver", solver])
    let slope = (moved.objective - base.objective) / 0.25
    #expect(abs(slope - base.rows[0].dual) < 1e-5, "\(slope) \(base.rows[0].dual)")
    #expect(abs(base.rows[1].dual) < 1e-6)
    // y stands at its upper bound: one more unit replaces x by y.
    #expect(abs(base.variables[1].reduced_cost - (sense == "Minimize" ? -1 : 1)) < 1e-5)
  }

  /// What `compile` writes of a spec with squares has the optimum of the spec.
  @Test(arguments: ["mps", "qps", "lp", "cbf"])
  func squaresOfASpecAreWritten(_ ending: String) throws {
    let command = try Command()
    try command.folder.write(
      "q.cnn",
      "variables x : R, y : R\nminimize x^2 + 2 * y^2 + x - 1.5 * y\nsubject to s: x + y == 1\n")
    let own = try command.run("solve", "q.cnn", "--json", "--quiet")
    let written = try command.run("compile", "q.cnn", "-o", "q." + ending)
    #expect(own.code == 0 && written.code == 0, "\(own.errors)\(written.errors)")
    let run = try command.run("solve", "q." + ending, "--json", "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    func objective(_ run: CommandRun) throws -> Double {
      struct Fields: Decodable { let objective: Double }
      return try JSONDecoder().decode(Fields.self, from: Data(run.output.utf8)).objective
    }
    let (a, b) = (try objective(own), try objective(run))
    #expect(abs(a - b) <= 1e-6 * (1 + abs(a)), "\(a) \(b)")
  }

  /// The log has one line an iteration, each with all columns.
  @Test func theLogHasItsColumns() throws {
    let command = try Command()
    try command.folder.write(
      "p.lp", "Maximize\n c: x\nSubject To\n s: x + y <= 2\nEnd\n")
    let run = try command.run("solve", "p.lp", "--solver", "ipm", "--set", "presolve=off")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count >= 3)
    for line in lines.dropFirst() {
      // The unit of the time stands apart.
      #expect(line.split(separator: " ").count == 10, "\(line)")
    }
    // In the sense of the file: the last primal objective is near 2.
    let last = lines.last?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    #expect(abs((last ?? 0) - 2) < 1e-4)
  }

  /// What presolve put in place counts in the objectives of the log: x - x^2 + 3w with w = 1, which is >= 0.
  @Test func theLogSpeaksOfTheProgramAsGiven() throws {
    let command = try Command()
    try command.folder.write(
      "p.lp",
      "Maximize\n c: x + 3 w + [ - 2 x^2 - 2 y^2 ] / 2\nSubject To\n s: x + y <= 2\n f: w = 1\nEnd\n"
    )
    let run = try command.run("solve", "p.lp")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.first?.hasPrefix("presolve: 2 rows, 1 column, 2 nonzeros removed") == true)
    let last = lines.last?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    #expect(abs((last ?? 0) - 3.25) < 1e-4, "\(run.errors)")
  }

  /// What is wrong leaves files that are there alone.
  @Test func nothingIsOverwritten() throws {
    let command = try Command()
    try command.folder.write("p.lp", "Minimize\n c: [ x ^ 2 - y ^ 2 ]\nSubject To\nEnd\n")
    try command.folder.write("point.txt", "old")
    let run = try command.run("solve", "p.lp", "--solution", "point.txt")
    #expect(run.code == 1 && run.errors.contains("E509"))
    #expect(try command.folder.read("point.txt") == "old")
    let folder = try command.run("solve", "p.lp", "--solution", ".")
    #expect(folder.code == 3 && folder.errors.contains("E422"))
  }

  /// A signal ends the method with what it has.
  @Test func anInterruptIsTold() throws {
    let command = try Command()
    var generator = SeededGenerator(seed: 3)
    var rows = ""
    for i in 0..<300 {
      let terms = (0..<300).map { "+ \(Double.random(in: 0...1, using: &generator)) x\($0)" }
      rows += " r\(i): \(terms.joined(separator: "\n")) >= 1\n"
    }
    let costs = (0..<300).map { "+ x\($0)" }.joined(separator: "\n")
    try command.folder.write(
      "p.lp", "Minimize\n c: \(costs) + [ x0 ^ 2 ]\nSubject To\n\(rows)End\n")
    let run = try command.run("solve", "p.lp", "--tol", "1e-300", "--max-iter", "100000") {
      process, errors in
      for _ in 0..<6000 where process.isRunning && !errors().contains("iter") {
        Thread.sleep(forTimeInterval: 0.01)
      }
      kill(process.processIdentifier, SIGINT)
    }
    // It may have come to its end before.
    #expect(run.code == 130 || run.code == 5, "\(run.errors)")
  }
}
