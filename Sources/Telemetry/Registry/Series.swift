import Base
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One label set of one metric; the values live in its subclasses. Keep the object and observe through it: an
/// observation takes no lock and allocates nothing.
package class Series: @unchecked Sendable {
  /// A value that changes whenever the series does, to tell touched series from stale ones.
  var fingerprint: UInt64 { 0 }
}

/// A number that only grows.
package final class Counter: Series, @unchecked Sendable {
  private let value = Atomic<UInt64>(0)

  /// Adds `amount`; counters of seconds are kept in nanoseconds.
  package func add(_ amount: UInt64 = 1) { value.wrappingAdd(amount, ordering: .relaxed) }

  /// Raises the counter to a total that is counted elsewhere; a smaller total changes nothing.
  package func advance(to total: UInt64) { value.max(total, ordering: .relaxed) }

  /// Everything added so far.
  package var total: UInt64 { value.load(ordering: .relaxed) }

  override var fingerprint: UInt64 { total }
}

/// A number that goes up and down.
package final class Gauge: Series, @unchecked Sendable {
  private let bits = Atomic<UInt64>(0)

  /// Gives it a value.
  package func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  /// Changes it by `amount`.
  package func add(_ amount: Double) {
    var before = bits.load(ordering: .relaxed)
    while true {
      let after = (Double(bitPattern: before) + amount).bitPattern
      let (isDone, found) = bits.weakCompareExchange(
        expected: before, desired: after, ordering: .relaxed)
      if isDone { return }
      before = found
    }
  }

  /// Its value.
  package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  override var fingerprint: UInt64 { bits.load(ordering: .relaxed) }
}

/// Durations in the buckets of `LatencyHistogram`, three digits from a nanosecond to an hour, recorded by any thread.
package final class Histogram: Series, @unchecked Sendable {
  /// Memory comes zeroed and untouched: only pages with a recorded duration take room.
  private let counters: UnsafeMutablePointer<Atomic<UInt64>>
  private let sum = Atomic<UInt64>(0)

  override init() {
    let size = MemoryLayout<Atomic<UInt64>>.stride
    guard let memory = calloc(LatencyHistogram.bucketCount, size) else {
      fatalError("no memory for the \(LatencyHistogram.bucketCount * size) bytes of a histogram")
    }
    counters = memory.bindMemory(to: Atomic<UInt64>.self, capacity: LatencyHistogram.bucketCount)
  }

  deinit { free(counters) }

  /// Counts one duration. O(1).
  package func record(nanoseconds: UInt64) {
    counters[LatencyHistogram.index(of: nanoseconds)].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(nanoseconds, ordering: .relaxed)
  }

  /// What is recorded, as a histogram that gives quantiles and counts. O(buckets), about 30 µs.
  package func copy() -> LatencyHistogram {
    var histogram = LatencyHistogram()
    histogram.load(sum: sum.load(ordering: .relaxed)) { counters[$0].load(ordering: .relaxed) }
    return histogram
  }

  override var fingerprint: UInt64 { sum.load(ordering: .relaxed) }
}
