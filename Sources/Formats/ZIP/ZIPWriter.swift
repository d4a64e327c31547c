/// Writes ZIP files whose members are stored without compression.
public enum ZIPWriter {
  /// An archive of the given members, in their order, each dated 1980-01-01 so that the same
  /// content makes the same bytes.
  ///
  /// Throws `duplicateMember`, and `tooLarge` for what needs 64-bit sizes (4 GiB, 65535 members).
  public static func write(
    _ members: [(name: String, content: [UInt8])]
  ) throws(FormatError) -> [UInt8] {
    let total = members.reduce(0) { $0 + $1.content.count + 2 * $1.name.utf8.count + 76 }
    if total + 22 >= Int(UInt32.max) || members.count >= Int(UInt16.max) {
      throw FormatError(
        .tooLarge, "\(members.count) members with \(total) bytes, a ZIP file holds 4 GiB",
        hint: "write fewer arrays, or one file for each")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total + 22)
    var directory: [UInt8] = []
    var names: Set<String> = []
    for (name, content) in members {
      if name.utf8.count > Int(UInt16.max) {
        throw FormatError(.tooLarge, "the name \"\(name.shown)\" has more than 65535 bytes")
      }
      if !names.insert(name).inserted {
        throw FormatError(.duplicateMember, "two members have the name \"\(name.shown)\"")
      }
      let offset = UInt32(bytes.count)
      let common = commonFields(name: name, content: content)
      bytes.appendLittleEndian(ZIPDirectory.localSignature)
      bytes += common
      bytes += name.utf8
      bytes += content
      directory.appendLittleEndian(ZIPDirectory.entrySignature)
      directory.appendLittleEndian(UInt16(20))  // made by version 2.0
      directory += common
      directory.appendLittleEndian(UInt16(0))  // length of the comment
      directory.appendLittleEndian(UInt16(0))  // part
      directory.appendLittleEndian(UInt16(0))  // internal attributes
      directory.appendLittleEndian(UInt32(0))  // external attributes
      directory.appendLittleEndian(offset)
      directory += name.utf8
    }
    let directoryOffset = UInt32(bytes.count)
    bytes += directory
    bytes.appendLittleEndian(ZIPDirectory.endSignature)
    bytes.appendLittleEndian(UInt32(0))  // parts
    bytes.appendLittleEndian(UInt16(members.count))
    bytes.appendLittleEndian(UInt16(members.count))
    bytes.appendLittleEndian(UInt32(directory.count))
    bytes.appendLittleEndian(directoryOffset)
    bytes.appendLittleEndian(UInt16(0))  // length of the comment
    return bytes
  }

  /// The fields that a local header and a directory entry share, in the same order.
  private static func commonFields(name: String, content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(UInt16(20))  // needs version 2.0
    bytes.appendLittleEndian(UInt16(0x0800))  // the name is UTF-8
    bytes.appendLittleEndian(UInt16(0))  // stored
    bytes.appendLittleEndian(UInt16(0))  // 00:00:00
    bytes.appendLittleEndian(UInt16(1 << 5 | 1))  // 1980-01-01
    bytes.appendLittleEndian(Zlib.crc32(content.span))
    bytes.appendLittleEndian(UInt32(content.count))
    bytes.appendLittleEndian(UInt32(content.count))
    bytes.appendLittleEndian(UInt16(name.utf8.count))
    bytes.appendLittleEndian(UInt16(0))  // length of the extra field
    return bytes
  }
}
