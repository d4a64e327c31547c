/// Which columns of a factor change which: the elimination tree of a symmetric matrix (Liu 1990), from its
/// upper triangle by columns, and the pattern of the factor.
struct EliminationTree {
  /// The next column that column j changes; -1 at a root.
  let parent: [Int32]
  /// Where each column of L starts, without its diagonal.
  let columnStarts: [Int]
  /// The pattern of the matrix.
  let matrixStarts: [Int]
  let matrixRows: [Int32]

  init(columnStarts starts: [Int], rowIndices rows: [Int32]) {
    let n = starts.count - 1
    var parent = [Int32](repeating: -1, count: n)
    var flag = [Int](repeating: -1, count: n)
    var counts = [Int](repeating: 0, count: n)
    for k in 0..<n {
      flag[k] = k
      for p in starts[k]..<starts[k + 1] {
        var i = Int(rows[p])
        while flag[i] != k {
          if parent[i] < 0 { parent[i] = Int32(k) }
          counts[i] += 1
          flag[i] = k
          i = Int(parent[i])
        }
      }
    }
    self.parent = parent
    matrixStarts = starts
    matrixRows = rows
    var sums = [0]
    sums.reserveCapacity(n + 1)
    for count in counts { sums.append(sums[sums.count - 1] + count) }
    columnStarts = sums
  }

  /// The pattern of each row of L, in an order in which its columns can be eliminated.
  func rowPatterns() -> (starts: [Int], columns: [Int32]) {
    let n = parent.count
    var flag = [Int](repeating: -1, count: n)
    var stack = [Int32](repeating: 0, count: n)
    var path = stack
    var starts = [0]
    starts.reserveCapacity(n + 1)
    var columns: [Int32] = []
    columns.reserveCapacity(columnStarts[n])
    for k in 0..<n {
      var top = n
      flag[k] = k
      for p in matrixStarts[k]..<matrixStarts[k + 1] {
        var length = 0
        var i = Int(matrixRows[p])
        while flag[i] != k {
          path[length] = Int32(i)
          length += 1
          flag[i] = k
          i = Int(parent[i])
        }
        while length > 0 {
          top -= 1
          length -= 1
          stack[top] = path[length]
        }
      }
      columns.append(contentsOf: stack[top..<n])
      starts.append(columns.count)
    }
    return (starts, columns)
  }
}
