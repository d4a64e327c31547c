internal import COpenBLAS

/// Whether a product takes a matrix as it is or transposed.
public enum Transposition: Sendable {
  case none
  case transposed

  var blas: CBLAS_TRANSPOSE {
    switch self {
    case .none: CblasNoTrans
    case .transposed: CblasTrans
    }
  }
}

/// The size of a dimension as BLAS wants it; a dimension beyond 2^31 - 1 traps.
func blasInt(_ value: Int) -> Int32 { Int32(value) }

/// C := scale * op(A) * op(B) + keep * C, by dgemm.
///
/// The shapes must fit.
public func multiply(
  _ a: Matrix, _ transA: Transposition, _ b: Matrix, _ transB: Transposition = .none,
  scale: Double = 1, keep: Double = 0, into c: inout Matrix
) {
  let (m, k) = transA == .none ? (a.rowCount, a.columnCount) : (a.columnCount, a.rowCount)
  let (k2, n) = transB == .none ? (b.rowCount, b.columnCount) : (b.columnCount, b.rowCount)
  precondition(k == k2 && c.rowCount == m && c.columnCount == n, "shapes of a product must fit")
  let shape = ProductShape(
    rows: m, columns: n, depth: k, (transA, a.rowCount), (transB, b.rowCount))
  c.withElements { c in
    multiply(a.elements, b.elements, shape, scale: scale, keep: keep, into: &c)
  }
}

/// The sizes of C := op(A) op(B) and how A and B lie in memory: transposed or not, with so many rows.
struct ProductShape: Sendable {
  let rows: Int
  let columns: Int
  let depth: Int
  let a: (transposition: Transposition, leading: Int)
  let b: (transposition: Transposition, leading: Int)

  init(
    rows: Int, columns: Int, depth: Int, _ a: (Transposition, Int), _ b: (Transposition, Int)
  ) {
    (self.rows, self.columns, self.depth) = (rows, columns, depth)
    self.a = (a.0, max(1, a.1))
    self.b = (b.0, max(1, b.1))
  }
}

/// C := scale * op(A) * op(B) + keep * C in either precision; columns of C, or rows where these are many more, are
/// split among threads.
func multiply<Real: BLASReal>(
  _ a: [Real], _ b: [Real], _ shape: ProductShape, scale: Real, keep: Real, into c: inout [Real]
) {
  let (m, n) = (shape.rows, shape.columns)
  guard m > 0 && n > 0 else { return }
  let byRows = m > 8 * n
  let stepA = shape.a.transposition == .none ? 1 : shape.a.leading
  let stepB = shape.b.transposition == .none ? shape.b.leading : 1
  let flops = 2 * Double(m) * Double(n) * Double(shape.depth)
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        nonisolated(unsafe) let (a, b, c) = (a.baseAddress, b.baseAddress, c.baseAddress)
        splitCallingBLAS(count: byRows ? m : n, flops: flops) { part in
          let first = part.lowerBound
          unsafe Real.multiply(
            rows: byRows ? part.count : m, columns: byRows ? n : part.count, shape, scale,
            a.map { unsafe $0 + (byRows ? first * stepA : 0) },
            b.map { unsafe $0 + (byRows ? 0 : first * stepB) }, keep,
            into: c.map { unsafe $0 + (byRows ? first : first * m) }, leading: m)
        }
      }
    }
  }
}

/// y := scale * op(A) * x + keep * y, by dgemv.
public func multiply(
  _ a: Matrix, _ trans: Transposition, _ x: [Double], scale: Double = 1, keep: Double = 0,
  into y: inout [Double]
) {
  let (m, n) = trans == .none ? (a.rowCount, a.columnCount) : (a.columnCount, a.rowCount)
  precondition(x.count == n && y.count == m, "shapes of a product must fit")
  guard m > 0 else { return }
  let (rows, leading) = (a.rowCount, max(1, a.rowCount))
  let flops = ComputeLibrary.flopsPerRead * Double(m) * Double(n)
  unsafe a.elements.withUnsafeBufferPointer { elements in
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        nonisolated(unsafe) let (a, x, y) = (elements.baseAddress, x.baseAddress, y.baseAddress)
        splitCallingBLAS(count: m, flops: flops) { part in
          let first = part.lowerBound
          let (ownRows, ownColumns) = trans == .none ? (part.count, n) : (rows, part.count)
          unsafe cblas_dgemv(
            CblasColMajor, trans.blas, blasInt(ownRows), blasInt(ownColumns), scale,
            a.map { unsafe $0 + (trans == .none ? first : first * leading) }, blasInt(leading),
            x, 1, keep, y.map { unsafe $0 + first }, 1)
        }
      }
    }
  }
}

