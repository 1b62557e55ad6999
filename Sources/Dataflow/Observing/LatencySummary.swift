import Base

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

/// A latency histogram that several owners can hold.
final class SharedHistogram {
  private var histogram = LatencyHistogram()

  func record(_ nanoseconds: UInt64) { histogram.record(nanoseconds) }

  var summary: LatencySummary {
    var result = LatencySummary()
    result.count = histogram.count
    let quantiles = histogram.quantiles([0.5, 0.99])
    result.p50 = quantiles[0]
    result.p99 = quantiles[1]
    result.max = histogram.max
    result.sum = histogram.sum
    return result
  }
}
