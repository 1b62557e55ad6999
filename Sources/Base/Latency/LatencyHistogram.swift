/// A high dynamic range histogram of durations: three significant digits from 1 ns to one hour.
///
/// Memory is fixed (33,792 counters, 264 KiB) and recording allocates nothing; longer durations count as the longest
/// bucket while `max` stays exact. Counts only ever grow until `reset`, so whole-run figures are monotonic. The
/// bucket scheme is that of HdrHistogram with unit 1 and 2,048 sub-buckets: values up to 2,047 are exact, above that a
/// bucket is at most 1/1,024 of its value wide. It is owned by one place and copied only by `copy()`, so that recording
/// needs no check of who else reads.
package struct LatencyHistogram: ~Copyable, @unchecked Sendable {
  /// Longest duration told apart from longer ones, in nanoseconds (2^42 − 1: an hour and 13 minutes).
  package static let longest: UInt64 = (1 << 42) - 1
  @usableFromInline static let subBucketBits = 11
  /// How many buckets there are.
  @usableFromInline package static let bucketCount = (42 - 11 + 2) << 10

  /// Recorded values.
  @usableFromInline package internal(set) var count: UInt64 = 0
  /// Exact sum of the recorded values; wraps only after 584 years of latency.
  @usableFromInline package internal(set) var sum: UInt64 = 0
  /// Exact largest recorded value; 0 when empty.
  @usableFromInline package internal(set) var max: UInt64 = 0
  @usableFromInline var smallest = UInt64.max
  @usableFromInline let counters: UnsafeMutablePointer<UInt64>

  /// An empty histogram; the only allocation it ever makes.
  package init() {
    counters = .allocate(capacity: Self.bucketCount)
    counters.initialize(repeating: 0, count: Self.bucketCount)
  }

  deinit { counters.deallocate() }

  /// Another histogram with the same content.
  package func copy() -> LatencyHistogram {
    var other = LatencyHistogram()
    other.merge(self)
    return other
  }

  /// Exact smallest recorded value; 0 when empty.
  package var min: UInt64 { count == 0 ? 0 : smallest }

  /// Mean of the recorded values; 0 when empty.
  package var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

  /// Counts one duration in nanoseconds. O(1), about a nanosecond.
  @inlinable @inline(__always)
  package mutating func record(_ nanoseconds: UInt64) {
    record(nanoseconds, times: 1)
  }

  /// Counts one duration `times` times. O(1).
  @inlinable @inline(__always)
  package mutating func record(_ nanoseconds: UInt64, times: UInt64) {
    let index = Self.index(of: nanoseconds)
    // Written out: `&+=` on an element breaks the compiler when it builds for the thread sanitizer.
    counters[index] = counters[index] &+ times
    count &+= times
    sum &+= nanoseconds &* times
    if nanoseconds > max { max = nanoseconds }
    if nanoseconds < smallest { smallest = nanoseconds }
  }

  /// Adds everything `other` recorded. O(buckets in use).
  package mutating func merge(_ other: borrowing LatencyHistogram) {
    guard other.count > 0 else { return }
    for index in 0...Self.index(of: other.max) { counters[index] = counters[index] &+ other.counters[index] }
    count &+= other.count
    sum &+= other.sum
    if other.max > max { max = other.max }
    if other.smallest < smallest { smallest = other.smallest }
  }

  /// Takes the content of what `later` recorded beyond `earlier`, an older state of the same histogram.
  ///
  /// Counts and sum are exact; `min` and `max` are those of the outermost buckets. O(buckets in use).
  package mutating func assign(_ later: borrowing LatencyHistogram, since earlier: borrowing LatencyHistogram)
  {
    reset()
    guard later.count > earlier.count else { return }
    for index in 0...Self.index(of: later.max) {
      let fresh = later.counters[index] &- earlier.counters[index]
      guard fresh > 0 else { continue }
      counters[index] = fresh
      let range = Self.range(of: index)
      if range.lowerBound < smallest { smallest = range.lowerBound }
      max = Swift.min(range.upperBound, later.max)
    }
    count = later.count &- earlier.count
    sum = later.sum &- earlier.sum
  }

  /// Takes counts that somebody else kept for the buckets of `index(of:)`; `min` and `max` are those of the outermost
  /// buckets. O(buckets).
  package mutating func load(sum total: UInt64, _ counts: (_ bucket: Int) -> UInt64) {
    reset()
    for index in 0..<Self.bucketCount {
      let fresh = counts(index)
      guard fresh > 0 else { continue }
      counters[index] = fresh
      count &+= fresh
      let range = Self.range(of: index)
      if range.lowerBound < smallest { smallest = range.lowerBound }
      max = range.upperBound
    }
    sum = total
  }

  /// Forgets everything recorded; keeps the memory.
  package mutating func reset() {
    guard count > 0 else { return }
    for index in 0...Self.index(of: max) { counters[index] = 0 }
    count = 0
    sum = 0
    max = 0
    smallest = UInt64.max
  }

  /// Calls `body` for every non-empty bucket in ascending order with its inclusive value range and count.
  package func forEachBucket(_ body: (_ lowest: UInt64, _ highest: UInt64, _ count: UInt64) -> Void) {
    guard count > 0 else { return }
    for index in 0...Self.index(of: max) where counters[index] > 0 {
      let range = Self.range(of: index)
      body(range.lowerBound, range.upperBound, counters[index])
    }
  }

  /// How many recorded values lie at or below each bound, in one pass; `bounds` must ascend.
  ///
  /// Values in the bucket that holds a bound count as at or below it (an error of 0.1 % of the bound at most).
  package func counts(upTo bounds: [UInt64]) -> [UInt64] {
    var cumulative: UInt64 = 0
    var next = 0
    let end = count == 0 ? 0 : Self.index(of: max) + 1
    return bounds.map { bound in
      let stop = Swift.min(Self.index(of: bound) + 1, end)
      while next < stop {
        cumulative &+= counters[next]
        next += 1
      }
      return cumulative
    }
  }

  /// The bucket that counts `value`.
  @inlinable @inline(__always)
  package static func index(of value: UInt64) -> Int {
    let clipped = Swift.min(value, longest)
    let bucket = 64 &- subBucketBits &- (clipped | 2047).leadingZeroBitCount
    return (bucket &<< 10) &+ Int(truncatingIfNeeded: clipped &>> UInt64(truncatingIfNeeded: bucket))
  }

  /// The values a bucket stands for.
  static func range(of index: Int) -> ClosedRange<UInt64> {
    guard index >= 2048 else { return UInt64(index)...UInt64(index) }
    let bucket = UInt64(index >> 10) - 1
    let lowest = UInt64(index & 1023 | 1024) << bucket
    return lowest...(lowest + (1 << bucket) - 1)
  }

  /// The count of one bucket.
  func counter(_ index: Int) -> UInt64 { counters[index] }
}
