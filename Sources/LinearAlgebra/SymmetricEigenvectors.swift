internal import COpenBLAS

/// The eigenvalues of a symmetric matrix with an orthonormal basis of eigenvectors, A = Q diag(l) Q'.
public struct SymmetricEigenvectors: Sendable {
  /// l, ascending.
  public let values: [Double]
  /// Q, a column for each eigenvalue.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix of finite numbers (about 9 n^3 flops).
  public init(_ matrix: Matrix) {
    precondition(matrix.rowCount == matrix.columnCount, "a symmetric matrix is square")
    let n = matrix.rowCount
    var elements = matrix.elements
    var values = [Double](repeating: 0, count: n)
    if n > 0 {
      let info = unsafe elements.withUnsafeMutableBufferPointer { a in
        unsafe values.withUnsafeMutableBufferPointer { l in
          // The letters V and L: vectors too, from the lower triangle.
          ComputeLibrary.calling(flops: 9 * Double(n) * Double(n) * Double(n)) {
            unsafe LAPACKE_dsyevd(
              LAPACK_COL_MAJOR, CChar(86), CChar(76), blasInt(n), a.baseAddress, blasInt(n),
              l.baseAddress)
          }
        }
      }
      precondition(info == 0, "a symmetric matrix of finite numbers has eigenvalues")
    }
    self.values = values
    vectors = Matrix(rows: n, columns: n, elements: elements)
  }
}
