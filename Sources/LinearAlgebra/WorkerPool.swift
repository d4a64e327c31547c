internal import CMachine
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Threads that take parts of work. They look for more for a moment before they sleep: waking one takes 50 to
/// 100 us in a virtual machine, as long as the work itself in the inner loops of a solver.
final class WorkerPool: Sendable {
  static let shared = WorkerPool()

  /// For so many nanoseconds a thread that has nothing to do looks for work.
  private static let lingering = 100_000
  /// The most threads besides the caller's.
  private static let mostWorkers = 255

  /// Work in parts, each taken by the first thread that comes.
  private final class Job: Sendable {
    private let count: Int
    private let next = Atomic(0)
    /// Threads that may still come, and those that have not left.
    let places: Atomic<Int>
    let inside = Atomic(0)
    /// Whether the owner sleeps until the last one has left.
    let isAwaited = Atomic(false)
    /// Dropped by the owner when all have left.
    nonisolated(unsafe) var body: (@Sendable (Int) -> Void)?

    init(count: Int, workers: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.count = count
      places = Atomic(workers)
      unsafe self.body = body
    }

    /// Does parts until none are left; holds nothing of the body when it returns.
    @inline(never)
    func work() {
      guard let body = unsafe body else { return }
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < count else { return }
        body(part)
      }
    }
  }

  private let isTaken = Atomic(false)
  private let job = Mutex<Job?>(nil)
  /// Counts the jobs.
  private let published = Atomic(0)
  private let sleeping = Atomic(0)
  private let semaphore = DispatchSemaphore(value: 0)
  /// Signalled once for each job whose owner sleeps.
  private let finished = DispatchSemaphore(value: 0)
  private let workerCount = Atomic(0)

  private init() {}

  /// Runs `body(0) ... body(count - 1)` on up to so many threads, this one among them. Where `wakes` is false, only
  /// threads that are awake take part. Work that comes while other work has the pool stays on its thread.
  func run(count: Int, threads: Int, wakes: Bool, _ body: @Sendable (Int) -> Void) {
    let workers = min(threads, count) - 1
    guard
      workers > 0,
      isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else {
      for part in 0..<count { body(part) }
      return
    }
    defer { isTaken.store(false, ordering: .releasing) }
    withoutActuallyEscaping(body) { body in
      let own = Job(count: count, workers: workers, body)
      job.withLock { $0 = own }
      published.wrappingAdd(1, ordering: .sequentiallyConsistent)
      if wakes { wake(workers) }
      ComputeLibrary.$isSplit.withValue(true) { own.work() }
      job.withLock { $0 = nil }
      wait(for: own)
      unsafe own.body = nil
    }
  }

  /// Returns when all have left a job that nobody enters any more.
  private func wait(for own: Job) {
    let begin = Self.nanoseconds
    while own.inside.load(ordering: .acquiring) > 0 {
      for _ in 0..<32 where own.inside.load(ordering: .acquiring) > 0 { cnnc_machine_relax() }
      guard Self.nanoseconds - begin > Self.lingering else { continue }
      // The others have more to do, or have lost their processor to this thread.
      own.isAwaited.store(true, ordering: .sequentiallyConsistent)
      if own.inside.load(ordering: .sequentiallyConsistent) > 0
        || !own.isAwaited.exchange(false, ordering: .sequentiallyConsistent)
      {
        finished.wait()
      }
    }
  }

  private func wake(_ workers: Int) {
    start(workers)
    for _ in 0..<workers {
      guard leaveSleep() else { return }
      semaphore.signal()
    }
  }

  /// Starts what is missing of so many threads.
  private func start(_ workers: Int) {
    while workerCount.load(ordering: .relaxed) < min(workers, Self.mostWorkers) {
      workerCount.wrappingAdd(1, ordering: .relaxed)
      var thread = pthread_t()
      let failure = unsafe pthread_create(
        &thread, nil,
        { _ in
          ComputeLibrary.$isSplit.withValue(true) { WorkerPool.shared.serve() }
          return nil
        }, nil)
      // Without the thread the others do its parts.
      guard failure == 0 else { return }
      pthread_detach(thread)
    }
  }

  /// One sleeper less; false where there is none.
  private func leaveSleep() -> Bool {
    var count = sleeping.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let attempt = sleeping.compareExchange(
        expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
      if attempt.exchanged { return true }
      count = attempt.original
    }
    return false
  }

  private func serve() {
    var seen = 0
    while true {
      if !look(beyond: seen) { sleep(beyond: seen) }
      seen = published.load(ordering: .acquiring)
      let entered: Job? = job.withLock { job in
        guard let job, job.places.load(ordering: .relaxed) > 0 else { return nil }
        job.places.wrappingSubtract(1, ordering: .relaxed)
        job.inside.wrappingAdd(1, ordering: .relaxed)
        return job
      }
      guard let entered else { continue }
      entered.work()
      let left = entered.inside.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue
      if left == 0 && entered.isAwaited.exchange(false, ordering: .sequentiallyConsistent) {
        finished.signal()
      }
    }
  }

  /// Waits for another job for a moment; false where none comes.
  private func look(beyond seen: Int) -> Bool {
    let begin = Self.nanoseconds
    repeat {
      for _ in 0..<32 {
        if published.load(ordering: .acquiring) != seen { return true }
        cnnc_machine_relax()
      }
    } while Self.nanoseconds - begin < Self.lingering
    return false
  }

  private func sleep(beyond seen: Int) {
    sleeping.wrappingAdd(1, ordering: .sequentiallyConsistent)
    // A job that came meanwhile may not have seen this sleeper; one that has, has signalled.
    if published.load(ordering: .sequentiallyConsistent) != seen && leaveSleep() { return }
    semaphore.wait()
  }

  private static var nanoseconds: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
