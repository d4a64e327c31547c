internal import Dispatch
internal import Glibc
internal import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a flag that solvers ask for; a second one ends the program at once.
final class Interrupt: Sendable {
  /// The one of the process, as signals are; it listens from its first use on.
  static let shared = Interrupt()

  private let count = Atomic<Int>(0)
  // Dispatch sources are safe to use from any thread; they are only kept alive here.
  nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []

  private init() {
    unsafe sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in unsafe sources {
      source.setEventHandler { [self] in
        if count.wrappingAdd(1, ordering: .relaxed).newValue > 1 { _exit(130) }
      }
      source.resume()
    }
  }

  /// Whether the user asked to stop.
  var isRaised: Bool { count.load(ordering: .relaxed) > 0 }
}
