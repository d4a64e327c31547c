/// numpy's NPZ format: a ZIP file whose members NAME.npy are arrays.
public struct NPZFile: Sendable, Equatable {
  /// The archive, whose members may also be other files.
  public let archive: ZIPArchive

  /// The names of the arrays, without `.npy`, in the order of the file.
  public var names: [String] {
    archive.members.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// Reads the directory of the file in `bytes`; throws as `ZIPArchive` does.
  public init(parsing bytes: borrowing Span<UInt8>) throws(FormatError) {
    self.archive = try ZIPArchive(parsing: bytes)
  }

  /// The array of that name (without `.npy`).
  ///
  /// `bytes` must be those that the directory was read from. Throws `noSuchMember`, and what
  /// `ZIPArchive.content` and `NPYReader.read` throw, with the name in front of the message.
  public func array(
    named name: String, in bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> NumericArray {
    guard let member = archive.member(named: name + ".npy") else {
      let list = names.isEmpty ? "no arrays" : names.map(\.shown).joined(separator: ", ")
      throw FormatError(.noSuchMember, "no array \"\(name.shown)\" in the file, it has \(list)")
    }
    let content = try archive.content(of: member, in: bytes)
    do {
      return try NPYReader.read(content.span)
    } catch {
      throw FormatError(
        error.kind, "array \"\(name.shown)\": \(error.message)", at: error.position,
        hint: error.hint)
    }
  }

  /// The member of that name (with its suffix) as UTF-8 text; nil if there is none.
  ///
  /// Throws what `ZIPArchive.content` throws, and `badEncoding`.
  public func text(
    named name: String, in bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> String? {
    guard let member = archive.member(named: name) else { return nil }
    let content = try archive.content(of: member, in: bytes)
    guard let text = content.span.validText(0..<content.count) else {
      throw FormatError(.badEncoding, "the member \"\(name.shown)\" is not UTF-8 text")
    }
    return text
  }

  /// A file with the given arrays (their names without `.npy`), then the given texts (their names
  /// with suffix), stored without compression; the same content makes the same bytes.
  ///
  /// Throws what `ZIPWriter.write` throws.
  public static func write(
    arrays: [(name: String, array: NumericArray)],
    texts: [(name: String, text: String)] = []
  ) throws(FormatError) -> [UInt8] {
    var members: [(name: String, content: [UInt8])] = []
    for (name, array) in arrays { members.append((name + ".npy", NPYWriter.write(array))) }
    for (name, text) in texts { members.append((name, Array(text.utf8))) }
    return try ZIPWriter.write(members)
  }
}
