import Base

/// Picks the operations that are timed: one at a random place in every window of N operations.
///
/// A fixed stride would meet the same phase of a periodic workload every time; a random place in every window does
/// not, and still times one in N exactly. The same seed picks the same operations.
struct LatencySampler {
  private let window: Int
  private var random: SeededRandom
  private var windowStart = 0
  /// The number (from 0) of the next operation to time; `Int.max` for none.
  private(set) var next: Int

  /// Times one operation in `every`; nil or less than 1 times none.
  init(every: Int?, seed: UInt64) {
    window = max(every ?? 0, 0)
    random = SeededRandom(seed: seed)
    next = .max
    if window > 0 { next = Int(random.below(UInt64(window))) }
  }

  /// Goes on to the following window.
  mutating func advance() {
    let (start, overflows) = windowStart.addingReportingOverflow(window)
    let (place, isBeyond) = start.addingReportingOverflow(Int(random.below(UInt64(window))))
    windowStart = start
    next = overflows || isBeyond ? .max : place
  }
}
