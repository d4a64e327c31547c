/// How the readers of conic programs see the bytes of a file.
extension Span where Element == UInt8 {
  /// The place of some bytes, lines counted from the start of the text: for messages only.
  func place(of range: Range<Int>) -> FormatPosition {
    var line = 1
    var lineStart = count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? 3 : 0
    for index in lineStart..<Swift.max(lineStart, range.lowerBound)
    where self[index] == ASCII.newline {
      line += 1
      lineStart = index + 1
    }
    return position(of: range, line: line, lineStart: lineStart)
  }

  /// The place after the last byte that is no blank and no line end.
  var end: Range<Int> {
    var end = count
    while end > 0 && self[end - 1] <= ASCII.space { end -= 1 }
    return end..<end
  }

  /// The message `"FOUND", expected EXPECTED`; nothing is found where the file ends.
  func fault(
    _ kind: FormatError.Kind, _ range: Range<Int>, expected: String, hint: String? = nil
  ) -> FormatError {
    if range.isEmpty { return cutOff(expected: expected) }
    return FormatError(
      kind, "\(excerpt(range)), expected \(expected)", at: place(of: range), hint: hint)
  }

  /// The message that the file ends too soon.
  func cutOff(expected: String) -> FormatError {
    FormatError(.truncated, "the file ends, expected \(expected)", at: place(of: end))
  }

  /// The finite number that the bytes are.
  @inline(__always)
  func finiteNumber(_ range: Range<Int>, _ what: String) throws(FormatError) -> Double {
    guard let number = DecimalNumber.match(self, at: range.lowerBound),
      number.end == range.upperBound
    else { throw noNumber(range, what) }
    if !number.value.isFinite { throw tooLarge(range) }
    return number.value
  }

  /// The number that the bytes are, where a word or a large number stands for infinity.
  func extendedNumber(_ range: Range<Int>, _ what: String) throws(FormatError) -> Double {
    if let infinite = infinity(range) { return infinite }
    let number = try finiteNumber(range, what)
    return abs(number) >= Self.infiniteFrom ? number * .infinity : number
  }

  /// Numbers from here on are infinite in bounds and right-hand sides, by the custom of MPS files.
  static var infiniteFrom: Double { 1e20 }

  /// What to do about a side that is infinite in the wrong direction.
  static var infinityHint: String {
    "inf, and numbers from 1e20 on, stand for no bound: scale the row or the variable down"
  }

  /// The infinity that the bytes spell.
  private func infinity(_ range: Range<Int>) -> Double? {
    var start = range.lowerBound
    let negative = self[start] == ASCII.minus
    if negative || self[start] == ASCII.plus { start += 1 }
    guard isWord(start..<range.upperBound, "inf") || isWord(start..<range.upperBound, "infinity")
    else { return nil }
    return negative ? -.infinity : .infinity
  }

  /// Whether the bytes are a word of lower-case letters, in any mix of cases.
  func isWord(_ range: Range<Int>, _ word: String) -> Bool {
    guard range.count == word.utf8.count else { return false }
    for (index, letter) in zip(range, word.utf8) {
      let byte = self[index]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      if (isUpper ? byte | 0x20 : byte) != letter { return false }
    }
    return true
  }

  /// The whole number that the bytes are, less than 2^31.
  @inline(__always)
  func wholeNumber(_ range: Range<Int>, _ what: String) throws(FormatError) -> Int {
    var value = 0
    for index in range {
      let digit = self[index] &- ASCII.zero
      if digit > 9 { throw noIndex(range, what) }
      value = value * 10 + Int(digit)
      if value > Int(Int32.max) {
        throw fault(.tooLarge, range, expected: "\(what) below 2^31")
      }
    }
    return value
  }

  @inline(never)
  private func noNumber(_ range: Range<Int>, _ what: String) -> FormatError {
    let isInfinite = infinity(range) != nil
    return fault(
      .notANumber, range, expected: isInfinite ? "\(what) that is finite" : what,
      hint: nanHint(range))
  }

  /// Whether the bytes are NaN or infinity in words.
  func isNumberWord(_ range: Range<Int>) -> Bool {
    range.count == 3
      ? isWord(range, "nan") || isWord(range, "inf") : isWord(range, "infinity")
  }

  /// What to do about a word that stands for no number.
  func nanHint(_ range: Range<Int>) -> String? {
    isWord(range, "nan") ? "NaN is no number: the program that wrote it had a fault" : nil
  }

  @inline(never)
  private func tooLarge(_ range: Range<Int>) -> FormatError {
    FormatError(
      .outOfRange, "\(excerpt(range)) is too large: the largest number is about 1.8e308",
      at: place(of: range), hint: "scale the row or the variable down")
  }

  @inline(never)
  private func noIndex(_ range: Range<Int>, _ what: String) -> FormatError {
    fault(.badIndex, range, expected: what)
  }

  /// A name as a string; throws `badEncoding` where it is not UTF-8.
  func name(_ range: Range<Int>) throws(FormatError) -> String {
    guard let text = validText(range) else {
      throw FormatError(
        .badEncoding, "the name \(excerpt(range)) is not UTF-8", at: place(of: range),
        hint: "save the file as UTF-8")
    }
    return text
  }
}
