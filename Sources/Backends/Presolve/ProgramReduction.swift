internal import Canonicalize
internal import LinearAlgebra

/// A conic program while it is reduced. Entries of A and P never change: rows and columns leave, costs, sides
/// and bounds move. A row of the cones zero and nonnegative is an interval for a_i'x, a row with one entry an
/// interval for its variable, so that reductions speak as those of linear programming do (Andersen and
/// Andersen 1995, "Presolving in linear programming").
struct ProgramReduction {
  /// What has become of a row.
  enum Row: UInt8 {
    /// rowLower <= a_i'x <= rowUpper
    case interval
    /// In a second-order or exponential cone.
    case cone
    /// Dropped, or turned into a bound.
    case gone
  }

  /// The row whose multiplier carries that of a bound, and its entry; -1 where the bound is infinite.
  struct Owner {
    var row: Int32 = -1
    var entry = 0.0
  }

  /// A without its zeros.
  let matrix: SparseMatrix
  /// Its transpose: a column for each row.
  let byRows: SparseMatrix
  /// P with both triangles; nil for P = 0.
  let hessian: SparseMatrix?
  let cones: [Cone]

  var rows: [Row]
  var rowLower: [Double]
  /// The upper side of an interval, b of a row in a cone.
  var rowUpper: [Double]
  /// 1 + the size of what the sides were computed from.
  var rowSize: [Double]
  var rowEntries: [Int32]
  var isColumnAlive: [Bool]
  var lower: [Double]
  var upper: [Double]
  var lowerOwner: [Owner]
  var upperOwner: [Owner]
  /// Entries in rows that are not gone.
  var columnEntries: [Int32]
  /// Columns of P that still meet this one, itself included.
  var curvatureEntries: [Int32]
  var cost: [Double]
  var costSize: [Double]
  var constant: Double
  var postsolve = PostsolveStack()
  /// Multipliers of intervals and bounds that cannot hold together, as they were when that was found.
  var conflict: Conflict?
  /// A direction of one column along which the objective falls; there is no optimum if there is a point.
  var ray: (column: Int, sign: Double)?
  /// How many more entries of rows may be looked at for columns of one entry.
  var pivotWork: Int
  var dirtyRows: Worklist
  var dirtyColumns: Worklist

  /// A combination of rows that gives 0 >= a positive number.
  typealias Conflict = [(row: Int, multiplier: Double)]

  init(_ program: ConicProgram) {
    matrix = program.matrix.withoutZeros
    byRows = matrix.transposed
    hessian = program.quadratic.isZero ? nil : program.quadratic.full
    cones = program.cones
    let (m, n) = (program.rowCount, program.variableCount)
    rows = [Row](repeating: .interval, count: m)
    rowLower = program.rightHandSide
    rowUpper = program.rightHandSide
    rowSize = program.rightHandSide.map { 1 + abs($0) }
    rowEntries = byRows.columnCounts
    isColumnAlive = [Bool](repeating: true, count: n)
    lower = [Double](repeating: -.infinity, count: n)
    upper = [Double](repeating: .infinity, count: n)
    lowerOwner = [Owner](repeating: Owner(), count: n)
    upperOwner = lowerOwner
    columnEntries = matrix.columnCounts
    curvatureEntries = hessian?.columnCounts ?? [Int32](repeating: 0, count: n)
    cost = program.linear
    costSize = program.linear.map { 1 + abs($0) }
    constant = program.constant
    pivotWork = 1000 + 20 * matrix.nonzeroCount
    dirtyRows = Worklist(all: m)
    dirtyColumns = Worklist(all: n)
    var row = 0
    for cone in cones {
      let range = row..<row + cone.dimension
      row = range.upperBound
      switch cone {
      case .zero: break
      case .nonnegative: for i in range { rowLower[i] = -.infinity }
      // s_0 >= 0
      case .secondOrder(1): rowLower[range.lowerBound] = -.infinity
      case .secondOrder, .exponential: for i in range { rows[i] = .cone }
      }
    }
  }

  /// The places of the entries of a row in `byRows`.
  func places(ofRow i: Int) -> Range<Int> { byRows.columnStarts[i]..<byRows.columnStarts[i + 1] }
  /// The places of the entries of a column in `matrix`.
  func places(ofColumn j: Int) -> Range<Int> { matrix.columnStarts[j]..<matrix.columnStarts[j + 1] }

  /// Takes a row out of its columns.
  mutating func remove(row i: Int) {
    rows[i] = .gone
    for place in places(ofRow: i) {
      let j = Int(byRows.rowIndices[place])
      guard isColumnAlive[j] else { continue }
      columnEntries[j] -= 1
      dirtyColumns.insert(j)
    }
  }

  /// Takes a column out of its rows.
  mutating func remove(column j: Int) {
    isColumnAlive[j] = false
    for place in places(ofColumn: j) {
      let i = Int(matrix.rowIndices[place])
      guard rows[i] != .gone else { continue }
      rowEntries[i] -= 1
      dirtyRows.insert(i)
    }
    guard let hessian else { return }
    for place in hessian.columnStarts[j]..<hessian.columnStarts[j + 1] {
      let k = Int(hessian.rowIndices[place])
      curvatureEntries[k] -= 1
      if isColumnAlive[k] { dirtyColumns.insert(k) }
    }
  }

