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

/// The same order but that a row marked as `weak`, whose own pivot is 0, waits until one of its neighbors has been
/// eliminated: only then does its pivot hold a number. Pivots of a quasi-definite matrix are sums without
/// cancellation, so that in such an order even tiny ones keep their digits.
public func delaying(
  _ order: [Int32], weak: [Bool], columnStarts: [Int], rowIndices: [Int32]
) -> [Int32] {
  let n = order.count
  var neighbors = [[Int32]](repeating: [], count: n)
  for j in 0..<n {
    for p in columnStarts[j]..<columnStarts[j + 1] where rowIndices[p] != j {
      neighbors[j].append(rowIndices[p])
      neighbors[Int(rowIndices[p])].append(Int32(j))
    }
  }
  var result: [Int32] = []
  result.reserveCapacity(n)
  var (isPlaced, isWaiting) = (
    [Bool](repeating: false, count: n), [Bool](repeating: false, count: n)
  )
  func place(_ first: Int32) {
    var stack = [first]
    while let j = stack.popLast() {
      guard !isPlaced[Int(j)] else { continue }
      isPlaced[Int(j)] = true
      result.append(j)
      stack += neighbors[Int(j)].filter { isWaiting[Int($0)] && !isPlaced[Int($0)] }
    }
  }
  for j in order {
    let hasNumber =
      !weak[Int(j)] || neighbors[Int(j)].contains { isPlaced[Int($0)] }
    if hasNumber { place(j) } else { isWaiting[Int(j)] = true }
  }
  for j in order where !isPlaced[Int(j)] { place(j) }
  return result
}
