/// A sparse matrix by columns: the entries of column j have the places
/// `columnStarts[j] ..< columnStarts[j + 1]`, rows ascending and none twice.
public struct SparseColumns: Sendable, Equatable {
  /// The number of rows.
  public let rowCount: Int
  /// Where each column starts; one more than there are columns.
  public let columnStarts: [Int]
  /// The row of each entry.
  public let rowIndices: [Int32]
  /// The value of each entry, never 0.
  public let values: [Double]

  static let empty = SparseColumns(rowCount: 0, columnStarts: [0], rowIndices: [], values: [])

  /// The number of columns.
  public var columnCount: Int { columnStarts.count - 1 }

  /// A x.
  public func times(_ x: [Double]) -> [Double] {
    precondition(x.count == columnCount, "one number for each column")
    var result = [Double](repeating: 0, count: rowCount)
    for j in 0..<columnCount where x[j] != 0 {
      for place in columnStarts[j]..<columnStarts[j + 1] {
        result[Int(rowIndices[place])] += values[place] * x[j]
      }
    }
    return result
  }
}

/// Entries of a matrix in any order.
struct Triplets {
  private(set) var rows: [Int32] = []
  private(set) var columns: [Int32] = []
  private(set) var values: [Double] = []

  var count: Int { values.count }

  mutating func reserve(_ count: Int) {
    rows.reserveCapacity(count)
    columns.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  mutating func append(_ row: Int, _ column: Int, _ value: Double) {
    rows.append(Int32(row))
    columns.append(Int32(column))
    values.append(value)
  }

  /// The entries in the order of a matrix by columns, in time linear in entries, rows and columns.
  func sorted(rowCount: Int, columnCount: Int) -> Sorted {
    let byRows = Self.counted(rows, count: rowCount, (0..<count).lazy.map { $0 }).order
    let (order, starts) = Self.counted(columns, count: columnCount, byRows.lazy.map { Int($0) })
    return Sorted(triplets: self, rowCount: rowCount, order: order, starts: starts)
  }

  /// The matrix; entries of one place are added, zeros left out.
  func compressed(rowCount: Int, columnCount: Int) -> SparseColumns {
    sorted(rowCount: rowCount, columnCount: columnCount).compressed
  }

  /// Sorts places by their key, keeping the order of equal keys.
  private static func counted(
    _ keys: [Int32], count: Int, _ places: some Sequence<Int>
  ) -> (order: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    var order = [Int32](repeating: 0, count: keys.count)
    for place in places {
      let key = Int(keys[place])
      order[next[key]] = Int32(place)
      next[key] += 1
    }
    return (order, starts)
  }

  /// Entries by columns, and by rows within one; equal places keep their order.
  struct Sorted {
    fileprivate let triplets: Triplets
    fileprivate let rowCount: Int
    fileprivate let order: [Int32]
    fileprivate let starts: [Int]

    /// The entry that names the place of an earlier one, the first of them; nil if there is none.
    var firstRepeated: Int? {
      let (rows, columns) = (triplets.rows, triplets.columns)
      var first: Int?
      for index in order.indices.dropFirst() {
        let (a, b) = (Int(order[index - 1]), Int(order[index]))
        if rows[a] == rows[b] && columns[a] == columns[b] { first = min(first ?? b, b) }
      }
      return first
    }

    /// The matrix; entries of one place are added, zeros left out.
    var compressed: SparseColumns {
      let (rows, values) = (triplets.rows, triplets.values)
      var columnStarts = [0]
      columnStarts.reserveCapacity(starts.count)
      var rowIndices: [Int32] = []
      rowIndices.reserveCapacity(order.count)
      var kept: [Double] = []
      kept.reserveCapacity(order.count)
      for j in 0..<starts.count - 1 {
        var index = starts[j]
        while index < starts[j + 1] {
          let row = rows[Int(order[index])]
          var sum = 0.0
          while index < starts[j + 1] && rows[Int(order[index])] == row {
            sum += values[Int(order[index])]
            index += 1
          }
          if sum != 0 {
            rowIndices.append(row)
            kept.append(sum)
          }
        }
        columnStarts.append(kept.count)
      }
      return SparseColumns(
        rowCount: rowCount, columnStarts: columnStarts, rowIndices: rowIndices, values: kept)
    }
  }
}
