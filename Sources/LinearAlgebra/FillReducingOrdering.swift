internal import CAMD

/// An order of elimination that keeps the factor of a symmetric sparse matrix sparse: approximate minimum
/// degree (Amestoy, Davis, Duff 1996). Element k is the row and column that is eliminated k-th.
///
/// The pattern is that of one triangle, by columns; entries above and below the diagonal mean the same.
public func minimumDegreeOrder(columnStarts: [Int], rowIndices: [Int32]) -> [Int32] {
  let n = columnStarts.count - 1
  guard n > 0 else { return [] }
  var order = [Int32](repeating: 0, count: n)
  // Small patterns take 32-bit indices, half the memory traffic.
  precondition(rowIndices.count < Int(Int32.max), "the pattern has fewer than 2^31 entries")
  let starts = columnStarts.map { Int32($0) }
  let status = unsafe starts.withUnsafeBufferPointer { starts in
    unsafe rowIndices.withUnsafeBufferPointer { rows in
      unsafe order.withUnsafeMutableBufferPointer { order in
        unsafe amd_order(
          Int32(n), starts.baseAddress, rows.baseAddress, order.baseAddress, nil, nil)
      }
    }
  }
  // AMD_OK_BUT_JUMBLED: columns need not be sorted.
  precondition(status == AMD_OK || status == AMD_OK_BUT_JUMBLED, "the pattern is that of a matrix")
  return order
}
