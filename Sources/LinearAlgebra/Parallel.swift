internal import COpenBLAS
internal import Synchronization

/// Runs `body(0) ... body(count - 1)` on the cores of the machine, in chunks; returns when all are
/// done. Each index must touch memory of its own.
///
/// `work` is how many numbers all of them handle together: a second thread for a few thousand would cost more than it
/// saves.
@inlinable
public func inParallel(count: Int, work: Int, _ body: @Sendable (Int) -> Void) {
  let threads = work < ComputeLibrary.shortLoop ? 1 : ComputeLibrary.threadCount
  let chunks = min(count, threads * 4)
  guard threads > 1 && chunks > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  runOnThreads(count: chunks, threads: threads, wakes: work >= ComputeLibrary.longLoop) { chunk in
    for index in (count * chunk / chunks)..<(count * (chunk + 1) / chunks) { body(index) }
  }
}

/// Runs `body(0) ... body(count - 1)` on so many threads; where `wakes` is false, on those that are awake.
@usableFromInline
func runOnThreads(count: Int, threads: Int, wakes: Bool, _ body: @Sendable (Int) -> Void) {
  WorkerPool.shared.run(count: count, threads: threads, wakes: wakes, body)
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

/// The results of `body(0) ... body(count - 1)`, computed on all threads, each of which calls BLAS for
/// itself: for work that is made of many calls too small to be split within. Work of fewer flops than are
/// worth a second thread stays on one.
public func mapCallingBLAS<Result: Sendable>(
  count: Int, flops: Double = .infinity, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let threads = flops < ComputeLibrary.shortWork ? 1 : min(ComputeLibrary.threadCount, count)
  guard threads > 1 else { return (0..<count).map(body) }
  return unsafe [Result](unsafeUninitializedCapacity: count) { results, filled in
    nonisolated(unsafe) let results = unsafe results
    runOnThreads(count: count, threads: threads, wakes: flops >= ComputeLibrary.longWork) { index in
      unsafe results.initializeElement(at: index, to: body(index))
    }
    filled = count
  }
}

/// Calls `body` with the parts of 0..<count, none empty, one on each thread, for calls of BLAS that take so many flops
/// together; with the whole of it where these are not worth a second thread.
func splitCallingBLAS(count: Int, flops: Double, _ body: @Sendable (Range<Int>) -> Void) {
  let parts = flops < ComputeLibrary.shortWork ? 1 : min(ComputeLibrary.threadCount, count)
  guard parts > 1 else { return body(0..<count) }
  runOnThreads(count: parts, threads: parts, wakes: flops >= ComputeLibrary.longWork) { part in
    body((count * part / parts)..<(count * (part + 1) / parts))
  }
}

/// Calls `take` with the results of `body(0) ... body(count - 1)`, in order; as many as there are threads are computed
/// at a time.
public func forEachComputed<Result: Sendable>(
  count: Int, _ body: @Sendable (Int) -> Result, _ take: (Result) -> Void
) {
  let together = ComputeLibrary.threadCount
  for first in stride(from: 0, to: count, by: together) {
    for result in mapCallingBLAS(count: min(together, count - first), { body(first + $0) }) {
      take(result)
    }
  }
}

/// What the BLAS library is, and how many threads are used.
///
/// Work is split among threads of our own, each of which calls BLAS for itself. The threads of OpenBLAS spin for 30 ms
/// after every call, on processors that ours need; they serve for long calls alone.
public enum ComputeLibrary {
  /// A number of a matrix that is used once waits for the memory, as long as so many flops take.
  public static let flopsPerRead = 20.0
  /// Work of fewer flops than this is not worth a second thread, even one that is awake.
  static let shortWork = 2e6
  /// Work of fewer flops than this is done before a thread that sleeps has woken.
  static let longWork = 1e7
  /// The same for loops, in numbers that they handle.
  @usableFromInline static let shortLoop = 1 << 14
  @usableFromInline static let longLoop = 1 << 16
  /// Calls of more flops than this are left to the threads of OpenBLAS.
  private static let longCall = 2e9

  /// How many threads there are to use, at first as many as OpenBLAS has found.
  private static let count: Atomic<Int> = {
    let found = Int(openblas_get_num_threads())
    openblas_set_num_threads(1)
    return Atomic(found)
  }()

  /// Ends the threads of OpenBLAS until a long call wants them: they spin from their start on, before anything is asked
  /// of them. For the start of a program, before any other thread of it calls BLAS.
  public static func endIdleThreads() {
    _ = threadCount
    stop_openblas_threads()
  }

  /// Whether work is split no further, being a part of work that was split, or small.
  @TaskLocal static var isSplit = false

  /// The number of threads that work is split among; 1 where it is split no further.
  public static var threadCount: Int {
    get { isSplit ? 1 : count.load(ordering: .relaxed) }
    set { count.store(max(1, newValue), ordering: .relaxed) }
  }

  /// Runs `body`, whose work is split among threads unless `isSmall` says that it is not worth it.
  public static func splitting<Result>(unless isSmall: Bool, _ body: () -> Result) -> Result {
    isSmall ? $isSplit.withValue(true, operation: body) : body()
  }

  /// Runs calls of the BLAS library that take so many flops together; its own threads take part in long ones.
  static func calling<Result, Failure: Error>(
    flops: Double, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let threads = threadCount
    guard threads > 1 && flops > longCall else { return try body() }
    // Within a long call there may be another one.
    let before = openblas_get_num_threads()
    openblas_set_num_threads(Int32(threads))
    defer { openblas_set_num_threads(before) }
    return try body()
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
