internal import Synchronization

/// Columns are done so many at a time: what those before them take away is then one product.
private let width = 192
/// At least so many rows are one thread's part.
private let leastHeight = 128

/// A = L L' in the lower triangle of a column-major matrix of some order (n^3 / 3 flops).
func factorLower<Real: BLASReal>(_ a: inout [Real], order: Int) throws(FactorizationError) {
  let failure = factorLower(&a, order: order, isMirrored: false)
  if let failure { throw FactorizationError(leadingMinor: failure.minor) }
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
  while level < shifts.count {
    for j in 0..<n { a[j * n + j] = diagonal[j] + shifts[level] * mean }
    guard let failure = factorLower(&a, order: n, isMirrored: true) else { return true }
    level += 1
    unsafe a.withUnsafeMutableBufferPointer { a in
      // Later columns are as they were.
      if let a = a.baseAddress { unsafe mirror(a, n, 0..<failure.end, 0..<n, ofUpper: true) }
    }
  }
  return false
}

/// Nil, or the order of the first leading minor that is not positive (0 where a number is not finite) and the columns
/// that were changed. Where `isMirrored`, these stand above the diagonal as they were.
private func factorLower<Real: BLASReal>(
  _ a: inout [Real], order n: Int, isMirrored: Bool
) -> (minor: Int, end: Int)? {
  precondition(a.count == n * n, "a square matrix")
  let threads = ComputeLibrary.threadCount
  return unsafe a.withUnsafeMutableBufferPointer { a in
    guard let a = a.baseAddress else { return nil }
    nonisolated(unsafe) let all = unsafe a
    for first in stride(from: 0, to: n, by: width) {
      let (count, end) = (min(width, n - first), min(first + width, n))
      // Two parts for each thread, so that one that comes late takes less.
      let height = threads == 1 ? n : max(leastHeight, (n - end + 2 * threads - 1) / (2 * threads))
      let parts =
        [first..<end] + stride(from: end, to: n, by: height).map { $0..<min($0 + height, n) }
      let square = unsafe all + (first * n + first)
      nonisolated(unsafe) let diagonal = unsafe square
      let area = 2 * Double(n - first) * Double(count)
      let info = Atomic<Int32>(0)
      _ = mapCallingBLAS(count: parts.count, flops: area * Double(first)) { part in
        let rows = parts[part]
        if isMirrored { unsafe mirror(all, n, first..<end, rows, ofUpper: false) }
        if part == 0 {
          unsafe Real.subtractGram(
            order: count, depth: first, all + first, from: diagonal, leading: n)
          info.store(unsafe Real.factor(order: count, diagonal, leading: n), ordering: .relaxed)
        } else {
          unsafe Real.subtractProduct(
            rows: rows.count, columns: count, depth: first, all + rows.lowerBound, all + first,
            from: all + (first * n + rows.lowerBound), leading: n)
        }
      }
      // A number that is not finite spreads along its row to the diagonal.
      guard (0..<count).allSatisfy({ unsafe diagonal[$0 * n + $0].isFinite }) else {
        return (0, end)
      }
      let minor = Int(info.load(ordering: .relaxed))
      guard minor == 0 else { return (first + minor, end) }
      _ = mapCallingBLAS(count: parts.count - 1, flops: area * Double(count) / 2) { part in
        let rows = parts[part + 1]
        unsafe Real.divide(
          rows: rows.count, order: count, all + (first * n + rows.lowerBound), by: diagonal,
          leading: n)
      }
    }
    return nil
  }
}

/// Copies what stands in some columns and rows below the diagonal of a matrix of order n to above it, or the other way.
@unsafe func mirror<Real: BLASReal>(
  _ a: UnsafeMutablePointer<Real>, _ n: Int, _ columns: Range<Int>, _ rows: Range<Int>,
  ofUpper: Bool
) {
  // In squares of 32, so that both sides stay in cache.
  for first in stride(from: columns.lowerBound, to: columns.upperBound, by: 32) {
    for begin in stride(from: rows.lowerBound, to: rows.upperBound, by: 32) {
      for j in first..<min(first + 32, columns.upperBound) {
        for i in max(begin, j + 1)..<max(min(begin + 32, rows.upperBound), j + 1, begin) {
          if ofUpper {
            unsafe a[i + j * n] = unsafe a[j + i * n]
          } else {
            unsafe a[j + i * n] = unsafe a[i + j * n]
          }
        }
      }
    }
  }
}
