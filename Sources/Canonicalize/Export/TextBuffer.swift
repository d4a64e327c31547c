/// Text in the making as bytes: a file of a large program is mostly numbers, and interpolating strings
/// takes several times as long as computing the program.
struct TextBuffer {
  /// Room for the text; the first `count` bytes are it.
  private var storage: [UInt8] = []
  private var count = 0
  /// Numbers that were written before, by a hash of their bits without the sign: the entries of X come back
  /// in every gate. The newest of those with one hash.
  private var written = [Written](repeating: Written(), count: 1 << 14)

  /// The digits of a number, eight to a word.
  private struct Written {
    var bits: UInt64 = 0
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    /// 0 for a free place.
    var count = 0
  }

  /// The text as a string.
  var text: String { String(decoding: storage[..<count], as: UTF8.self) }

  /// The bytes of the text, UTF-8, which leave the buffer empty.
  mutating func takeBytes() -> [UInt8] {
    storage.removeLast(storage.count - count)
    count = 0
    return exchange(&storage, with: [])
  }

  /// Makes room for so many bytes, so that none is moved before they are full.
  mutating func reserve(_ total: Int) { grow(to: total) }

  mutating func append(_ text: String) {
    let bytes = Array(text.utf8)
    makeRoom(for: bytes.count)
    let start = count
    var out = storage.mutableSpan
    for index in bytes.indices { out[start + index] = bytes[index] }
    count = start + bytes.count
  }

  mutating func append(byte: UInt8) {
    makeRoom(for: 1)
    storage[count] = byte
    count += 1
  }

  /// Digits of a number that is not negative.
  mutating func append(_ number: Int) { append(Digits(number)) }

  mutating func append(_ digits: Digits) {
    guard digits.count <= 8 else { return append(digits.number.description) }
    makeRoom(for: 8)
    let start = count
    var span = storage.mutableSpan
    // Storing checks bounds, and a word has no padding.
    var out = unsafe span.mutableBytes
    out.storeBytes(of: digits.word, toByteOffset: start, as: UInt64.self)
    count = start + digits.count
  }

  /// The shortest digits that are this number and no other.
  mutating func append(_ number: Double) {
    makeRoom(for: 32)
    if number.sign == .minus {
      storage[count] = UInt8(ascii: "-")
      count += 1
    }
    let bits = number.magnitude.bitPattern
    let place = Int((bits &* 0x9E37_79B9_7F4A_7C15) >> 50)
    if written[place].bits != bits || written[place].count == 0 {
      // Two places for each hash: numbers that share one do not drive each other out.
      written.swapAt(place, place ^ 1)
    }
    if written[place].bits != bits || written[place].count == 0 {
      let text = number.magnitude.description
      guard text.utf8.count <= 24 else { return append(text) }
      written[place] = Written(bits: bits, words: Self.words(of: text), count: text.utf8.count)
    }
    let known = written[place]
    let start = count
    var span = storage.mutableSpan
    // Storing checks bounds, and a word has no padding.
    var out = unsafe span.mutableBytes
    out.storeBytes(of: known.words.0, toByteOffset: start, as: UInt64.self)
    if known.count > 8 {
      out.storeBytes(of: known.words.1, toByteOffset: start + 8, as: UInt64.self)
      out.storeBytes(of: known.words.2, toByteOffset: start + 16, as: UInt64.self)
    }
    count = start + known.count
  }

  /// Up to 24 bytes, the first one lowest.
  private static func words(of text: String) -> (UInt64, UInt64, UInt64) {
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    for (index, byte) in text.utf8.enumerated() {
      let shifted = UInt64(byte) << UInt64(8 * (index % 8))
      switch index / 8 {
      case 0: words.0 |= shifted
      case 1: words.1 |= shifted
      default: words.2 |= shifted
      }
    }
    return (words.0.littleEndian, words.1.littleEndian, words.2.littleEndian)
  }

  private mutating func makeRoom(for more: Int) {
    if count + more > storage.count { grow(to: 2 * storage.count + more) }
  }

  private mutating func grow(to total: Int) {
    guard total > storage.count else { return }
    var larger = [UInt8](repeating: 0, count: total)
    larger.replaceSubrange(0..<count, with: storage[..<count])
    storage = larger
  }
}

extension TextBuffer {
  /// The digits of a number that is written many times, such as the index of a row.
  struct Digits {
    fileprivate let number: Int
    /// The digits, the first one lowest; up to eight.
    fileprivate let word: UInt64
    /// How many; more than eight do not fit.
    fileprivate let count: Int

    init(_ number: Int) {
      precondition(number >= 0, "indices and counts")
      self.number = number
      // Digits come last one first, and so fill a word from its high end.
      var rest = UInt(number)
      var (word, count): (UInt64, Int) = (0, 0)
      repeat {
        word = word << 8 | UInt64(48 + rest % 10)
        count += 1
        rest /= 10
      } while rest > 0
      self.word = word.littleEndian
      self.count = count
    }
  }
}
