internal import COpenBLAS

/// The two precisions of BLAS, for kernels that are written once; matrices are column-major.
protocol BLASReal: BinaryFloatingPoint, Sendable {
  /// The lower triangle of C := A'A, A being `depth` x `order`.
  @unsafe static func gram(
    order: Int, depth: Int, _ a: UnsafePointer<Self>?, into c: UnsafeMutablePointer<Self>?,
    leading: Int)

  /// C := A'B, A being `depth` x `rows` and B `depth` x `columns`.
  @unsafe static func product(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Self>?, _ b: UnsafePointer<Self>?,
    into c: UnsafeMutablePointer<Self>?, leading: Int)

  /// A = L L' in the lower triangle of A, whose upper one is left alone; what LAPACK says of it.
  @unsafe static func factor(order: Int, _ a: UnsafeMutablePointer<Self>?) -> Int32

  /// b := L^{-1} b or L^{-T} b.
  @unsafe static func solve(
    order: Int, _ transposition: Transposition, _ l: UnsafePointer<Self>?,
    _ b: UnsafeMutablePointer<Self>?)
}

extension Double: BLASReal {
  @unsafe static func factor(order: Int, _ a: UnsafeMutablePointer<Double>?) -> Int32 {
    unsafe LAPACKE_dpotrf(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), blasInt(order), a, blasInt(order))
  }

  @unsafe static func solve(
    order: Int, _ transposition: Transposition, _ l: UnsafePointer<Double>?,
    _ b: UnsafeMutablePointer<Double>?
  ) {
    unsafe cblas_dtrsv(
      CblasColMajor, CblasLower, transposition.blas, CblasNonUnit, blasInt(order), l,
      blasInt(order), b, 1)
  }

  @unsafe static func gram(
    order: Int, depth: Int, _ a: UnsafePointer<Double>?, into c: UnsafeMutablePointer<Double>?,
    leading: Int
  ) {
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, blasInt(order), blasInt(depth), 1, a, blasInt(depth),
      0, c, blasInt(leading))
  }

  @unsafe static func product(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Double>?, _ b: UnsafePointer<Double>?,
    into c: UnsafeMutablePointer<Double>?, leading: Int
  ) {
    unsafe cblas_dgemm(
      CblasColMajor, CblasTrans, CblasNoTrans, blasInt(rows), blasInt(columns), blasInt(depth), 1,
      a, blasInt(depth), b, blasInt(depth), 0, c, blasInt(leading))
  }
}

extension Float: BLASReal {
  @unsafe static func factor(order: Int, _ a: UnsafeMutablePointer<Float>?) -> Int32 {
    unsafe LAPACKE_spotrf(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), blasInt(order), a, blasInt(order))
  }

  @unsafe static func solve(
    order: Int, _ transposition: Transposition, _ l: UnsafePointer<Float>?,
    _ b: UnsafeMutablePointer<Float>?
  ) {
    unsafe cblas_strsv(
      CblasColMajor, CblasLower, transposition.blas, CblasNonUnit, blasInt(order), l,
      blasInt(order), b, 1)
  }

  @unsafe static func gram(
    order: Int, depth: Int, _ a: UnsafePointer<Float>?, into c: UnsafeMutablePointer<Float>?,
    leading: Int
  ) {
    unsafe cblas_ssyrk(
      CblasColMajor, CblasLower, CblasTrans, blasInt(order), blasInt(depth), 1, a, blasInt(depth),
      0, c, blasInt(leading))
  }

  @unsafe static func product(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Float>?, _ b: UnsafePointer<Float>?,
    into c: UnsafeMutablePointer<Float>?, leading: Int
  ) {
    unsafe cblas_sgemm(
      CblasColMajor, CblasTrans, CblasNoTrans, blasInt(rows), blasInt(columns), blasInt(depth), 1,
      a, blasInt(depth), b, blasInt(depth), 0, c, blasInt(leading))
  }
}

/// A = L L' in the lower triangle of a column-major matrix of some order.
func factorLower<Real: BLASReal>(_ a: inout [Real], order: Int) throws(FactorizationError) {
  guard order > 0 else { return }
  let cube = Double(order) * Double(order) * Double(order)
  let info = unsafe a.withUnsafeMutableBufferPointer { a in
    ComputeLibrary.calling(flops: cube / 3) { unsafe Real.factor(order: order, a.baseAddress) }
  }
  // The wrapper looks for NaN in the matrix, its only argument that can be at fault.
  if info != 0 { throw FactorizationError(leadingMinor: max(0, Int(info))) }
}

/// The same for a matrix that is positive definite but for rounding: with the first of the `shifts` from `level` on
/// that serves, a multiple of the mean of the diagonal, on the diagonal; `level` goes on to it. False where none does
/// or the numbers are not finite. The upper triangle keeps the matrix, so that it need not be made anew.
func factorLower<Real: BLASReal>(
  _ a: inout [Real], order n: Int, shifts: [Real], level: inout Int
) -> Bool {
  let diagonal = (0..<n).map { a[$0 * n + $0] }
  let mean = diagonal.reduce(0, +) / Real(max(1, n))
  guard mean.isFinite else { return false }
  mirror(&a, order: n, ofUpper: false)
  while level < shifts.count {
    for j in 0..<n { a[j * n + j] = diagonal[j] + shifts[level] * mean }
    if (try? factorLower(&a, order: n)) != nil { return true }
    level += 1
    mirror(&a, order: n, ofUpper: true)
  }
  return false
}

/// Copies what stands below the diagonal of a square matrix to above it, or the other way.
func mirror<Real: BLASReal>(_ a: inout [Real], order n: Int, ofUpper: Bool) {
  var c = a.mutableSpan
  // In squares of 32, so that both sides stay in cache.
  for first in stride(from: 0, to: n, by: 32) {
    for begin in stride(from: 0, through: first, by: 32) {
      for j in first..<min(first + 32, n) {
        if ofUpper {
          for i in begin..<min(begin + 32, j) { c[j + i * n] = c[i + j * n] }
        } else {
          for i in begin..<min(begin + 32, j) { c[i + j * n] = c[j + i * n] }
        }
      }
    }
  }
}
