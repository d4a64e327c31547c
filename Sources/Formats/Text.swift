/// The ASCII characters that the text formats are made of.
enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let hash = UInt8(ascii: "#")
  static let comma = UInt8(ascii: ",")
  static let semicolon = UInt8(ascii: ";")
  static let colon = UInt8(ascii: ":")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let point = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")
}

/// How the text formats see the bytes of a file.
extension Span where Element == UInt8 {
  /// The bytes as text; bytes that are not UTF-8 become U+FFFD.
  func text(_ range: Range<Int>) -> String {
    let part = extracting(range)
    return unsafe part.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes as text, or nil where they are not UTF-8.
  func validText(_ range: Range<Int>) -> String? {
    let part = extracting(range)
    return unsafe part.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
  }

  /// The bytes as they are shown in a message, in quotes.
  func excerpt(_ range: Range<Int>) -> String {
    // No more than the longest excerpt can show, whatever the characters.
    let end = Swift.min(range.upperBound, range.lowerBound + 4 * String.longestShown + 4)
    return "\"\(text(range.lowerBound..<end).shown)\""
  }

  /// The place of `range`, whose line has the number `line` and starts at `lineStart`.
  ///
  /// An `earlier` place in the same line saves counting its columns again.
  func position(
    of range: Range<Int>, line: Int, lineStart: Int, after earlier: FormatPosition? = nil
  ) -> FormatPosition {
    var column = 1
    var start = lineStart
    if let earlier, earlier.line == line, earlier.bytes.lowerBound <= range.lowerBound {
      (column, start) = (earlier.column, earlier.bytes.lowerBound)
    }
    for index in start..<Swift.max(start, range.lowerBound) {
      // Continuation bytes belong to the code point that their first byte opened.
      if self[index] & 0xC0 != 0x80 { column += 1 }
    }
    return FormatPosition(line: line, column: column, bytes: range)
  }

  /// The offset at which the text starts: after a UTF-8 byte order mark, if there is one.
  ///
  /// Throws `badEncoding` for the byte order marks of UTF-16.
  func textStart() throws(FormatError) -> Int {
    if count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF { return 3 }
    if count >= 2 && self[0] ^ self[1] == 0x01 && Swift.max(self[0], self[1]) == 0xFF {
      throw FormatError(
        .badEncoding, "the file starts with the byte order mark of UTF-16, expected UTF-8",
        hint: "save it as UTF-8")
    }
    return 0
  }
}

extension String {
  /// More characters than this are not shown in a message.
  static let longestShown = 40

  /// The text as it is shown in a message: on one line, and not too long.
  var shown: String {
    var result = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      if index == Self.longestShown { return result + "…" }
      let isControl = scalar.value < 0x20 || scalar.value == 0x7F
      result += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return result
  }
}
