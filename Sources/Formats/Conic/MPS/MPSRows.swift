/// The rows of an MPS file with their types, right-hand sides and ranges.
struct MPSRows {
  /// What the sides of a row are.
  enum Sense: UInt8 {
    case free = 0x4E
    case atMost = 0x4C
    case atLeast = 0x47
    case equal = 0x45
  }

  private(set) var names = NameTable()
  private(set) var senses: [Sense] = []
  /// The number of the objective.
  private(set) var objective = 0
  /// 0 where none is given.
  private(set) var rightHandSides: [Double] = []
  private var ranges: [Double] = []
  private var hasRightHandSide: [Bool] = []
  private var hasRange: [Bool] = []

  var count: Int { senses.count }

  /// Reads `TYPE NAME`.
  mutating func add(
    _ bytes: borrowing Span<UInt8>, _ fields: [Range<Int>]
  ) throws(FormatError) {
    let code = fields[0]
    guard code.count == 1, let sense = Sense(rawValue: bytes[code.lowerBound]) else {
      throw bytes.fault(.malformedLine, code, expected: "the type of a row: N, L, G or E")
    }
    guard fields.count == 2 else {
      throw bytes.fault(.malformedLine, fields[fields.count - 1], expected: "a type and a name")
    }
    if names.add(fields[1], in: bytes).isKnown {
      throw bytes.fault(.duplicateName, fields[1], expected: "a name that no other row has")
    }
    senses.append(sense)
    rightHandSides.append(0)
    ranges.append(0)
    hasRightHandSide.append(false)
    hasRange.append(false)
  }

  /// Takes the row of that name for the objective, or the first of type N.
  mutating func chooseObjective(
    _ bytes: borrowing Span<UInt8>, named name: Range<Int>?
  ) throws(FormatError) {
    if let name {
      guard let row = names.find(name, in: bytes), senses[row] == .free else {
        throw bytes.fault(.unknownName, name, expected: "the name of a row of type N")
      }
      objective = row
    } else if let row = senses.firstIndex(of: .free) {
      objective = row
    } else {
      throw FormatError(
        .missingSection, "no row of type N, expected one: the objective",
        at: names.places.first.map { bytes.place(of: $0) })
    }
  }

  /// Sets the right-hand side or the range of a row.
  mutating func setValue(
    _ bytes: borrowing Span<UInt8>, _ row: Int, _ number: Range<Int>, _ section: MPSSection
  ) throws(FormatError) {
    let isRange = section == .ranges
    let value = try bytes.extendedNumber(number, isRange ? "a range" : "a right-hand side")
    if isRange ? hasRange[row] : hasRightHandSide[row] {
      throw bytes.fault(
        .duplicateEntry, number,
        expected: "one \(isRange ? "range" : "right-hand side") for each row")
    }
    if isRange {
      if senses[row] == .free {
        throw bytes.fault(.inconsistent, number, expected: "no range for a row of type N")
      }
      (hasRange[row], ranges[row]) = (true, value)
    } else {
      if !value.isFinite && (senses[row] == .free || senses[row] == .equal) {
        throw bytes.fault(.outOfRange, number, expected: "a finite right-hand side")
      }
      (hasRightHandSide[row], rightHandSides[row]) = (true, value)
    }
  }

  /// What each row allows. A range R makes two sides of one: `<= b` becomes b - |R| to b, `>= b` becomes
  /// b to b + |R|, and `= b` lies between b and b + R, whatever the sign of R.
  func intervals(
    _ bytes: borrowing Span<UInt8>, _ warnings: inout ConicWarnings
  ) throws(FormatError) -> [ConicInterval] {
    var result: [ConicInterval] = []
    result.reserveCapacity(count)
    for row in 0..<count {
      let (b, range) = (rightHandSides[row], ranges[row])
      var interval = ConicInterval.free
      switch senses[row] {
      case .free: break
      case .atMost:
        interval.upper = b
        if hasRange[row] { interval.lower = b - abs(range) }
      case .atLeast:
        interval.lower = b
        if hasRange[row] { interval.upper = b + abs(range) }
      case .equal:
        interval = ConicInterval(lower: min(b, b + range), upper: max(b, b + range))
      }
      let place = names.places[row]
      if interval.lower == .infinity || interval.upper == -.infinity
        || interval.lower.isNaN || interval.upper.isNaN
      {
        throw bytes.fault(
          .outOfRange, place, expected: "a right-hand side that some number can satisfy",
          hint: Span<UInt8>.infinityHint)
      }
      if interval.isFree && senses[row] != .free {
        warnings.add(
          .infiniteRightHandSide, at: place,
          "the row \(bytes.text(place).shown) has an infinite right-hand side: it restricts nothing"
        )
      }
      result.append(interval)
    }
    return result
  }

  /// The values without that of the objective.
  func without<Value>(_ values: [Value]) -> [Value] {
    var result = values
    result.remove(at: objective)
    return result
  }

  /// The objective, and the matrix without it.
  func split(_ matrix: SparseColumns) -> (linear: [Double], matrix: SparseColumns) {
    var linear = [Double](repeating: 0, count: matrix.columnCount)
    var starts = [0]
    starts.reserveCapacity(matrix.columnCount + 1)
    var rows: [Int32] = []
    rows.reserveCapacity(matrix.values.count)
    var values: [Double] = []
    values.reserveCapacity(matrix.values.count)
    for j in 0..<matrix.columnCount {
      for place in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
        let row = Int(matrix.rowIndices[place])
        if row == objective {
          linear[j] = matrix.values[place]
        } else {
          rows.append(Int32(row > objective ? row - 1 : row))
          values.append(matrix.values[place])
        }
      }
      starts.append(values.count)
    }
    return (
      linear,
      SparseColumns(
        rowCount: count - 1, columnStarts: starts, rowIndices: rows, values: values)
    )
  }
}
