internal import ArgumentParser
internal import Backends
internal import Canonicalize
internal import DSL
internal import Formats
internal import LinearAlgebra

/// Where a run of the ADMM starts, and where it keeps what it has.
struct StartOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Start the ADMM at the network of this file (of --weights).", valueName: "file.npz"))
  var warmStart: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Keep the state of the ADMM in this file while it runs, and at its end.",
      valueName: "file.npz"))
  var checkpoint: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Seconds between two checkpoints (default 60).", valueName: "seconds"))
  var checkpointEvery: DecimalArgument?

  @Option(
    name: .long,
    help: ArgumentHelp("Go on from the state in this file.", valueName: "file.npz"))
  var resume: String?

  /// The first of the options that was given.
  var given: String? {
    if warmStart != nil { return "--warm-start" }
    if checkpoint != nil { return "--checkpoint" }
    if checkpointEvery != nil { return "--checkpoint-every" }
    return resume != nil ? "--resume" : nil
  }

  /// Refuses the options where they have no part.
  func refuse(_ why: String, help: String) throws {
    guard let given else { return }
    throw Failure.usage("E602", "\(given): \(why)", help: help)
  }

  /// The writer of checkpoints of a run; nil where none are asked for.
  func writer(_ fingerprint: ADMMFingerprint) -> CheckpointWriter? {
    checkpoint.map {
      CheckpointWriter(
        path: $0, interval: checkpointEvery?.value ?? 60, fingerprint: fingerprint)
    }
  }

  /// What can be checked before anything is read.
  func check() throws {
    if let seconds = checkpointEvery?.value, seconds < 0 {
      throw Failure.usage(
        "E602", "--checkpoint-every \(seconds): it takes seconds, 0 or more", help: nil)
    }
    if checkpointEvery != nil && checkpoint == nil {
      throw Failure.usage(
        "E602", "--checkpoint-every says how often, and --checkpoint is missing",
        help: "name the file with --checkpoint FILE.npz")
    }
    if warmStart != nil && resume != nil {
      throw Failure.usage(
        "E602", "--warm-start and --resume are two places to start from", help: "take one of them")
    }
  }
}

extension Pipeline {
  /// The state to start from; nil for the point 0.
  mutating func start(
    _ options: StartOptions, _ program: ConvexTrainingProgram, _ plan: ADMMPlan,
    limits: SolverControl
  ) throws -> ADMMState? {
    if let path = options.resume {
      return try resumed(path, ADMMFingerprint(program, plan)) { $0.fits(program) }
    }
    guard let path = options.warmStart else { return nil }
    let file = try parsed(path, option: "--warm-start", source: "--weights") {
      try NetworkFile.panels(parsing: $0)
    }
    guard file.rowCount == program.featureCount, file.columnCount == program.groupCount else {
      throw report.stop(
        Diagnostic(
          "E426",
          "\(path): V and W have \(file.rowCount) rows and \(file.columnCount) columns together, and"
            + " this problem needs \(program.featureCount) and \(program.groupCount)", at: nil,
          help: "start from a network with the same columns of X and the same number of gates"))
    }
    return ADMMState(warmStartAt: file, of: program, plan: plan, limits: limits)
  }

  /// The state of a run on a robust program to go on from; nil for the point 0.
  mutating func start(
    _ options: StartOptions, _ program: RobustTrainingProgram, _ plan: RobustPlan
  ) throws -> RobustState? {
    try options.resume.map { path in
      try resumed(path, ADMMFingerprint(program, plan)) { $0.fits(program) }
    }
  }

  private mutating func resumed<State: CheckpointState>(
    _ path: String, _ own: ADMMFingerprint, _ fits: (State) -> Bool
  ) throws -> State {
    let file = try parsed(path, option: "--resume", source: "--checkpoint") {
      try CheckpointFile<State>(parsing: $0)
    }
    let other: (what: String, help: String)?
    if file.fingerprint.data != own.data {
      other = (
        "other data or gates",
        "resume with the files, gates, seed and held-out samples of the first run; gates that are drawn for"
          + " perturbed rows change with the radius"
      )
    } else if file.fingerprint.problem != own.problem {
      other = ("another problem", "resume with the spec and the parameters of the first run")
    } else if file.fingerprint.settings != own.settings {
      other = (
        "other settings",
        "resume with the options of the first run; its limits may be raised, but not from 50 iterations or less"
      )
    } else {
      other =
        fits(file.state)
        ? nil : ("other sizes", "resume with the spec and the data of the first run")
    }
    if let other {
      throw report.stop(
        Diagnostic("E517", "\(path) is the checkpoint of \(other.what)", at: nil, help: other.help))
    }
    return file.state
  }

  /// Reads and parses a file that an earlier run wrote.
  private mutating func parsed<Result>(
    _ path: String, option: String, source: String, _ parse: ([UInt8]) throws -> Result
  ) throws -> Result {
    do {
      return try parse(try readFile(path, mayBeReplaced: option == "--resume"))
    } catch let failure as FileFailure {
      throw report.stop(
        Diagnostic(
          "E420", "\(option): cannot read \(path): \(failure.reason)", at: nil,
          help: failure.isMissing ? "`cnnc solve SPEC \(source) FILE.npz` writes one" : nil))
    } catch let error as FormatError {
      throw report.stop(
        Diagnostic(
          "E425", "\(option): \(path): \(error.message)", at: nil,
          help: error.hint ?? "`cnnc solve SPEC \(source) FILE.npz` writes one"))
    }
  }
}

extension NetworkFile {
  /// [V W] of a file that `bytes` made, d x 2P.
  static func panels(parsing bytes: [UInt8]) throws -> Matrix {
    let archive = try NPZFile(parsing: bytes.span)
    let (v, w) = (
      try archive.array(named: "V", in: bytes.span), try archive.array(named: "W", in: bytes.span)
    )
    guard v.shape.count == 2, v.shape == w.shape, v.firstNonFinite() == nil,
      w.firstNonFinite() == nil
    else {
      throw FormatError(
        .damaged, "V and W of this file do not fit together",
        hint: "use a file that `cnnc solve --weights FILE.npz` wrote")
    }
    return Matrix(rows: v.shape[0], columns: 2 * v.shape[1], elements: v.values + w.values)
  }
}
