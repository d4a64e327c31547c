internal import Glibc

/// Reads decimal numbers from bytes, rounded to the nearest Double with ties to even.
///
/// Accepted: an optional sign, digits with at most one point (at least one digit in all), and an
/// optional exponent. Not accepted: hexadecimal numbers, infinities, NaN, group separators.
enum DecimalNumber {
  /// A number and the offset after its last byte.
  struct Match {
    /// The nearest Double; infinite where the number is too large.
    var value: Double
    /// The offset after the last byte of the number.
    var end: Int
  }

  /// The longest number that starts at `start`, or nil if none does.
  @inline(__always)
  static func match(_ bytes: borrowing Span<UInt8>, at start: Int) -> Match? {
    let count = bytes.count
    var index = start
    var negative = false
    if index < count && (bytes[index] == ASCII.minus || bytes[index] == ASCII.plus) {
      negative = bytes[index] == ASCII.minus
      index += 1
    }
    let firstDigit = index
    // Wraps after 19 digits; such a mantissa is not used.
    var mantissa: UInt64 = 0
    index = accumulate(bytes, from: index, into: &mantissa)
    var digits = index - firstDigit
    var exponent = 0
    if index < count && bytes[index] == ASCII.point {
      let fraction = index + 1
      index = accumulate(bytes, from: fraction, into: &mantissa)
      exponent = fraction - index
      digits += index - fraction
    }
    if digits == 0 { return nil }
    if index < count && bytes[index] | 0x20 == UInt8(ascii: "e") {
      guard let (value, end) = exponentPart(bytes, at: index + 1) else { return nil }
      exponent += value
      index = end
    }
    if digits <= 19 || significantDigits(bytes, in: firstDigit..<index) <= 19 {
      if let magnitude = exactlyScaled(mantissa, powerOfTen: exponent) {
        return Match(value: negative ? -magnitude : magnitude, end: index)
      }
    }
    return Match(value: slow(bytes, start..<index), end: index)
  }

  /// Appends the digits that start at `start` to the mantissa; the offset after them.
  @inline(__always)
  private static func accumulate(
    _ bytes: borrowing Span<UInt8>, from start: Int, into mantissa: inout UInt64
  ) -> Int {
    var index = start
    while index < bytes.count {
      let digit = bytes[index] &- ASCII.zero
      if digit > 9 { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      index += 1
    }
    return index
  }

  /// The value of the digits after an `e`, with sign, and the offset after them.
  private static func exponentPart(
    _ bytes: borrowing Span<UInt8>, at start: Int
  ) -> (value: Int, end: Int)? {
    var index = start
    var negative = false
    if index < bytes.count && (bytes[index] == ASCII.minus || bytes[index] == ASCII.plus) {
      negative = bytes[index] == ASCII.minus
      index += 1
    }
    let firstDigit = index
    var value = 0
    while index < bytes.count && bytes[index] &- ASCII.zero <= 9 {
      // No file has enough digits to bring an exponent of this size back into range.
      if value < 1 << 50 { value = value * 10 + Int(bytes[index] &- ASCII.zero) }
      index += 1
    }
    return index == firstDigit ? nil : (negative ? -value : value, index)
  }

  /// The number of digits from the first that is not 0, of a number with more than 19 in all.
  private static func significantDigits(
    _ bytes: borrowing Span<UInt8>, in range: Range<Int>
  ) -> Int {
    var count = 0
    for index in range {
      let byte = bytes[index]
      if byte | 0x20 == UInt8(ascii: "e") { break }
      if byte != ASCII.point && (count > 0 || byte != ASCII.zero) { count += 1 }
    }
    return count
  }

  /// The number by the C library, which handles any length and any exponent exactly.
  @inline(never)
  private static func slow(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Double {
    // strtod needs a byte after the number that ends it, and a mapped file may have none.
    var copy: [CChar] = []
    copy.reserveCapacity(range.count + 1)
    for index in range { copy.append(CChar(bitPattern: bytes[index])) }
    copy.append(0)
    return unsafe copy.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return .nan }
      return unsafe strtod(base, nil)
    }
  }
}
