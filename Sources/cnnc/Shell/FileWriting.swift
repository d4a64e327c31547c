internal import Glibc

/// Makes writes that fail say so with an error number: a file beyond the size that is allowed, or a
/// reader that has gone away, would end the program with a signal.
func reportFailedWrites() {
  signal(SIGXFSZ, SIG_IGN)
  signal(SIGPIPE, SIG_IGN)
}

/// Checks that a file can be put at `path`: its folder exists and can be written, and no folder
/// stands in its place. Called before a long computation.
func checkWritable(_ path: String, replacesInput: Bool = false) throws(FileFailure) {
  var status = stat()
  if unsafe stat(path, &status) == 0 {
    if status.st_mode & S_IFMT == S_IFDIR { throw FileFailure(errorNumber: EISDIR) }
    // Asked of the mode, since the superuser may write everything.
    if status.st_mode & 0o222 == 0 { throw FileFailure(reason: "the file is read-only") }
    if !replacesInput && FileLedger.holds(status) {
      throw FileFailure(reason: "this run reads the file, and it would be lost")
    }
    if isWrittenInPlace(path) { return }
  } else if errno == ENAMETOOLONG {
    throw FileFailure(errorNumber: errno)
  }
  if unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK && !fileExists(path) {
    throw FileFailure(reason: "it is a link to a file that does not exist")
  }
  guard !path.isEmpty else { throw FileFailure(reason: "the path is empty") }
  let folder = folder(of: linkTarget(path))
  guard unsafe stat(folder, &status) == 0 else { throw FileFailure(folder: folder) }
  guard status.st_mode & S_IFMT == S_IFDIR else { throw FileFailure(errorNumber: ENOTDIR) }
  guard unsafe access(folder, W_OK) == 0 else { throw FileFailure(errorNumber: errno) }
}

/// Writes a file whole or not at all: the bytes go to a new file beside it, which then takes its
/// place, so that an old file survives whatever goes wrong. A file that this run has read stays, unless its
/// place is what is asked for.
func writeFile(
  _ bytes: [UInt8], to path: String, replacesInput: Bool = false
) throws(FileFailure) {
  try checkWritable(path, replacesInput: replacesInput)
  if isWrittenInPlace(path) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(errorNumber: errno) }
    defer { close(descriptor) }
    if let failure = write(bytes, to: descriptor) { throw FileFailure(errorNumber: failure) }
    return
  }
  let path = linkTarget(path)
  var status = stat()
  let oldMode = unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  // A name of its own: the file's name with more behind it could be too long for the folder.
  var template = Array((folder(of: path) + "/.cnnc-XXXXXX").utf8CString)
  let descriptor: Int32 = unsafe template.withUnsafeMutableBufferPointer { buffer in
    guard let start = buffer.baseAddress else { return -1 }
    return unsafe mkstemp(start)
  }
  guard descriptor >= 0 else { throw FileFailure(errorNumber: errno) }
  let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  var failure = write(bytes, to: descriptor)
  let mask = umask(0)
  umask(mask)
  if failure == nil && fchmod(descriptor, oldMode ?? (0o666 & ~mask)) != 0 { failure = errno }
  if failure == nil && fsync(descriptor) != 0 && errno != EINVAL { failure = errno }
  if close(descriptor) != 0 && failure == nil { failure = errno }
  if failure == nil && (unsafe rename(temporary, path)) != 0 { failure = errno }
  if let failure {
    unsafe unlink(temporary)
    throw FileFailure(errorNumber: failure)
  }
}

/// Writes all bytes to an open file; returns the error number where that fails.
func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  unsafe bytes.withUnsafeBytes { buffer in
    var done = 0
    while done < buffer.count {
      let count = unsafe Glibc.write(
        descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      done += count
    }
    return nil
  }
}

private func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Devices, pipes, and names of open files such as `/dev/stdout` are written in place: a new file
/// must not take their name.
private func isWrittenInPlace(_ path: String) -> Bool {
  if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return true }
  var status = stat()
  guard unsafe stat(path, &status) == 0 else { return false }
  return status.st_mode & S_IFMT != S_IFREG
}

/// The file that a chain of symbolic links leads to; the path itself where it is no link.
func linkTarget(_ path: String) -> String {
  guard let resolved = unsafe realpath(path, nil) else { return path }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

extension FileFailure {
  /// The folder that should hold a file cannot be used.
  fileprivate init(folder: String) {
    let cause = FileFailure(errorNumber: errno)
    self.init(
      reason: cause.isMissing ? "the folder `\(folder)` does not exist" : cause.reason,
      isMissing: cause.isMissing)
  }

  fileprivate init(reason: String, isMissing: Bool = false) {
    self.reason = reason
    self.isMissing = isMissing
  }
}
