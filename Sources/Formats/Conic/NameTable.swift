/// Names of a file with their numbers in order of appearance, found by their bytes: no string is made
/// while a file is read.
struct NameTable {
  /// Where each name first stands in the file.
  private(set) var places: [Range<Int>] = []
  private var hashes: [UInt32] = []
  /// The number of a name plus 1, or 0 for a free slot; a power of two of them, at most half taken.
  private var slots = [Int32](repeating: 0, count: 64)

  var count: Int { places.count }

  /// The number of a name; nil for one that was not added.
  @inline(__always)
  func find(_ name: Range<Int>, in bytes: borrowing Span<UInt8>) -> Int? {
    let hash = Self.hash(name, bytes)
    let number = slots[slot(of: name, hash, bytes)]
    return number == 0 ? nil : Int(number) - 1
  }

  /// Adds a name; its number, and whether it was there before.
  mutating func add(
    _ name: Range<Int>, in bytes: borrowing Span<UInt8>
  ) -> (number: Int, isKnown: Bool) {
    let hash = Self.hash(name, bytes)
    let slot = slot(of: name, hash, bytes)
    if slots[slot] != 0 { return (Int(slots[slot]) - 1, true) }
    places.append(name)
    hashes.append(hash)
    slots[slot] = Int32(places.count)
    if 2 * places.count > slots.count { grow() }
    return (places.count - 1, false)
  }

  /// The names as strings.
  func texts(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> [String] {
    var result: [String] = []
    result.reserveCapacity(count)
    for place in places { result.append(try bytes.name(place)) }
    return result
  }

  /// The slot that holds the name, or the free one where it belongs.
  @inline(__always)
  private func slot(
    of name: Range<Int>, _ hash: UInt32, _ bytes: borrowing Span<UInt8>
  ) -> Int {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if hashes[number] == hash && Self.areEqual(places[number], name, bytes) { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  @inline(__always)
  private static func areEqual(
    _ a: Range<Int>, _ b: Range<Int>, _ bytes: borrowing Span<UInt8>
  ) -> Bool {
    if a.count != b.count { return false }
    for offset in 0..<a.count
    where bytes[a.lowerBound + offset] != bytes[b.lowerBound + offset] {
      return false
    }
    return true
  }

  /// FNV-1a, its high bits folded in: the slots go by the low ones.
  @inline(__always)
  private static func hash(_ name: Range<Int>, _ bytes: borrowing Span<UInt8>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in name { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    hash = (hash ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}
