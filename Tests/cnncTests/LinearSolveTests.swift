import Foundation
import TestSupport
import Testing

/// `cnnc solve --solver glpk`: linear programs as a whole, their proofs, limits and signals.
@Suite struct LinearSolveTests {
  /// The fields of the JSON document that these tests look at.
  private struct Fields: Decodable {
    struct Network: Decodable {
      let neurons: Int
      let objective: Double
      let weights: String?
    }

    struct Variable: Decodable {
      let name: String
      let sizes: [Int]
      let values: [Double]
    }

    struct Certificate: Decodable {
      struct Part: Decodable {
        let name: String
        let value: Double
      }

      let kind: String
      let parts: [Part]
    }

    let schema: String
    let status: String
    let solver: String
    let objective: Double
    let dual_objective: Double?
    let gap: Double?
    let max_violation: Double
    let dual_violation: Double
    let network: Network?
    let variables: [Variable]?
    let certificate: Certificate?

    init(_ run: CommandRun) throws {
      self = try JSONDecoder().decode(Fields.self, from: Data(run.output.utf8))
    }
  }

  private static let sparse = """
    data X : R[n, d] = csv("toy.csv", columns: 1..2)
    data y : {-1, 1}[n] = csv("toy.csv", column: "y")
    param beta : R >= 0 = 0.1
    gates h = vectors([[1.0, 0.3], [0.2, 1.0], [-1.0, 0.4], [-0.3, -1.0]])
    loss hinge(z, t) = pos(1 - t*z)
    network yhat(Z) = sum[j in h] relu(Z * h[j]) * alpha[j]
    weights alpha[j] : R
    minimize sum(hinge(yhat(X), y)) + beta * sum[j in h] abs(alpha[j])

    """

  /// A long linear program: least absolute deviations of noise.
  private func long() throws -> Command {
    let command = try Command()
    var generator = SeededGenerator(seed: 4)
    let rows = (0..<900).map { _ in
      (0..<121).map { _ in "\(Double.random(in: -1...1, using: &generator))" }
        .joined(separator: ",") + "\n"
    }
    try command.folder.write("t.csv", rows.joined())
    try command.folder.write(
      "long.cnn",
      """
      data X : R[n, d] = csv("t.csv", columns: 1..120)
      data y : R[n] = csv("t.csv", column: 121)
      gates h = sphere(count: 600, seed: 1)
      network yhat(Z) = sum[j in h] relu(Z * h[j]) * alpha[j]
      weights alpha[j] : R
      minimize sum(abs(yhat(X) - y)) + 0.01 * sum[j in h] abs(alpha[j])

      """)
    return command
  }

  /// The optimum agrees with a search: the hinge is piecewise linear in each output weight.
  @Test func aSparseModelIsSolvedAndPredicts() throws {
    let command = try Command()
    try command.folder.write("s.cnn", Self.sparse)
    try command.folder.write("toy.csv", ToyData.csv())
    for arguments in [["--solver", "glpk"], []] {
      let run = try command.shell(
        "cnnc solve s.cnn --json --weights w.npz \(arguments.joined(separator: " "))")
      #expect(run.code == 0, "\(run.errors)")
      let fields = try Fields(run)
      #expect(fields.schema == "cnnc.solution/1")
      #expect(fields.status == "optimal" && fields.solver == "glpk")
      #expect(abs(fields.gap ?? 1) <= 1e-9 && fields.max_violation <= 1e-9)
      #expect(fields.dual_violation <= 1e-9)
      let network = try #require(fields.network)
      #expect(abs(network.objective - fields.objective) <= 1e-9)
      #expect(network.weights == "w.npz")
      #expect(abs(fields.objective - leastObjective()) <= 1e-9)
    }
    try command.folder.write("x.csv", "x1,x2\n1,0.2\n-0.3,1.1\n")
    let prediction = try PredictionFields(try command.run("predict", "w.npz", "x.csv", "--json"))
    #expect(prediction.predictions.count == 2)
  }

