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
    var block = [Double](repeating: 0, count: min(m, Self.portion) * m)
    for first in stride(from: 0, to: m, by: Self.portion) {
      let (width, height) = (min(Self.portion, m - first), m - first)
      unsafe y.elements.withUnsafeBufferPointer { y in
        let start = y.extracting((first * d)...).baseAddress
        unsafe block.withUnsafeMutableBufferPointer { block in
          unsafe cblas_dsyrk(
            CblasColMajor, CblasLower, CblasTrans, blasInt(width), blasInt(d), 1, start, blasInt(d),
            0, block.baseAddress, blasInt(height))
          guard height > width else { return }
          unsafe cblas_dgemm(
            CblasColMajor, CblasTrans, CblasNoTrans, blasInt(height - width), blasInt(width),
            blasInt(d), 1, y.extracting(((first + width) * d)...).baseAddress, blasInt(d), start,
            blasInt(d), 0, block.extracting(width...).baseAddress, blasInt(height))
        }
      }
      withElements { elements in
        unsafe elements.withUnsafeMutableBufferPointer { target in
          unsafe block.withUnsafeBufferPointer { block in
            unsafe places.withUnsafeBufferPointer { places in
              nonisolated(unsafe) let (target, block, places) = unsafe (target, block, places)
              // Columns of the matrix are distinct, and so are what threads write.
              inParallel(count: width, work: width * height) { c in
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
