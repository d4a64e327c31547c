internal import Glibc

/// Standard output for results, standard error for everything else.
enum Terminal {
  /// When to use colours.
  enum Color: String, CaseIterable, Sendable {
    case auto
    case always
    case never
  }

  /// Writes a result to standard output. A reader that has gone away (a closed pipe) ends the
  /// program quietly.
  static func printResult(_ text: String) throws(FileFailure) {
    try printResult(bytes: Array(text.utf8))
  }

  /// Writes bytes that may be no text to standard output, like a result.
  static func printResult(bytes: [UInt8]) throws(FileFailure) {
    if let failure = write(bytes, to: STDOUT_FILENO) {
      if failure == EPIPE { exit(0) }
      throw FileFailure(errorNumber: failure)
    }
  }

  /// Writes a message to standard error; nothing can be done where that fails.
  static func printMessage(_ text: String) {
    _ = write(Array(text.utf8), to: STDERR_FILENO)
  }

  /// Whether standard error is a terminal that can move its cursor.
  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && Machine.environment("TERM") != "dumb"
  }

  /// Whether messages carry colours.
  static func usesColor(_ choice: Color) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto: isInteractive && Machine.environment("NO_COLOR") == nil
    }
  }
}
