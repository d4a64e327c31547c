/// The sides of constraints and bounds.
extension LPReader {
  /// A relation sign.
  enum Relation { case less, greater, equal }

  /// The relation at the token; nil where there is none.
  var relationSign: Relation? {
    switch lexer.token.kind {
    case .less: .less
    case .greater: .greater
    case .equal: .equal
    case .name, .number, .sign, .arrow, .end: nil
    }
  }

  /// Steps over a relation.
  mutating func relation(_ bytes: borrowing Span<UInt8>) throws(FormatError) -> Relation {
    guard let relation = relationSign else {
      throw fault(bytes, .malformedLine, expected: "<=, >= or =")
    }
    try lexer.advance(bytes)
    return relation
  }

  /// Reads a number with its sign, or an infinity.
  mutating func readNumber(
    _ bytes: borrowing Span<UInt8>, _ what: String
  ) throws(FormatError) -> Double {
    var sign = 1.0
    if lexer.token.kind == .sign(ASCII.plus) || lexer.token.kind == .sign(ASCII.minus) {
      sign = lexer.token.kind == .sign(ASCII.minus) ? -1 : 1
      try lexer.advance(bytes)
    }
    guard lexer.token.kind == .number || Self.isInfinity(bytes, lexer.token) else {
      throw fault(
        bytes, .notANumber, expected: what, hint: bytes.nanHint(lexer.token.range))
    }
    let range = lexer.token.range
    let value = try bytes.extracting(0..<range.upperBound).extendedNumber(range, what)
    try lexer.advance(bytes)
    return sign * value
  }

  private static func isInfinity(_ bytes: borrowing Span<UInt8>, _ token: LPToken) -> Bool {
    token.kind == .name
      && (bytes.isWord(token.range, "inf") || bytes.isWord(token.range, "infinity"))
  }

  /// The number at the token, if a relation follows it, with its place.
  mutating func leadingNumber(
    _ bytes: borrowing Span<UInt8>
  ) throws(FormatError) -> (value: Double, place: Range<Int>)? {
    var ahead = lexer
    let place = ahead.token.range
    if ahead.token.kind == .sign(ASCII.plus) || ahead.token.kind == .sign(ASCII.minus) {
      try ahead.advance(bytes)
    }
    let isNumber = ahead.token.kind == .number || Self.isInfinity(bytes, ahead.token)
    try ahead.advance(bytes)
    switch ahead.token.kind {
    case .less, .greater, .equal: break
    case .name, .number, .sign, .arrow, .end: return nil
    }
    return isNumber ? (try readNumber(bytes, "a number"), place) : nil
  }

  /// Takes a side into an interval.
  func narrow(
    _ bytes: borrowing Span<UInt8>, _ interval: inout ConicInterval, _ relation: Relation,
    _ number: (value: Double, place: Range<Int>), isLeft: Bool
  ) throws(FormatError) {
    let value = number.value
    let isUpper: Bool
    switch relation {
    case .equal:
      if !value.isFinite {
        throw bytes.fault(
          .outOfRange, number.place, expected: "a finite number",
          hint: Span<UInt8>.infinityHint)
      }
      interval = ConicInterval(lower: value, upper: value)
      return
    case .less: isUpper = !isLeft
    case .greater: isUpper = isLeft
    }
    if value == (isUpper ? -.infinity : .infinity) {
      throw bytes.fault(
        .outOfRange, number.place, expected: "a side that some number can satisfy",
        hint: Span<UInt8>.infinityHint)
    }
    if isUpper ? interval.upper < .infinity : interval.lower > -.infinity {
      throw bytes.fault(
        .inconsistent, number.place, expected: "two signs of one direction, as in 1 <= x <= 2")
    }
    if isUpper { interval.upper = value } else { interval.lower = value }
  }

  /// Reads `x free`, `x >= 1`, `1 <= x`, `1 <= x <= 2` or `x = 1`.
  mutating func readBound(_ bytes: borrowing Span<UInt8>) throws(FormatError) {
    let left = try leadingNumber(bytes)
    var sides: [(Relation, (value: Double, place: Range<Int>), Bool)] = []
    if let left { sides.append((try relation(bytes), left, true)) }
    let name = lexer.token.range
    let variable = try variable(bytes, isTerm: false)
    if left == nil && lexer.token.kind == .name && bytes.isWord(lexer.token.range, "free") {
      try lexer.advance(bytes)
      return try set(bytes, .free, 0, variable, name)
    }
    if left == nil || relationSign != nil {
      let sign = try relation(bytes)
      let place = lexer.token.range
      sides.append((sign, (try readNumber(bytes, "a bound"), place), false))
    }
    var interval = ConicInterval.free
    for (relation, number, isLeft) in sides {
      try narrow(bytes, &interval, relation, number, isLeft: isLeft)
      switch (relation, isLeft) {
      case (.equal, _): try set(bytes, .fixed, number.value, variable, name)
      case (.less, true), (.greater, false):
        try set(bytes, .lower, number.value, variable, name)
      case (.less, false), (.greater, true):
        try set(bytes, .upper, number.value, variable, name)
      }
    }
  }

  private mutating func set(
    _ bytes: borrowing Span<UInt8>, _ kind: MPSBounds.Kind, _ value: Double, _ variable: Int,
    _ name: Range<Int>
  ) throws(FormatError) {
    if !bounds.add(kind, value, to: variable) {
      throw bytes.fault(
        .duplicateEntry, name, expected: "each side of a variable bounded once")
    }
  }

  /// Reads the names of integer variables.
  mutating func readIntegers(
    _ bytes: borrowing Span<UInt8>, areBinary: Bool
  ) throws(FormatError) {
    while section(bytes) == nil {
      let place = lexer.token.range
      guard lexer.token.kind == .name, let variable = variables.find(place, in: bytes) else {
        throw bytes.fault(.unknownName, place, expected: "the name of a variable")
      }
      if !relaxingIntegers { throw bytes.integerVariable(place, "an integer variable") }
      warnings.add(
        .relaxedIntegers, at: place,
        "\(bytes.text(place).shown) is integer: read as continuous")
      if areBinary { bounds.makeBinary(variable) }
      try lexer.advance(bytes)
    }
  }
}