  /// The least objective by coordinate search from many starts over the kinks, refined by brute force over
  /// vertices: each vertex makes four of the functions 1 - t z_k and alpha_j zero.
  private func leastObjective() -> Double {
    let x = ToyData.points
    let y = ToyData.labels
    let h = [[1.0, 0.3], [0.2, 1.0], [-1.0, 0.4], [-0.3, -1.0]]
    let a = x.map { x in h.map { max(0, x[0] * $0[0] + x[1] * $0[1]) } }
    func objective(_ alpha: [Double]) -> Double {
      zip(a, y).reduce(0.1 * alpha.reduce(0) { $0 + abs($1) }) { sum, sample in
        sum + max(0, 1 - sample.1 * zip(sample.0, alpha).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    // Rows of linear functions: y_k a_k' alpha = 1, alpha_j = 0.
    let functions =
      zip(a, y).map { row, y in (row.map { y * $0 }, 1.0) }
      + (0..<4).map { j in ((0..<4).map { $0 == j ? 1.0 : 0 }, 0.0) }
    var best = Double.infinity
    for mask in 0..<(1 << functions.count) where mask.nonzeroBitCount == 4 {
      let chosen = functions.indices.filter { mask >> $0 & 1 == 1 }.map { functions[$0] }
      if let alpha = solve(chosen) { best = min(best, objective(alpha)) }
    }
    return best
  }

  /// Gaussian elimination; nil where the system is singular.
  private func solve(_ system: [([Double], Double)]) -> [Double]? {
    var rows = system.map { $0.0 + [$0.1] }
    let n = rows.count
    for c in 0..<n {
      guard let pivot = (c..<n).max(by: { abs(rows[$0][c]) < abs(rows[$1][c]) }),
        abs(rows[pivot][c]) > 1e-12
      else { return nil }
      rows.swapAt(c, pivot)
      for r in 0..<n where r != c {
        let factor = rows[r][c] / rows[c][c]
        for j in c...n { rows[r][j] -= factor * rows[c][j] }
      }
    }
    return (0..<n).map { rows[$0][n] / rows[$0][$0] }
  }

  @Test func variablesAreToldByName() throws {
    let command = try Command()
    try command.folder.write(
      "p.cnn",
      """
      variables x : R, y[i] : R[2] for i in 1..3
      minimize x + sum[i in 1..3] ||y[i]||_1
      subject to floor: x >= 2
      subject to sums: y[i] >= [1, -4] for i in 1..3
      output duals to "duals.csv"

      """)
    let run = try command.run("solve", "p.cnn", "--json")
    #expect(run.code == 0, "\(run.errors)")
    let fields = try Fields(run)
    #expect(fields.status == "optimal" && abs(fields.objective - 5) <= 1e-9)
    let variables = try #require(fields.variables)
    #expect(variables.map(\.name) == ["x", "y"])
    #expect(variables.map(\.sizes) == [[], [3, 2]])
    #expect(zip(variables[1].values, [1, 0, 1, 0, 1, 0]).allSatisfy { abs($0 - $1) <= 1e-9 })
    let duals = try String(
      contentsOf: command.folder.url("duals.csv"), encoding: .utf8)
    #expect(duals.hasPrefix("row,multiplier\n"))
    #expect(duals.contains("\"floor\",1.0\n"))
    #expect(duals.contains("\"sums[3,2]\",0.0\n") || duals.contains("\"sums[3,2]\",-0.0\n"))
  }

  @Test func aConflictIsProvenByName() throws {
    let command = try Command()
    try command.folder.write(
      "p.cnn",
      """
      variables x : R[3]
      minimize ||x||_1
      subject to low: sum(x) >= 4
      subject to high: x <= [1, 1, 1]

      """)
    let run = try command.run("solve", "p.cnn", "--json")
    #expect(run.code == 4)
    let fields = try Fields(run)
    #expect(fields.status == "infeasible")
    let certificate = try #require(fields.certificate)
    #expect(certificate.kind == "infeasible")
    #expect(
      Set(certificate.parts.map(\.name)) == ["low", "high[1]", "high[2]", "high[3]"])
    #expect(certificate.parts.allSatisfy { abs($0.value - 1) <= 1e-9 })
    let text = try command.run("solve", "p.cnn")
    #expect(text.code == 4)
    #expect(text.errors.contains("error[E501]"))
    #expect(text.output.hasPrefix("p.cnn: infeasible, proven"))
  }

  @Test func aRayIsProvenByName() throws {
    let command = try Command()
    try command.folder.write(
      "p.cnn", "variables x : R, y : R\nminimize x - y\nsubject to y <= x\n")
    let run = try command.run("solve", "p.cnn", "--json")
    // x - y >= 0: bounded, though no variable is.
    #expect(run.code == 0, "\(run.errors)")
    try command.folder.write(
      "p.cnn", "variables x : R, y : R\nminimize x - 2 * y\nsubject to y <= x\n")
    let ray = try command.run("solve", "p.cnn", "--json")
    #expect(ray.code == 4)
    let certificate = try #require(try Fields(ray).certificate)
    #expect(certificate.kind == "unbounded")
    #expect(Set(certificate.parts.map(\.name)) == ["x", "y"])
  }

  @Test func whatIsNotLinearIsRefused() throws {
    let command = try Command()
    for (spec, part) in [
      ("03_adv_hinge.cnn", "`group_v`"), ("01_squared.cnn", ""),
      ("06_gated.cnn", ""),
    ] {
      let run = try command.run("solve", spec, "--solver", "glpk")
      #expect(run.code == 1, "\(run.errors)")
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("error[E507]: glpk takes linear programs"), "\(run.errors)")
      #expect(run.errors.contains(part.isEmpty ? "squares of variables" : part), "\(run.errors)")
    }
  }

  @Test func theTimeLimit() throws {
    let run = try long().run("solve", "long.cnn", "--json", "--time-limit", "0.4")
    #expect(run.code == 5, "\(run.errors)")
    let fields = try Fields(run)
    #expect(fields.status == "time_limit")
    #expect(fields.network != nil)
    // The multipliers of an early basis are no bound, and are not passed for one.
    #expect(fields.dual_objective == nil && fields.gap == nil)
  }

  @Test func theIterationLimit() throws {
    let run = try long().run("solve", "long.cnn", "--json", "--max-iter", "9")
    #expect(run.code == 5, "\(run.errors)")
    #expect(try Fields(run).status == "iteration_limit")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptSavesTheNetwork(_ number: Int32) throws {
    let command = try long()
    let run = try command.run("solve", "long.cnn", "--json", "--verbose") { process, errors in
      // The size of the program is told right before the solver starts.
      for _ in 0..<6000 where process.isRunning && !errors().contains("nonzeros") {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Thread.sleep(forTimeInterval: 0.2)
      kill(process.processIdentifier, number)
    }
    #expect(run.code == 130, "\(run.errors)")
    let fields = try Fields(run)
    #expect(fields.status == "interrupted")
    #expect(fields.network?.weights == "long.interrupted.npz")
    #expect(command.folder.names.contains("long.interrupted.npz"))
  }
}
