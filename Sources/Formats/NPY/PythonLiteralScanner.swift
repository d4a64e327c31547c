/// Reads the few Python literals that occur in the header of a NPY file.
struct PythonLiteralScanner {
  /// More dimensions than numpy allows.
  private static let longestTuple = 64

  private var index = 0

  /// A scanner at the start of some bytes, which every call gets.
  init() {}

  /// Whether `character` is next; nothing is taken.
  mutating func peek(_ character: Unicode.Scalar, _ bytes: borrowing Span<UInt8>) -> Bool {
    skipSpace(bytes)
    return index < bytes.count && bytes[index] == UInt8(ascii: character)
  }

  /// Takes `character` if it is next.
  mutating func accept(_ character: Unicode.Scalar, _ bytes: borrowing Span<UInt8>) -> Bool {
    if !peek(character, bytes) { return false }
    index += 1
    return true
  }

  /// Takes `character`; throws `badHeader` for anything else.
  mutating func expect(
    _ character: Unicode.Scalar, _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) {
    if !accept(character, bytes) { throw unexpected(bytes, "'\(character)'") }
  }

  /// Takes the spaces and line ends up to the end; throws `badHeader` for anything else.
  mutating func expectEnd(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    skipSpace(bytes)
    if index < bytes.count { throw unexpected(bytes, "the end of the header") }
  }

  /// Takes a string in single or double quotes, without escapes.
  mutating func string(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> String {
    skipSpace(bytes)
    guard index < bytes.count, bytes[index] == UInt8(ascii: "'") || bytes[index] == ASCII.quote
    else { throw unexpected(bytes, "a string") }
    let quote = bytes[index]
    let start = index + 1
    var end = start
    while end < bytes.count && bytes[end] != quote && bytes[end] != UInt8(ascii: "\\") { end += 1 }
    guard end < bytes.count, bytes[end] == quote else { throw unexpected(bytes, "a closed string") }
    index = end + 1
    return bytes.text(start..<end)
  }

  /// Takes `True` or `False`.
  mutating func boolean(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> Bool {
    skipSpace(bytes)
    for (word, value) in [("True", true), ("False", false)] {
      let end = index + word.utf8.count
      if end <= bytes.count && bytes.text(index..<end) == word {
        index = end
        return value
      }
    }
    throw unexpected(bytes, "True or False")
  }

  /// Takes a tuple of integers, such as `()`, `(3,)` or `(3, 4)`.
  mutating func tuple(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> [Int] {
    var values: [Int] = []
    try expect("(", bytes)
    while !accept(")", bytes) {
      values.append(try integer(bytes))
      if values.count > Self.longestTuple {
        throw FormatError(.badShape, "the shape has more than \(Self.longestTuple) dimensions")
      }
      let comma = accept(",", bytes)
      if !comma && (values.count == 1 || !peek(")", bytes)) { throw unexpected(bytes, "','") }
    }
    return values
  }

  private mutating func integer(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> Int {
    skipSpace(bytes)
    let start = index
    if index < bytes.count && bytes[index] == ASCII.minus { index += 1 }
    let firstDigit = index
    while index < bytes.count && bytes[index] &- ASCII.zero <= 9 { index += 1 }
    if index == firstDigit { throw unexpected(bytes, "an integer") }
    guard let value = Int(bytes.text(start..<index)) else {
      throw FormatError(
        .badShape, "the dimension \(bytes.excerpt(start..<index)) does not fit 64 bits")
    }
    // Python 2 wrote long integers with this suffix.
    if index < bytes.count && bytes[index] == UInt8(ascii: "L") { index += 1 }
    return value
  }

  private mutating func skipSpace(_ bytes: borrowing Span<UInt8>) {
    while index < bytes.count
      && (bytes[index] == ASCII.space || bytes[index] == ASCII.newline
        || bytes[index] == ASCII.tab || bytes[index] == ASCII.carriageReturn)
    {
      index += 1
    }
  }

  private func unexpected(_ bytes: borrowing Span<UInt8>, _ expected: String) -> FormatError {
    let found =
      index < bytes.count ? bytes.excerpt(index..<Swift.min(index + 20, bytes.count)) : "its end"
    return FormatError(
      .badHeader,
      "the header is no dict of numpy: at byte \(index) found \(found), "
        + "expected \(expected)")
  }
}
