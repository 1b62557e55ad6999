import Base

/// Durations of a whole run: all operations together and each kind alone; about 1 MiB.
package struct OperationLatency: ~Copyable, Sendable {
  /// Every duration recorded.
  package private(set) var overall = LatencyHistogram()
  /// Durations of puts.
  package private(set) var put = LatencyHistogram()
  /// Durations of gets.
  package private(set) var get = LatencyHistogram()
  /// Durations of deletes.
  package private(set) var delete = LatencyHistogram()

  /// The kinds as metrics name them, in the order of their codes in a workload.
  package static let names: [StaticString] = ["put", "get", "del"]

  /// Histograms without a value.
  package init() {}

  /// Counts one operation's duration; `kind` is 0 for put, 1 for get, anything else for delete. O(1), a few nanoseconds.
  package mutating func record(kind: Int, nanoseconds: UInt64) {
    overall.record(nanoseconds)
    switch kind {
    case 0: put.record(nanoseconds)
    case 1: get.record(nanoseconds)
    default: delete.record(nanoseconds)
    }
  }

  /// Adds everything `other` recorded. O(buckets in use).
  package mutating func merge(_ other: borrowing OperationLatency) {
    overall.merge(other.overall)
    put.merge(other.put)
    get.merge(other.get)
    delete.merge(other.delete)
  }
}
