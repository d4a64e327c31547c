import Foundation
import TestSupport
import Testing

/// The built `cnnc`, run in a folder with files of its own.
struct Command {
  let folder: ScratchFolder

  /// A command in a new folder that holds the sample specs.
  init() throws {
    folder = try ScratchFolder()
    let specs = GoldenFolder.tests().appendingPathComponent("Specs")
    for name in try FileManager.default.contentsOfDirectory(atPath: specs.path) {
      try FileManager.default.copyItem(
        at: specs.appendingPathComponent(name), to: folder.url(name))
    }
  }

  /// The program, built beside the tests.
  static func program() throws -> URL {
    let places =
      CommandLine.arguments.filter { $0.contains("/") }.map { URL(fileURLWithPath: $0) } + [
        Bundle.main.bundleURL.appendingPathComponent("x"),
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath(),
      ]
    let found = places.lazy.map { $0.deletingLastPathComponent().appendingPathComponent("cnnc") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    return try #require(found, "cnnc is built beside the tests")
  }

  /// Runs it with these arguments.
  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:],
    whileRunning: (Process, () -> String) -> Void = { _, _ in }
  ) throws -> CommandRun {
    try CommandRun(
      of: Command.program(), arguments, input: input, in: folder.url, environment: environment,
      whileRunning: whileRunning)
  }

  /// Runs lines of bash in which `cnnc` is the program.
  func shell(_ script: String) throws -> CommandRun {
    let path = try Command.program().deletingLastPathComponent().path
    let others = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try CommandRun(
      of: URL(fileURLWithPath: "/bin/bash"), ["-c", script], in: folder.url,
      environment: ["PATH": path + ":" + others, "LC_ALL": "C"])
  }

  /// A spec of the squared loss on X (n x d) and y with these sources, and gates.
  static func spec(
    x: String, y: String, type: String = "R[n]", gates: String = "sample(X, count: 8, seed: 1)",
    beta: String = "0.1"
  ) -> String {
    """
    data X : R[n, d] = \(x)
    data y : \(type) = \(y)
    param beta : R >= 0 = \(beta)
    gates g = \(gates)
    loss sq(z, t) = 1/2 * (z - t)^2
    network yhat(Z) = sum[j] relu(Z * u[j]) * alpha[j]
    weights u[j] : R[d], alpha[j] : R
    minimize sum(sq(yhat(X), y)) + beta/2 * sum[j] (||u[j]||_2^2 + alpha[j]^2)

    """
  }
}

/// The fields of a solve's JSON document that tests look at.
struct SolutionFields: Decodable {
  struct Gates: Decodable {
    let asked: Int
    let distinct: Int
    let seed: Int?
  }

  struct Network: Decodable {
    let neurons: Int
    let objective: Double
    let weights: String?
  }

  struct Training: Decodable {
    let samples: Int
    let accuracy: Double?
    let rmse: Double?
  }

  struct Validation: Decodable {
    let samples: Int
    let best_iteration: Int
  }

  let schema: String
  let status: String
  let objective: Double
  let dual_objective: Double
  let gap: Double
  let max_violation: Double
  let iterations: Int
  let gates: Gates
  let network: Network
  let training: Training
  let validation: Validation?

  /// The one document on standard output.
  init(_ run: CommandRun, _ location: SourceLocation = #_sourceLocation) throws {
    self = try JSONDecoder().decode(SolutionFields.self, from: Data(run.output.utf8))
    #expect(schema == "cnnc.solution/1", sourceLocation: location)
  }
}

/// The JSON document of a prediction.
struct PredictionFields: Decodable {
  let schema: String
  let samples: Int
  let accuracy: Double?
  let rmse: Double?
  let predictions: [Double]
  let labels: [Double]?

  init(_ run: CommandRun) throws {
    self = try JSONDecoder().decode(PredictionFields.self, from: Data(run.output.utf8))
  }
}
