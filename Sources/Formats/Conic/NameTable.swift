/// Names of a file with their numbers in order of appearance, found by their bytes: no string is made
/// while a file is read.
struct NameTable {
  /// Where each name first stands in the file.
  private(set) var places: [Range<Int>] = []
  /// The names one after the other: to compare with them the file need not be touched far away.
  private var text: [UInt8] = []
  /// Where each name starts in `text`, and where the last ends.
  private var starts = [0]
  /// A power of two of them, at most half taken.
  private var slots = [Slot](repeating: Slot(), count: 64)

  private struct Slot {
    var hash: UInt32 = 0
    /// The number of a name plus 1, or 0 for a free slot.
    var next: Int32 = 0
  }

  var count: Int { places.count }

  /// The number of a name; nil for one that was not added.
  @inline(__always)
  func find(_ name: Range<Int>, in bytes: borrowing Span<UInt8>) -> Int? {
    let hash = Self.hash(name, bytes)
    let next = slots[slot(of: name, hash, bytes)].next
    return next == 0 ? nil : Int(next) - 1
  }

  /// Adds a name; its number, and whether it was there before.
  mutating func add(
    _ name: Range<Int>, in bytes: borrowing Span<UInt8>
  ) -> (number: Int, isKnown: Bool) {
    let hash = Self.hash(name, bytes)
    let slot = slot(of: name, hash, bytes)
    if slots[slot].next != 0 { return (Int(slots[slot].next) - 1, true) }
    places.append(name)
    for index in name { text.append(bytes[index]) }
    starts.append(text.count)
    slots[slot] = Slot(hash: hash, next: Int32(places.count))
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
    while slots[slot].next != 0 {
      let known = slots[slot]
      if known.hash == hash && isName(Int(known.next) - 1, name, bytes) { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// Whether the name of a number has these bytes.
  @inline(__always)
  private func isName(
    _ number: Int, _ name: Range<Int>, _ bytes: borrowing Span<UInt8>
  ) -> Bool {
    let start = starts[number]
    if starts[number + 1] - start != name.count { return false }
    for offset in 0..<name.count where text[start + offset] != bytes[name.lowerBound + offset] {
      return false
    }
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: 2 * old.count)
    for known in old where known.next != 0 {
      var slot = Int(known.hash) & (slots.count - 1)
      while slots[slot].next != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = known
    }
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

extension Span where Element == UInt8 {
  /// Whether two parts have the same bytes.
  @inline(__always)
  func areEqual(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    if a.count != b.count { return false }
    for offset in 0..<a.count where self[a.lowerBound + offset] != self[b.lowerBound + offset] {
      return false
    }
    return true
  }
}
