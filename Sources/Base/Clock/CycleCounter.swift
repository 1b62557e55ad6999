import CIntrinsics

/// The processor's time-stamp counter as a clock: about 10 ns a reading instead of 25 for the system's clock.
///
/// Where there is no usable counter (none readable, or one whose rate is not constant) the same calls read the
/// monotonic clock and a tick is a nanosecond.
package struct CycleCounter: Sendable {
  /// Whether ticks come from the processor's counter; false means they are nanoseconds of the monotonic clock.
  package let usesProcessorCounter: Bool
  /// What an interval between two adjacent readings measures, in nanoseconds: subtract it from short intervals.
  package private(set) var overheadNanoseconds: UInt64
  /// Nanoseconds per tick as a 32.32 fixed-point number.
  @usableFromInline let scale: UInt64

  /// The counter of this machine, calibrated once per process against the monotonic clock (about 2 ms).
  package static let calibrated = CycleCounter()

  /// A reading in ticks; readings of different processor cores may be a few ticks apart.
  @inlinable @inline(__always)
  package func ticks() -> UInt64 {
    usesProcessorCounter ? ci_cycles() : MonotonicClock.nanoseconds()
  }

  /// Turns a difference of two readings into nanoseconds, to the nearest lower one.
  @inlinable @inline(__always)
  package func nanoseconds(_ ticks: UInt64) -> UInt64 {
    let product = ticks.multipliedFullWidth(by: scale)
    return (product.high &<< 32) | (product.low &>> 32)
  }

  /// The nanoseconds between two readings with the cost of reading taken off; never negative.
  @inlinable @inline(__always)
  package func interval(from start: UInt64, to end: UInt64) -> UInt64 {
    guard end > start else { return 0 }
    let elapsed = nanoseconds(end &- start)
    return elapsed > overheadNanoseconds ? elapsed &- overheadNanoseconds : 0
  }

  /// The rate of the processor's counter, which is constant whatever the clock of the core does; nil where it is not used.
  package var ticksPerNanosecond: Double? { usesProcessorCounter ? 4_294_967_296 / Double(scale) : nil }

  /// Calibrates; `readsProcessor` false forces the monotonic clock.
  package init(readsProcessor: Bool = true) {
    let rates = readsProcessor ? [Self.measureRate(), Self.measureRate()] : []
    let isSteady =
      rates.count == 2 && rates[0] > 0 && abs(rates[0] - rates[1]) < 0.01 * rates[0]
    usesProcessorCounter = isSteady
    scale = isSteady ? UInt64((rates[0] + rates[1]) / 2 * 4_294_967_296) : 1 << 32
    overheadNanoseconds = 0
    overheadNanoseconds = measureOverhead()
  }

  /// Nanoseconds per tick over one millisecond, or 0 where the counter does not move.
  private static func measureRate() -> Double {
    let start = alignedReading()
    var end = start
    repeat { end = alignedReading() } while end.nanoseconds &- start.nanoseconds < 1_000_000
    guard end.ticks > start.ticks else { return 0 }
    return Double(end.nanoseconds - start.nanoseconds) / Double(end.ticks - start.ticks)
  }

  /// The best of a few paired readings, judged by how close together its two ticks lie.
  private static func alignedReading() -> (ticks: UInt64, nanoseconds: UInt64) {
    var best: (ticks: UInt64, nanoseconds: UInt64) = (0, 0)
    var narrowest = UInt64.max
    for _ in 0..<8 {
      let before = ci_cycles()
      let now = MonotonicClock.nanoseconds()
      let after = ci_cycles()
      if after &- before < narrowest {
        narrowest = after &- before
        best = (before &+ (after &- before) / 2, now)
      }
    }
    return best
  }

  /// The median of 255 intervals between adjacent readings.
  private func measureOverhead() -> UInt64 {
    var intervals: [UInt64] = []
    intervals.reserveCapacity(255)
    for _ in 0..<255 {
      let start = ticks()
      let end = ticks()
      intervals.append(nanoseconds(end &- start))
    }
    intervals.sort()
    return intervals[127]
  }
}
