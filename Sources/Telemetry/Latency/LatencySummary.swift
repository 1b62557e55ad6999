import Base

/// The digest of one histogram: quantiles in nanoseconds and cumulative counts at fixed bounds.
package struct LatencySummary: Equatable, Sendable {
  /// Durations recorded.
  package let count: UInt64
  /// All durations together, in nanoseconds, exact.
  package let sum: UInt64
  /// Quantiles in nanoseconds in the order of `quantileNames`, then the exact maximum; 0 while nothing is recorded.
  package let quantiles: [UInt64]
  /// How many durations lie at or below each bound, then all of them.
  package let cumulative: [UInt64]
  /// How many durations lie in each of the fine classes, without the empty ones; ascending.
  package let classes: [DurationClass]

  /// The quantiles ticks carry.
  package static let shares = [0.5, 0.9, 0.99, 0.999, 0.9999]
  /// Their names, and that of the maximum.
  package static let quantileNames: [StaticString] = ["p50", "p90", "p99", "p99_9", "p99_99", "max"]

  /// Digests a histogram; without `buckets` there are no counts and no classes. O(its buckets in use), about 10 µs.
  package init(_ histogram: borrowing LatencyHistogram, buckets: LatencyBuckets?) {
    count = histogram.count
    sum = histogram.sum
    quantiles = histogram.quantiles(Self.shares) + [histogram.max]
    cumulative =
      if let buckets { histogram.counts(upTo: buckets.bounds) + [histogram.count] } else { [] }
    classes = buckets == nil ? [] : Self.classes(of: histogram)
  }

  private static func classes(of histogram: borrowing LatencyHistogram) -> [DurationClass] {
    var before: UInt64 = 0
    return zip(DurationClass.bounds, histogram.counts(upTo: DurationClass.bounds)).compactMap {
      bound, count in
      defer { before = count }
      return count > before ? DurationClass(bound: bound, count: count - before) : nil
    }
  }

  /// A digest with its parts: quantiles in the order of `quantileNames`; cumulative counts at the bounds, then all of
  /// them, or none at all; the fine classes.
  package init(
    count: UInt64, sum: UInt64, quantiles: [UInt64], cumulative: [UInt64] = [], classes: [DurationClass] = []
  ) {
    self.count = count
    self.sum = sum
    self.quantiles = quantiles
    self.cumulative = cumulative
    self.classes = classes
  }

  /// The median in nanoseconds; 0 while nothing is recorded.
  package var median: UInt64 { quantiles[0] }
}

/// Digests of all operations together and of each kind, in the order overall, put, get, del.
package struct LatencyReading: Equatable, Sendable {
  /// All operations together.
  package let overall: LatencySummary
  /// Puts, gets and deletes.
  package let byKind: [LatencySummary]

  /// The names of the four digests, as metrics write them.
  package static let names: [StaticString] = ["overall"] + OperationLatency.names

  /// Digests a run's durations.
  package init(_ latency: borrowing OperationLatency, buckets: LatencyBuckets?) {
    overall = LatencySummary(latency.overall, buckets: buckets)
    byKind = [
      LatencySummary(latency.put, buckets: buckets), LatencySummary(latency.get, buckets: buckets),
      LatencySummary(latency.delete, buckets: buckets),
    ]
  }

  /// Digests that are there already; `byKind` are those of puts, gets and deletes.
  package init(overall: LatencySummary, byKind: [LatencySummary]) {
    self.overall = overall
    self.byKind = byKind
  }

  /// The four digests in the order of `names`.
  package var all: [LatencySummary] { [overall] + byKind }
}
