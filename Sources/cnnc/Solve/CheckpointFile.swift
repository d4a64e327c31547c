internal import Backends
internal import DSL
internal import Formats
internal import FoundationEssentials
internal import LinearAlgebra

/// A state of the ADMM as a NumPy archive with `checkpoint.json`, which says what it belongs to.
struct CheckpointFile {
  private struct Description: Codable {
    let schema: String
    let version: String
    let iteration: Int
    let data: String
    let problem: String
    let settings: String
    /// Nil for false.
    let warm: Bool?
  }

  let state: ADMMState
  let fingerprint: ADMMFingerprint

  static let schema = "cnnc.checkpoint/1"

  /// The bytes of the file.
  func bytes() throws(FormatError) -> [UInt8] {
    func array(_ matrix: Matrix) -> NumericArray {
      NumericArray(shape: [matrix.rowCount, matrix.columnCount], values: matrix.elements)
    }
    func vector(_ values: [Double]) -> NumericArray {
      NumericArray(shape: [values.count], values: values)
    }
    let description = Description(
      schema: CheckpointFile.schema, version: CNNC.version, iteration: state.iteration,
      data: hexadecimal(fingerprint.data), problem: hexadecimal(fingerprint.problem),
      settings: hexadecimal(fingerprint.settings), warm: state.isWarm ? true : nil)
    return try NPZFile.write(
      arrays: [
        ("v", array(state.v)), ("lambda", array(state.lambda)), ("z", array(state.z)),
        ("u", array(state.u)), ("r", vector(state.r)), ("mu", vector(state.mu)),
        ("core", vector(state.core)),
        ("penalty", vector([state.penalty ?? 0, state.accuracy ?? 0])),
      ], texts: [("checkpoint.json", jsonText(description))])
  }

  private func hexadecimal(_ value: UInt64) -> String { String(value, radix: 16) }

  init(state: ADMMState, fingerprint: ADMMFingerprint) {
    (self.state, self.fingerprint) = (state, fingerprint)
  }

  /// Reads a file that `bytes` made; the message says what is wrong with another one.
  init(parsing bytes: [UInt8]) throws {
    let archive = try NPZFile(parsing: bytes.span)
    guard let text = try archive.text(named: "checkpoint.json", in: bytes.span) else {
      throw FormatError(
        .noSuchMember, "this archive is no checkpoint of cnnc: it has no `checkpoint.json`",
        hint: "use a file that `cnnc solve --checkpoint FILE.npz` wrote")
    }
    let damaged = FormatError(
      .damaged, "the parts of this checkpoint do not fit together",
      hint: "use a file that `cnnc solve --checkpoint FILE.npz` wrote")
    func matrix(_ name: String) throws -> Matrix {
      let found = try archive.array(named: name, in: bytes.span)
      guard found.shape.count == 2, found.firstNonFinite() == nil else { throw damaged }
      return Matrix(rows: found.shape[0], columns: found.shape[1], elements: found.values)
    }
    func vector(_ name: String) throws -> [Double] {
      let found = try archive.array(named: name, in: bytes.span)
      guard found.shape.count == 1, found.firstNonFinite() == nil else { throw damaged }
      return found.values
    }
    let numbers = try vector("penalty")
    guard let description = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)),
      description.schema == CheckpointFile.schema, description.iteration >= 0,
      let data = UInt64(description.data, radix: 16),
      let problem = UInt64(description.problem, radix: 16),
      let settings = UInt64(description.settings, radix: 16),
      numbers.count == 2, numbers[0] > 0, numbers[1] > 0
    else { throw damaged }
    fingerprint = ADMMFingerprint(data: data, problem: problem, settings: settings)
    state = ADMMState(
      iteration: description.iteration, penalty: numbers[0], accuracy: numbers[1],
      v: try matrix("v"), lambda: try matrix("lambda"), z: try matrix("z"), u: try matrix("u"),
      r: try vector("r"), mu: try vector("mu"), core: try vector("core"),
      isWarm: description.warm ?? false)
  }
}

/// Writes checkpoints of one run, none sooner after another than the interval.
final class CheckpointWriter: @unchecked Sendable {
  private let path: String
  private let interval: Double
  private let fingerprint: ADMMFingerprint
  private var last = Machine.now()
  /// Why the last one could not be written.
  private(set) var failure: String?

  init(path: String, interval: Double, fingerprint: ADMMFingerprint) {
    (self.path, self.interval, self.fingerprint) = (path, interval, fingerprint)
  }

  /// Writes a state if it is time, or if it is the last one. Called by the solver's thread alone.
  func take(_ state: ADMMState, isLast: Bool) {
    guard isLast || Machine.now() - last >= interval else { return }
    last = Machine.now()
    do {
      try writeFile(
        try CheckpointFile(state: state, fingerprint: fingerprint).bytes(), to: path)
      failure = nil
    } catch let error as FileFailure {
      failure = error.reason
    } catch {
      failure = "it would be too large"
    }
  }
}
