internal import Glibc

/// From so many bytes on pages are asked for in large pieces.
private let largeSize = 16 << 20

/// An array of equal numbers. Of a large one the operating system is asked for large pages: touching hundreds of
/// megabytes in pages of 4 KB takes longer than a factorization may.
func largeArray<Real: BLASReal>(repeating value: Real, count: Int) -> [Real] {
  let bytes = count * MemoryLayout<Real>.stride
  guard bytes >= largeSize else { return [Real](repeating: value, count: count) }
  return unsafe [Real](unsafeUninitializedCapacity: count) { buffer, filled in
    let page = 4096
    if let start = UnsafeMutableRawPointer(buffer.baseAddress) {
      let skipped = (page - Int(bitPattern: start) % page) % page
      // It is an advice: where it is not taken, nothing is lost.
      _ = unsafe madvise(start + skipped, (bytes - skipped) / page * page, MADV_HUGEPAGE)
    }
    unsafe buffer.initialize(repeating: value)
    filled = count
  }
}
