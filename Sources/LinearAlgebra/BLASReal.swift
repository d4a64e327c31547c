internal import COpenBLAS

/// The two precisions of BLAS, for kernels that are written once; matrices are column-major.
protocol BLASReal: BinaryFloatingPoint, Sendable {
  /// The lower triangle of C := A'A, A being `depth` x `order`.
  @unsafe static func gram(
    order: Int, depth: Int, _ a: UnsafePointer<Self>?, into c: UnsafeMutablePointer<Self>?,
    leading: Int)

  /// The part of C := scale * op(A) op(B) + keep * C that is `rows` x `columns`, from where A, B and C begin; of the
  /// shape, what holds for a part counts: the depth, and how A and B lie.
  @unsafe static func multiply(
    rows: Int, columns: Int, _ shape: ProductShape, _ scale: Self, _ a: UnsafePointer<Self>?,
    _ b: UnsafePointer<Self>?, _ keep: Self, into c: UnsafeMutablePointer<Self>?, leading: Int)

  /// A = L L' in the lower triangle of A, whose upper one is left alone; what LAPACK says of it. NaN may pass.
  @unsafe static func factor(order: Int, _ a: UnsafeMutablePointer<Self>?, leading: Int) -> Int32

  /// The lower triangle of C := C - A A', A being `order` x `depth` of the same leading dimension.
  @unsafe static func subtractGram(
    order: Int, depth: Int, _ a: UnsafePointer<Self>?, from c: UnsafeMutablePointer<Self>?,
    leading: Int)

  /// C := C - A B', A being `rows` x `depth` and B `columns` x `depth` of the same leading dimension.
  @unsafe static func subtractProduct(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Self>?, _ b: UnsafePointer<Self>?,
    from c: UnsafeMutablePointer<Self>?, leading: Int)

  /// B := B L^{-T}, B being `rows` x `order` of the same leading dimension.
  @unsafe static func divide(
    rows: Int, order: Int, _ b: UnsafeMutablePointer<Self>?, by l: UnsafePointer<Self>?,
    leading: Int)

  /// b := L^{-1} b or L^{-T} b.
  @unsafe static func solve(
    order: Int, _ transposition: Transposition, _ l: UnsafePointer<Self>?,
    _ b: UnsafeMutablePointer<Self>?, leading: Int)

  /// y := y - A x or y - A'x, A being `rows` x `columns`.
  @unsafe static func subtractProduct(
    rows: Int, columns: Int, _ transposition: Transposition, _ a: UnsafePointer<Self>?,
    _ x: UnsafePointer<Self>?, from y: UnsafeMutablePointer<Self>?, leading: Int)
}

extension Double: BLASReal {
  @unsafe static func factor(
    order: Int, _ a: UnsafeMutablePointer<Double>?, leading: Int
  ) -> Int32 {
    unsafe LAPACKE_dpotrf_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), blasInt(order), a, blasInt(leading))
  }

  @unsafe static func subtractGram(
    order: Int, depth: Int, _ a: UnsafePointer<Double>?, from c: UnsafeMutablePointer<Double>?,
    leading: Int
  ) {
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, blasInt(order), blasInt(depth), -1, a,
      blasInt(leading), 1, c, blasInt(leading))
  }

  @unsafe static func subtractProduct(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Double>?, _ b: UnsafePointer<Double>?,
    from c: UnsafeMutablePointer<Double>?, leading: Int
  ) {
    unsafe cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasTrans, blasInt(rows), blasInt(columns), blasInt(depth), -1,
      a, blasInt(leading), b, blasInt(leading), 1, c, blasInt(leading))
  }

  @unsafe static func divide(
    rows: Int, order: Int, _ b: UnsafeMutablePointer<Double>?, by l: UnsafePointer<Double>?,
    leading: Int
  ) {
    unsafe cblas_dtrsm(
      CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, blasInt(rows),
      blasInt(order), 1, l, blasInt(leading), b, blasInt(leading))
  }

  @unsafe static func solve(
    order: Int, _ transposition: Transposition, _ l: UnsafePointer<Double>?,
    _ b: UnsafeMutablePointer<Double>?, leading: Int
  ) {
    unsafe cblas_dtrsv(
      CblasColMajor, CblasLower, transposition.blas, CblasNonUnit, blasInt(order), l,
      blasInt(leading), b, 1)
  }

  @unsafe static func subtractProduct(
    rows: Int, columns: Int, _ transposition: Transposition, _ a: UnsafePointer<Double>?,
    _ x: UnsafePointer<Double>?, from y: UnsafeMutablePointer<Double>?, leading: Int
  ) {
    unsafe cblas_dgemv(
      CblasColMajor, transposition.blas, blasInt(rows), blasInt(columns), -1, a, blasInt(leading),
      x, 1, 1, y, 1)
  }

  @unsafe static func gram(
    order: Int, depth: Int, _ a: UnsafePointer<Double>?, into c: UnsafeMutablePointer<Double>?,
    leading: Int
  ) {
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, blasInt(order), blasInt(depth), 1, a, blasInt(depth),
      0, c, blasInt(leading))
  }

  @unsafe static func multiply(
    rows: Int, columns: Int, _ shape: ProductShape, _ scale: Double, _ a: UnsafePointer<Double>?,
    _ b: UnsafePointer<Double>?, _ keep: Double, into c: UnsafeMutablePointer<Double>?, leading: Int
  ) {
    unsafe cblas_dgemm(
      CblasColMajor, shape.a.transposition.blas, shape.b.transposition.blas, blasInt(rows),
      blasInt(columns), blasInt(shape.depth), scale, a, blasInt(shape.a.leading), b,
      blasInt(shape.b.leading), keep, c, blasInt(leading))
  }
}

