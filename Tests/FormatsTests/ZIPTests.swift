import Formats
import Testing

/// ZIP archives and NPZ files: numpy's, our own, and damaged ones.
struct ZIPTests {
  private let vector = NumericArray(shape: [2], values: [1, 2])

  private func refusal(
    _ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation
  ) -> FormatError? {
    fault(location) { () throws(FormatError) in
      let archive = try ZIPArchive(parsing: bytes.span)
      for member in archive.members { _ = try archive.content(of: member, in: bytes.span) }
    }
  }

  /// The offset of the first `pattern` in `bytes`.
  private func find(_ pattern: [UInt8], in bytes: [UInt8]) throws -> Int {
    try #require(
      (0...(bytes.count - pattern.count)).first {
        Array(bytes[$0..<($0 + pattern.count)]) == pattern
      })
  }

  private let entrySignature: [UInt8] = [0x50, 0x4B, 1, 2]

  @Test func membersOfNumpy() throws {
    let bytes = try fixture("shapes.npz")
    let file = try NPZFile(parsing: bytes.span)
    #expect(file.names == ["scalar", "vector", "empty", "images", "images_fortran", "big"])
    let error = fault { () throws(FormatError) in
      _ = try file.array(named: "X", in: bytes.span)
    }
    #expect(error?.kind == .noSuchMember)
    #expect(error?.message.contains("it has scalar, vector, empty") == true)
  }

  @Test func wideSizes() throws {
    let bytes = try fixture("zip64.npz")
    let file = try NPZFile(parsing: bytes.span)
    #expect(file.names == ["X", "y"])
    #expect(try file.array(named: "y", in: bytes.span).shape == [3, 4])
    // A record that points nowhere.
    var moved = bytes
    let locator = try find([0x50, 0x4B, 6, 7], in: bytes)
    moved[locator + 8] ^= 0x55
    #expect(refusal(moved)?.kind == .damaged)
  }

  @Test func methodsAndComment() throws {
    let bytes = try fixture("methods.zip")
    let archive = try ZIPArchive(parsing: bytes.span)
    let deflated = try #require(archive.member(named: "deflate.txt"))
    let text = try archive.content(of: deflated, in: bytes.span)
    #expect(String(decoding: text, as: UTF8.self) == String(repeating: "text ", count: 20))
    let bzip2 = try #require(archive.member(named: "bzip2.txt"))
    let error = fault { () throws(FormatError) in
      _ = try archive.content(of: bzip2, in: bytes.span)
    }
    #expect(error?.kind == .unsupportedFeature)
    #expect(error?.message.contains("compression method 12") == true)
  }

  @Test func writtenFilesAreReadBack() throws {
    let matrix = NumericArray(shape: [2, 3], values: [1, 2, 3, 4, 5, .nan])
    let bytes = try NPZFile.write(
      arrays: [("U", matrix), ("größe", vector)], texts: [("network.json", "{\"ü\": 1}")])
    let file = try NPZFile(parsing: bytes.span)
    #expect(file.names == ["U", "größe"])
    #expect(try file.array(named: "U", in: bytes.span) == matrix)
    #expect(try file.array(named: "größe", in: bytes.span) == vector)
    #expect(try file.text(named: "network.json", in: bytes.span) == "{\"ü\": 1}")
    #expect(try file.text(named: "other.json", in: bytes.span) == nil)
    #expect(
      fault { () throws(FormatError) in
        _ = try file.text(named: "U.npy", in: bytes.span)
      }?.kind == .badEncoding)
    #expect(
      try NPZFile.write(
        arrays: [("U", matrix), ("größe", vector)], texts: [("network.json", "{\"ü\": 1}")])
        == bytes)
    let none = try ZIPWriter.write([])
    #expect(try ZIPArchive(parsing: none.span).members == [])
  }

  @Test func duplicateNames() throws {
    let written = fault { () throws(FormatError) in
      _ = try NPZFile.write(arrays: [("a", vector), ("a", vector)])
    }
    #expect(written?.kind == .duplicateMember)
    var bytes = try ZIPWriter.write([("a", [1]), ("b", [2])])
    let second = try #require(bytes.lastIndex(of: UInt8(ascii: "b")))
    bytes[second] = UInt8(ascii: "a")
    #expect(refusal(bytes)?.kind == .duplicateMember)
  }

  @Test func noArchive() throws {
    #expect(refusal([])?.kind == .badMagic)
    #expect(refusal([UInt8](repeating: 7, count: 100))?.kind == .badMagic)
    let bytes = try fixture("dtypes.npz")
    #expect(refusal(Array(bytes.dropLast(30)))?.kind == .truncated)
    #expect(refusal(bytes + [0])?.kind == .truncated)
  }

  @Test func damagedContent() throws {
    let bytes = try ZIPWriter.write([("a", Array("some text".utf8))])
    var changed = bytes
    changed[try find(Array("some".utf8), in: bytes)] ^= 1
    #expect(refusal(changed)?.kind == .checksumMismatch)
    let entry = try find(entrySignature, in: bytes)
    var encrypted = bytes
    encrypted[entry + 8] |= 1
    #expect(refusal(encrypted)?.message == "the member \"a\" is encrypted")
    var method = bytes
    method[entry + 10] = 99
    #expect(refusal(method)?.kind == .unsupportedFeature)
    var size = bytes
    size[entry + 24] += 1
    #expect(refusal(size)?.message == "the member \"a\" has 9 bytes, the directory says 10")
    var place = bytes
    place[entry + 42] = 1
    #expect(refusal(place)?.kind == .damaged)
    var parts = bytes
    parts[bytes.count - 18] = 1
    #expect(refusal(parts)?.kind == .unsupportedFeature)
    var count = bytes
    count[bytes.count - 12] = 2
    #expect(refusal(count)?.kind == .damaged)
  }

  @Test func damagedStreams() throws {
    let bytes = try fixture("methods.zip")
    let first = try find(entrySignature, in: bytes)
    let entry = first + 46 + 9
    #expect(Array(bytes[entry..<(entry + 4)]) == entrySignature)
    let archive = try ZIPArchive(parsing: bytes.span)
    let member = try #require(archive.member(named: "deflate.txt"))
    func refusal(_ change: (inout [UInt8]) -> Void) -> FormatError? {
      var changed = bytes
      change(&changed)
      return fault { () throws(FormatError) in
        let archive = try ZIPArchive(parsing: changed.span)
        guard let member = archive.member(named: member.name) else { return }
        _ = try archive.content(of: member, in: changed.span)
      }
    }
    // The declared size is 100.
    #expect(refusal { $0[entry + 24] = 99 }?.message.contains("more than the 99 bytes") == true)
    #expect(refusal { $0[entry + 24] = 101 }?.message.contains("has 100 bytes") == true)
    #expect(refusal { $0[entry + 27] = 0x7F }?.message.contains("cannot have") == true)
    #expect(refusal { $0[entry + 20] -= 2 }?.message.contains("ends after") == true)
    #expect(refusal { $0[entry + 20] += 2 }?.kind == .damaged)
    let data = first - Int(bytes[entry + 20])
    #expect(refusal { $0[data] = 0xFF }?.message.contains("does not inflate") == true)
  }
}
