internal import COpenBLAS

/// An orthonormal basis of a space that holds the rows of an n x d matrix A: Q, d x r, so that A = (A Q) Q' up to
/// rounding. Where n > d, r is the numerical rank, the number of singular values above max(n, d) times the rounding
/// of the largest (about 2 n d^2 + 10 d^3 flops); else r = n (about 4 n^2 d flops).
public func rowSpaceBasis(of a: Matrix) -> Matrix {
  a.rowCount > a.columnCount ? rightSingularVectors(of: a) : orthonormalRows(of: a)
}

/// Q of the thin QR factorization A' = Q R.
private func orthonormalRows(of a: Matrix) -> Matrix {
  let (n, d) = (a.rowCount, a.columnCount)
  guard n > 0 else { return Matrix(rows: d, columns: 0) }
  var q = a.transposed().elements
  var reflectors = [Double](repeating: 0, count: n)
  factorQR(&q, rows: d, columns: n, &reflectors)
  let info = unsafe q.withUnsafeMutableBufferPointer { q in
    unsafe reflectors.withUnsafeBufferPointer { reflectors in
      ComputeLibrary.calling(flops: 2 * Double(d) * Double(n) * Double(n)) {
        unsafe LAPACKE_dorgqr(
          LAPACK_COL_MAJOR, blasInt(d), blasInt(n), blasInt(n), q.baseAddress, blasInt(d),
          reflectors.baseAddress)
      }
    }
  }
  precondition(info == 0, "Q exists where the factorization does")
  return Matrix(rows: d, columns: n, elements: q)
}

/// V of A = U S V' without the columns whose singular value is rounding, by way of A = Q R.
private func rightSingularVectors(of a: Matrix) -> Matrix {
  let (n, d) = (a.rowCount, a.columnCount)
  guard d > 0 else { return Matrix(rows: 0, columns: 0) }
  var factored = a.elements
  var reflectors = [Double](repeating: 0, count: d)
  factorQR(&factored, rows: n, columns: d, &reflectors)
  // R' = V S U': its left singular vectors are those wanted.
  var r = [Double](repeating: 0, count: d * d)
  for j in 0..<d { for i in 0...j { r[i * d + j] = factored[j * n + i] } }
  var (values, unused) = (reflectors, [0.0])
  let info = unsafe r.withUnsafeMutableBufferPointer { r in
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe unused.withUnsafeMutableBufferPointer { unused in
        var work = [Double](repeating: 0, count: d)
        return unsafe work.withUnsafeMutableBufferPointer { work in
          ComputeLibrary.calling(flops: 10 * Double(d) * Double(d) * Double(d)) {
            unsafe LAPACKE_dgesvd(
              LAPACK_COL_MAJOR, CChar(UInt8(ascii: "O")), CChar(UInt8(ascii: "N")), blasInt(d),
              blasInt(d), r.baseAddress, blasInt(d), values.baseAddress, unused.baseAddress,
              blasInt(1), unused.baseAddress, blasInt(1), work.baseAddress)
          }
        }
      }
    }
  }
  // Where the iteration does not converge, all coordinates serve.
  guard info == 0 else {
    var identity = Matrix(rows: d, columns: d)
    for j in 0..<d { identity[j, j] = 1 }
    return identity
  }
  let rounding = Double(max(n, d)) * 2.22e-16 * values[0]
  let rank = values.count { $0 > rounding }
  return Matrix(rows: d, columns: rank, elements: Array(r[..<(d * rank)]))
}

/// The QR factorization in place.
private func factorQR(
  _ elements: inout [Double], rows: Int, columns: Int, _ reflectors: inout [Double]
) {
  let info = unsafe elements.withUnsafeMutableBufferPointer { elements in
    unsafe reflectors.withUnsafeMutableBufferPointer { reflectors in
      ComputeLibrary.calling(flops: 2 * Double(rows) * Double(columns) * Double(columns)) {
        unsafe LAPACKE_dgeqrf(
          LAPACK_COL_MAJOR, blasInt(rows), blasInt(columns), elements.baseAddress, blasInt(rows),
          reflectors.baseAddress)
      }
    }
  }
  precondition(info == 0, "a QR factorization of finite numbers exists")
}
