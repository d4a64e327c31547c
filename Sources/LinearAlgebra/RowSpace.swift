internal import COpenBLAS

/// An orthonormal basis of a space that holds the rows of a matrix: Q, d x n, from the thin QR
/// factorization A' = Q R of an n x d matrix A with n <= d. Then A = (A Q) Q'.
///
/// Costs about 4 n^2 d flops.
public func rowSpaceBasis(of a: Matrix) -> Matrix {
  precondition(a.rowCount <= a.columnCount, "as many columns as rows, at least")
  let (n, d) = (a.rowCount, a.columnCount)
  guard n > 0 else { return Matrix(rows: d, columns: 0) }
  var q = a.transposed().elements
  var reflectors = [Double](repeating: 0, count: n)
  let info = unsafe q.withUnsafeMutableBufferPointer { q in
    unsafe reflectors.withUnsafeMutableBufferPointer { reflectors in
      let factored = unsafe LAPACKE_dgeqrf(
        LAPACK_COL_MAJOR, blasInt(d), blasInt(n), q.baseAddress, blasInt(d), reflectors.baseAddress)
      guard factored == 0 else { return factored }
      return unsafe LAPACKE_dorgqr(
        LAPACK_COL_MAJOR, blasInt(d), blasInt(n), blasInt(n), q.baseAddress, blasInt(d),
        reflectors.baseAddress)
    }
  }
  precondition(info == 0, "a QR factorization of finite numbers exists")
  return Matrix(rows: d, columns: n, elements: q)
}
