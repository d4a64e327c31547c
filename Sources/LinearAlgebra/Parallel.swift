public import Dispatch
internal import COpenBLAS

/// Runs `body(0) ... body(count - 1)` on the cores of the machine, in chunks; returns when all are
/// done. Each index must touch memory of its own.
@inlinable
public func inParallel(count: Int, _ body: @Sendable (Int) -> Void) {
  let chunks = min(count, max(1, ComputeLibrary.threadCount * 4))
  guard chunks > 1 && ComputeLibrary.threadCount > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
    for index in (count * chunk / chunks)..<(count * (chunk + 1) / chunks) { body(index) }
  }
}

/// What the BLAS library is and how many threads it may use.
public enum ComputeLibrary {
  /// The number of threads that BLAS and `inParallel` use; the BLAS library keeps the setting.
  public static var threadCount: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(max(1, newValue))) }
  }

  /// The processor type that OpenBLAS chose its kernels for, such as `Zen` or `SkylakeX`.
  public static var coreType: String {
    unsafe String(cString: openblas_get_corename())
  }

  /// The library's own line about version and build options.
  public static var configuration: String {
    unsafe String(cString: openblas_get_config())
  }
}

extension Matrix {
  /// Calls `body` with each column and its index, columns split over the cores, and returns what it
  /// gave for each.
  @discardableResult @inlinable
  public mutating func updateColumns<Result: Sendable>(
    _ body: @Sendable (inout MutableSpan<Double>, Int) -> Result
  ) -> [Result] {
    let (rows, columns) = (rowCount, columnCount)
    return withElements { elements in
      unsafe elements.withUnsafeMutableBufferPointer { all in
        nonisolated(unsafe) let all = unsafe all
        return unsafe [Result](unsafeUninitializedCapacity: columns) { results, count in
          nonisolated(unsafe) let results = unsafe results
          inParallel(count: columns) { j in
            var column = unsafe MutableSpan(
              _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[j * rows..<(j + 1) * rows]))
            unsafe results.initializeElement(at: j, to: body(&column, j))
          }
          count = columns
        }
      }
    }
  }
}
