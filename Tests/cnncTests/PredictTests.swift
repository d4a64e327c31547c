import Formats
import Foundation
import TestSupport
import Testing

/// A saved network predicts what its definition says, on data scaled with the training constants.
@Suite struct PredictTests {
  private static let train = "p,q,class\n1,20,yes\n2,10,no\n4,35,yes\n3,15,no\n7,40,yes\n2,30,no\n"
  private static let held = "class,q,p\nno,12,2.5\nyes,33,5\nyes,41,1\n"

  private static func spec(_ modifiers: String) -> String {
    Command.spec(
      x: "csv(\"t.csv\", columns: \"p, q\") \(modifiers)",
      y: "csv(\"t.csv\", column: \"class\", negative: \"no\", positive: \"yes\")",
      type: "{-1, 1}[n]", beta: "0.01")
  }

  private func trained(_ modifiers: String) throws -> Command {
    let command = try Command()
    try command.folder.write("t.csv", Self.train)
    try command.folder.write("h.csv", Self.held)
    try command.folder.write("a.cnn", Self.spec(modifiers))
    let run = try command.run("solve", "a.cnn", "--json", "--weights", "w.npz")
    #expect(run.code == 0, "\(run.errors)")
    try command.folder.write("a.json", run.output)
    return command
  }

  /// sum_j (x u_j)_+ alpha_j for rows x that are prepared already.
  private func outputs(_ command: Command, rows: [[Double]]) throws -> [Double] {
    let bytes = try command.folder.bytes("w.npz")
    let archive = try NPZFile(parsing: bytes.span)
    let hidden = try archive.array(named: "U", in: bytes.span)
    let alpha = try archive.array(named: "alpha", in: bytes.span)
    let (d, m) = (hidden.shape[0], hidden.shape[1])
    #expect(alpha.shape == [m])
    return rows.map { row in
      #expect(row.count == d)
      return (0..<m).reduce(0) { sum, j in
        let product = (0..<d).reduce(0) { $0 + row[$1] * hidden.values[j * d + $1] }
        return sum + max(product, 0) * alpha.values[j]
      }
    }
  }

  /// (x - center) / divisor for both columns of the three held-out rows.
  private func prepared(
    _ centers: [Double], _ divisors: [Double], bias: Bool
  ) -> [[Double]] {
    [[2.5, 12], [5, 33], [1, 41]].map { row in
      (0..<2).map { (row[$0] - centers[$0]) / divisors[$0] } + (bias ? [1] : [])
    }
  }

  private func check(_ modifiers: String, _ rows: [[Double]]) throws {
    let command = try trained(modifiers)
    let run = try command.run("predict", "w.npz", "h.csv", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let found = try PredictionFields(run)
    let expected = try outputs(command, rows: rows)
    #expect(found.schema == "cnnc.prediction/1")
    #expect(found.samples == 3)
    for (a, b) in zip(found.predictions, expected) {
      // A few dozen roundings of numbers of size 1.
      #expect(abs(a - b) <= 1e-13 * max(1, abs(b)), "\(modifiers)")
    }
    let labels = expected.map { $0 >= 0 ? 1.0 : -1 }
    #expect(found.labels == labels)
    let right = zip(labels, [-1.0, 1, 1]).filter { $0 == $1 }.count
    #expect(found.accuracy == Double(right) / 3)
    #expect(found.rmse == nil)
  }

  @Test func scaledByDeviationWithBias() throws {
    let (p, q) = ([1.0, 2, 4, 3, 7, 2], [20.0, 10, 35, 15, 40, 30])
    let means = [p, q].map { $0.reduce(0, +) / 6 }
    let deviations = zip([p, q], means).map { column, mean in
      (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6).squareRoot()
    }
    try check("with scale(sd) with bias", prepared(means, deviations, bias: true))
  }

  @Test func scaledToTheUnitInterval() throws {
    try check("with scale(minmax)", prepared([1, 10], [6, 30], bias: false))
  }

  @Test func scaledByANumber() throws {
    try check("with bias with scale(by: 40)", prepared([0, 0], [40, 40], bias: true))
  }

  @Test func theDocumentOfASolveNamesItsNetwork() throws {
    let command = try trained("with scale(sd)")
    let direct = try command.run("predict", "w.npz", "h.csv", "--json")
    let byDocument = try command.run("predict", "a.json", "h.csv", "--json")
    #expect(direct.code == 0)
    #expect(byDocument.output == direct.output)
  }

  @Test func predictionsAreWrittenInBothFormats() throws {
    let command = try trained("with scale(sd)")
    let run = try command.run("predict", "w.npz", "h.csv", "--json", "-o", "p.npy")
    let expected = try PredictionFields(run).predictions
    let bytes = try command.folder.bytes("p.npy")
    #expect(try NPYReader.read(bytes.span).values == expected)
    #expect(try command.run("predict", "w.npz", "h.csv", "-o", "p.csv").code == 0)
    let lines = try command.folder.read("p.csv").split(separator: "\n").dropFirst()
    #expect(lines.map { Double($0) } == expected)
  }

  /// Whoever has NumPy can read the file that is written.
  @Test func numpyReadsTheNetwork() throws {
    let python = URL(fileURLWithPath: "/usr/bin/env")
    let command = try trained("with scale(sd) with bias")
    let folder = command.folder.url
    guard try CommandRun(of: python, ["python3", "-c", "import numpy"], in: folder).code == 0 else {
      return
    }
    let script = """
      import numpy, json
      f = numpy.load("w.npz")
      u, a, v, w = f["U"], f["alpha"], f["V"], f["W"]
      print(u.shape[0], u.shape[1] == a.shape[0], v.shape == w.shape, u.dtype, a.ndim)
      print(int(abs(u).sum() > 0))
      """
    let run = try CommandRun(of: python, ["python3", "-c", script], in: folder)
    #expect(run.output == "3 True True float64 1\n1\n", "\(run.errors)")
  }
}
