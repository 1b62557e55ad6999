/// One immutable, numbered frame of a run: everything any view shows of that moment.
package struct Tick: Equatable, Sendable {
  /// The name and version of the schema every tick carries.
  package static let schema = "metrics.v1"

  /// Number of the tick in its run, from 0.
  package let frame: UInt64
  /// The same in every tick of a run and in no other run.
  package let runID: String
  /// Seconds since the start of the run; never falls.
  package let seconds: Double
  /// Operations applied so far.
  package let counts: OperationCounts
  /// The map.
  package let map: MapReading
  /// Operations per second of the interval before this tick.
  package let instantRate: Double
  /// Smoothed operations per second.
  package let smoothedRate: Double
  /// Durations of sampled operations alone.
  package let latency: LatencyReading
  /// Durations of sampled operations with everything the loop around them did.
  package let loopLatency: LatencyReading
  /// Bounds of the histograms in the two readings.
  package let buckets: LatencyBuckets
  /// Events since the tick before; every event is in exactly one tick.
  package let events: [TickEvent]
  /// Structural events since the tick before that were too many to carry.
  package let eventsOmitted: UInt64
  /// Guardrails that are reached now.
  package let alerts: [Alert]
  /// Whether each guarded metric is reached, in the order of `Guardrails.metrics`.
  package let alertFlags: [Bool]
  /// Whether no operation has arrived for a while.
  package let isIdle: Bool
}

/// Operations applied since the start of a run, by kind.
package struct OperationCounts: Equatable, Sendable {
  /// Puts, whether they inserted or updated.
  package var puts: UInt64
  /// Gets, whether they found something or not.
  package var gets: UInt64
  /// Deletes, whether they removed something or not.
  package var deletes: UInt64
  /// Gets that found their key.
  package var hits: UInt64

  /// Counts by kind.
  package init(puts: UInt64 = 0, gets: UInt64 = 0, deletes: UInt64 = 0, hits: UInt64 = 0) {
    self.puts = puts
    self.gets = gets
    self.deletes = deletes
    self.hits = hits
  }

  /// All operations.
  package var total: UInt64 { puts &+ gets &+ deletes }
}
