internal import COpenBLAS

/// Gram matrices of the rows of X at which two bit columns are both one: X' diag(b_i o b_j) X, formed
/// from those rows alone.
public struct SharedGrams: Sendable {
  /// X', so that a row is contiguous.
  private let rows: Matrix
  private let bits: BitMatrix
  private var featureCount: Int { rows.rowCount }

  /// Up to this many features blocks cost more in calls than they save in flops.
  private static let fewFeatures = 24
  /// So many rows at a time where all patterns are taken together.
  private static let portion = 512

  /// For the rows of `features` (n x d) and bit columns of n rows.
  public init(_ features: Matrix, _ bits: BitMatrix) {
    precondition(features.rowCount == bits.rowCount, "a bit for each row")
    rows = features.transposed()
    self.bits = bits
  }

  /// Floating-point operations of `add`: d^2 for each row that two patterns share.
  public static func flops(featureCount: Int, _ bits: BitMatrix) -> Double {
    let (d, p) = (Double(featureCount), bits.columnCount)
    if featureCount <= fewFeatures { return Double(bits.rowCount) * d * d * Double(p * p) }
    var shared = 0
    for i in 0..<p { for j in 0...i { shared += bits.overlap(i, j) } }
    return Double(shared) * d * d
  }

  /// scale * X' diag(b_i o b_j) X, d x d (d^2 flops for each shared row).
  public func block(_ i: Int, _ j: Int, scale: Double) -> Matrix {
    gram(rows.selectingColumns(shared(i, j)), ofRows: true, scale: scale)
  }

  /// Adds scale * F0'F0, F0 = [diag(b_1) X ... diag(b_P) X], to the lower triangle of a matrix of order dP whose blocks
  /// off the diagonal are symmetric, as are those of F0'F0.
  public func add(scale: Double = 1, to matrix: inout Matrix) {
    let (d, p) = (featureCount, bits.columnCount)
    precondition(matrix.rowCount == d * p && matrix.columnCount == d * p, "a matrix of order dP")
    guard d > Self.fewFeatures else {
      addTogether(scale: scale, to: &matrix)
      return
    }
    // Blocks touch no element in common, so threads may share the matrix.
    let pairs = (0..<p).flatMap { i in (0...i).map { (i, $0) } }
    let order = matrix.rowCount
    matrix.withElements { elements in
      unsafe elements.withUnsafeMutableBufferPointer { elements in
        nonisolated(unsafe) let target = unsafe elements
        _ = mapCallingBLAS(count: pairs.count) { index in
          let (i, j) = pairs[index]
          var picked: [Double] = []
          let places = shared(i, j)
          picked.reserveCapacity(places.count * d)
          for k in places { picked.append(contentsOf: rows.elements[k * d..<(k + 1) * d]) }
          let start = j * d * order + i * d
          unsafe addRowGram(
            picked, scale: scale, order: d, to: target.extracting(start...), leading: order)
        }
      }
    }
    matrix.update { matrix in
      for j in 0..<p {
        for i in j + 1..<max(p, j + 1) {
          for c in 0..<d {
            for r in 0..<c {
              matrix[(j * d + c) * d * p + i * d + r] = matrix[(j * d + r) * d * p + i * d + c]
            }
          }
        }
      }
    }
  }

  /// The same by rows of F0, zeros and all.
  private func addTogether(scale: Double, to matrix: inout Matrix) {
    let (n, d, p) = (rows.columnCount, featureCount, bits.columnCount)
    let order = Double(d * p)
    ComputeLibrary.calling(flops: order * order * Double(n)) {
      for first in stride(from: 0, to: n, by: Self.portion) {
        let count = min(Self.portion, n - first)
        var part = Matrix(rows: count, columns: d * p)
        part.updateColumns { column, j in
          let values = rows.elements.span
          let (i, c) = (j / d, j % d)
          for k in 0..<count where bits[first + k, i] { column[k] = values[(first + k) * d + c] }
        }
        addGram(part, scale: scale, to: &matrix)
      }
    }
  }

  private func shared(_ i: Int, _ j: Int) -> [Int] {
    var shared: [Int] = []
    for (w, (a, b)) in zip(bits.columnWords(i), bits.columnWords(j)).enumerated() {
      var rest = a & b
      while rest != 0 {
        shared.append(w * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return shared
  }
}

/// The lower triangle of C := C + scale * sum_k r_k r_k', of order `order` within a matrix of `leading` rows, for the
/// rows r_k one after the other.
@unsafe private func addRowGram(
  _ rows: [Double], scale: Double, order: Int, to c: UnsafeMutableBufferPointer<Double>,
  leading: Int
) {
  guard !rows.isEmpty else { return }
  unsafe rows.withUnsafeBufferPointer { rows in
    unsafe cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, blasInt(order), blasInt(rows.count / order), scale,
      rows.baseAddress, blasInt(order), 1, c.baseAddress, blasInt(leading))
  }
}
