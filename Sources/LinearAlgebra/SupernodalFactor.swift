internal import COpenBLAS

/// The sparse factor by dense panels (left-looking): a supernode is assembled, changed by each earlier
/// one that reaches it in one product, and factored as a dense matrix.
final class SupernodalFactor {
  private let order: Int
  private let nodes: Supernodes
  /// Pivots replaced in the last factorization.
  private(set) var replacedPivots = 0

  private let signs: [Double]
  private let rows: NumberBuffer<Int32>
  /// Where the panel of each supernode starts; a panel has a column for each of its own.
  private let panelStarts: [Int]
  private let values: NumberBuffer<Double>
  private let pivots: NumberBuffer<Double>
  /// The entry of the matrix with number e goes to `targets[e]`.
  private let targets: NumberBuffer<Int>
  /// Places of the diagonal in the panels.
  private let diagonal: [Int]
  /// The place of a row in the panel that is made.
  private let place: NumberBuffer<Int32>
  /// The places of the rows of an update.
  private let relative: NumberBuffer<Int32>
  private let update: NumberBuffer<Double>
  private let scaled: NumberBuffer<Double>
  private let work: NumberBuffer<Double>
  private let gathered: NumberBuffer<Double>

  init(_ tree: EliminationTree, signs: [Double]) {
    order = signs.count
    self.signs = signs
    let nodes = Supernodes(tree)
    self.nodes = nodes
    rows = NumberBuffer(nodes.rows)
    let count = nodes.columnStarts.count - 1
    var starts = [0]
    var (tallest, widest) = (0, 0)
    for s in 0..<count {
      let height = nodes.rowStarts[s + 1] - nodes.rowStarts[s]
      let width = nodes.columnStarts[s + 1] - nodes.columnStarts[s]
      starts.append(starts[s] + height * width)
      tallest = max(tallest, height)
      widest = max(widest, width)
    }
    panelStarts = starts
    values = NumberBuffer(repeating: 0, count: starts[count])
    pivots = NumberBuffer(repeating: 1, count: order)
    place = NumberBuffer(repeating: 0, count: order)
    relative = NumberBuffer(repeating: 0, count: tallest)
    update = NumberBuffer(repeating: 0, count: tallest * widest)
    scaled = NumberBuffer(repeating: 0, count: tallest * widest)
    work = NumberBuffer(repeating: 0, count: order)
    gathered = NumberBuffer(repeating: 0, count: tallest)
    let table = Self.targets(tree, nodes, starts)
    targets = NumberBuffer(table.entries)
    diagonal = table.diagonal
  }

  deinit {
    rows.free()
    values.free()
    pivots.free()
    targets.free()
    place.free()
    relative.free()
    update.free()
    scaled.free()
    work.free()
    gathered.free()
  }

  private static func targets(
    _ tree: EliminationTree, _ nodes: Supernodes, _ panelStarts: [Int]
  ) -> (entries: [Int], diagonal: [Int]) {
    let n = tree.parent.count
    // Entry (i, j), i <= j, of the upper triangle is entry (j, i) of the lower one, in the panel of i.
    var entriesOf = [[(Int, Int)]](repeating: [], count: nodes.columnStarts.count - 1)
    for j in 0..<n {
      for p in tree.matrixStarts[j]..<tree.matrixStarts[j + 1] {
        entriesOf[Int(nodes.owner[Int(tree.matrixRows[p])])].append((p, j))
      }
    }
    var targets = [Int](repeating: 0, count: tree.matrixRows.count)
    var diagonal = [Int](repeating: 0, count: n)
    var place = [Int](repeating: 0, count: n)
    for s in 0..<nodes.columnStarts.count - 1 {
      let range = nodes.rowStarts[s]..<nodes.rowStarts[s + 1]
      for p in range { place[Int(nodes.rows[p])] = p - range.lowerBound }
      for (p, j) in entriesOf[s] {
        let column = Int(tree.matrixRows[p]) - nodes.columnStarts[s]
        targets[p] = panelStarts[s] + column * range.count + place[j]
      }
      for j in nodes.columnStarts[s]..<nodes.columnStarts[s + 1] {
        let column = j - nodes.columnStarts[s]
        diagonal[j] = panelStarts[s] + column * range.count + column
      }
    }
    return (targets, diagonal)
  }

