/// One field as it stands in the file.
struct CSVField {
  /// The content: without quotes, and without the spaces around it if it is not quoted.
  var content: Range<Int>
  /// The whole field with quotes and spaces, up to the separator or the end of the line.
  var whole: Range<Int>
  /// Whether a doubled quote stands in the content.
  var hasDoubledQuotes = false
}

/// Walks over the fields of a table: the grammar of RFC 4180, and nothing about numbers.
///
/// Beyond the RFC: LF alone ends a line, spaces (and tabs, where they are not the separator) around
/// a field are dropped, a quote inside an unquoted field is an ordinary character.
struct CSVCursor {
  /// What `step` found after a field.
  enum Delimiter {
    /// A separator: one more field follows.
    case separator
    /// The end of the line or of the file: the row is complete.
    case endOfRow
  }

  /// A quoted field longer than this many bytes is taken for one whose quote is not closed.
  static let longestQuotedField = 1 << 20

  let separator: UInt8
  /// The offset of the next byte.
  var index: Int
  /// The number of the line that holds `index`, from 1.
  private(set) var line: Int
  /// The offset at which that line starts.
  private(set) var lineStart: Int

  /// A cursor at `start`, the start of line number `line`.
  init(separator: UInt8, at start: Int, line: Int = 1) {
    self.separator = separator
    self.index = start
    self.line = line
    self.lineStart = start
  }

  /// The place of some bytes of the current line.
  func position(of range: Range<Int>, in bytes: borrowing Span<UInt8>) -> FormatPosition {
    bytes.position(of: range, line: line, lineStart: lineStart)
  }

  /// The offset of the first byte from `start` on that is no blank.
  @inline(__always)
  func skippingBlanks(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count && isBlank(bytes[index]) { index += 1 }
    return index
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == ASCII.space || (byte == ASCII.tab && separator != ASCII.tab)
  }

  /// Whether a field ends at `offset`: a separator, the end of a line or of the file.
  @inline(__always)
  func isFieldEnd(_ bytes: borrowing Span<UInt8>, at offset: Int) -> Bool {
    if offset >= bytes.count { return true }
    let byte = bytes[offset]
    return byte == separator || byte == ASCII.newline || byte == ASCII.carriageReturn
  }

  /// Skips lines without content; false at the end of the file.
  @inline(__always)
  mutating func skipBlankLines(_ bytes: borrowing Span<UInt8>) -> Bool {
    while true {
      var next = skippingBlanks(bytes, from: index)
      if next == bytes.count {
        index = next
        return false
      }
      if bytes[next] == ASCII.carriageReturn && next + 1 < bytes.count { next += 1 }
      if bytes[next] != ASCII.newline { return true }
      startLine(at: next + 1)
    }
  }

  /// Steps over what ends the field before `index`.
  ///
  /// Throws `badEncoding` at a carriage return that is not part of a line end.
  @inline(__always)
  mutating func step(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> Delimiter {
    if index >= bytes.count { return .endOfRow }
    let byte = bytes[index]
    if byte == separator {
      index += 1
      return .separator
    }
    if byte == ASCII.carriageReturn {
      index += 1
      if index == bytes.count { return .endOfRow }
      if bytes[index] != ASCII.newline { throw loneCarriageReturn(bytes) }
    }
    startLine(at: index + 1)
    return .endOfRow
  }

  /// The field at `index`; leaves `index` at what ends it.
  ///
  /// Throws `unclosedQuote`, `malformedQuote` and `nulByte`.
  @inline(__always)
  mutating func field(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> CSVField {
    let start = index
    let first = skippingBlanks(bytes, from: start)
    if first < bytes.count && bytes[first] == ASCII.quote {
      return try quotedField(bytes, start: start, quote: first)
    }
    var end = first
    while !isFieldEnd(bytes, at: end) {
      if bytes[end] == 0 { throw nulByte(bytes, at: end) }
      end += 1
    }
    index = end
    var last = end
    while last > first && isBlank(bytes[last - 1]) { last -= 1 }
    return CSVField(content: first..<last, whole: start..<end)
  }

  private mutating func startLine(at start: Int) {
    index = start
    line += 1
    lineStart = start
  }
}

extension CSVCursor {
  @inline(never)
  private mutating func quotedField(
    _ bytes: borrowing Span<UInt8>, start: Int, quote: Int
  ) throws(FormatError) -> CSVField {
    let (openingLine, openingLineStart) = (line, lineStart)
    let content = quote + 1
    var end = content
    var doubled = false
    while true {
      if end == bytes.count || end - content > Self.longestQuotedField {
        throw FormatError(
          .unclosedQuote,
          end == bytes.count
            ? "the quote opened here is not closed before the end of the file"
            : "the quote opened here is not closed within 1 MiB",
          at: bytes.position(
            of: quote..<content, line: openingLine, lineStart: openingLineStart),
          hint: "close the field with \", and write a quote inside it twice")
      }
      let byte = bytes[end]
      if byte == ASCII.quote {
        if end + 1 == bytes.count || bytes[end + 1] != ASCII.quote { break }
        doubled = true
        end += 1
      } else if byte == ASCII.newline {
        startLine(at: end + 1)
      } else if byte == 0 {
        throw nulByte(bytes, at: end)
      }
      end += 1
    }
    index = skippingBlanks(bytes, from: end + 1)
    if !isFieldEnd(bytes, at: index) {
      throw FormatError(
        .malformedQuote, "text after the closing quote of a field",
        at: position(of: index..<(index + 1), in: bytes),
        hint: "write a quote inside a quoted field twice")
    }
    return CSVField(
      content: content..<end, whole: start..<index, hasDoubledQuotes: doubled)
  }

  @inline(never)
  private func nulByte(_ bytes: borrowing Span<UInt8>, at offset: Int) -> FormatError {
    FormatError(
      .nulByte, "a byte 0 in a text file", at: position(of: offset..<(offset + 1), in: bytes),
      hint: "the file is binary or UTF-16: save it as UTF-8 text")
  }

  @inline(never)
  private func loneCarriageReturn(_ bytes: borrowing Span<UInt8>) -> FormatError {
    FormatError(
      .badEncoding, "a carriage return that does not end a line",
      at: position(of: (index - 1)..<index, in: bytes),
      hint: "end lines with LF or CR LF, and quote fields that hold a line end")
  }
}
