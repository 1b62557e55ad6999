import Base
import Telemetry

/// The durations of all operations that were timed in the replays of one trial.
final class TimedOperations {
  private var latency = OperationLatency()

  /// Takes in those of a replay.
  func add(_ other: borrowing OperationLatency) { latency.merge(other) }

  /// Their quantiles.
  var reading: LatencyReading { LatencyReading(latency, buckets: nil) }

  /// All operations together.
  var overall: DurationBuckets { DurationBuckets(latency.overall) }
}

/// The buckets of a latency histogram that hold anything: 16 bytes each, 33,792 of them at most.
package struct DurationBuckets: Equatable, Sendable {
  /// The longest duration of each bucket in nanoseconds, ascending.
  package private(set) var bounds: [UInt64] = []
  /// How many durations each holds, at least one.
  package private(set) var counts: [UInt64] = []
  /// How many there are together.
  package private(set) var total: UInt64 = 0

  /// Without durations.
  package init() {}

  /// What a histogram holds. O(its buckets in use).
  package init(_ histogram: borrowing LatencyHistogram) {
    var (bounds, counts) = ([UInt64](), [UInt64]())
    histogram.forEachBucket { _, highest, count in
      bounds.append(highest)
      counts.append(count)
    }
    self.bounds = bounds
    self.counts = counts
    total = histogram.count
  }

  /// The bound that this share of the durations of all replays together lies at or below; nil where they are fewer than
  /// `needed`. O(buckets in use of all, log of their number).
  static func quantile(_ share: Double, of all: [DurationBuckets], needing needed: UInt64) -> UInt64? {
    let total = all.reduce(0) { $0 + $1.total }
    guard total >= max(needed, 1) else { return nil }
    var counts: [UInt64: UInt64] = [:]
    for buckets in all {
      for (bound, count) in zip(buckets.bounds, buckets.counts) { counts[bound, default: 0] += count }
    }
    let rank = UInt64((share * Double(total)).rounded(.up))
    var below: UInt64 = 0
    for (bound, count) in counts.sorted(by: { $0.key < $1.key }) {
      below += count
      if below >= rank { return bound }
    }
    return nil
  }
}