extension Float: BLASReal {
  @unsafe static func factor(
    order: Int, _ a: UnsafeMutablePointer<Float>?, leading: Int
  ) -> Int32 {
    unsafe LAPACKE_spotrf_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), blasInt(order), a, blasInt(leading))
  }

  @unsafe static func subtractGram(
    order: Int, depth: Int, _ a: UnsafePointer<Float>?, from c: UnsafeMutablePointer<Float>?,
    leading: Int
  ) {
    unsafe cblas_ssyrk(
      CblasColMajor, CblasLower, CblasNoTrans, blasInt(order), blasInt(depth), -1, a,
      blasInt(leading), 1, c, blasInt(leading))
  }

  @unsafe static func subtractProduct(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Float>?, _ b: UnsafePointer<Float>?,
    from c: UnsafeMutablePointer<Float>?, leading: Int
  ) {
    unsafe cblas_sgemm(
      CblasColMajor, CblasNoTrans, CblasTrans, blasInt(rows), blasInt(columns), blasInt(depth), -1,
      a, blasInt(leading), b, blasInt(leading), 1, c, blasInt(leading))
  }

  @unsafe static func divide(
    rows: Int, order: Int, _ b: UnsafeMutablePointer<Float>?, by l: UnsafePointer<Float>?,
    leading: Int
  ) {
    unsafe cblas_strsm(
      CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, blasInt(rows),
      blasInt(order), 1, l, blasInt(leading), b, blasInt(leading))
  }

  @unsafe static func solve(
    order: Int, _ transposition: Transposition, _ l: UnsafePointer<Float>?,
    _ b: UnsafeMutablePointer<Float>?, leading: Int
  ) {
    unsafe cblas_strsv(
      CblasColMajor, CblasLower, transposition.blas, CblasNonUnit, blasInt(order), l,
      blasInt(leading), b, 1)
  }

  @unsafe static func subtractProduct(
    rows: Int, columns: Int, _ transposition: Transposition, _ a: UnsafePointer<Float>?,
    _ x: UnsafePointer<Float>?, from y: UnsafeMutablePointer<Float>?, leading: Int
  ) {
    unsafe cblas_sgemv(
      CblasColMajor, transposition.blas, blasInt(rows), blasInt(columns), -1, a, blasInt(leading),
      x, 1, 1, y, 1)
  }

  @unsafe static func gram(
    order: Int, depth: Int, _ a: UnsafePointer<Float>?, into c: UnsafeMutablePointer<Float>?,
    leading: Int
  ) {
    unsafe cblas_ssyrk(
      CblasColMajor, CblasLower, CblasTrans, blasInt(order), blasInt(depth), 1, a, blasInt(depth),
      0, c, blasInt(leading))
  }

  @unsafe static func multiply(
    rows: Int, columns: Int, _ shape: ProductShape, _ scale: Float, _ a: UnsafePointer<Float>?,
    _ b: UnsafePointer<Float>?, _ keep: Float, into c: UnsafeMutablePointer<Float>?, leading: Int
  ) {
    unsafe cblas_sgemm(
      CblasColMajor, shape.a.transposition.blas, shape.b.transposition.blas, blasInt(rows),
      blasInt(columns), blasInt(shape.depth), scale, a, blasInt(shape.a.leading), b,
      blasInt(shape.b.leading), keep, c, blasInt(leading))
  }
}
