/// The signs [x_k' a >= 0] of the rows x_k of a matrix, packed into words, the same bits on every
/// machine: the sum over the columns runs in their order, one multiplication and one addition at a
/// time, without BLAS and without fused operations, so that a seed means the same patterns anywhere.
public func signPattern(of x: Matrix, along a: [Double]) -> [UInt64] {
  precondition(a.count == x.columnCount, "a gate vector has one entry for each column")
  let n = x.rowCount
  var sums = [Double](repeating: 0, count: n)
  let elements = x.elements.span
  var target = sums.mutableSpan
  for j in 0..<x.columnCount {
    let (weight, start) = (a[j], j * n)
    for k in 0..<n { target[k] += weight * elements[start + k] }
  }
  return BitMatrix.pack(count: n) { sums[$0] >= 0 }
}
