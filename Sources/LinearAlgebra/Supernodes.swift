/// Columns of a factor with nearly the same pattern, taken together as dense panels (Ng and Peyton 1993); a
/// child is merged into its parent where that stores few zeros (as in CHOLMOD, Chen et al. 2008).
struct Supernodes {
  /// The first column of each supernode; one more than there are.
  let columnStarts: [Int]
  /// The supernode of each column.
  let owner: [Int32]
  /// The rows of each supernode, ascending: its own columns first.
  let rowStarts: [Int]
  let rows: [Int32]

  init(_ tree: EliminationTree) {
    let n = tree.parent.count
    let counts = (0..<n).map { tree.columnStarts[$0 + 1] - tree.columnStarts[$0] }
    var starts = Self.merged(Self.fundamental(tree, counts), tree, counts)
    starts.append(n)
    var owner = [Int32](repeating: 0, count: n)
    for s in 0..<starts.count - 1 { for j in starts[s]..<starts[s + 1] { owner[j] = Int32(s) } }
    columnStarts = starts
    self.owner = owner
    (rowStarts, rows) = Self.patterns(tree, starts, owner)
  }

  /// First columns of the runs in which every column has the pattern of the one before, less itself.
  private static func fundamental(_ tree: EliminationTree, _ counts: [Int]) -> [Int] {
    (0..<tree.parent.count).filter { j in
      j == 0 || Int(tree.parent[j - 1]) != j || counts[j - 1] != counts[j] + 1
    }
  }

  private static func merged(
    _ starts: [Int], _ tree: EliminationTree, _ counts: [Int]
  ) -> [Int] {
    let n = tree.parent.count
    var kept: [Int] = []
    // The group that follows: its first column, columns, rows and stored zeros.
    var next = (first: n, columns: 0, rows: 0, zeros: 0.0)
    for (s, first) in starts.enumerated().reversed() {
      let end = s + 1 < starts.count ? starts[s + 1] : n
      let columns = end - first
      let rows = columns + counts[end - 1]
      if next.first == end, Int(tree.parent[end - 1]) == end {
        let more = Double(columns) * Double(columns + next.rows - rows)
        let zeros = next.zeros + more
        let all = columns + next.columns
        let size = Double(all) * Double(columns + next.rows) - Double(all * (all - 1) / 2)
        let share = zeros / size
        if all <= 4 || (all <= 16 && share < 0.8) || (all <= 48 && share < 0.1) || share < 0.05 {
          next = (first, all, columns + next.rows, zeros)
          continue
        }
      }
      if next.columns > 0 { kept.append(next.first) }
      next = (first, columns, rows, 0)
    }
    if next.columns > 0 { kept.append(next.first) }
    return kept.reversed()
  }

  private static func patterns(
    _ tree: EliminationTree, _ starts: [Int], _ owner: [Int32]
  ) -> (starts: [Int], rows: [Int32]) {
    let n = tree.parent.count
    let count = starts.count - 1
    // The lower triangle by columns: rows below the diagonal.
    var lowerStarts = [Int](repeating: 0, count: n + 1)
    for i in tree.matrixRows { lowerStarts[Int(i) + 1] += 1 }
    for j in 0..<n { lowerStarts[j + 1] += lowerStarts[j] }
    var next = lowerStarts
    var lowerRows = [Int32](repeating: 0, count: tree.matrixRows.count)
    for j in 0..<n {
      for p in tree.matrixStarts[j]..<tree.matrixStarts[j + 1] {
        let i = Int(tree.matrixRows[p])
        lowerRows[next[i]] = Int32(j)
        next[i] += 1
      }
    }
    var children = [[Int32]](repeating: [], count: count)
    var flag = [Int](repeating: -1, count: n)
    var rowStarts = [0]
    var rows: [Int32] = []
    for s in 0..<count {
      var own: [Int32] = []
      for j in starts[s]..<starts[s + 1] { flag[j] = s }
      func take(_ i: Int32) {
        if flag[Int(i)] != s {
          flag[Int(i)] = s
          own.append(i)
        }
      }
      for j in starts[s]..<starts[s + 1] {
        for p in lowerStarts[j]..<lowerStarts[j + 1] { take(lowerRows[p]) }
      }
      for child in children[s] {
        for p in rowStarts[Int(child)]..<rowStarts[Int(child) + 1]
        where rows[p] >= Int32(starts[s + 1]) {
          take(rows[p])
        }
      }
      own.sort()
      for j in starts[s]..<starts[s + 1] { rows.append(Int32(j)) }
      rows.append(contentsOf: own)
      rowStarts.append(rows.count)
      if let first = own.first { children[Int(owner[Int(first)])].append(Int32(s)) }
    }
    return (rowStarts, rows)
  }
}
