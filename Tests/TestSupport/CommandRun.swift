public import Foundation

/// One run of a program: its exit code and all that it wrote.
public struct CommandRun: Sendable {
  /// The exit code; nil where it ran into the time limit or died of a signal.
  public let code: Int32?
  /// Standard output.
  public let output: String
  /// Standard error.
  public let errors: String

  /// Runs a program to its end.
  ///
  /// Its streams are files, so that no amount of output can block it.
  /// - Parameters:
  ///   - program: the file to run.
  ///   - arguments: what follows its name.
  ///   - input: standard input; empty if not given.
  ///   - folder: where it runs.
  ///   - environment: variables set beside those of this process.
  ///   - limit: seconds after which it is killed.
  ///   - whileRunning: called once it runs, for example to send a signal; it can ask for standard
  ///     error so far.
  /// - Throws: where the program cannot be started or its streams cannot be kept.
  public init(
    of program: URL, _ arguments: [String], input: String = "", in folder: URL,
    environment: [String: String] = [:], limit: Double = 120,
    whileRunning: (Process, () -> String) -> Void = { _, _ in }
  ) throws {
    let streams = try ScratchFolder()
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    try streams.write("in", input)
    for name in ["out", "err"] { try streams.write(name, "") }
    let handles = try (
      FileHandle(forReadingFrom: streams.url("in")), FileHandle(forWritingTo: streams.url("out")),
      FileHandle(forWritingTo: streams.url("err"))
    )
    (process.standardInput, process.standardOutput, process.standardError) = handles
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    whileRunning(process) { (try? streams.read("err")) ?? "" }
    let isInTime = ended.wait(timeout: .now() + limit) == .success
    if !isInTime {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    for handle in [handles.0, handles.1, handles.2] { try handle.close() }
    let isExit = isInTime && process.terminationReason == .exit
    code = isExit ? process.terminationStatus : nil
    output = try streams.read("out")
    errors = try streams.read("err")
  }
}

/// A folder of its own for one test, gone when nothing holds it any more.
public final class ScratchFolder: Sendable {
  /// The folder.
  public let url: URL

  /// A new, empty folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "cnnc-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in it.
  public func url(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// Puts a text into it.
  public func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: url(name))
  }

  /// Puts bytes into it.
  public func write(_ name: String, bytes: [UInt8]) throws {
    try Data(bytes).write(to: url(name))
  }

  /// The text of a file in it; what is not UTF-8 is replaced.
  public func read(_ name: String) throws -> String {
    try String(decoding: Data(contentsOf: url(name)), as: UTF8.self)
  }

  /// The bytes of a file in it.
  public func bytes(_ name: String) throws -> [UInt8] { try Array(Data(contentsOf: url(name))) }

  /// The names in it, sorted.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }
}
