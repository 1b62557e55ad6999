import Base
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGUSR1 as a wish for a tick at once.
enum TickRequest {
  /// Has SIGUSR1 count from now on, instead of ending the program.
  static func install() {
    pendingTicks.store(false, ordering: .relaxed)
    handle([SIGUSR1], by: noteTickRequest)
  }

  /// Wishes for one without the signal.
  static func make() { pendingTicks.store(true, ordering: .relaxed) }

  /// Whether the signal has come since the last call.
  static func take() -> Bool {
    // A plain look first: this is asked many thousand times a second.
    pendingTicks.load(ordering: .relaxed) && pendingTicks.exchange(false, ordering: .relaxed)
  }
}

private let pendingTicks = Atomic<Bool>(false)

/// Runs on whatever thread the signal hits: one atomic store.
private func noteTickRequest(_ number: Int32) { pendingTicks.store(true, ordering: .relaxed) }
