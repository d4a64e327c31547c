internal import LinearAlgebra

/// The values that a_i'x can take within the bounds of the variables.
struct Activity {
  /// The finite parts of the least and the largest value.
  var least = 0.0
  var largest = 0.0
  /// How many terms have no least, or no largest, value.
  var openBelow = 0
  var openAbove = 0
  /// 1 + the size of the terms.
  var size = 1.0

  /// Adds a x for x between two bounds.
  mutating func add(_ a: Double, _ lower: Double, _ upper: Double) {
    let (first, last) = a > 0 ? (lower, upper) : (upper, lower)
    if first.isFinite {
      least += a * first
      size += abs(a * first)
    } else {
      openBelow += 1
    }
    if last.isFinite {
      largest += a * last
      size += abs(a * last)
    } else {
      openAbove += 1
    }
  }
}

extension ProgramReduction {
  /// What can be said of a row by itself and the bounds of its variables.
  mutating func reduce(row i: Int) {
    guard rows[i] == .interval else { return }
    if rowLower[i] == -.infinity && rowUpper[i] == .infinity { return remove(row: i) }
    switch rowEntries[i] {
    case 0: reduceEmpty(row: i)
    case 1: reduceSingleton(row: i)
    default: reduceByActivity(row: i)
    }
  }

  /// 0 in [rowLower, rowUpper], or a contradiction.
  private mutating func reduceEmpty(row i: Int) {
    let excess = max(rowLower[i], -rowUpper[i])
    if excess <= PresolveTolerance.equal * rowSize[i] {
      rows[i] = .gone
    } else if excess > PresolveTolerance.contradiction * rowSize[i] {
      conflict = [(i, rowUpper[i] < 0 ? 1 : -1)]
    }
  }

  /// lower <= a x_j <= upper bounds x_j.
  private mutating func reduceSingleton(row i: Int) {
    guard
      let place = places(ofRow: i).first(where: { isColumnAlive[Int(byRows.rowIndices[$0])] })
    else { return }
    let (j, a) = (Int(byRows.rowIndices[place]), byRows.values[place])
    guard abs(a) >= PresolveTolerance.smallestBoundEntry else { return }
    let (first, last) = (rowLower[i] / a, rowUpper[i] / a)
    let (newLower, newUpper) = a > 0 ? (first, last) : (last, first)
    for bound in [newLower, newUpper]
    where bound.isFinite && abs(bound) > PresolveTolerance.largestBound { return }
    tighten(j, lower: newLower, upper: newUpper, by: Owner(row: Int32(i), entry: a))
    remove(row: i)
  }

  /// Sides that bounds imply are dropped; a row that only one point of the bounds meets fixes its variables; one
  /// that none meets is a contradiction.
  private mutating func reduceByActivity(row i: Int) {
    let activity = activity(ofRow: i)
    let tolerance = activity.size + rowSize[i]
    if activity.openBelow == 0 {
      let excess = activity.least - rowUpper[i]
      if excess > PresolveTolerance.contradiction * tolerance {
        conflict = bounds(ofRow: i, isLeast: true)
      } else if abs(excess) <= PresolveTolerance.equal * tolerance {
        force(row: i, isLeast: true)
      }
    }
    guard conflict == nil, rows[i] == .interval else { return }
    if activity.openAbove == 0 {
      let excess = rowLower[i] - activity.largest
      if excess > PresolveTolerance.contradiction * tolerance {
        conflict = bounds(ofRow: i, isLeast: false)
      } else if abs(excess) <= PresolveTolerance.equal * tolerance {
        force(row: i, isLeast: false)
      }
    }
    guard conflict == nil, rows[i] == .interval else { return }
    if activity.openBelow == 0 || activity.openAbove == 0
      || rowEntries[i] <= Self.largestRange
    {
      revisitColumns(ofRow: i)
    }
    guard rowLower[i] < rowUpper[i] else { return }
    let isImplied = (
      activity.openBelow == 0 && activity.least >= rowLower[i],
      activity.openAbove == 0 && activity.largest <= rowUpper[i]
    )
    if isImplied.0 { rowLower[i] = -.infinity }
    if isImplied.1 { rowUpper[i] = .infinity }
    if rowLower[i] == -.infinity && rowUpper[i] == .infinity { remove(row: i) }
  }

  /// The values of a row; once both ends are open the rest does not matter.
  private func activity(ofRow i: Int) -> Activity {
    var activity = Activity()
    for place in places(ofRow: i) {
      let j = Int(byRows.rowIndices[place])
      guard isColumnAlive[j] else { continue }
      activity.add(byRows.values[place], lower[j], upper[j])
      if activity.openBelow > 0 && activity.openAbove > 0 { break }
    }
    return activity
  }

  /// Marks the columns for which a row with new sides or activities may have become the last obstacle.
  private mutating func revisitColumns(ofRow i: Int) {
    for place in places(ofRow: i) {
      let j = Int(byRows.rowIndices[place])
      if isColumnAlive[j] && curvatureEntries[j] == 0 { dirtyColumns.insert(j) }
    }
  }

  /// The row and the bounds at which its least, or largest, value is taken: their sum is 0 on the left.
  private func bounds(ofRow i: Int, isLeast: Bool) -> Conflict {
    let sign = isLeast ? 1.0 : -1
    var parts: Conflict = [(i, sign)]
    for place in places(ofRow: i) {
      let (j, a) = (Int(byRows.rowIndices[place]), byRows.values[place])
      guard isColumnAlive[j] else { continue }
      let owner = (a > 0) == isLeast ? lowerOwner[j] : upperOwner[j]
      parts.append((Int(owner.row), -sign * a / owner.entry))
    }
    return parts
  }

  /// Fixes the variables of a row at the bounds where its value is least, or largest.
  private mutating func force(row i: Int, isLeast: Bool) {
    var parts: [PostsolveStack.ForcedColumn] = []
    for place in places(ofRow: i) {
      let (j, a) = (Int(byRows.rowIndices[place]), byRows.values[place])
      guard isColumnAlive[j] else { continue }
      guard !isAloneInCone(j) else { return }
      let isAtLower = (a > 0) == isLeast
      parts.append(
        PostsolveStack.ForcedColumn(
          column: j, entry: a, value: isAtLower ? lower[j] : upper[j], cost: cost[j],
          owner: isAtLower ? lowerOwner[j] : upperOwner[j]))
    }
    postsolve.append(.forced(row: i, isLeast: isLeast, columns: parts))
    remove(row: i)
    for part in parts { substitute(part.column, part.value) }
  }
}
