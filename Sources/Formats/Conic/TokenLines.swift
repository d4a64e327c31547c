/// Walks over the lines of a text, each cut at blanks.
struct TokenLines {
  /// The tokens of the line.
  private(set) var tokens: [Range<Int>] = []
  /// The line without what ends it.
  private(set) var line = 0..<0
  /// The offset at which the next line starts.
  private var index: Int

  /// Before the line that starts at `start`.
  init(at start: Int) { index = start }

  /// Moves to the next line that has tokens and does not start with `comment`; false at the end.
  ///
  /// Throws `nulByte`, and `badEncoding` for other control characters.
  mutating func next(
    _ bytes: borrowing Span<UInt8>, comment: UInt8
  ) throws(FormatError) -> Bool {
    while index < bytes.count {
      let start = index
      tokens.removeAll(keepingCapacity: true)
      let end = try split(bytes, from: start)
      line = start..<end
      index = end + 1
      if !tokens.isEmpty && bytes[start] != comment { return true }
    }
    tokens.removeAll(keepingCapacity: true)
    line = bytes.count..<bytes.count
    return false
  }

  /// Collects the tokens of the line that starts at `start`; the offset at which it ends.
  @inline(__always)
  private mutating func split(
    _ bytes: borrowing Span<UInt8>, from start: Int
  ) throws(FormatError) -> Int {
    var place = start
    while place < bytes.count {
      if bytes[place] > ASCII.space {
        let first = place
        while place < bytes.count && bytes[place] > ASCII.space { place += 1 }
        tokens.append(first..<place)
        continue
      }
      switch bytes[place] {
      case ASCII.newline: return place
      case ASCII.space, ASCII.tab: place += 1
      case ASCII.carriageReturn where place + 1 == bytes.count: place += 1
      case ASCII.carriageReturn where bytes[place + 1] == ASCII.newline: place += 1
      default: throw bytes.controlCharacter(at: place)
      }
    }
    return place
  }
}

extension Span where Element == UInt8 {
  /// The message about a byte that no text has.
  @inline(never)
  func controlCharacter(at offset: Int) -> FormatError {
    let range = offset..<offset + 1
    switch self[offset] {
    case 0:
      return FormatError(
        .nulByte, "a byte 0 in a text file", at: place(of: range),
        hint: "the file is binary or UTF-16: save it as UTF-8 text")
    case ASCII.carriageReturn:
      return FormatError(
        .badEncoding, "a carriage return that does not end a line", at: place(of: range),
        hint: "end lines with LF or CR LF")
    default:
      return FormatError(
        .badEncoding, "\(excerpt(range)) is a control character, expected text",
        at: place(of: range))
    }
  }
}
