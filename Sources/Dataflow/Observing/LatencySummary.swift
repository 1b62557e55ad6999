/// A distribution of durations in nanoseconds, as far as people ask.
public struct LatencySummary: Equatable, Sendable {
  /// Durations measured.
  public var count: UInt64 = 0
  /// Half took no longer.
  public var p50: UInt64 = 0
  /// Ninety-nine in a hundred took no longer.
  public var p99: UInt64 = 0
  /// The longest.
  public var max: UInt64 = 0
  /// Their sum.
  public var sum: UInt64 = 0

  /// A distribution of nothing.
  public init() {}
}

/// Durations in buckets of a sixteenth of a power of two, so read to 6 %: 2.4 KiB, taken at the first record, since a
/// graph has one for every node and edge.
final class SharedHistogram {
  /// Bits of a duration that choose the bucket inside its power of two.
  private static let bits = 4
  private static let buckets = 40 << bits

  private var counts: [UInt32] = []
  private var count: UInt64 = 0
  private var sum: UInt64 = 0
  private var max: UInt64 = 0

  func record(_ nanoseconds: UInt64) {
    if counts.isEmpty { counts = Array(repeating: 0, count: Self.buckets) }
    counts[Self.bucket(nanoseconds)] &+= 1
    count += 1
    sum &+= nanoseconds
    max = Swift.max(max, nanoseconds)
  }

  /// Durations below 16 have a bucket each; the rest sixteen a power of two; the last bucket takes all beyond.
  private static func bucket(_ nanoseconds: UInt64) -> Int {
    guard nanoseconds >= 1 << bits else { return Int(nanoseconds) }
    let exponent = 63 - nanoseconds.leadingZeroBitCount
    let fraction = Int(nanoseconds >> UInt64(exponent - bits)) & ((1 << bits) - 1)
    return min(buckets - 1, (exponent - bits + 1) << bits + fraction)
  }

  /// The largest duration of a bucket.
  private static func end(of bucket: Int) -> UInt64 {
    guard bucket >= 1 << bits else { return UInt64(bucket) }
    let exponent = bucket >> bits - 1
    return (UInt64(bucket & ((1 << bits) - 1) | 1 << bits) + 1) << UInt64(exponent) - 1
  }

  /// The duration that `share` of all do not exceed, to the end of its bucket.
  private func quantile(_ share: Double) -> UInt64 {
    let rank = UInt64((share * Double(count)).rounded(.up))
    var seen: UInt64 = 0
    for bucket in counts.indices {
      seen += UInt64(counts[bucket])
      if seen >= Swift.max(1, rank) { return min(max, Self.end(of: bucket)) }
    }
    return max
  }

  var summary: LatencySummary {
    var result = LatencySummary()
    guard count > 0 else { return result }
    result.count = count
    result.p50 = quantile(0.5)
    result.p99 = quantile(0.99)
    result.max = max
    result.sum = sum
    return result
  }
}
