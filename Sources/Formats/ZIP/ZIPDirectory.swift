/// Where the central directory of a ZIP file lies, and how its records are laid out.
///
/// Field offsets are those of the .ZIP File Format Specification (APPNOTE.TXT), 4.3.
struct ZIPDirectory {
  static let localSignature: UInt32 = 0x0403_4B50
  static let entrySignature: UInt32 = 0x0201_4B50
  static let endSignature: UInt32 = 0x0605_4B50
  static let end64Signature: UInt32 = 0x0606_4B50
  static let locator64Signature: UInt32 = 0x0706_4B50
  static let endSize = 22
  static let locator64Size = 20
  static let end64Size = 56

  /// The number of entries.
  let count: Int
  /// The offset of the first entry.
  let offset: Int
  /// The offset after the last entry.
  let end: Int

  /// Finds the directory by the record at the end of the file.
  init(finding bytes: borrowing Span<UInt8>) throws(FormatError) {
    guard let record = Self.endRecord(bytes) else {
      if bytes.count >= 4 && bytes.littleEndian(UInt32.self, at: 0) == Self.localSignature {
        throw FormatError(
          .truncated, "the ZIP file has no directory at its end: the file is cut off")
      }
      throw FormatError(.badMagic, "the file is no ZIP file: it has no directory at its end")
    }
    var disks = bytes.littleEndian(UInt32.self, at: record + 4) != 0
    var count = Int(bytes.littleEndian(UInt16.self, at: record + 10))
    var size = UInt64(bytes.littleEndian(UInt32.self, at: record + 12))
    var offset = UInt64(bytes.littleEndian(UInt32.self, at: record + 16))
    let locator = record - Self.locator64Size
    if locator >= 0
      && bytes.littleEndian(UInt32.self, at: locator) == Self.locator64Signature
    {
      let place = bytes.littleEndian(UInt64.self, at: locator + 8)
      guard let record64 = Int(exactly: place), record64 <= locator - Self.end64Size,
        bytes.littleEndian(UInt32.self, at: record64) == Self.end64Signature
      else {
        throw FormatError(
          .damaged, "the 64-bit end record of the ZIP file is not where it should be")
      }
      disks = bytes.littleEndian(UInt64.self, at: record64 + 16) != 0
      count = Int(clamping: bytes.littleEndian(UInt64.self, at: record64 + 32))
      size = bytes.littleEndian(UInt64.self, at: record64 + 40)
      offset = bytes.littleEndian(UInt64.self, at: record64 + 48)
    }
    if disks {
      throw FormatError(.unsupportedFeature, "the ZIP file is one part of several")
    }
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard !overflow, end <= UInt64(record), UInt64(count) <= size / 46 else {
      throw FormatError(
        .damaged,
        "the directory of \(count) entries at \(offset) with \(size) bytes does not fit "
          + "the ZIP file of \(bytes.count) bytes")
    }
    self.count = count
    self.offset = Int(offset)
    self.end = Int(end)
  }

  /// The offset of the record that ends the file, with a comment of any length behind it.
  private static func endRecord(_ bytes: borrowing Span<UInt8>) -> Int? {
    var place = bytes.count - endSize
    let lowest = max(0, place - Int(UInt16.max))
    while place >= lowest {
      if bytes[place] == 0x50 && bytes.littleEndian(UInt32.self, at: place) == endSignature
        && place + endSize + Int(bytes.littleEndian(UInt16.self, at: place + 20)) == bytes.count
      {
        return place
      }
      place -= 1
    }
    return nil
  }

  /// The entry at `offset`, and the offset after it.
  static func entry(
    _ bytes: borrowing Span<UInt8>, at offset: Int, before end: Int
  ) throws(FormatError) -> (ZIPArchive.Member, next: Int) {
    guard offset + 46 <= end, bytes.littleEndian(UInt32.self, at: offset) == entrySignature else {
      throw FormatError(.damaged, "the directory has no entry at byte \(offset)")
    }
    let nameStart = offset + 46
    let nameEnd = nameStart + Int(bytes.littleEndian(UInt16.self, at: offset + 28))
    let extraEnd = nameEnd + Int(bytes.littleEndian(UInt16.self, at: offset + 30))
    let next = extraEnd + Int(bytes.littleEndian(UInt16.self, at: offset + 32))
    if next > end {
      throw FormatError(.damaged, "the entry at byte \(offset) runs past the directory")
    }
    let name = bytes.text(nameStart..<nameEnd)
    // In this order: content size, compressed size, offset of the local header.
    var sizes = [24, 20, 42].map { UInt64(bytes.littleEndian(UInt32.self, at: offset + $0)) }
    try widen(&sizes, extra: nameEnd..<extraEnd, bytes, name: name)
    var checked: [Int] = []
    for size in sizes {
      guard let size = Int(exactly: size) else {
        throw FormatError(.damaged, "the entry of \"\(name.shown)\" has a size of \(size) bytes")
      }
      checked.append(size)
    }
    let member = ZIPArchive.Member(
      name: name, size: checked[0], compressedSize: checked[1],
      crc32: bytes.littleEndian(UInt32.self, at: offset + 16),
      method: bytes.littleEndian(UInt16.self, at: offset + 10),
      flags: bytes.littleEndian(UInt16.self, at: offset + 8), headerOffset: checked[2])
    return (member, next)
  }

  /// Replaces each size of 2^32 - 1 by the next number in the extra field 0x0001.
  private static func widen(
    _ sizes: inout [UInt64], extra: Range<Int>, _ bytes: borrowing Span<UInt8>, name: String
  ) throws(FormatError) {
    guard sizes.contains(UInt64(UInt32.max)) else { return }
    var offset = extra.lowerBound
    while offset + 4 <= extra.upperBound {
      let body = offset + 4
      let end = body + Int(bytes.littleEndian(UInt16.self, at: offset + 2))
      if end > extra.upperBound { break }
      if bytes.littleEndian(UInt16.self, at: offset) == 1 {
        var place = body
        for index in sizes.indices where sizes[index] == UInt64(UInt32.max) {
          if place + 8 > end {
            throw FormatError(.damaged, "the entry of \"\(name.shown)\" lacks a 64-bit size")
          }
          sizes[index] = bytes.littleEndian(UInt64.self, at: place)
          place += 8
        }
        return
      }
      offset = end
    }
  }

  /// The offset of the data of a member, behind its local header.
  static func dataOffset(
    of member: ZIPArchive.Member, _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> Int {
    let header = member.headerOffset
    guard header <= bytes.count - 30,
      bytes.littleEndian(UInt32.self, at: header) == localSignature
    else {
      throw FormatError(.damaged, "the member \"\(member.name.shown)\" is not at byte \(header)")
    }
    // Name and extra field may be longer here than in the directory: numpy always adds one.
    let start =
      header + 30 + Int(bytes.littleEndian(UInt16.self, at: header + 26))
      + Int(bytes.littleEndian(UInt16.self, at: header + 28))
    try bytes.check(0, at: start, of: "the member \"\(member.name.shown)\"")
    return start
  }
}
