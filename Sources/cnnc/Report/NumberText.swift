internal import Glibc

/// A number with `digits` significant digits, as printf's %g writes it; 0 has no sign.
func significant(_ value: Double, _ digits: Int) -> String {
  formatted("%.\(digits)g", value + 0)
}

/// A number with `digits` digits after the point.
func fixed(_ value: Double, _ digits: Int) -> String {
  formatted("%.\(digits)f", value)
}

/// A number as a mantissa with `digits` digits after the point and an exponent.
func fixedExponent(_ value: Double, _ digits: Int) -> String {
  formatted("%.\(digits)e", value)
}

/// A number as a mantissa of two digits and an exponent.
func scientific(_ value: Double) -> String {
  formatted("%.1e", value)
}

private func formatted(_ format: String, _ value: Double) -> String {
  var buffer = [CChar](repeating: 0, count: 400)
  let count = unsafe withVaList([value]) { unsafe vsnprintf(&buffer, buffer.count, format, $0) }
  return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A number with what it counts.
func counted(_ count: Int, _ noun: String) -> String {
  if count == 1 { return "1 \(noun)" }
  if noun.hasSuffix("y") { return "\(count) \(noun.dropLast())ies" }
  return "\(count) \(noun)" + (noun.hasSuffix("s") ? "es" : "s")
}

/// Seconds with a fitting unit.
func durationText(_ seconds: Double) -> String {
  if seconds < 0.9995 { return fixed(seconds * 1000, seconds < 0.01 ? 1 : 0) + " ms" }
  return fixed(seconds, seconds < 10 ? 2 : 1) + " s"
}

/// An amount with a decimal prefix: 6.7e11 and `FLOP` give `670 GFLOP`.
func amountText(_ value: Double, _ unit: String) -> String {
  for (limit, prefix) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= limit {
    return significant(value / limit, 3) + " " + prefix + unit
  }
  return significant(value, 3) + " " + unit
}

extension String {
  /// The text with spaces behind it up to `width` characters.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