  /// Factors the matrix with these values plus `shift` times the signs on the diagonal. False where a
  /// number is not finite.
  func factor(_ matrix: [Double], shift: Double) -> Bool {
    replacedPivots = 0
    for p in 0..<values.count { values[p] = 0 }
    for e in matrix.indices { values[targets[e]] = matrix[e] }
    for j in 0..<order { values[diagonal[j]] += shift * signs[j] }
    let count = nodes.columnStarts.count - 1
    // Supernodes that change this one next, as lists, and how far each of them is used up.
    var head = [Int](repeating: -1, count: count)
    var next = head
    var used = [Int](repeating: 0, count: count)
    for s in 0..<count {
      let first = nodes.columnStarts[s]
      let end = nodes.columnStarts[s + 1]
      let rowRange = nodes.rowStarts[s]..<nodes.rowStarts[s + 1]
      for p in rowRange { place[Int(rows[p])] = Int32(p - rowRange.lowerBound) }
      var k = head[s]
      while k >= 0 {
        let following = next[k]
        let last = subtract(k, from: s, used: &used[k], before: end)
        if last < nodes.rowStarts[k + 1] {
          let target = Int(nodes.owner[Int(rows[last])])
          next[k] = head[target]
          head[target] = k
        }
        k = following
      }
      guard factorPanel(s, width: end - first, height: rowRange.count) else { return false }
      used[s] = rowRange.lowerBound + (end - first)
      if used[s] < rowRange.upperBound {
        let target = Int(nodes.owner[Int(rows[used[s]])])
        next[s] = head[target]
        head[target] = s
      }
    }
    return true
  }

