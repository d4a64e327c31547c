/// The bounds of the variables.
struct MPSBounds {
  /// The kinds of bounds; the last three make the variable integer.
  enum Kind: String, CaseIterable {
    case upper = "UP"
    case lower = "LO"
    case fixed = "FX"
    case free = "FR"
    case minusInfinity = "MI"
    case plusInfinity = "PL"
    case binary = "BV"
    case integerLower = "LI"
    case integerUpper = "UI"

    var hasValue: Bool {
      switch self {
      case .upper, .lower, .fixed, .integerLower, .integerUpper: true
      case .free, .minusInfinity, .plusInfinity, .binary: false
      }
    }

    var isInteger: Bool {
      switch self {
      case .binary, .integerLower, .integerUpper: true
      case .upper, .lower, .fixed, .free, .minusInfinity, .plusInfinity: false
      }
    }

    /// The sides that it sets.
    var sides: (lower: Bool, upper: Bool) {
      switch self {
      case .upper, .plusInfinity, .integerUpper: (false, true)
      case .lower, .minusInfinity, .integerLower: (true, false)
      case .fixed, .free, .binary: (true, true)
      }
    }
  }

  private var lower: [Double] = []
  private var upper: [Double] = []
  private var hasLower: [Bool] = []
  private var hasUpper: [Bool] = []

  /// A variable from 0 on; an integer one up to 1, by the custom of the format.
  mutating func addVariable(isInteger: Bool) {
    lower.append(0)
    upper.append(isInteger ? 1 : .infinity)
    hasLower.append(false)
    hasUpper.append(false)
  }

  /// Sets one or both sides; false where a side was set before.
  mutating func add(_ kind: Kind, _ value: Double, to j: Int) -> Bool {
    let sides = kind.sides
    if (sides.lower && hasLower[j]) || (sides.upper && hasUpper[j]) { return false }
    // Any bound lifts the limit of an integer variable without bounds.
    if !hasLower[j] && !hasUpper[j] { upper[j] = .infinity }
    if sides.lower { hasLower[j] = true }
    if sides.upper { hasUpper[j] = true }
    switch kind {
    case .upper, .integerUpper: upper[j] = value
    case .lower, .integerLower: lower[j] = value
    case .fixed: (lower[j], upper[j]) = (value, value)
    case .free: (lower[j], upper[j]) = (-.infinity, .infinity)
    case .minusInfinity: lower[j] = -.infinity
    case .plusInfinity: upper[j] = .infinity
    case .binary: (lower[j], upper[j]) = (0, 1)
    }
    return true
  }

  /// Puts a variable between 0 and 1, whatever bounds it has.
  mutating func makeBinary(_ j: Int) {
    (lower[j], upper[j], hasLower[j], hasUpper[j]) = (0, 1, true, true)
  }

  /// The intervals of the variables, once all bounds are there: a negative upper bound without a lower
  /// one takes away the lower bound 0.
  func intervals(
    _ bytes: borrowing Span<UInt8>, _ columns: NameTable, _ warnings: inout ConicWarnings
  ) -> [ConicInterval] {
    var result: [ConicInterval] = []
    result.reserveCapacity(lower.count)
    for j in lower.indices {
      var interval = ConicInterval(lower: lower[j], upper: upper[j])
      let place = columns.places[j]
      if upper[j] < 0 && !hasLower[j] {
        warnings.add(
          .negativeUpperBound, at: place,
          "\(bytes.text(place).shown) has the upper bound \(upper[j]) and no lower bound: "
            + "it is taken as minus infinity")
        interval.lower = -.infinity
      }
      if interval.lower > interval.upper {
        warnings.add(
          .emptyInterval, at: place,
          "\(bytes.text(place).shown) has the lower bound \(interval.lower) "
            + "above the upper bound \(interval.upper)")
      }
      result.append(interval)
    }
    return result
  }
}

extension MPSReader {
  /// Reads `KIND [SET] COLUMN [NUMBER]`.
  mutating func readBound(
    _ bytes: borrowing Span<UInt8>, _ fields: [Range<Int>]
  ) throws(FormatError) {
    let code = bytes.text(fields[0])
    guard let kind = MPSBounds.Kind(rawValue: code) else {
      if code == "SC" || code == "SI" {
        throw bytes.fault(
          .unsupportedFeature, fields[0], expected: "no semicontinuous variables",
          hint: "give the bounds UP and LO of the case that is to hold")
      }
      throw bytes.fault(
        .malformedLine, fields[0],
        expected: "a kind of bound: "
          + MPSBounds.Kind.allCases.map(\.rawValue).joined(separator: " "))
    }
    if kind.isInteger {
      if !relaxingIntegers { throw bytes.integerVariable(fields[0], "an integer variable") }
      warnings.add(
        .relaxedIntegers, at: fields[0],
        "a bound \(code) makes an integer variable: read as continuous")
    }
    // The name of the set may be left out, and bounds without a value may have one.
    let least = kind.hasValue ? 3 : 2
    guard fields.count >= least, fields.count <= 4 else {
      throw bytes.fault(
        .malformedLine, fields[fields.count - 1],
        expected: kind.hasValue ? "a set, a column and a number" : "a set and a column")
    }
    var name = fields.count == least ? 1 : 2
    if !kind.hasValue && fields.count == 3 && columns.find(fields[2], in: bytes) == nil
      && columns.find(fields[1], in: bytes) != nil
    {
      name = 1
    }
    if name == 2 { try checkVector(bytes, fields[1], .bounds) }
    guard let column = columns.find(fields[name], in: bytes) else {
      throw bytes.fault(.unknownName, fields[name], expected: "the name of a column")
    }
    var value = 0.0
    if name + 1 < fields.count {
      let number = fields[name + 1]
      value = try bytes.extendedNumber(number, "a bound")
      let isWrong =
        kind == .fixed ? !value.isFinite : value == (kind.sides.upper ? -.infinity : .infinity)
      if kind.hasValue && isWrong {
        throw bytes.fault(
          .outOfRange, number, expected: "a bound that some number can satisfy",
          hint: Span<UInt8>.infinityHint)
      }
    }
    if !bounds.add(kind, value, to: column) {
      throw bytes.fault(
        .duplicateEntry, fields[name], expected: "each side of a variable bounded once")
    }
  }
}
