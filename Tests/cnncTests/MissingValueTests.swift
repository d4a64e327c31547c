import TestSupport
import Testing

/// Missing cells are refused, dropped with their row, or replaced, as the spec says.
@Suite struct MissingValueTests {
  private static let table = "a,b,y\n1,2,3\n2,,1\n?,1,2\n4,5,6\n-1,NA,0\n0,3,1\n2,2,\n"

  /// The whole JSON result of a solve without the times: equal for equal data.
  private func objective(_ x: String, _ y: String, _ csv: String) throws -> (Double, Int) {
    let command = try Command()
    try command.folder.write("t.csv", csv)
    let spec = Command.spec(
      x: x, y: y, gates: "vectors([[1, 0.5], [-0.3, 1], [0.2, -1]])")
    try command.folder.write("a.cnn", spec)
    let run = try command.run("solve", "a.cnn", "--json")
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    let fields = try SolutionFields(run)
    return (fields.objective, fields.training.samples)
  }

  private func source(_ columns: String, _ missing: String) -> String {
    "csv(\"t.csv\", columns: \(columns)\(missing.isEmpty ? "" : ", missing: \(missing)"))"
  }

  /// A row that one of the two data drops is dropped for both, so that they stay aligned.
  @Test func droppedRowsStayAligned() throws {
    let found = try objective(source("1..2", "drop"), source("3", "drop"), Self.table)
    let clean = try objective(source("1..2", ""), source("3", ""), "1,2,3\n4,5,6\n0,3,1\n")
    #expect(found == clean)
    #expect(found.1 == 3)
  }

  @Test(arguments: [
    // The means and medians of (1, 2, 4, -1, 0, 2) and of (2, 1, 5, 3, 2).
    ("mean", "\(8.0 / 6)", "2.6"), ("median", "1.5", "2"),
  ])
  func replacedValues(_ policy: String, _ first: String, _ second: String) throws {
    let found = try objective(source("1..2", policy), source("3", "drop"), Self.table)
    let filled = "1,2,3\n2,\(second),1\n\(first),1,2\n4,5,6\n-1,\(second),0\n0,3,1\n"
    let expected = try objective(source("1..2", ""), source("3", ""), filled)
    #expect(found == expected)
    #expect(found.1 == 6)
  }

  @Test func aColumnWithoutValuesCannotBeReplaced() throws {
    let command = try Command()
    try command.folder.write("t.csv", "a,b,y\n1,,3\n2,,1\n")
    try command.folder.write(
      "a.cnn", Command.spec(x: source("1..2", "mean"), y: source("3", "")))
    let run = try command.run("solve", "a.cnn")
    #expect(run.code == 3)
    #expect(run.errors.contains("column \"b\" has no value at all"), "\(run.errors)")
    #expect(run.output.isEmpty)
  }
}