  /// Subtracts what supernode k does to the columns of s; returns where its rows behind them start.
  private func subtract(_ k: Int, from s: Int, used: inout Int, before end: Int) -> Int {
    let range = nodes.rowStarts[k]..<nodes.rowStarts[k + 1]
    let width = nodes.columnStarts[k + 1] - nodes.columnStarts[k]
    let start = used
    var stop = start
    while stop < range.upperBound && Int(rows[stop]) < end { stop += 1 }
    let (m, n, lead) = (range.upperBound - start, stop - start, range.count)
    let base = panelStarts[k] + (start - range.lowerBound)
    let height = nodes.rowStarts[s + 1] - nodes.rowStarts[s]
    for i in 0..<m { relative[i] = place[Int(rows[start + i])] }
    // A call of BLAS costs as much as some hundred operations.
    guard width > 1 && m * n * width > 400 else {
      for c in 0..<width {
        let source = base + c * lead
        let pivot = pivots[nodes.columnStarts[k] + c]
        for j in 0..<n {
          let factor = values[source + j] * pivot
          let column = panelStarts[s] + Int(relative[j]) * height
          for i in j..<m { values[column + Int(relative[i])] -= factor * values[source + i] }
        }
      }
      used = stop
      return stop
    }
    // L D for the rows that are columns of s.
    for j in 0..<width {
      let pivot = pivots[nodes.columnStarts[k] + j]
      for i in 0..<n { scaled[j * n + i] = values[base + j * lead + i] * pivot }
    }
    unsafe cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasTrans, blasInt(m), blasInt(n), blasInt(width), 1,
      values.pointer(at: base), blasInt(lead), scaled.pointer(at: 0), blasInt(n), 0,
      update.pointer(at: 0), blasInt(m))
    for j in 0..<n {
      let column = panelStarts[s] + Int(relative[j]) * height
      for i in j..<m { values[column + Int(relative[i])] -= update[j * m + i] }
    }
    used = stop
    return stop
  }

  /// The dense factor of a panel: its diagonal block in blocks of columns, and the rows below.
  private func factorPanel(_ s: Int, width: Int, height: Int) -> Bool {
    let (first, base) = (nodes.columnStarts[s], panelStarts[s])
    let step = 32
    for start in stride(from: 0, to: width, by: step) {
      let stop = min(width, start + step)
      for j in start..<stop {
        let column = base + j * height
        var pivot = values[column + j]
        if !(pivot * signs[first + j] >= PivotRule.smallest) {
          guard pivot.isFinite else { return false }
          pivot = PivotRule.substitute * signs[first + j]
          replacedPivots += 1
        }
        pivots[first + j] = pivot
        for i in j + 1..<max(j + 1, stop) { values[column + i] /= pivot }
        for c in j + 1..<max(j + 1, stop) {
          let factor = values[column + c] * pivot
          guard factor != 0 else { continue }
          let other = base + c * height
          for i in c..<stop { values[other + i] -= factor * values[column + i] }
        }
      }
      guard stop < height else { continue }
      unsafe cblas_dtrsm(
        CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasUnit, blasInt(height - stop),
        blasInt(stop - start), 1, values.pointer(at: base + start * height + start),
        blasInt(height), values.pointer(at: base + start * height + stop), blasInt(height))
      for j in start..<stop {
        let inverse = 1 / pivots[first + j]
        let column = base + j * height
        for i in stop..<height { values[column + i] *= inverse }
      }
      guard stop < width else { continue }
      // The columns behind the block, by a product.
      let (m, n, k) = (height - stop, width - stop, stop - start)
      for j in 0..<k {
        let pivot = pivots[first + start + j]
        let column = base + (start + j) * height + stop
        for i in 0..<n { scaled[j * n + i] = values[column + i] * pivot }
      }
      unsafe cblas_dgemm(
        CblasColMajor, CblasNoTrans, CblasTrans, blasInt(m), blasInt(n), blasInt(k), -1,
        values.pointer(at: base + start * height + stop), blasInt(height), scaled.pointer(at: 0),
        blasInt(n), 1, values.pointer(at: base + stop * height + stop), blasInt(height))
    }
    return true
  }

  /// x := (L D L')^{-1} x.
  func solve(_ x: inout [Double]) {
    let count = nodes.columnStarts.count - 1
    for j in 0..<order { work[j] = x[j] }
    for s in 0..<count { solveForward(s) }
    for j in 0..<order { work[j] /= pivots[j] }
    for s in stride(from: count - 1, through: 0, by: -1) { solveBackward(s) }
    for j in 0..<order { x[j] = work[j] }
  }

  private func solveForward(_ s: Int) {
    let (first, width, height) = shape(s)
    let (base, list) = (panelStarts[s], nodes.rowStarts[s])
    guard width * height > 200 else {
      for j in 0..<width {
        let (column, value) = (base + j * height, work[first + j])
        for i in j + 1..<height { work[Int(rows[list + i])] -= values[column + i] * value }
      }
      return
    }
    unsafe cblas_dtrsv(
      CblasColMajor, CblasLower, CblasNoTrans, CblasUnit, blasInt(width),
      values.pointer(at: base), blasInt(height), work.pointer(at: first), 1)
    guard height > width else { return }
    unsafe cblas_dgemv(
      CblasColMajor, CblasNoTrans, blasInt(height - width), blasInt(width), 1,
      values.pointer(at: base + width), blasInt(height), work.pointer(at: first), 1, 0,
      gathered.pointer(at: 0), 1)
    for i in width..<height { work[Int(rows[list + i])] -= gathered[i - width] }
  }

  private func solveBackward(_ s: Int) {
    let (first, width, height) = shape(s)
    let (base, list) = (panelStarts[s], nodes.rowStarts[s])
    guard width * height > 200 else {
      for j in stride(from: width - 1, through: 0, by: -1) {
        let column = base + j * height
        var value = work[first + j]
        for i in j + 1..<height { value -= values[column + i] * work[Int(rows[list + i])] }
        work[first + j] = value
      }
      return
    }
    if height > width {
      for i in width..<height { gathered[i - width] = work[Int(rows[list + i])] }
      unsafe cblas_dgemv(
        CblasColMajor, CblasTrans, blasInt(height - width), blasInt(width), -1,
        values.pointer(at: base + width), blasInt(height), gathered.pointer(at: 0), 1, 1,
        work.pointer(at: first), 1)
    }
    unsafe cblas_dtrsv(
      CblasColMajor, CblasLower, CblasTrans, CblasUnit, blasInt(width),
      values.pointer(at: base), blasInt(height), work.pointer(at: first), 1)
  }

  private func shape(_ s: Int) -> (first: Int, width: Int, height: Int) {
    (
      nodes.columnStarts[s], nodes.columnStarts[s + 1] - nodes.columnStarts[s],
      nodes.rowStarts[s + 1] - nodes.rowStarts[s]
    )
  }
}
