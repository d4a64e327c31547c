internal import LinearAlgebra

extension ProgramReduction {
  /// Rows that are a multiple of an earlier one give it their tighter sides and leave.
  mutating func mergeParallelRows() {
    var keys: [(key: UInt64, row: Int32)] = []
    for i in rows.indices where rows[i] == .interval && rowEntries[i] >= 2 {
      keys.append((key(ofRow: i), Int32(i)))
    }
    keys.sort { $0.key == $1.key ? $0.row < $1.row : $0.key < $1.key }
    var first = 0
    while first < keys.count {
      var end = first + 1
      while end < keys.count && keys[end].key == keys[first].key { end += 1 }
      var kept: [Int] = []
      for (_, row) in keys[first..<end] {
        guard conflict == nil else { return }
        let row = Int(row)
        if end == first + 1 { break }
        if let (earlier, factor) = parallel(to: row, among: kept) {
          merge(row, into: earlier, factor: factor)
        } else {
          kept.append(row)
        }
      }
      first = end
    }
  }

  /// A number that is the same for parallel rows, by the columns and the ratios to the first entry.
  private func key(ofRow i: Int) -> UInt64 {
    var key: UInt64 = 0
    var first: Double?
    for place in places(ofRow: i) {
      let column = byRows.rowIndices[place]
      guard isColumnAlive[Int(column)] else { continue }
      let value = byRows.values[place]
      let ratio = value / (first ?? value)
      if first == nil { first = value }
      // Rounded, so that rows whose factor is not a power of two meet too.
      key ^= UInt64(Float(ratio).bitPattern) << 32 | UInt64(UInt32(bitPattern: column))
      // A step of the generator SplitMix64 (Steele, Lea and Flood 2014).
      key = (key ^ (key >> 30)) &* 0xbf58_476d_1ce4_e5b9
      key = (key ^ (key >> 27)) &* 0x94d0_49bb_1331_11eb
      key ^= key >> 31
    }
    return key
  }

  /// The first of some rows that this one is a multiple of, with the factor.
  private func parallel(to i: Int, among others: [Int]) -> (row: Int, factor: Double)? {
    // Keys that agree by chance are rare.
    for other in others.prefix(4) {
      if let factor = factor(of: i, by: other) { return (other, factor) }
    }
    return nil
  }

  /// f where the entries of row i are f times those of the other; nil where they are not.
  private func factor(of i: Int, by other: Int) -> Double? {
    guard rowEntries[i] == rowEntries[other] else { return nil }
    var (p, q) = (places(ofRow: i), places(ofRow: other))
    var factor: Double?
    while true {
      while let place = p.first, !isColumnAlive[Int(byRows.rowIndices[place])] { p.removeFirst() }
      while let place = q.first, !isColumnAlive[Int(byRows.rowIndices[place])] { q.removeFirst() }
      guard let first = p.first, let second = q.first else { break }
      guard byRows.rowIndices[first] == byRows.rowIndices[second] else { return nil }
      let ratio = byRows.values[first] / byRows.values[second]
      let known = factor ?? ratio
      guard abs(ratio - known) <= 4 * Double.ulpOfOne * abs(known) else { return nil }
      factor = known
      (p, q) = (p.dropFirst(), q.dropFirst())
    }
    return factor
  }

  private mutating func merge(_ other: Int, into i: Int, factor: Double) {
    let (first, last) = (rowLower[other] / factor, rowUpper[other] / factor)
    let (newLower, newUpper) = factor > 0 ? (first, last) : (last, first)
    let size = rowSize[i] + rowSize[other] / abs(factor)
    let (lower, upper) = (max(rowLower[i], newLower), min(rowUpper[i], newUpper))
    let tolerance = PresolveTolerance.equal * size
    if lower - upper > PresolveTolerance.contradiction * size {
      conflict =
        newLower > rowUpper[i] ? [(i, 1), (other, -1 / factor)] : [(i, -1), (other, 1 / factor)]
      return
    }
    // Sides that cross by little more than rounding are nothing to infer from.
    if lower - upper > tolerance { return }
    let (takesLower, takesUpper) = (
      newLower > rowLower[i] + tolerance, newUpper < rowUpper[i] - tolerance
    )
    if takesLower { rowLower[i] = newLower }
    if takesUpper { rowUpper[i] = newUpper }
    if abs(rowUpper[i] - rowLower[i]) <= tolerance { rowLower[i] = rowUpper[i] }
    rowSize[i] = size
    postsolve.append(
      .merged(
        row: i, other: other, factor: factor, takesLower: takesLower, takesUpper: takesUpper))
    remove(row: other)
    if takesLower || takesUpper { dirtyRows.insert(i) }
  }
}
