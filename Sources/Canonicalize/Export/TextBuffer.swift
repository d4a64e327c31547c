/// Text in the making as bytes: a file of a large program is mostly numbers, and interpolating strings
/// takes several times as long as computing the program.
struct TextBuffer {
  /// The text so far, UTF-8.
  private(set) var bytes: [UInt8] = []
  /// Where numbers stand that were written before, by a hash of their bits: the entries of X come back
  /// in every gate. The newest of those with one hash.
  private var written = [Written](repeating: Written(), count: 1 << 13)

  private struct Written {
    var bits: UInt64 = 0
    var start = 0
    /// 0 for a free place.
    var count = 0
  }

  /// The text as a string.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Digits of a number that is not negative.
  mutating func append(_ number: Int) {
    precondition(number >= 0, "indices and counts")
    let start = bytes.count
    var rest = number
    repeat {
      bytes.append(UInt8(truncatingIfNeeded: 48 + rest % 10))
      rest /= 10
    } while rest > 0
    var (low, high) = (start, bytes.count - 1)
    while low < high {
      bytes.swapAt(low, high)
      (low, high) = (low + 1, high - 1)
    }
  }

  /// The shortest digits that are this number and no other.
  mutating func append(_ number: Double) {
    let bits = number.bitPattern
    let place = Int((bits &* 0x9E37_79B9_7F4A_7C15) >> 51)
    let known = written[place]
    let start = bytes.count
    if known.count > 0 && known.bits == bits {
      // Byte by byte: a slice would share the bytes, and appending would copy them all.
      for index in known.start..<known.start + known.count { bytes.append(bytes[index]) }
      return
    }
    bytes.append(contentsOf: number.description.utf8)
    written[place] = Written(bits: bits, start: start, count: bytes.count - start)
  }
}
