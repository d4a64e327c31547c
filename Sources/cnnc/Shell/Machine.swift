internal import Glibc

/// The clock and the facts of the machine and of this process.
enum Machine {
  /// Seconds of a clock that only runs forward.
  static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The largest amount of memory that this process has held, in bytes.
  static func peakMemory() -> Int {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  /// The memory of the machine in bytes.
  static func physicalMemory() -> Int {
    sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// What a solver may take of it where nothing else is asked for, in bytes.
  static var usualMemoryLimit: Double { Double(physicalMemory()) * 0.8 }

  /// The value of an environment variable; nil where it is not set or empty.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
