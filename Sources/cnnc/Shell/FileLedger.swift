internal import Glibc
internal import Synchronization

/// The files that this run has read: what it writes must not take the place of any of them, whatever the name by
/// which it is reached.
enum FileLedger {
  private struct Identity: Hashable {
    let device: UInt
    let number: UInt

    init(_ status: stat) {
      (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
    }
  }

  private static let read = Mutex<Set<Identity>>([])

  /// Notes a file that has been opened to be read.
  static func note(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return }
    let identity = Identity(status)
    read.withLock { _ = $0.insert(identity) }
  }

  /// Whether this run has read the file.
  static func holds(_ status: stat) -> Bool {
    let identity = Identity(status)
    return read.withLock { $0.contains(identity) }
  }
}
