/// The sparse factor row by row (up-looking), each row by a sparse triangular solve whose pattern is known
/// from the start: the fastest way where L stays very sparse.
final class SimplicialFactor {
  private let order: Int
  /// Pivots replaced in the last factorization.
  private(set) var replacedPivots = 0

  private let matrixStarts: NumberBuffer<Int>
  private let matrixRows: NumberBuffer<Int32>
  private let signs: NumberBuffer<Double>
  /// Row k of L has the columns `rowPattern[rowStarts[k] ..< rowStarts[k + 1]]`.
  private let rowStarts: NumberBuffer<Int>
  private let rowPattern: NumberBuffer<Int32>
  private let starts: NumberBuffer<Int>
  private let rows: NumberBuffer<Int32>
  private let values: NumberBuffer<Double>
  private let inverses: NumberBuffer<Double>
  /// Where the filled part of each column ends.
  private let filled: NumberBuffer<Int>
  /// A row that is being made; zero between rows.
  private let work: NumberBuffer<Double>

  init(_ tree: EliminationTree, signs: [Double]) {
    let n = signs.count
    order = n
    let (patternStarts, pattern) = tree.rowPatterns()
    let entryCount = pattern.count
    matrixStarts = NumberBuffer(tree.matrixStarts)
    matrixRows = NumberBuffer(tree.matrixRows)
    self.signs = NumberBuffer(signs)
    rowStarts = NumberBuffer(patternStarts)
    rowPattern = NumberBuffer(pattern)
    starts = NumberBuffer(tree.columnStarts)
    rows = NumberBuffer(repeating: 0, count: entryCount)
    values = NumberBuffer(repeating: 0, count: entryCount)
    inverses = NumberBuffer(repeating: 0, count: n)
    filled = NumberBuffer(repeating: 0, count: n)
    work = NumberBuffer(repeating: 0, count: n)
  }

  deinit {
    matrixStarts.free()
    matrixRows.free()
    signs.free()
    rowStarts.free()
    rowPattern.free()
    starts.free()
    rows.free()
    values.free()
    inverses.free()
    filled.free()
    work.free()
  }

  /// Factors the matrix with these values plus `shift` times the signs on the diagonal. False where a
  /// number is not finite.
  func factor(_ matrix: [Double], shift: Double) -> Bool {
    replacedPivots = 0
    for k in 0..<order {
      filled[k] = starts[k]
      let end = matrixStarts[k + 1] - 1
      for p in matrixStarts[k]..<end { work[Int(matrixRows[p])] = matrix[p] }
      var pivot = matrix[end] + shift * signs[k]
      for t in rowStarts[k]..<rowStarts[k + 1] {
        let i = Int(rowPattern[t])
        let y = work[i]
        work[i] = 0
        let last = filled[i]
        for p in starts[i]..<last { work[Int(rows[p])] -= values[p] * y }
        let l = y * inverses[i]
        pivot -= l * y
        rows[last] = Int32(k)
        values[last] = l
        filled[i] = last + 1
      }
      if !(pivot * signs[k] >= PivotRule.smallest) {
        guard pivot.isFinite else {
          for i in 0..<order { work[i] = 0 }
          return false
        }
        pivot = PivotRule.substitute * signs[k]
        replacedPivots += 1
      }
      inverses[k] = 1 / pivot
    }
    return true
  }

  /// x := (L D L')^{-1} x.
  func solve(_ x: inout [Double]) {
    for j in 0..<order { work[j] = x[j] }
    for j in 0..<order {
      let value = work[j]
      guard value != 0 else { continue }
      for p in starts[j]..<starts[j + 1] { work[Int(rows[p])] -= values[p] * value }
    }
    for j in stride(from: order - 1, through: 0, by: -1) {
      var value = work[j] * inverses[j]
      for p in starts[j]..<starts[j + 1] { value -= values[p] * work[Int(rows[p])] }
      work[j] = value
    }
    for j in 0..<order {
      x[j] = work[j]
      work[j] = 0
    }
  }
}
