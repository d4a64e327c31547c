internal import LinearAlgebra

/// The matrix [[P, A'], [A, -H]] of the Newton step as an upper triangle, permuted so that its factor is
/// sparse, with the places of everything that changes. Large second-order cones have two more columns:
/// H = eta^2 (D + u u' - v v').
struct KKTPattern {
  /// Second-order cones of more rows than this are expanded; all of them where digits count more than fill, since
  /// pivots inside a dense H cancel.
  private static let largestDenseCone = 4

  let order: Int
  /// n and m.
  let variableCount: Int
  let rowCount: Int
  /// The permuted upper triangle by columns, the diagonal last in each.
  let columnStarts: [Int]
  let rowIndices: [Int32]
  /// Its values where nothing is scaled: P and A in place, H = 0.
  let constants: [Double]
  let signs: [Double]
  /// The new place of each row.
  let place: [Int32]
  /// The places of the diagonal, in the order of rows before the permutation.
  let diagonal: [Int]
  /// For each block of cones the places of the upper triangle of H by columns, without its diagonal, or,
  /// expanded, of v and then of u.
  let blockPlaces: [[Int]]
  /// For each block the first of its two columns; nil where it has none.
  let expansions: [Int?]

  /// The pattern of a problem; with `curved`, the variables whose curvature is set later, no pivot is taken
  /// before it holds a number.
  init(_ data: ConeData, curved: Set<Int>? = nil) {
    let (n, m) = (data.variableCount, data.rowCount)
    var upper = UpperTriangle()
    // Columns of x: P with its diagonal.
    var diagonal: [Int] = []
    for j in 0..<n {
      var own = 0.0
      for p in data.quadratic.columnStarts[j]..<data.quadratic.columnStarts[j + 1] {
        let i = Int(data.quadratic.rowIndices[p])
        if i == j {
          own = data.quadratic.values[p]
        } else {
          _ = upper.add(i, j, data.quadratic.values[p])
        }
      }
      diagonal.append(upper.add(j, j, own))
    }
    // Columns of z: A' and H.
    let largestDense = curved == nil ? Self.largestDenseCone : 1
    let transposed = data.matrix.transposed
    var blockPlaces: [[Int]] = []
    var expansions: [Int?] = []
    var expanded = 0
    for block in data.layout.blocks {
      var places: [Int] = []
      let isExpanded = block.kind == .secondOrder && block.count > largestDense
      let isDense = block.kind == .exponential || (block.kind == .secondOrder && !isExpanded)
      for i in block.range {
        for p in transposed.columnStarts[i]..<transposed.columnStarts[i + 1] {
          _ = upper.add(Int(transposed.rowIndices[p]), n + i, transposed.values[p])
        }
        if isDense { for k in block.first..<i { places.append(upper.add(n + k, n + i, 0)) } }
        diagonal.append(upper.add(n + i, n + i, 0))
      }
      blockPlaces.append(places)
      expansions.append(isExpanded ? n + m + 2 * expanded : nil)
      if isExpanded { expanded += 1 }
    }
    for (index, block) in data.layout.blocks.enumerated() {
      guard let first = expansions[index] else { continue }
      for column in [first, first + 1] {
        for i in block.range { blockPlaces[index].append(upper.add(n + i, column, 0)) }
        diagonal.append(upper.add(column, column, 0))
      }
    }
    let count = n + m + 2 * expanded
    var zeroRows: Set<Int> = []
    for block in data.layout.blocks where block.kind == .zero { zeroRows.formUnion(block.range) }
    let signs = (0..<count).map { k -> Double in
      k < n ? 1 : k < n + m ? -1 : (k - n - m) % 2 == 0 ? -1 : 1
    }
    let weak = curved.map { curved in
      (0..<count).map { k in
        k < n ? upper.values[diagonal[k]] == 0 && !curved.contains(k) : zeroRows.contains(k - n)
      }
    }
    let permuted = upper.permuted(order: count, weak: weak)
    variableCount = n
    rowCount = m
    order = count
    columnStarts = permuted.columnStarts
    rowIndices = permuted.rowIndices
    constants = permuted.values
    place = permuted.place
    var newSigns = signs
    for k in 0..<count { newSigns[Int(permuted.place[k])] = signs[k] }
    self.signs = newSigns
    self.diagonal = diagonal.map { permuted.entryPlaces[$0] }
    self.blockPlaces = blockPlaces.map { $0.map { permuted.entryPlaces[$0] } }
    self.expansions = expansions
  }
}

/// The upper triangle of a symmetric matrix, entry by entry, columns ascending.
private struct UpperTriangle {
  var rows: [Int32] = []
  var columns: [Int32] = []
  var values: [Double] = []

  /// Adds an entry; returns its number.
  mutating func add(_ row: Int, _ column: Int, _ value: Double) -> Int {
    rows.append(Int32(row))
    columns.append(Int32(column))
    values.append(value)
    return rows.count - 1
  }

  /// The matrix with rows and columns in an order that keeps its factor sparse, those that are `weak` not
  /// before a neighbor.
  func permuted(
    order n: Int, weak: [Bool]?
  ) -> (
    columnStarts: [Int], rowIndices: [Int32], values: [Double], place: [Int32],
    entryPlaces: [Int]
  ) {
    var starts = [Int](repeating: 0, count: n + 1)
    for column in columns { starts[Int(column) + 1] += 1 }
    for j in 0..<n { starts[j + 1] += starts[j] }
    var elimination = minimumDegreeOrder(columnStarts: starts, rowIndices: rows)
    if let weak {
      elimination = delaying(elimination, weak: weak, columnStarts: starts, rowIndices: rows)
    }
    var place = [Int32](repeating: 0, count: n)
    for (k, j) in elimination.enumerated() { place[Int(j)] = Int32(k) }
    var newStarts = [Int](repeating: 0, count: n + 1)
    for e in rows.indices {
      newStarts[Int(max(place[Int(rows[e])], place[Int(columns[e])])) + 1] += 1
    }
    for j in 0..<n { newStarts[j + 1] += newStarts[j] }
    var next = newStarts
    var newRows = [Int32](repeating: 0, count: rows.count)
    var newValues = [Double](repeating: 0, count: rows.count)
    var entryPlaces = [Int](repeating: 0, count: rows.count)
    for e in rows.indices {
      let (a, b) = (place[Int(rows[e])], place[Int(columns[e])])
      let column = Int(max(a, b))
      // The diagonal comes last.
      let slot: Int
      if a == b {
        slot = newStarts[column + 1] - 1
      } else {
        slot = next[column]
        next[column] += 1
      }
      newRows[slot] = min(a, b)
      newValues[slot] = values[e]
      entryPlaces[e] = slot
    }
    return (newStarts, newRows, newValues, place, entryPlaces)
  }
}
