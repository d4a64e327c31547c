internal import Backends
internal import DSL
internal import Formats
internal import FoundationEssentials
internal import LinearAlgebra

/// A state of the ADMM as a NumPy archive with `checkpoint.json`, which says what it belongs to.
struct CheckpointFile<State: CheckpointState> {
  let state: State
  let fingerprint: ADMMFingerprint

  init(state: State, fingerprint: ADMMFingerprint) {
    (self.state, self.fingerprint) = (state, fingerprint)
  }

  /// The bytes of the file.
  func bytes() throws(FormatError) -> [UInt8] {
    let description = CheckpointDescription(
      version: CNNC.version, form: State.form, iteration: state.iteration,
      data: hexadecimal(fingerprint.data), problem: hexadecimal(fingerprint.problem),
      settings: hexadecimal(fingerprint.settings), warm: state.isWarm)
    let matrices = zip(State.matrixNames, state.matrices).map { name, matrix in
      (
        name,
        NumericArray(shape: [matrix.rowCount, matrix.columnCount], values: matrix.elements)
      )
    }
    let vectors = zip(State.vectorNames, state.vectors).map { name, values in
      (name, NumericArray(shape: [values.count], values: values))
    }
    return try NPZFile.write(
      arrays: matrices + vectors, texts: [("checkpoint.json", jsonText(description))])
  }

  private func hexadecimal(_ value: UInt64) -> String { String(value, radix: 16) }

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
    guard
      let description = try? JSONDecoder().decode(
        CheckpointDescription.self, from: Data(text.utf8)),
      description.schema == CheckpointDescription.schema,
      (0...ADMMSettings.mostIterations).contains(description.iteration),
      let data = UInt64(description.data, radix: 16),
      let problem = UInt64(description.problem, radix: 16),
      let settings = UInt64(description.settings, radix: 16)
    else { throw damaged }
    guard description.form == State.form else {
      let isRobust = description.form == RobustState.form
      throw FormatError(
        .damaged,
        "this is the checkpoint of a problem \(isRobust ? "with" : "without") perturbations, and this one has"
          + " \(isRobust ? "none" : "some")", hint: "resume with the spec of the first run")
    }
    let matrices = try State.matrixNames.map { name in
      let found = try archive.array(named: name, in: bytes.span)
      guard found.shape.count == 2, found.firstNonFinite() == nil else { throw damaged }
      return Matrix(rows: found.shape[0], columns: found.shape[1], elements: found.values)
    }
    let vectors = try State.vectorNames.map { name in
      let found = try archive.array(named: name, in: bytes.span)
      guard found.shape.count == 1, found.firstNonFinite() == nil else { throw damaged }
      return found.values
    }
    guard
      let state = State(
        iteration: description.iteration, isWarm: description.warm, matrices: matrices,
        vectors: vectors)
    else { throw damaged }
    self.state = state
    fingerprint = ADMMFingerprint(data: data, problem: problem, settings: settings)
  }
}

extension CheckpointState {
  /// How many iterations it has behind it where a run from it did none; nil for all other runs.
  func finished(by solution: Solution) -> Int? {
    iteration > 0 && solution.iterations == iteration ? iteration : nil
  }
}

/// What `checkpoint.json` says.
private struct CheckpointDescription: Codable {
  static let schema = "cnnc.checkpoint/2"

  var schema = CheckpointDescription.schema
  let version: String
  /// Which ADMM the state is of.
  let form: String
  let iteration: Int
  let data: String
  let problem: String
  let settings: String
  let warm: Bool
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

  /// Stops where the last one could not be written.
  func check(_ report: inout Report) throws {
    guard let failure else { return }
    throw report.stop(Diagnostic("E422", "cannot write \(path): \(failure)", at: nil))
  }

  /// Writes a state if it is time, or if it is the last one. Called by the solver's thread alone.
  func take<State: CheckpointState>(_ state: State, isLast: Bool) {
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
