import Formats
import Testing

/// MNIST's format, and gzip around it.
struct IDXAndGzipTests {
  private func refusal(
    _ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation
  ) -> FormatError? {
    fault(location) { () throws(FormatError) in _ = try IDXFile.read(bytes.span) }
  }

  private func gunzipRefusal(_ bytes: [UInt8]) -> FormatError? {
    fault { () throws(FormatError) in _ = try Gzip.gunzip(bytes.span) }
  }

  @Test func images() throws {
    // Two members, as `cat a.gz b.gz` makes them, and zeros behind.
    let compressed = try fixture("images.idx3.gz") + [0, 0, 0]
    let isCompressed = Gzip.isCompressed(compressed.span)
    #expect(isCompressed)
    let bytes = try Gzip.gunzip(compressed.span)
    let images = try IDXFile.read(bytes.span)
    #expect(images.shape == [2, 3, 4])
    #expect(images.values == imagePixels)
  }

  @Test(
    arguments: [
      (0x08, [0xFF], 255.0), (0x09, [0xFF], -1), (0x0B, [0xFF, 0xFE], -2),
      (0x0C, [0, 0, 1, 0], 256), (0x0D, [0x3F, 0xC0, 0, 0], 1.5),
      (0x0E, [0xBF, 0xF8, 0, 0, 0, 0, 0, 0], -1.5),
    ] as [(UInt8, [UInt8], Double)])
  func types(code: UInt8, element: [UInt8], value: Double) throws {
    let bytes = [0, 0, code, 1, 0, 0, 0, 1] + element
    #expect(try IDXFile.read(bytes.span) == NumericArray(shape: [1], values: [value]))
  }

  @Test func badFiles() {
    #expect(refusal([0, 0])?.kind == .truncated)
    #expect(refusal([0x1F, 0x8B, 8, 0])?.hint == "it is compressed with gzip")
    #expect(refusal([1, 2, 3, 4])?.kind == .badMagic)
    #expect(refusal([0, 0, 10, 1, 0, 0, 0, 0])?.kind == .badHeader)
    #expect(refusal([0, 0, 8, 0])?.kind == .badHeader)
    #expect(refusal([0, 0, 8, 2, 0, 0, 0, 1])?.kind == .truncated)
    #expect(
      refusal([0, 0, 8, 1, 0, 0, 0, 2, 1])?.message
        == "1 bytes of data, expected 2 for uint8 of shape (2,)")
    #expect(refusal([0, 0, 8, 1, 0, 0, 0, 0, 1])?.kind == .trailingBytes)
    #expect(refusal([0, 0, 8, 4] + [UInt8](repeating: 0xFF, count: 16))?.kind == .badShape)
  }

  @Test func badStreams() throws {
    let bytes = try fixture("images.idx3.gz")
    #expect(gunzipRefusal([])?.kind == .badMagic)
    #expect(gunzipRefusal(Array("plain".utf8))?.kind == .badMagic)
    for count in 2..<bytes.count {
      // Every cut is noticed, but for one exactly between the members.
      let cut = Array(bytes.prefix(count))
      let content = try? Gzip.gunzip(cut.span)
      #expect(content == nil || content?.count == 20, "\(count)")
    }
    #expect(gunzipRefusal(Array(bytes.dropLast(1)))?.kind == .truncated)
    #expect(gunzipRefusal(bytes + [0, 1])?.kind == .trailingBytes)
    var checksum = bytes
    checksum[bytes.count - 8] ^= 1
    #expect(gunzipRefusal(checksum)?.kind == .damaged)
    let limited = fault { () throws(FormatError) in _ = try Gzip.gunzip(bytes.span, limit: 39) }
    #expect(limited?.kind == .tooLarge)
    #expect(try Gzip.gunzip(bytes.span, limit: 40).count == 40)
  }
}
