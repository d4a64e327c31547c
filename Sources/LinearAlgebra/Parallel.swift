internal import COpenBLAS
public import Dispatch

/// Runs `body(0) ... body(count - 1)` on the cores of the machine, in chunks; returns when all are
/// done. Each index must touch memory of its own.
///
/// `work` is how many numbers all of them handle together: waking a second thread for a few thousand
/// would cost more than it saves.
@inlinable
public func inParallel(count: Int, work: Int, _ body: @Sendable (Int) -> Void) {
  let threads = work < 1 << 16 ? 1 : ComputeLibrary.threadCount
  let chunks = min(count, threads * 4)
  guard threads > 1 && chunks > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
    for index in (count * chunk / chunks)..<(count * (chunk + 1) / chunks) { body(index) }
  }
}

/// The results of `body(0) ... body(count - 1)`, computed on the cores of the machine like
/// `inParallel`.
@inlinable
public func mapInParallel<Result: Sendable>(
  count: Int, work: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  unsafe [Result](unsafeUninitializedCapacity: count) { results, filled in
    nonisolated(unsafe) let results = unsafe results
    inParallel(count: count, work: work) { index in
      unsafe results.initializeElement(at: index, to: body(index))
    }
    filled = count
  }
}

/// The results of `body(0) ... body(count - 1)`, computed on as many threads as BLAS may use, each of which calls it
/// for itself: for work that is made of many calls too small to be split within.
public func mapCallingBLAS<Result: Sendable>(
  count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let all = ComputeLibrary.threadCount
  let threads = min(all, count)
  guard threads > 1 else { return (0..<count).map(body) }
  ComputeLibrary.threadCount = 1
  defer { ComputeLibrary.threadCount = all }
  return unsafe [Result](unsafeUninitializedCapacity: count) { results, filled in
    nonisolated(unsafe) let results = unsafe results
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: thread, to: count, by: threads) {
        unsafe results.initializeElement(at: index, to: body(index))
      }
    }
    filled = count
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
}

extension Matrix {
  /// Calls `body` with each column and its index, columns split over the cores, and returns what it
  /// gave for each.
  @discardableResult @inlinable
  public mutating func updateColumns<Result: Sendable>(
    _ body: @Sendable (inout MutableSpan<Double>, Int) -> Result
  ) -> [Result] {
    var nothing = Matrix(rows: 0, columns: columnCount)
    return updateColumns(with: &nothing) { column, _, j in body(&column, j) }
  }

  /// The same for the columns of two matrices at a time.
  @discardableResult @inlinable
  public mutating func updateColumns<Result: Sendable>(
    with other: inout Matrix,
    _ body: @Sendable (inout MutableSpan<Double>, inout MutableSpan<Double>, Int) -> Result
  ) -> [Result] {
    precondition(columnCount == other.columnCount, "as many columns in both")
    let (rows, otherRows, columns) = (rowCount, other.rowCount, columnCount)
    return withElements { elements in
      other.withElements { others in
        unsafe elements.withUnsafeMutableBufferPointer { first in
          unsafe others.withUnsafeMutableBufferPointer { second in
            nonisolated(unsafe) let (first, second) = unsafe (first, second)
            return mapInParallel(count: columns, work: (rows + otherRows) * columns) { j in
              var a = unsafe MutableSpan(
                _unsafeElements: first.extracting(j * rows..<(j + 1) * rows))
              var b = unsafe MutableSpan(
                _unsafeElements: second.extracting(j * otherRows..<(j + 1) * otherRows))
              return body(&a, &b, j)
            }
          }
        }
      }
    }
  }
}