  /// Puts x_j = value in place; the multiplier that makes up for its gradient goes to a bound by its sign.
  mutating func fix(_ j: Int, at value: Double) {
    postsolve.append(
      .fixed(
        column: j, value: value, cost: cost[j], lower: lowerOwner[j], upper: upperOwner[j]))
    substitute(j, value)
  }

  /// Moves x_j = value into sides, costs and the constant.
  mutating func substitute(_ j: Int, _ value: Double) {
    if value != 0 {
      for place in places(ofColumn: j) {
        let i = Int(matrix.rowIndices[place])
        if rows[i] != .gone { shiftSides(of: i, by: -matrix.values[place] * value) }
      }
      constant += cost[j] * value
      if let hessian {
        for place in hessian.columnStarts[j]..<hessian.columnStarts[j + 1] {
          let k = Int(hessian.rowIndices[place])
          if k == j {
            constant += hessian.values[place] * value * value / 2
          } else if isColumnAlive[k] {
            shiftCost(of: k, by: hessian.values[place] * value)
          }
        }
      }
    }
    remove(column: j)
  }

  /// Moves the sides of a row; what is left of a cancellation is 0.
  private mutating func shiftSides(of i: Int, by shift: Double) {
    rowSize[i] += abs(shift)
    rowUpper[i] += shift
    rowLower[i] += shift
    if PresolveTolerance.isRounding(rowUpper[i], of: rowSize[i]) { rowUpper[i] = 0 }
    if PresolveTolerance.isRounding(rowLower[i], of: rowSize[i]) { rowLower[i] = 0 }
  }

  mutating func shiftCost(of j: Int, by shift: Double) {
    costSize[j] += abs(shift)
    cost[j] += shift
    if PresolveTolerance.isRounding(cost[j], of: costSize[j]) { cost[j] = 0 }
    dirtyColumns.insert(j)
  }

  /// Keeps the tighter of two bounds; rows of the variable have new activities. Nothing may be inferred from
  /// bounds that contradict each other, so that is found here.
  mutating func tighten(_ j: Int, lower newLower: Double, upper newUpper: Double, by owner: Owner) {
    var isTighter = false
    if newLower > lower[j] {
      (lower[j], lowerOwner[j], isTighter) = (newLower, owner, true)
    }
    if newUpper < upper[j] {
      (upper[j], upperOwner[j], isTighter) = (newUpper, owner, true)
    }
    guard isTighter else { return }
    let size = 1 + min(abs(lower[j]), abs(upper[j]))
    if lower[j] - upper[j] > PresolveTolerance.contradiction * size {
      conflict = [
        (Int(upperOwner[j].row), 1 / upperOwner[j].entry),
        (Int(lowerOwner[j].row), -1 / lowerOwner[j].entry),
      ]
      return
    }
    dirtyColumns.insert(j)
    for place in places(ofColumn: j) {
      let i = Int(matrix.rowIndices[place])
      if rows[i] == .interval { dirtyRows.insert(i) }
    }
  }
}

/// Indices to look at, each once.
struct Worklist {
  private(set) var items: [Int32]
  private var isListed: [Bool]

  /// All of them.
  init(all count: Int) {
    items = (0..<Int32(count)).map { $0 }
    isListed = [Bool](repeating: true, count: count)
  }

  mutating func insert(_ index: Int) {
    if isListed[index] { return }
    isListed[index] = true
    items.append(Int32(index))
  }

  /// The items; the list is empty afterwards.
  mutating func drain() -> [Int32] {
    let drained = items
    items = []
    for index in drained { isListed[Int(index)] = false }
    return drained
  }
}

extension SparseMatrix {
  /// How many entries each column has.
  fileprivate var columnCounts: [Int32] {
    (0..<columnCount).map { Int32(columnStarts[$0 + 1] - columnStarts[$0]) }
  }

  fileprivate var withoutZeros: SparseMatrix {
    guard values.contains(0) else { return self }
    var (starts, rows, kept): ([Int], [Int32], [Double]) = ([0], [], [])
    for j in 0..<columnCount {
      for place in columnStarts[j]..<columnStarts[j + 1] where values[place] != 0 {
        rows.append(rowIndices[place])
        kept.append(values[place])
      }
      starts.append(rows.count)
    }
    return SparseMatrix(rowCount: rowCount, columnStarts: starts, rowIndices: rows, values: kept)
  }
}

extension SymmetricMatrix {
  /// Both triangles, without zeros.
  fileprivate var full: SparseMatrix {
    let upper = upper.withoutZeros
    let lower = upper.transposed
    var (starts, rows, kept): ([Int], [Int32], [Double]) = ([0], [], [])
    for j in 0..<order {
      for place in upper.columnStarts[j]..<upper.columnStarts[j + 1] {
        rows.append(upper.rowIndices[place])
        kept.append(upper.values[place])
      }
      // The lower triangle has the diagonal too.
      for place in lower.columnStarts[j]..<lower.columnStarts[j + 1]
      where Int(lower.rowIndices[place]) > j {
        rows.append(lower.rowIndices[place])
        kept.append(lower.values[place])
      }
      starts.append(rows.count)
    }
    return SparseMatrix(rowCount: order, columnStarts: starts, rowIndices: rows, values: kept)
  }
}
