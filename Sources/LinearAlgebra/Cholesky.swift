internal import COpenBLAS

/// Why a factorization could not be made.
public struct FactorizationError: Error, Equatable, Sendable {
  /// The order of the first leading minor that is not positive (1-based); 0 where the matrix holds
  /// a number that is not finite.
  public let leadingMinor: Int
}

/// The Cholesky factor of a symmetric positive definite matrix: A = L L'.
public struct Cholesky: Sendable {
  /// The order of the matrix.
  public let order: Int
  /// The factor L in the lower triangle; what stands above is not used.
  private let factor: Matrix

  /// From so many right-hand sides on the blocks of L are worth inverting.
  private static let manyColumns = 32

  /// Factors `matrix`, of which only the lower triangle is read (n^3 / 3 flops).
  public init(_ matrix: consuming Matrix) throws(FactorizationError) {
    precondition(matrix.rowCount == matrix.columnCount, "a Cholesky factor needs a square matrix")
    order = matrix.rowCount
    let n = blasInt(order)
    var info: Int32 = 0
    if order > 0 {
      info = matrix.withElements { elements in
        unsafe elements.withUnsafeMutableBufferPointer { a in
          unsafe LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, a.baseAddress, n)
        }
      }
    }
    // The wrapper looks for NaN in the matrix, its only argument that can be at fault.
    if info != 0 { throw FactorizationError(leadingMinor: max(0, Int(info))) }
    factor = matrix
  }

  /// B := A^{-1} B, column by column (2 n^2 flops a column).
  public func solve(_ b: inout Matrix) {
    apply(to: &b, transpositions: [.none, .transposed])
  }

  /// B := L^{-1} B (n^2 flops a column).
  public func solveLower(_ b: inout Matrix) {
    apply(to: &b, transpositions: [.none])
  }

  /// B := L^{-T} B (n^2 flops a column).
  public func solveLowerTransposed(_ b: inout Matrix) {
    apply(to: &b, transpositions: [.transposed])
  }

  /// b := A^{-1} b for one right-hand side.
  public func solve(_ b: inout [Double]) {
    precondition(b.count == order, "a right-hand side has the order of the matrix")
    guard order > 0 else { return }
    let n = blasInt(order)
    unsafe factor.elements.withUnsafeBufferPointer { l in
      unsafe b.withUnsafeMutableBufferPointer { b in
        for trans in [CblasNoTrans, CblasTrans] {
          unsafe cblas_dtrsv(
            CblasColMajor, CblasLower, trans, CblasNonUnit, n, l.baseAddress, n, b.baseAddress, 1)
        }
      }
    }
  }

  private func apply(to b: inout Matrix, transpositions: [Transposition]) {
    precondition(b.rowCount == order, "right-hand sides have the order of the matrix")
    let columns = b.columnCount
    guard order > 0 && columns > 0 else { return }
    unsafe factor.elements.withUnsafeBufferPointer { l in
      b.withElements { elements in
        unsafe elements.withUnsafeMutableBufferPointer { b in
          guard let l = l.baseAddress, let b = b.baseAddress else { return }
          for transposition in transpositions {
            if columns < Self.manyColumns {
              unsafe cblas_dtrsm(
                CblasColMajor, CblasLeft, CblasLower, transposition.blas, CblasNonUnit,
                blasInt(order), blasInt(columns), 1, l, blasInt(order), b, blasInt(order))
            } else {
              unsafe solveTriangular(l, order: order, transposition, b, columns: columns)
            }
          }
        }
      }
    }
  }
}
