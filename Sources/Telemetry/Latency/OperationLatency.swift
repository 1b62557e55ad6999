import Base

/// Durations of a whole run: all operations together and each kind alone.
package struct OperationLatency: Sendable {
  /// Every duration recorded.
  package private(set) var overall = LatencyHistogram()
  /// Durations of puts, gets and deletes, in the order of `names`.
  package private(set) var byKind = [LatencyHistogram](repeating: LatencyHistogram(), count: 3)

  /// The kinds as metrics name them, in the order of their codes in a workload.
  package static let names: [StaticString] = ["put", "get", "del"]

  /// Histograms without a value; about 1 MiB once they are used.
  package init() {}

  /// Counts one operation's duration; `kind` is 0 for put, 1 for get, 2 for delete. O(1), a few nanoseconds.
  package mutating func record(kind: Int, nanoseconds: UInt64) {
    overall.record(nanoseconds)
    byKind[kind].record(nanoseconds)
  }
}
