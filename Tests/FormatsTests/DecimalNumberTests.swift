import Testing

@testable import Formats

/// Every number must be the Double nearest to the text: bit for bit what Swift itself reads.
struct DecimalNumberTests {
  /// Compares the whole of `text`, followed by something, with Swift's own reading.
  private func check(_ text: String) {
    let bytes = Array((text + ",9").utf8)
    let match = DecimalNumber.match(bytes.span, at: 0)
    // Swift reads an overflow as nil or as infinity, depending on its version.
    let expected = Double(text) ?? .infinity
    let same =
      match?.end == text.utf8.count
      && (match?.value.bitPattern == expected.bitPattern
        || (expected.isInfinite && match?.value.magnitude == .infinity))
    if !same { Issue.record("\(text): \(String(describing: match)) and \(expected)") }
  }

  @Test func integers() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let bits = Int.random(in: 0..<64, using: &generator)
      let value = Int64(truncatingIfNeeded: generator.next() >> UInt64(bits))
      check("\(value)")
      check("\(generator.next())")
    }
  }

  @Test func shortestForms() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { check("\(value)") }
      check("\(Double.random(in: -1...1, using: &generator))")
    }
  }

  /// Random digits, point and exponent: most of these are no shortest form of any Double.
  @Test func randomDigits() {
    var generator = SeededGenerator(seed: 3)
    for round in 0..<40_000 {
      let count = Int.random(in: 1...(round % 100 == 0 ? 400 : 25), using: &generator)
      var digits = (0..<count).map { _ in "\(Int.random(in: 0...9, using: &generator))" }
      let point = Int.random(in: -2...count, using: &generator)
      if point >= 0 { digits.insert(".", at: point) }
      var text = ["", "-", "+"].randomElement(using: &generator) ?? ""
      text += digits.joined()
      if Bool.random(using: &generator) {
        let range = [5, 30, 400].randomElement(using: &generator) ?? 5
        let sign = ["", "+"].randomElement(using: &generator) ?? ""
        let exponent = Int.random(in: -range...range, using: &generator)
        text +=
          "\(Bool.random(using: &generator) ? "e" : "E")\(exponent < 0 ? "" : sign)\(exponent)"
      }
      check(text)
    }
  }

  /// Points half-way between two Doubles, and just beside: the hardest cases of rounding.
  @Test func halfWay() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<20_000 {
      let odd = generator.next() >> 10 | 1  // 54 bits: half-way between two Doubles
      for tail in ["", "0", "1", "00000000001"] {
        check("\(odd)\(tail.isEmpty ? "" : "." + tail)")
        check("\(odd)\(tail)e-\(tail.utf8.count)")
      }
    }
    for value in ["9007199254740993", "9007199254740993.0000000000000000000001"] { check(value) }
  }

  @Test func limits() {
    let texts = [
      "0", "-0", "0.0", "-0e5", "0e999", "1e22", "1e23", "1e-22", "1e-23", "1e27", "1e28", "1e-27",
      "1e-28", "18446744073709551615", "18446744073709551616", "9999999999999999999e27",
      "9999999999999999999e-27", "1.7976931348623157e308", "1.7976931348623159e308", "1e309",
      "-1e400", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400",
      "2.2250738585072011e-308", "2.2250738585072014e-308", ".5", "5.", "00000000000000000000012",
      "0.000000000000000000000000000012", "1e0000000000000000000000000005",
      "1e99999999999999999999",
      "1e-99999999999999999999", "123456789012345678901234567890e-20",
    ]
    for text in texts { check(text) }
  }

  /// Only the number is taken, and what is none is refused.
  @Test func grammar() {
    for text in ["", "-", "+", ".", "-.", "e5", "1e", "1e+", ".e1", "inf", "nan", "--1", "x"] {
      let bytes = Array(text.utf8)
      #expect(DecimalNumber.match(bytes.span, at: 0)?.end == nil, "\(text)")
    }
    for (text, end) in [("0x10", 1), ("1_000", 1), ("1.2.3", 3), ("12abc", 2), ("1 2", 1)] {
      let bytes = Array(text.utf8)
      #expect(DecimalNumber.match(bytes.span, at: 0)?.end == end, "\(text)")
    }
  }
}
