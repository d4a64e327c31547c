internal import Glibc

/// A phrase that says why a system call failed, such as `no such file`.
struct FileFailure: Error, Equatable {
  /// The reason in words.
  let reason: String
  /// Whether the file is simply not there.
  let isMissing: Bool

  /// The reason that belongs to an error number of the system.
  init(errorNumber: Int32) {
    isMissing = errorNumber == ENOENT
    reason =
      switch errorNumber {
      case ENOENT: "no such file"
      case EACCES, EPERM: "permission denied"
      case EISDIR: "it is a folder"
      case ENODEV: "it is a device"
      case ENOTDIR: "a part of the path is not a folder"
      case ENOSPC: "the disk is full"
      case EDQUOT: "the disk quota is used up"
      case EROFS: "the file system is read-only"
      case EFBIG: "the file would be too large"
      default: unsafe String(cString: strerror(errorNumber)).lowercased()
      }
  }
}

/// Reads a whole file; `-` is standard input. What this run writes may not replace it, unless it says so.
func readFile(_ path: String, mayBeReplaced: Bool = false) throws(FileFailure) -> [UInt8] {
  let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileFailure(errorNumber: errno) }
  defer { if path != "-" { close(descriptor) } }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { throw FileFailure(errorNumber: errno) }
  if status.st_mode & S_IFMT == S_IFDIR { throw FileFailure(errorNumber: EISDIR) }
  // A device may never end.
  if path != "-" && status.st_mode & S_IFMT == S_IFCHR { throw FileFailure(errorNumber: ENODEV) }
  if !mayBeReplaced { FileLedger.note(status) }
  // A regular file tells its size; a pipe is read in growing pieces.
  var capacity = max(Int(status.st_size) + 1, 1 << 16)
  var bytes: [UInt8] = []
  var failure: Int32 = 0
  var ended = false
  while !ended && failure == 0 {
    bytes.reserveCapacity(bytes.count + capacity)
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      while filled < buffer.count {
        let got = unsafe read(
          descriptor, UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: filled),
          buffer.count - filled)
        if got < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        if got == 0 {
          ended = true
          return
        }
        filled += got
      }
    }
    if bytes.isEmpty { bytes = piece } else { bytes += piece }
    capacity = max(bytes.count, 1 << 16)
  }
  if failure != 0 { throw FileFailure(errorNumber: failure) }
  return bytes
}

/// Whether something stands at a path.
func fileExists(_ path: String) -> Bool {
  unsafe access(path, F_OK) == 0
}
