/// Tokens of more than one character: names, numbers, strings, bars of norms.
extension Lexer {
  /// Takes a name; returns the keyword it spells.
  mutating func name() -> Keyword? {
    let start = position
    var offset = position
    var key: UInt64 = 0
    var isPlain = true
    while offset < text.count {
      let byte = text[offset]
      if byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") {
        key = key << 5 | UInt64(byte & 31)
        offset += 1
      } else if Self.isWordByte(byte) {
        isPlain = false
        offset += 1
      } else if byte >= 0x80, let letter = greekLetterLength(at: offset) {
        isPlain = false
        offset += letter
      } else {
        break
      }
    }
    move(by: offset - start)
    // Twelve letters of five bits fit the key; no keyword is longer.
    return isPlain && offset - start <= 12 ? keyword(key) : nil
  }

  /// A letter, digit or underscore of ASCII.
  static func isWordByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// The bytes of the Greek letter at an offset; nil where there is none.
  func greekLetterLength(at offset: Int) -> Int? {
    guard let (scalar, length) = scalar(at: offset), (0x370...0x3FF).contains(scalar.value),
      scalar.properties.isAlphabetic
    else { return nil }
    return length
  }

  /// Takes a number: `12`, `0.5`, `1e-3`. `1..20` is a number, `..` and a number.
  mutating func number() -> Token.Kind {
    let start = position
    skipDigits()
    if byte(at: position) == UInt8(ascii: ".") {
      let after = byte(at: position + 1)
      if Self.isDigit(after) {
        move(by: 1)
        skipDigits()
        if text[start] == UInt8(ascii: ".") { reportNumber(from: start, .noWholePart) }
      } else if after != UInt8(ascii: ".") && after != UInt8(ascii: "*") {
        move(by: 1)
        reportNumber(from: start, .noFraction)
      }
    }
    if byte(at: position) | 0x20 == UInt8(ascii: "e") { exponent(of: start) }
    return .number
  }

  private mutating func exponent(of start: Int) {
    let after = byte(at: position + 1)
    let signs = after == UInt8(ascii: "+") || after == UInt8(ascii: "-") ? 1 : 0
    if Self.isDigit(byte(at: position + 1 + signs)) {
      move(by: 1 + signs)
      skipDigits()
    } else if signs == 1 || !Self.isWordByte(after) {
      move(by: 1 + signs)
      reportNumber(from: start, .noExponent)
    }
    // Otherwise the letter starts a name, as in `2eps`, and the parser asks for an operator.
  }

  private mutating func skipDigits() {
    while Self.isDigit(byte(at: position)) { move(by: 1) }
  }

  private enum NumberFault { case noWholePart, noFraction, noExponent }

  private mutating func reportNumber(from start: Int, _ fault: NumberFault) {
    guard admitsReport(at: start) else { return }
    let range = SourceRange(file: file, start: start, end: position)
    let text = shown(range)
    switch fault {
    case .noWholePart:
      report(
        Diagnostic(
          "E004", "number `\(text)` has no digit before the point", at: range,
          caption: "write `0\(text)`",
          fixes: [
            .init(SourceRange(file: file, start: start, end: start), replacement: "0")
          ]))
    case .noFraction:
      report(
        Diagnostic(
          "E004", "number `\(text)` has no digits after the point", at: range,
          caption: "write `\(text)0`",
          fixes: [
            .init(SourceRange(file: file, start: position, end: position), replacement: "0")
          ]))
    case .noExponent:
      report(
        Diagnostic(
          "E004", "number `\(text)` has no exponent digits", at: range,
          caption: "the digits after the `e` are missing",
          help: "write the exponent, as in `1e-3`, or leave the `e` out"))
    }
  }

  /// Takes a string up to its closing quote or, reporting it, to the end of the line.
  mutating func string() -> Token.Kind {
    let start = position
    move(by: 1)
    skipText(until: UInt8(ascii: "\""))
    if byte(at: position) == UInt8(ascii: "\"") {
      move(by: 1)
      return .string
    }
    guard admitsReport(at: start) else { return .string }
    report(
      Diagnostic(
        "E002", "string not closed before the end of the line",
        at: SourceRange(file: file, start: start, end: position),
        caption: "the string starts here",
        help: "close it with `\"` on the same line", fixes: closingFixes(of: start)))
    return .string
  }

  /// The closing quote, where it is sure where it belongs: a curly one stands there, or nothing in
  /// the line can be the rest of the statement.
  private func closingFixes(of start: Int) -> [Diagnostic.FixIt] {
    var end = endOfLine(from: start)
    let rest = start + 1..<end
    let curly = rest.filter {
      scalar(at: $0).map { "“”„".unicodeScalars.contains($0.scalar) } ?? false
    }
    if let place = curly.first {
      let range = SourceRange(file: file, start: place, end: place + 3)
      return curly.count == 1 ? [.init(range, replacement: "\"")] : []
    }
    guard !text[rest].contains(where: { "#'(),:[]{}".utf8.contains($0) }) else { return [] }
    while end > start + 1
      && (text[end - 1] == UInt8(ascii: " ") || text[end - 1] == UInt8(ascii: "\t"))
    {
      end -= 1
    }
    return [.init(SourceRange(file: file, start: end, end: end), replacement: "\"")]
  }

  /// Takes `|`, `||` or the end of a norm. Of an odd number of bars the first stands alone, so that
  /// `{ delta : R[d] |||delta||_2 <= 1 }` can be read.
  mutating func bars() -> Token.Kind {
    var count = 1
    while count < 4 && byte(at: position + count) == UInt8(ascii: "|") { count += 1 }
    // Four and more bars are read two at a time; of three the first is alone.
    if count == 1 || count == 3 {
      move(by: 1)
      return .bar
    }
    move(by: 2)
    guard byte(at: position) == UInt8(ascii: "_") else { return .normOpen }
    return normClose()
  }

  private mutating func normClose() -> Token.Kind {
    let start = position - 2
    move(by: 1)
    let word = position
    while Self.isWordByte(byte(at: position)) { move(by: 1) }
    if position == word, let (scalar, length) = scalar(at: position), scalar == "∞" {
      move(by: length)
      return .normCloseInfinity
    }
    switch text[word..<position] {
    case [UInt8(ascii: "1")]: return .normCloseOne
    case [UInt8(ascii: "2")]: return .normCloseTwo
    case [UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "f")]: return .normCloseInfinity
    default: break
    }
    guard admitsReport(at: start) else { return .normCloseTwo }
    let range = SourceRange(file: file, start: start, end: position)
    let spelled = String(decoding: text[word..<position], as: UTF8.self).lowercased()
    let isInfinity = ["inf", "infinity", "infty", "oo", "max"].contains(spelled)
    report(
      Diagnostic(
        "E003", "`\(shown(range))` is not a norm: p is 1, 2 or inf", at: range,
        caption: "not a norm of .cnn",
        help: "write `||x||_1`, `||x||_2` or `||x||_inf`",
        fixes: isInfinity ? [.init(range, replacement: "||_inf")] : []))
    return .normCloseTwo
  }
}
