/// Brings a program from the terms of its file into the standard form of `ConicFile`.
///
/// Each restriction becomes one row s = b - A x: of an item (a row or a variable of the file) it takes
/// the factor -1 where s grows with the item, and 1 where it falls. Rows of one kind of cone follow each
/// other, rows of the file before bounds.
struct StandardForm {
  let source: ConicSource
  private(set) var matrix: SparseColumns
  private(set) var rightHandSide: [Double] = []
  private(set) var cones: [ConicFile.Cone] = []
  private(set) var origins: [ConicOrigin] = []
  private(set) var recovery: ConicRecovery

  init(_ source: ConicSource) {
    self.source = source
    matrix = source.matrix
    recovery = ConicRecovery(source)
    addEqualities()
    addInequalities()
    addCones([.quadratic, .rotated])
    addCones([.exponential])
    recovery.sort()
    matrix = transformed()
    recovery.keepFreeRows(of: source)
  }

  /// Calls `body` with each row and each variable, its interval and the constant of its value.
  private func forEachInterval(_ body: (ConicOrigin.Item, ConicInterval) -> Void) {
    for (i, interval) in source.rowIntervals.enumerated() { body(.row(i), interval) }
    for (j, interval) in source.variableIntervals.enumerated() { body(.variable(j), interval) }
  }

  private mutating func addRow(
    _ item: ConicOrigin.Item, _ side: ConicOrigin.Side, factor: Double, bound: Double
  ) {
    recovery.add(item, row: rightHandSide.count, factor: factor)
    rightHandSide.append(bound)
    origins.append(ConicOrigin(item: item, side: side))
  }

  private mutating func addEqualities() {
    var found: [(ConicOrigin.Item, Double)] = []
    forEachInterval { item, interval in
      if interval.lower == interval.upper { found.append((item, interval.lower)) }
    }
    let factor = source.equalityFactor
    for (item, value) in found {
      addRow(item, .equality, factor: factor, bound: factor < 0 ? 0 - value : value)
    }
    if !found.isEmpty { cones.append(.zero(found.count)) }
  }

  private mutating func addInequalities() {
    let first = rightHandSide.count
    var found: [(ConicOrigin.Item, ConicInterval)] = []
    forEachInterval { item, interval in
      if interval.lower != interval.upper && !interval.isFree { found.append((item, interval)) }
    }
    for (item, interval) in found {
      if interval.upper < .infinity { addRow(item, .upper, factor: 1, bound: interval.upper) }
      if interval.lower > -.infinity {
        addRow(item, .lower, factor: -1, bound: 0 - interval.lower)
      }
    }
    if rightHandSide.count > first { cones.append(.nonnegative(rightHandSide.count - first)) }
  }

  private mutating func addCones(_ kinds: [ConicBlock.Kind]) {
    for block in source.rowBlocks where kinds.contains(block.kind) {
      let constants = source.rowConstants
      add(block, item: { .row($0) }, constant: { constants[$0] })
    }
    for block in source.variableBlocks where kinds.contains(block.kind) {
      add(block, item: { .variable($0) }, constant: { _ in 0 })
    }
  }

  private mutating func add(
    _ block: ConicBlock, item: (Int) -> ConicOrigin.Item, constant: (Int) -> Double
  ) {
    switch block.kind {
    case .quadratic:
      for i in block.range { addRow(item(i), .cone, factor: -1, bound: constant(i)) }
      cones.append(.secondOrder(block.range.count))
    case .exponential:
      // The file has (t, s, r) with t >= s exp(r/s), the standard form the opposite order.
      for i in block.range.reversed() { addRow(item(i), .cone, factor: -1, bound: constant(i)) }
      cones.append(.exponential)
    case .rotated:
      // 2 uv = ((u + v)^2 - (u - v)^2) / 2: an orthogonal map takes one cone to the other.
      let scale = 0.5.squareRoot()
      let (u, v) = (block.range.lowerBound, block.range.lowerBound + 1)
      let row = rightHandSide.count
      addRow(item(u), .cone, factor: -scale, bound: scale * (constant(u) + constant(v)))
      addRow(item(v), .cone, factor: scale, bound: scale * (constant(u) - constant(v)))
      recovery.add(item(u), row: row + 1, factor: -scale)
      recovery.add(item(v), row: row, factor: -scale)
      for i in block.range.dropFirst(2) {
        addRow(item(i), .cone, factor: -1, bound: constant(i))
      }
      cones.append(.secondOrder(block.range.count))
    }
  }

  /// A: each row of the file goes to the rows that stand for it, and bounds have an entry each.
  private func transformed() -> SparseColumns {
    var entries = Triplets()
    entries.reserve(source.matrix.values.count + recovery.variables.parts.count)
    for j in 0..<source.variableNames.count {
      for place in source.matrix.columnStarts[j]..<source.matrix.columnStarts[j + 1] {
        let value = source.matrix.values[place]
        for part in recovery.rows[Int(source.matrix.rowIndices[place])] {
          entries.append(part.row, j, part.factor * value)
        }
      }
      for part in recovery.variables[j] { entries.append(part.row, j, part.factor) }
    }
    return entries.compressed(
      rowCount: rightHandSide.count, columnCount: source.variableNames.count)
  }
}
