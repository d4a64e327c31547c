/// A word, number or sign of an LP file.
struct LPToken {
  enum Kind: Equatable {
    case name
    case number
    /// `+`, `-`, `*`, `^`, `/`, `:`, `[`, `]`
    case sign(UInt8)
    case less
    case greater
    case equal
    /// `->` of a constraint that holds under a condition
    case arrow
    case end
  }

  var kind: Kind
  var range: Range<Int>
  /// Whether it is the first of its line: only there words are keywords.
  var startsLine: Bool
}

/// Cuts an LP file into tokens, one ahead of the one that is looked at.
struct LPLexer {
  /// The token that is looked at.
  private(set) var token: LPToken
  /// The one after it.
  private(set) var next: LPToken
  private var index: Int
  private var isLineStart = true

  init(_ bytes: borrowing Span<UInt8>, at start: Int) throws(FormatError) {
    index = start
    token = LPToken(kind: .end, range: start..<start, startsLine: true)
    next = token
    try advance(bytes)
    try advance(bytes)
  }

  /// Moves on by one token.
  mutating func advance(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    token = next
    try skipBlanks(bytes)
    let startsLine = isLineStart
    isLineStart = false
    if index >= bytes.count {
      next = LPToken(kind: .end, range: bytes.end, startsLine: true)
      return
    }
    let (kind, end) = try scan(bytes)
    next = LPToken(kind: kind, range: index..<end, startsLine: startsLine)
    index = end
  }

  private mutating func skipBlanks(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    while index < bytes.count {
      switch bytes[index] {
      case ASCII.newline:
        isLineStart = true
        index += 1
      case ASCII.space, ASCII.tab: index += 1
      case ASCII.carriageReturn
      where index + 1 == bytes.count || bytes[index + 1] == ASCII.newline:
        index += 1
      case UInt8(ascii: "\\"):
        while index < bytes.count && bytes[index] != ASCII.newline { index += 1 }
      case 0..<ASCII.space: throw bytes.controlCharacter(at: index)
      default: return
      }
    }
  }

  /// What starts at `index`, and where it ends.
  private func scan(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> (kind: LPToken.Kind, end: Int) {
    let byte = bytes[index]
    let following = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      let kind: LPToken.Kind = byte == UInt8(ascii: "<") ? .less : .greater
      return (kind, following == UInt8(ascii: "=") ? index + 2 : index + 1)
    case UInt8(ascii: "="):
      if following == UInt8(ascii: "<") { return (.less, index + 2) }
      if following == UInt8(ascii: ">") { return (.greater, index + 2) }
      return (.equal, index + 1)
    case ASCII.minus where following == UInt8(ascii: ">"): return (.arrow, index + 2)
    case ASCII.plus, ASCII.minus, ASCII.colon, UInt8(ascii: "*"), UInt8(ascii: "^"),
      UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"):
      return (.sign(byte), index + 1)
    case ASCII.zero...UInt8(ascii: "9"), ASCII.point:
      return (.number, numberEnd(bytes))
    default: return (.name, nameEnd(bytes))
    }
  }

  /// Where the number at `index` ends: `3e` is 3 and a name, `3e1` is 30.
  private func numberEnd(_ bytes: borrowing Span<UInt8>) -> Int {
    func digits(from start: Int) -> Int {
      var end = start
      while end < bytes.count && bytes[end] &- ASCII.zero <= 9 { end += 1 }
      return end
    }
    var end = digits(from: index)
    if end < bytes.count && bytes[end] == ASCII.point { end = digits(from: end + 1) }
    if end < bytes.count && bytes[end] | 0x20 == UInt8(ascii: "e") {
      var exponent = end + 1
      if exponent < bytes.count
        && (bytes[exponent] == ASCII.plus || bytes[exponent] == ASCII.minus)
      {
        exponent += 1
      }
      let last = digits(from: exponent)
      if last > exponent { end = last }
    }
    return end
  }

  /// Where the name at `index` ends; brackets in it come in pairs, as in `x[1,2]`.
  private func nameEnd(_ bytes: borrowing Span<UInt8>) -> Int {
    var end = index
    var open = 0
    while end < bytes.count && bytes[end] > ASCII.space {
      switch bytes[end] {
      case ASCII.plus, ASCII.minus, ASCII.colon, UInt8(ascii: "*"), UInt8(ascii: "^"),
        UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "\\"):
        return end
      case UInt8(ascii: "["): open += 1
      case UInt8(ascii: "]"):
        if open == 0 { return end }
        open -= 1
      default: break
      }
      end += 1
    }
    return end
  }
}
