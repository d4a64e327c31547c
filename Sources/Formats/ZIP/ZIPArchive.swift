/// The directory of a ZIP file.
///
/// Reading takes two steps over the same bytes: this initializer reads the directory, `content`
/// inflates one member. Stored and deflated members are read, with 64-bit sizes where the archive
/// has them; what is inflated must have the size and the CRC-32 that the directory states.
public struct ZIPArchive: Sendable, Equatable {
  /// A file in the archive.
  public struct Member: Sendable, Equatable {
    /// The name with its path, as stored.
    public let name: String
    /// The size of the content in bytes, as the directory states it.
    public let size: Int
    /// The bytes it takes in the archive.
    let compressedSize: Int
    let crc32: UInt32
    let method: UInt16
    let flags: UInt16
    /// The offset of the local header.
    let headerOffset: Int
  }

  /// The members in the order of the directory; no two have the same name.
  public let members: [Member]

  /// The member of that name.
  public func member(named name: String) -> Member? {
    members.first { $0.name == name }
  }

  /// Reads the directory of the archive in `bytes`.
  ///
  /// Throws `badMagic`, `truncated`, `damaged`, `duplicateMember`, and `unsupportedFeature` for
  /// archives in several parts.
  public init(parsing bytes: borrowing Span<UInt8>) throws(FormatError) {
    let directory = try ZIPDirectory(finding: bytes)
    var members: [Member] = []
    var names: Set<String> = []
    var offset = directory.offset
    for _ in 0..<directory.count {
      let (member, next) = try ZIPDirectory.entry(bytes, at: offset, before: directory.end)
      if !names.insert(member.name).inserted {
        throw FormatError(.duplicateMember, "two members have the name \"\(member.name.shown)\"")
      }
      members.append(member)
      offset = next
    }
    if offset != directory.end {
      throw FormatError(
        .damaged,
        "the directory has \(directory.end - directory.offset) bytes, "
          + "its \(directory.count) entries take \(offset - directory.offset)")
    }
    self.members = members
  }

  /// The content of a member.
  ///
  /// `bytes` must be those that the directory was read from. Throws `unsupportedFeature` for
  /// encrypted members and other compression methods, `truncated`, `damaged`, `checksumMismatch`.
  public func content(
    of member: Member, in bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> [UInt8] {
    let what = "the member \"\(member.name.shown)\""
    if member.flags & 1 != 0 {
      throw FormatError(.unsupportedFeature, "\(what) is encrypted")
    }
    let start = try ZIPDirectory.dataOffset(of: member, bytes)
    try bytes.check(member.compressedSize, at: start, of: what)
    let data = bytes.extracting(start..<(start + member.compressedSize))
    var content: [UInt8] = []
    switch member.method {
    case 0:
      if member.size != member.compressedSize {
        throw Self.wrongSize(what, found: member.compressedSize, expected: member.size)
      }
      content.reserveCapacity(data.count)
      data.append(to: &content)
    case 8:
      if member.size / Zlib.largestRatio > member.compressedSize {
        throw FormatError(
          .damaged,
          "\(what) cannot have \(member.size) bytes: it is stored in "
            + "\(member.compressedSize)")
      }
      // A damaged directory may declare far too much: what is not plausible is paid for as it comes.
      content.reserveCapacity(min(member.size, 16 * data.count))
      try Self.inflate(data, size: member.size, what, into: &content)
    default:
      throw FormatError(
        .unsupportedFeature,
        "\(what) has compression method \(member.method), expected 0 (stored) or 8 (deflate)")
    }
    if Zlib.crc32(content.span) != member.crc32 {
      throw FormatError(
        .checksumMismatch, "the content of \(what) does not have the CRC-32 of the directory")
    }
    return content
  }

  private static func inflate(
    _ data: borrowing Span<UInt8>, size: Int, _ what: String, into content: inout [UInt8]
  ) throws(FormatError) {
    switch Zlib.inflate(data, at: 0, .raw, limit: size, into: &content) {
    case .finished(let used):
      if used != data.count {
        throw FormatError(
          .damaged, "\(what) is stored in \(data.count) bytes, its stream ends after \(used)")
      }
      if content.count != size { throw wrongSize(what, found: content.count, expected: size) }
    case .truncated:
      throw FormatError(
        .damaged, "the stream of \(what) ends after \(content.count) of \(size) bytes")
    case .damaged(let reason):
      throw FormatError(.damaged, "\(what) does not inflate: \(reason)")
    case .tooLong:
      throw FormatError(.damaged, "\(what) inflates to more than the \(size) bytes it declares")
    }
  }

  private static func wrongSize(_ what: String, found: Int, expected: Int) -> FormatError {
    FormatError(.damaged, "\(what) has \(found) bytes, the directory says \(expected)")
  }
}
