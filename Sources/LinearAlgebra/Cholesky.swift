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
    let n = matrix.rowCount
    order = n
    try matrix.withElements { (a) throws(FactorizationError) in try factorLower(&a, order: n) }
    factor = matrix
  }

  /// Factors a matrix that is positive definite but for rounding: with the least multiple of the mean of its diagonal
  /// on the diagonal that serves, those before `level` left out, which goes on to it. Nil where none serves or the
  /// numbers are not finite. Only the lower triangle is read.
  public init?(shifting matrix: consuming Matrix, level: inout Int) {
    precondition(matrix.rowCount == matrix.columnCount, "a Cholesky factor needs a square matrix")
    let n = matrix.rowCount
    order = n
    let shifts = [0, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-8, 1e-6, 1e-4]
    guard matrix.withElements({ factorLower(&$0, order: n, shifts: shifts, level: &level) }) else {
      return nil
    }
    factor = matrix
  }

  /// The same from no shift on.
  public init?(shifting matrix: consuming Matrix) {
    var level = 0
    self.init(shifting: matrix, level: &level)
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
    unsafe factor.elements.withUnsafeBufferPointer { l in
      unsafe b.withUnsafeMutableBufferPointer { b in
        guard let l = l.baseAddress, let b = b.baseAddress else { return }
        for transposition in [Transposition.none, .transposed] {
          unsafe solveTriangular(l, order: order, transposition, b)
        }
      }
    }
  }

  private func apply(to b: inout Matrix, transpositions: [Transposition]) {
    precondition(b.rowCount == order, "right-hand sides have the order of the matrix")
    let (all, order) = (b.columnCount, order)
    guard order > 0 && all > 0 else { return }
    let flops = Double(order) * Double(order) * Double(all * transpositions.count)
    unsafe factor.elements.withUnsafeBufferPointer { l in
      b.withElements { elements in
        unsafe elements.withUnsafeMutableBufferPointer { b in
          guard let l = l.baseAddress, let b = b.baseAddress else { return }
          nonisolated(unsafe) let (factor, target) = unsafe (l, b)
          splitCallingBLAS(count: all, flops: flops) { part in
            let (columns, own) = unsafe (part.count, target + part.lowerBound * order)
            for transposition in transpositions {
              if all < Self.manyColumns {
                unsafe cblas_dtrsm(
                  CblasColMajor, CblasLeft, CblasLower, transposition.blas, CblasNonUnit,
                  blasInt(order), blasInt(columns), 1, factor, blasInt(order), own, blasInt(order))
              } else {
                unsafe solveTriangular(factor, order: order, transposition, own, columns: columns)
              }
            }
          }
        }
      }
    }
  }
}
