/// Files compressed with gzip.
public enum Gzip {
  /// Whether the bytes start as a gzip file does.
  public static func isCompressed(_ bytes: borrowing Span<UInt8>) -> Bool {
    startsMember(bytes, at: 0)
  }

  /// The content of a gzip file of one member or several, which follow each other.
  ///
  /// `limit` bounds the content in bytes. Throws `badMagic`, `truncated`, `damaged` (also for a
  /// wrong checksum), `trailingBytes`, and `tooLarge`.
  public static func gunzip(
    _ bytes: borrowing Span<UInt8>, limit: Int = 1 << 31
  ) throws(FormatError) -> [UInt8] {
    if !isCompressed(bytes) {
      throw FormatError(.badMagic, "the file does not start with 1F 8B: it is no gzip file")
    }
    var content: [UInt8] = []
    var offset = 0
    while startsMember(bytes, at: offset) {
      let outcome = Zlib.inflate(
        bytes, at: offset, .gzip, limit: limit - content.count, into: &content)
      switch outcome {
      case .finished(let used):
        offset += used
      case .truncated:
        throw FormatError(
          .truncated,
          "the gzip stream ends after \(content.count) bytes of content: "
            + "the file is cut off")
      case .damaged(let reason):
        throw FormatError(
          .damaged, "the gzip stream is damaged after \(content.count) bytes of content: \(reason)")
      case .tooLong:
        throw FormatError(.tooLarge, "the gzip stream holds more than \(limit) bytes")
      }
    }
    // Zeros may pad the file to whole blocks, as on tapes.
    for index in offset..<bytes.count where bytes[index] != 0 {
      throw FormatError(
        .trailingBytes, "\(bytes.count - offset) bytes after the end of the gzip stream")
    }
    return content
  }

  private static func startsMember(_ bytes: borrowing Span<UInt8>, at offset: Int) -> Bool {
    offset + 1 < bytes.count && bytes[offset] == 0x1F && bytes[offset + 1] == 0x8B
  }
}
