internal import LinearAlgebra

extension ProgramReduction {
  /// Both bounds of a variable make two rows of the rest of its row, which is no gain where that has more
  /// entries than this less one.
  static let largestRange: Int32 = 4

  /// What can be said of a column by itself, its bounds and the sides of its rows.
  mutating func reduce(column j: Int) {
    guard isColumnAlive[j] else { return }
    if lower[j] > -.infinity && upper[j] < .infinity {
      let size = 1 + max(abs(lower[j]), abs(upper[j]))
      let excess = lower[j] - upper[j]
      if abs(excess) <= PresolveTolerance.equal * size {
        if isAloneInCone(j) { upper[j] = lower[j] } else { fix(j, at: lower[j]) }
        return
      }
      // Bounds that cross by little more than rounding are nothing to infer from.
      if excess > 0 { return }
    }
    guard curvatureEntries[j] == 0 else { return }
    if columnEntries[j] == 1 { reduceSingleton(column: j) }
    if isColumnAlive[j] { reduceDominated(column: j) }
  }

  /// Whether a variable is all that a row of a cone has. Slacks that do not move cost the interior-point method
  /// digits, so that such a variable stays.
  func isAloneInCone(_ j: Int) -> Bool {
    places(ofColumn: j).contains {
      let i = Int(matrix.rowIndices[$0])
      return rows[i] == .cone && rowEntries[i] == 1
    }
  }

  /// A variable whose fall, or rise, neither leaves a row nor costs anything goes to its bound.
  private mutating func reduceDominated(column j: Int) {
    var (mayFall, mayRise) = (cost[j] >= 0, cost[j] <= 0)
    for place in places(ofColumn: j) {
      let i = Int(matrix.rowIndices[place])
      switch rows[i] {
      case .gone: continue
      case .cone: return
      case .interval:
        let isPositive = matrix.values[place] > 0
        if rowLower[i] > -.infinity { if isPositive { mayFall = false } else { mayRise = false } }
        if rowUpper[i] < .infinity { if isPositive { mayRise = false } else { mayFall = false } }
        if !mayFall && !mayRise { return }
      }
    }
    if columnEntries[j] == 0 && cost[j] == 0 { return fix(j, at: min(max(lower[j], 0), upper[j])) }
    if cost[j] == 0 {
      // Far bounds that nothing asks for would cost digits.
      mayFall = mayFall && abs(lower[j]) <= PresolveTolerance.largestFreeBound
      mayRise = mayRise && abs(upper[j]) <= PresolveTolerance.largestFreeBound
    }
    if mayFall && lower[j] > -.infinity { return fix(j, at: lower[j]) }
    if mayRise && upper[j] < .infinity { return fix(j, at: upper[j]) }
    guard columnEntries[j] == 0 else { return }
    guard abs(cost[j]) > PresolveTolerance.contradiction * costSize[j] else { return }
    if ray == nil { ray = (j, cost[j] > 0 ? -1 : 1) }
    fix(j, at: mayFall ? min(upper[j], 0) : max(lower[j], 0))
  }

  /// x_j = (b_i - the rest of row i) / a: where the row keeps x_j within its bounds anyway both leave, else the
  /// bounds become the sides of the rest.
  private mutating func reduceSingleton(column j: Int) {
    guard
      let place = places(ofColumn: j).first(where: { rows[Int(matrix.rowIndices[$0])] != .gone })
    else { return }
    let (i, a) = (Int(matrix.rowIndices[place]), matrix.values[place])
    guard rows[i] == .interval, rowEntries[i] > 1 else { return }
    // A long row of many such columns would be gone through for each.
    pivotWork -= places(ofRow: i).count
    guard pivotWork >= 0, let rest = rest(ofRow: i, without: j, pivot: a) else { return }
    // [first, last]: what the row allows for x_j.
    var (first, last) = (-Double.infinity, Double.infinity)
    let (fromLower, fromUpper) = (
      rest.openAbove == 0 ? (rowLower[i] - rest.largest) / a : -.infinity * a,
      rest.openBelow == 0 ? (rowUpper[i] - rest.least) / a : .infinity * a
    )
    (first, last) = a > 0 ? (fromLower, fromUpper) : (fromUpper, fromLower)
    let (needsLower, needsUpper) = (lower[j] > first, upper[j] < last)
    let isEquality = rowLower[i] == rowUpper[i]
    if !needsLower && !needsUpper {
      guard isEquality || cost[j] == 0 else { return fixSide(ofRow: i, column: j, entry: a) }
      eliminate(j, from: i, entry: a, rowLower[i], rowUpper[i], Owner(), Owner())
      remove(row: i)
    } else if isEquality {
      guard !(needsLower && needsUpper) || rowEntries[i] <= Self.largestRange else { return }
      let b = rowLower[i]
      let (newUpper, newLower) = (
        needsLower ? b - a * lower[j] : a * .infinity,
        needsUpper ? b - a * upper[j] : -a * .infinity
      )
      rowSize[i] += max(needsLower ? abs(a * lower[j]) : 0, needsUpper ? abs(a * upper[j]) : 0)
      eliminate(
        j, from: i, entry: a, b, b, needsLower ? lowerOwner[j] : Owner(),
        needsUpper ? upperOwner[j] : Owner())
      (rowLower[i], rowUpper[i]) = a > 0 ? (newLower, newUpper) : (newUpper, newLower)
      for place in places(ofRow: i) {
        let k = Int(byRows.rowIndices[place])
        if isColumnAlive[k] { dirtyColumns.insert(k) }
      }
    }
  }

  /// A free variable with a cost in one inequality holds it with equality, on the side that the cost asks for.
  private mutating func fixSide(ofRow i: Int, column j: Int, entry a: Double) {
    guard abs(cost[j]) > PresolveTolerance.contradiction * costSize[j] else { return }
    let side = (cost[j] > 0) == (a > 0) ? rowLower[i] : rowUpper[i]
    guard side.isFinite else { return }
    eliminate(j, from: i, entry: a, side, side, Owner(), Owner())
    remove(row: i)
  }

  /// Takes x_j out of row i and the costs.
  private mutating func eliminate(
    _ j: Int, from i: Int, entry a: Double, _ least: Double, _ largest: Double, _ lower: Owner,
    _ upper: Owner
  ) {
    postsolve.append(
      .eliminated(
        column: j, row: i, entry: a, cost: cost[j], least: least, largest: largest, lower: lower,
        upper: upper))
    let multiplier = -cost[j] / a
    if multiplier != 0 {
      constant -= multiplier * least
      for place in places(ofRow: i) {
        let k = Int(byRows.rowIndices[place])
        if k != j && isColumnAlive[k] { shiftCost(of: k, by: multiplier * byRows.values[place]) }
      }
    }
    remove(column: j)
  }

  /// The values of a row without one of its terms; nil where that term is too small to divide by.
  private func rest(ofRow i: Int, without j: Int, pivot a: Double) -> Activity? {
    var activity = Activity()
    for place in places(ofRow: i) {
      let k = Int(byRows.rowIndices[place])
      guard k != j, isColumnAlive[k] else { continue }
      guard abs(a) >= PresolveTolerance.pivot * abs(byRows.values[place]) else { return nil }
      activity.add(byRows.values[place], lower[k], upper[k])
    }
    return activity
  }
}
