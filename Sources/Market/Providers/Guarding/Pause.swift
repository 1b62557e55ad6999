import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Waiting on the monotonic clock.
enum Pause {
  /// Sleeps until a moment of `MonotonicClock`; returns at once when it is over.
  static func sleep(until moment: UInt64) {
    while true {
      let now = MonotonicClock.nanoseconds()
      guard now < moment else { return }
      let rest = moment - now
      var span = timespec(tv_sec: Int(rest / 1_000_000_000), tv_nsec: Int(rest % 1_000_000_000))
      nanosleep(&span, nil)
    }
  }
}
