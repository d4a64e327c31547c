/// Gram matrices of the rows of X at which two bit columns are both one: X' diag(b_i o b_j) X, formed
/// from those rows alone.
public struct SharedGrams: Sendable {
  /// X', so that a row is contiguous.
  private let rows: Matrix
  private let bits: BitMatrix

  /// For the rows of `features` (n x d) and bit columns of n rows.
  public init(_ features: Matrix, _ bits: BitMatrix) {
    precondition(features.rowCount == bits.rowCount, "a bit for each row")
    rows = features.transposed()
    self.bits = bits
  }

  /// scale * X' diag(b_i o b_j) X, d x d (d^2 flops for each shared row).
  public func block(_ i: Int, _ j: Int, scale: Double) -> Matrix {
    var shared: [Int] = []
    for (w, (a, b)) in zip(bits.columnWords(i), bits.columnWords(j)).enumerated() {
      var rest = a & b
      while rest != 0 {
        shared.append(w * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return gram(rows.selectingColumns(shared), ofRows: true, scale: scale)
  }
}