/// The Gram matrix of the columns of A, scale * A'A, or of its rows, scale * A A', both triangles
/// filled.
public func gram(_ a: Matrix, ofRows: Bool = false, scale: Double = 1) -> Matrix {
  var c = lowerGram(a, ofRows: ofRows, scale: scale)
  c.mirrorLower()
  return c
}

/// The lower triangle of a Gram matrix, by dsyrk; zeros above the diagonal.
public func lowerGram(_ a: Matrix, ofRows: Bool = false, scale: Double = 1) -> Matrix {
  let (n, k) = ofRows ? (a.rowCount, a.columnCount) : (a.columnCount, a.rowCount)
  var c = Matrix(rows: n, columns: n)
  guard n > 0 else { return c }
  unsafe a.elements.withUnsafeBufferPointer { elements in
    c.withElements { c in
      unsafe c.withUnsafeMutableBufferPointer { c in
        ComputeLibrary.calling(flops: Double(n) * Double(n) * Double(k)) {
          unsafe cblas_dsyrk(
            CblasColMajor, CblasLower, ofRows ? CblasNoTrans : CblasTrans, blasInt(n), blasInt(k),
            scale, elements.baseAddress, blasInt(max(1, a.rowCount)), 0, c.baseAddress, blasInt(n))
        }
      }
    }
  }
  return c
}

extension Matrix {
  /// Copies what stands below the diagonal of a square matrix to above it.
  public mutating func mirrorLower() {
    let n = rowCount
    withElements { elements in
      unsafe elements.withUnsafeMutableBufferPointer { a in
        if let a = a.baseAddress { unsafe mirror(a, n, 0..<n, 0..<n, ofUpper: false) }
      }
    }
  }
}

/// The lower triangle of C := C + scale * A'A, by dsyrk; what stands above the diagonal is left alone.
public func addGram(_ a: Matrix, scale: Double = 1, to c: inout Matrix) {
  let (n, k) = (a.columnCount, a.rowCount)
  precondition(c.rowCount == n && c.columnCount == n, "shapes of a product must fit")
  guard n > 0, k > 0 else { return }
  unsafe a.elements.withUnsafeBufferPointer { elements in
    c.withElements { c in
      unsafe c.withUnsafeMutableBufferPointer { c in
        ComputeLibrary.calling(flops: Double(n) * Double(n) * Double(k)) {
          unsafe cblas_dsyrk(
            CblasColMajor, CblasLower, CblasTrans, blasInt(n), blasInt(k), scale,
            elements.baseAddress, blasInt(k), 1, c.baseAddress, blasInt(n))
        }
      }
    }
  }
}

/// The Euclidean norm, guarded against overflow.
public func norm2(_ x: [Double]) -> Double {
  unsafe x.withUnsafeBufferPointer { x in
    unsafe cblas_dnrm2(blasInt(x.count), x.baseAddress, 1)
  }
}

/// The inner product of two vectors of one length.
public func dot(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "an inner product takes vectors of one length")
  return unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeBufferPointer { y in
      unsafe cblas_ddot(blasInt(x.count), x.baseAddress, 1, y.baseAddress, 1)
    }
  }
}

/// y := y + scale * x.
public func add(_ x: [Double], scale: Double = 1, to y: inout [Double]) {
  precondition(x.count == y.count, "a sum takes vectors of one length")
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      unsafe cblas_daxpy(blasInt(x.count), scale, x.baseAddress, 1, y.baseAddress, 1)
    }
  }
}
