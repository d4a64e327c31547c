import Formats
import Testing

/// What all formats share: compression, names of files, odd bytes, large files.
struct ConicFileTests {
  @Test(
    arguments: [
      ("a.cbf", ConicFormat.cbf), ("a.b/C.MPS", .mps), ("x.qps.gz", .mps), ("x.lp.GZ", .lp),
      ("x.gz", nil), ("cbf", nil), ("x.csv", nil), ("", nil),
    ] as [(String, ConicFormat?)])
  func formats(name: String, format: ConicFormat?) {
    #expect(ConicFormat(fileName: name) == format)
  }

  /// A gzip file with one stored block, as the format describes it.
  private func gzip(_ content: [UInt8]) -> [UInt8] {
    var checksum: UInt32 = 0xFFFF_FFFF
    for byte in content {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
    }
    let size = UInt16(content.count)
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
      (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + bytes(size) + bytes(~size) + content
      + bytes(~checksum) + bytes(UInt32(content.count))
  }

  @Test func compressed() throws {
    let text = "min\n x\nst\n x >= 1\nend\n"
    let bytes = gzip(Array(text.utf8))
    #expect(try ConicFile(parsing: bytes.span, format: .lp) == conic(text, .lp))
    let short = Array(bytes.dropLast(9))
    let error = fault { () throws(FormatError) in
      _ = try ConicFile(parsing: short.span, format: .lp)
    }
    #expect(error?.kind == .truncated)
    let large = fault { () throws(FormatError) in
      _ = try ConicFile(parsing: bytes.span, format: .lp, limit: 10)
    }
    #expect(large?.kind == .tooLarge)
    let plain = fault { () throws(FormatError) in
      _ = try ConicFile(parsing: Array(text.utf8).span, format: .lp, limit: 10)
    }
    #expect(plain?.message == "\(text.utf8.count) bytes of text, expected at most 10")
  }

  /// A byte order mark is no part of the text, and does not count as a column.
  @Test func byteOrderMarks() throws {
    #expect(try conic("\u{FEFF}min\n x\nst\n x >= 1\nend\n", .lp).variableNames == ["x"])
    #expect(
      conicFault("\u{FEFF}VERS\n", .cbf).hasPrefix("1:1 unknownSection"))
    let error = fault { () throws(FormatError) in
      _ = try ConicFile(parsing: ([0xFF, 0xFE, 0x20, 0] as [UInt8]).span, format: .mps)
    }
    #expect(error?.kind == .badEncoding)
  }

  @Test func namesThatAreNoText() {
    for (format, before, after) in [
      (ConicFormat.lp, "min\n ", "\nst\nend\n"),
      (.mps, "ROWS\n N c\nCOLUMNS\n ", " c 1\nENDATA\n"),
    ] {
      let bytes = Array(before.utf8) + [0x61, 0xE4] + Array(after.utf8)
      let error = fault { () throws(FormatError) in
        _ = try ConicFile(parsing: bytes.span, format: format)
      }
      #expect(error?.kind == .badEncoding && error?.hint == "save the file as UTF-8")
    }
  }

  /// Many names and entries: quadratic time would take minutes here.
  @Test func manyEntries() throws {
    let count = 60_000
    var text = "ROWS\n N c\n"
    for i in 0..<count { text += " L r\(i)\n" }
    text += "COLUMNS\n"
    for i in 0..<count { text += " x\(i) c 1 r\(i) 2\n x\(i) r\((7 * i + 1) % count) 3\n" }
    text += "BOUNDS\n"
    for i in 0..<count { text += " UP b x\(i) -1\n" }
    let file = try conic(text + "ENDATA\n", .mps)
    #expect(file.matrix.values.count == 3 * count && file.rowCount == 2 * count)
    #expect(file.warnings.map(\.count) == [count])
  }
}
