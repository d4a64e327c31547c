internal import Glibc
internal import LinearAlgebra

/// OpenBLAS takes its kernels by the processors it knows; on one made after it, those of 2004, which are
/// several times slower than the machine. It reads its choice when it is loaded, so that a better one takes a
/// new start of the program.
enum ComputeKernels {
  private static let variable = "OPENBLAS_CORETYPE"
  /// The logarithm of how many cycles the threads of OpenBLAS spin before they sleep.
  private static let spinning = "OPENBLAS_THREAD_TIMEOUT"
  /// Kernels that use AVX2 or more.
  private static let fast: Set = ["Haswell", "Zen", "SkylakeX", "Cooperlake", "Sapphirerapids"]

  /// Starts the program anew with kernels that fit the processor, where it has slower ones and the user has
  /// not chosen any; returns where there is nothing to gain, with the threads of OpenBLAS at rest.
  static func prepare() {
    guard Machine.environment(variable) == nil, !fast.contains(ComputeLibrary.coreType),
      let better = fitting(processorFlags)
    else { return ComputeLibrary.endIdleThreads() }
    guard unsafe setenv(variable, better, 1) == 0 else { return }
    // By default they spin for 30 ms after every call, and are seldom wanted here.
    unsafe setenv(spinning, "4", 0)
    // Returns only where it fails; then the kernels stay what they are.
    unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
    unsafe unsetenv(variable)
    ComputeLibrary.endIdleThreads()
  }

  /// The kernels for a processor with these features; nil where the choice of OpenBLAS stands.
  static func fitting(_ flags: Set<Substring>) -> String? {
    if flags.isSuperset(of: ["avx512f", "avx512bw", "avx512dq", "avx512vl"]) { return "SkylakeX" }
    return flags.isSuperset(of: ["avx2", "fma"]) ? "Haswell" : nil
  }

  /// The features that the system tells of the first processor.
  private static var processorFlags: Set<Substring> {
    guard let bytes = try? readFile("/proc/cpuinfo") else { return [] }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("flags") }
    return Set(line?.split(whereSeparator: \.isWhitespace) ?? [])
  }
}
