internal import COpenBLAS

extension Matrix {
  /// So many columns of a Gram matrix at a time, which then stay in cache until they are added.
  private static let portion = 128

  /// Adds the Gram matrix Y'Y of m columns to the lower triangle of a square matrix, at the rows and columns
  /// `places`, which ascend (m^2 flops for each row of Y).
  public mutating func addGram(_ y: Matrix, at places: [Int]) {
    let (n, m, d) = (rowCount, places.count, y.rowCount)
    precondition(columnCount == n && y.columnCount == m, "a place for each column")
    precondition(places.last ?? -1 < n && places.first ?? 0 >= 0, "places within the matrix")
    guard m > 0, d > 0 else { return }
    let starts = Array(stride(from: 0, to: m, by: Self.portion))
    withElements { elements in
      unsafe elements.withUnsafeMutableBufferPointer { elements in
        unsafe y.elements.withUnsafeBufferPointer { y in
          nonisolated(unsafe) let (target, y) = unsafe (elements, y)
          // Portions have no column in common, so threads may share the matrix.
          _ = mapCallingBLAS(count: starts.count) { index in
            let first = starts[index]
            let (width, height) = (min(Self.portion, m - first), m - first)
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
  }
}

/// The first `width` columns of the Gram matrix of the columns of Y, from the diagonal on downward.
@unsafe private func lowerColumns(
  of y: UnsafeBufferPointer<Double>, rows: Int, columns: Int, width: Int
) -> [Double] {
  unsafe [Double](unsafeUninitializedCapacity: width * columns) { block, filled in
    unsafe block.initialize(repeating: 0)
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, blasInt(width), blasInt(rows), 1, y.baseAddress,
      blasInt(rows), 0, block.baseAddress, blasInt(columns))
    if columns > width {
      unsafe cblas_dgemm(
        CblasColMajor, CblasTrans, CblasNoTrans, blasInt(columns - width), blasInt(width),
        blasInt(rows), 1, y.extracting((width * rows)...).baseAddress, blasInt(rows),
        y.baseAddress, blasInt(rows), 0, block.extracting(width...).baseAddress, blasInt(columns))
    }
    filled = width * columns
  }
}
