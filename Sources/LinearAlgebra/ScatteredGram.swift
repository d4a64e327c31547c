/// So many columns of a Gram matrix at a time, which then stay in cache until they are added.
private let portion = 128

extension Matrix {
  /// Adds the Gram matrix Y'Y of m columns to the lower triangle of a square matrix, at the rows and columns
  /// `places`, which ascend (m^2 flops for each row of Y).
  public mutating func addGram(_ y: Matrix, at places: [Int]) {
    let n = rowCount
    precondition(columnCount == n, "a square matrix")
    withElements {
      LinearAlgebra.addGram(y.elements, rows: y.rowCount, to: &$0, order: n, at: places)
    }
  }
}

/// The same for a Y of `rows` rows and a matrix of some order, column-major, in either precision.
func addGram<Real: BLASReal>(
  _ y: [Real], rows d: Int, to matrix: inout [Real], order n: Int, at places: [Int]
) {
  let m = places.count
  precondition(y.count == d * m, "a place for each column")
  precondition(places.last ?? -1 < n && places.first ?? 0 >= 0, "places within the matrix")
  guard m > 0, d > 0 else { return }
  let starts = Array(stride(from: 0, to: m, by: portion))
  unsafe matrix.withUnsafeMutableBufferPointer { elements in
    unsafe y.withUnsafeBufferPointer { y in
      nonisolated(unsafe) let (target, y) = unsafe (elements, y)
      // Portions have no column in common, so threads may share the matrix.
      _ = mapCallingBLAS(count: starts.count) { index in
        let first = starts[index]
        let (width, height) = (min(portion, m - first), m - first)
        let part = unsafe y.extracting((first * d)...)
        let block = unsafe lowerColumns(of: part, rows: d, columns: height, width: width)
        unsafe places.withUnsafeBufferPointer { places in
          for c in 0..<width {
            let column = unsafe places[first + c] * n
            for a in c..<height {
              unsafe target[column + places[first + a]] += block[c * height + a]
            }
          }
        }
      }
    }
  }
}

/// The first `width` columns of the Gram matrix of the columns of Y, from the diagonal on downward.
@unsafe private func lowerColumns<Real: BLASReal>(
  of y: UnsafeBufferPointer<Real>, rows: Int, columns: Int, width: Int
) -> [Real] {
  unsafe [Real](unsafeUninitializedCapacity: width * columns) { block, filled in
    unsafe block.initialize(repeating: 0)
    unsafe Real.gram(
      order: width, depth: rows, y.baseAddress, into: block.baseAddress, leading: columns)
    if columns > width {
      let shape = ProductShape(
        rows: columns - width, columns: width, depth: rows, (.transposed, rows), (.none, rows))
      unsafe Real.multiply(
        rows: shape.rows, columns: shape.columns, shape, 1,
        y.extracting((width * rows)...).baseAddress, y.baseAddress, 0,
        into: block.extracting(width...).baseAddress, leading: columns)
    }
    filled = width * columns
  }
}
