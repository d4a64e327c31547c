internal import COpenBLAS

/// The Cholesky factor of a well-conditioned matrix in single precision: half the memory and twice
/// the speed of the double one. Its solves are good to about 1e-6 times the condition number, so
/// they serve as a preconditioner for an iteration in double precision.
public struct SinglePrecisionCholesky: Sendable {
  /// The order of the matrix.
  public let order: Int
  /// The factor L, column-major, in the lower triangle; what stands above is not used.
  private let factor: [Float]

  /// Factors A = diagonal * I + scale * (Z'Z) o W, where `z` has one column for each row of A and
  /// `weight(i, j)` gives the elements of the symmetric matrix W (n^2 d + n^3 / 3 flops).
  public init(
    gramOf z: Matrix, scale: Double, diagonal: Double, weight: @Sendable (Int, Int) -> Int
  ) throws(FactorizationError) {
    let (n, d) = (z.columnCount, z.rowCount)
    order = n
    let single = z.elements.map { Float($0) }
    // Left uninitialized: syrk with beta = 0 writes the lower triangle, and nothing reads the upper
    // one; half of the pages are never touched.
    var a = unsafe [Float](unsafeUninitializedCapacity: n * n) { buffer, count in
      let target = buffer.baseAddress
      unsafe single.withUnsafeBufferPointer { z in
        ComputeLibrary.calling(flops: Double(n) * Double(n) * Double(d)) {
          unsafe cblas_ssyrk(
            CblasColMajor, CblasLower, CblasTrans, blasInt(n), blasInt(d), Float(scale),
            z.baseAddress, blasInt(max(1, d)), 0, target, blasInt(max(1, n)))
        }
      }
      count = n * n
    }
    a.updateColumns(of: n, count: n) { column, j in
      for i in j..<n { column[i] *= Float(weight(i, j)) }
      column[j] += Float(diagonal)
    }
    try factorLower(&a, order: n)
    factor = a
  }

  /// Factors a matrix, of which only the lower triangle is read, with a shift as `Cholesky` does; nil where none
  /// serves.
  public init?(shifting matrix: Matrix, level: inout Int) {
    precondition(matrix.rowCount == matrix.columnCount, "a Cholesky factor needs a square matrix")
    self.init(matrix.elements.map { Float($0) }, order: matrix.rowCount, &level)
  }

  /// The same for the diagonal matrix plus the Gram matrices of panels, Y'Y of each at the rows and columns `places`.
  public init?(
    diagonal: [Double], panels: Int, level: inout Int,
    panel: @Sendable (Int) -> (columns: Matrix, places: [Int])
  ) {
    let n = diagonal.count
    var a = largeArray(repeating: Float(0), count: n * n)
    forEachComputed(count: panels, panel) { columns, places in
      addGram(
        columns.elements.map { Float($0) }, rows: columns.rowCount, to: &a, order: n, at: places)
    }
    for j in 0..<n { a[j * n + j] += Float(diagonal[j]) }
    self.init(a, order: n, &level)
  }

  private init?(_ matrix: consuming [Float], order: Int, _ level: inout Int) {
    self.order = order
    let shifts: [Float] = [0, 1e-7, 1e-6, 1e-5]
    guard factorLower(&matrix, order: order, shifts: shifts, level: &level) else { return nil }
    factor = matrix
  }

  /// b := A^{-1} b, to single precision.
  public func solve(_ b: inout [Double]) {
    precondition(b.count == order, "a right-hand side has the order of the matrix")
    guard order > 0 else { return }
    // Scaled to norm 1, so that no exponent leaves the range of a float.
    let size = norm2(b)
    guard size > 0 else { return }
    var x = b.map { Float($0 / size) }
    unsafe factor.withUnsafeBufferPointer { l in
      unsafe x.withUnsafeMutableBufferPointer { x in
        guard let l = l.baseAddress, let x = x.baseAddress else { return }
        for transposition in [Transposition.none, .transposed] {
          unsafe solveTriangular(l, order: order, transposition, x)
        }
      }
    }
    b = x.map { Double($0) * size }
  }
}
