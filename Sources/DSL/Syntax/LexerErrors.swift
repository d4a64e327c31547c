/// What is not ASCII, and what is not of the language at all.
extension Lexer {
  mutating func report(_ diagnostic: Diagnostic) {
    if firstErrorInStatement == nil { firstErrorInStatement = diagnostic.range?.start }
    errors.add(diagnostic)
  }

  /// Asked before a message is made: whether it would be kept. If not, it is counted.
  mutating func admitsReport(at offset: Int) -> Bool {
    if firstErrorInStatement == nil { firstErrorInStatement = offset }
    return errors.admits()
  }

  /// The text of a range, for a message: short, and without characters that a terminal obeys.
  func shown(_ range: SourceRange) -> String { displayed(text[range.start..<range.end]) }

  /// The code point at an offset and its length; nil where the bytes are not valid UTF-8.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    let first = byte(at: offset)
    if first < 0x80 { return offset < text.count ? (Unicode.Scalar(first), 1) : nil }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, offset + length <= text.count else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for index in offset + 1..<offset + length {
      guard text[index] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(text[index] & 0x3F)
    }
    // Overlong forms are shorter characters in disguise; surrogates and values past the last code
    // point have no `Scalar`.
    guard value >= (length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80),
      let scalar = Unicode.Scalar(value)
    else { return nil }
    return (scalar, length)
  }

  /// Takes a token that does not start with a usual ASCII character.
  mutating func unusual(_ word: inout Keyword?) -> Token.Kind {
    guard text[position] >= 0x80, let (scalar, length) = scalar(at: position) else {
      return unusualASCII()
    }
    switch scalar {
    case "≤":
      move(by: length)
      return .lessOrEqual
    case "≥":
      move(by: length)
      return .greaterOrEqual
    case "∈":
      move(by: length)
      word = .in
      return .elementSign
    default: break
    }
    if greekLetterLength(at: position) != nil {
      word = name()
      return .name
    }
    let range = SourceRange(file: file, start: position, end: position + length)
    move(by: length)
    guard admitsReport(at: range.start) else { return .invalid }
    if var meant = Self.lookalikes[scalar] {
      // `∀Delta` has a space where the word has none.
      if meant.count > 2, Self.isWordByte(byte(at: position)) { meant += " " }
      report(
        Diagnostic(
          "E001", "`\(shown(range))` is not a character of .cnn", at: range,
          caption: "write `\(meant)`", fixes: [.init(range, replacement: meant)]))
    } else {
      report(strange(scalar, at: range))
    }
    return .invalid
  }

  /// Takes bytes that cannot start a token: all of one kind that stand together, as one.
  mutating func unusualASCII() -> Token.Kind {
    let start = position
    let first = text[position]
    if first == UInt8(ascii: "_") {
      _ = name()
      guard admitsReport(at: start) else { return .invalid }
      let range = SourceRange(file: file, start: start, end: position)
      report(
        Diagnostic(
          "E001", "`\(shown(range))` is not a name: a name starts with a letter", at: range,
          caption: "starts with `_`"))
      return .invalid
    }
    if first >= 0x80 || first < 0x20 || first == 0x7F {
      skipUnusual()
      return .invalid
    }
    if startsLine(at: start - 1), text[(start - 1)...].starts(with: "s.t.".utf8) {
      move(by: 3)
      guard admitsReport(at: start) else { return .invalid }
      let range = SourceRange(file: file, start: start - 1, end: position)
      report(
        Diagnostic(
          "E001", "`s.t.` is written `subject to`", at: range, caption: "here",
          fixes: [.init(range, replacement: "subject to")]))
      return .invalid
    }
    while position < text.count && text[position] == first { move(by: 1) }
    guard admitsReport(at: start) else { return .invalid }
    let range = SourceRange(file: file, start: start, end: start + 1)
    var diagnostic = strange(Unicode.Scalar(first), at: range)
    switch first {
    case UInt8(ascii: ";"): diagnostic.help = "a statement ends with its line; leave the `;` out"
    case UInt8(ascii: "!"): diagnostic.help = "relations are `<=`, `>=` and `==`"
    case UInt8(ascii: "%"): diagnostic.help = "a comment starts with `#`"
    case UInt8(ascii: "."):
      let slip = dotSlip(at: start)
      diagnostic.help = slip.help
      diagnostic.fixes = slip.fix.map { [$0] } ?? []
    case UInt8(ascii: "@"): diagnostic.help = "the product of matrices is written `*`"
    case UInt8(ascii: "\\"):
      diagnostic.help = "a line that starts with white space continues the one above"
    default: break
    }
    if let fix = fixes(forSign: first, from: start) { diagnostic.fixes = [fix] }
    report(diagnostic)
    return .invalid
  }

  /// The change of a sign of other languages that was just read from `start`, where what it means
  /// there is sure.
  private func fixes(forSign sign: UInt8, from start: Int) -> Diagnostic.FixIt? {
    let isOne = position == start + 1
    switch sign {
    case UInt8(ascii: ";") where endsLine(at: position),
      UInt8(ascii: "\\") where isOne && endsLine(at: position):
      return .init(SourceRange(file: file, start: start, end: position), replacement: "")
    case UInt8(ascii: "@") where isOne:
      return .init(SourceRange(file: file, start: start, end: position), replacement: "*")
    case UInt8(ascii: ".") where isOne && text[..<start].suffix(2) == [sign, sign]:
      // The ranges of other languages: `1...n`.
      return .init(SourceRange(file: file, start: start, end: position), replacement: "")
    case UInt8(ascii: "%") where startsLine(at: start):
      // The whole comment, since no other change inside it is wanted.
      let end = endOfLine(from: position)
      let comment = String(decoding: text[position..<end], as: UTF8.self)
      return .init(SourceRange(file: file, start: start, end: end), replacement: "#" + comment)
    default: return nil
    }
  }

  /// Where the line ends that holds an offset.
  func endOfLine(from offset: Int) -> Int {
    let end = text[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    return end > offset && text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
  }

  /// Whether only blanks and a comment stand from an offset to the end of its line.
  private func endsLine(at offset: Int) -> Bool {
    let next = text[offset...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return next.map { "\r\n#".utf8.contains($0) } ?? true
  }

  /// Whether only blanks stand before an offset in its line.
  private func startsLine(at offset: Int) -> Bool {
    offset >= lineStart
      && text[lineStart..<offset].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// Moves over a character that is not printable ASCII, and reports it if no text may hold it;
  /// a run of such bytes is one message.
  mutating func skipUnusual() {
    if let (scalar, length) = scalar(at: position) {
      if text[position] == UInt8(ascii: "\r") {
        reportCarriageReturn()
      } else if isHidden(scalar) {
        let range = SourceRange(file: file, start: position, end: position + length)
        if admitsReport(at: position) { report(strange(scalar, at: range)) }
        while length == 1 && byte(at: position + 1) == text[position]
          && position + 1 < text.count
        {
          move(by: 1)
        }
      }
      move(by: length)
      return
    }
    let start = position
    while position < text.count && text[position] >= 0x80 && scalar(at: position) == nil {
      move(by: 1)
    }
    guard admitsReport(at: start) else { return }
    let value = "0x" + String(text[start], radix: 16, uppercase: true)
    report(
      Diagnostic(
        "E001", "the byte \(value) is not valid UTF-8",
        at: SourceRange(file: file, start: start, end: position),
        caption: "not readable as text", help: "save the file in the encoding UTF-8"))
  }

  private func strange(_ scalar: Unicode.Scalar, at range: SourceRange) -> Diagnostic {
    if isHidden(scalar) {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return Diagnostic(
        "E001", "the invisible character \(code) is not allowed in .cnn", at: range,
        caption: "here", fixes: [.init(range, replacement: "")])
    }
    return Diagnostic("E001", "`\(scalar)` is not a character of .cnn", at: range, caption: "here")
  }

  mutating func reportCarriageReturn() {
    guard !reportedCarriageReturn else { return }
    reportedCarriageReturn = true
    report(
      Diagnostic(
        "E001", "a carriage return without a line feed does not end a line",
        at: SourceRange(file: file, start: position, end: position + 1), caption: "here",
        help: "save the file with the line ends LF or CR LF"))
  }

  /// Characters that word processors and papers put where .cnn has an ASCII one.
  private static let lookalikes: [Unicode.Scalar: String] = [
    "\u{2212}": "-", "\u{2013}": "-", "\u{2014}": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*",
    "⊙": ".*", "∘": ".*", "‖": "||", "∥": "||", "∣": "|", "…": "..", "“": "\"", "”": "\"",
    "„": "\"", "‘": "'", "’": "'", "′": "'", "≡": "==", "⩽": "<=", "⩾": ">=", "≦": "<=",
    "≧": ">=", "∑": "sum", "∀": "forall", "\u{A0}": " ", "\u{202F}": " ", "\u{3000}": " ",
    "µ": "μ", "²": "^2", "³": "^3", "：": ":", "，": ",", "（": "(", "）": ")",
    "［": "[", "］": "]", "｛": "{", "｝": "}", "＝": "=", "≔": "=", "ℝ": "R", "\u{2206}": "Δ",
    "⊤": "'", "ᵀ": "'", "₁": "_1", "₂": "_2",
  ]
}
