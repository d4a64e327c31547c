import Foundation
import TestSupport
import Testing

/// The examples of the repository solve as their README says.
@Suite struct ExampleTests {
  private func examples() -> URL {
    GoldenFolder.tests().deletingLastPathComponent().appendingPathComponent("Examples")
  }

  private func solve(_ spec: String, weights: URL) throws -> SolutionFields {
    let run = try CommandRun(
      of: Command.program(), ["solve", spec, "--json", "--weights", weights.path], in: examples())
    #expect(run.code == 0, "\(spec): \(run.errors)")
    return try SolutionFields(run)
  }

  private func predict(_ file: String, weights: URL) throws -> PredictionFields {
    let run = try CommandRun(
      of: Command.program(), ["predict", weights.path, file, "--json"], in: examples())
    #expect(run.code == 0, "\(file): \(run.errors)")
    return try PredictionFields(run)
  }

  /// Every spec that states a problem, not only those below, ends with a proof.
  @Test func everyExampleIsSolvedToAProvenOptimum() throws {
    let folder = try ScratchFolder()
    let enumerator = FileManager.default.enumerator(atPath: examples().path)
    let specs = (enumerator?.allObjects ?? []).compactMap { $0 as? String }
      .filter { $0.hasSuffix(".cnn") }
    #expect(specs.count >= 4)
    for spec in specs {
      let text = try String(
        contentsOf: examples().appendingPathComponent(spec), encoding: .utf8)
      guard text.contains("minimize") else { continue }
      let fields = try solve(spec, weights: folder.url("w.npz"))
      #expect(fields.status == "optimal", "\(spec)")
      #expect(fields.gap <= 1e-4 && fields.max_violation <= 1e-4, "\(spec)")
      #expect(fields.dual_objective <= fields.objective * (1 + 1e-4), "\(spec)")
    }
  }

  @Test func theToyHasItsKnownOptimum() throws {
    let folder = try ScratchFolder()
    let fields = try solve("toy/squared.cnn", weights: folder.url("w.npz"))
    // The spec asks for a gap of 1e-6 (1 + objective).
    #expect(abs(fields.objective - ToyData.optimum) < 1.2e-6)
    #expect(fields.training.accuracy == 1)
  }

  /// 84.68 % of 581 in training and 82.33 % of 249 held out, to within two patients: a point within
  /// the tolerance may tip those at the boundary.
  @Test func mammographicMasses() throws {
    let folder = try ScratchFolder()
    let weights = folder.url("w.npz")
    let training = try solve("mammographic/mass.cnn", weights: weights).training
    #expect(training.samples == 581)
    #expect(abs((training.accuracy ?? 0) * 581 - 492) <= 2)
    let test = try predict("mammographic/mammographic_masses.test.csv", weights: weights)
    #expect(test.samples == 249)
    #expect(abs((test.accuracy ?? 0) * 249 - 205) <= 2)
  }

  /// RMSE 57.5 on 133 patients, to the digit that is printed.
  @Test func diabetes() throws {
    let folder = try ScratchFolder()
    let weights = folder.url("w.npz")
    _ = try solve("diabetes/diabetes.cnn", weights: weights)
    let test = try predict("diabetes/diabetes_regression.test.csv", weights: weights)
    #expect(test.samples == 133)
    #expect(abs((test.rmse ?? 0) - 57.5) < 0.15)
  }
}
