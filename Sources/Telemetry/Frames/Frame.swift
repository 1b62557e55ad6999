/// One immutable, numbered picture of a run, taken at a tick: everything any view shows of that moment.
package struct Frame: Equatable, Sendable {
  /// The name and version of the schema every tick carries.
  package static let schema = "metrics.v1"

  /// Number of the frame in its run, from 1 and without gaps.
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
  /// Durations sampled since the frame before, all operations together.
  package let window: LatencySummary
  /// Events since the frame before; every event is in exactly one frame.
  package let events: [TickEvent]
  /// Structural events since the frame before that were too many to carry.
  package let eventsOmitted: UInt64
  /// Events since the start of the run by type, those too many to carry included; in the order of `TickEvent.Kind`.
  package let eventTotals: [NamedCount]
  /// Guardrails that are reached now.
  package let alerts: [Alert]
  /// How often a guardrail has begun to be reached since the start of the run.
  package let alertsRaised: UInt64
  /// Whether each guarded metric is reached, in the order of `Guardrails.metrics`.
  package let alertFlags: [Bool]
  /// Whether no operation has arrived for a while.
  package let isIdle: Bool
  /// The recommendations the run was given, held against it; at most `RunAdvice.limit`.
  package let recommendations: [FramedRecommendation]

  /// A frame with all its values; `FrameBuilder` makes them in a run, a reader of files from their lines.
  package init(
    frame: UInt64, runID: String, seconds: Double, counts: OperationCounts, map: MapReading,
    instantRate: Double, smoothedRate: Double, latency: LatencyReading, loopLatency: LatencyReading,
    buckets: LatencyBuckets, window: LatencySummary, events: [TickEvent], eventsOmitted: UInt64,
    eventTotals: [NamedCount], alerts: [Alert], alertsRaised: UInt64, alertFlags: [Bool], isIdle: Bool,
    recommendations: [FramedRecommendation] = []
  ) {
    self.frame = frame
    self.runID = runID
    self.seconds = seconds
    self.counts = counts
    self.map = map
    self.instantRate = instantRate
    self.smoothedRate = smoothedRate
    self.latency = latency
    self.loopLatency = loopLatency
    self.buckets = buckets
    self.window = window
    self.events = events
    self.eventsOmitted = eventsOmitted
    self.eventTotals = eventTotals
    self.alerts = alerts
    self.alertsRaised = alertsRaised
    self.alertFlags = alertFlags
    self.isIdle = isIdle
    self.recommendations = recommendations
  }
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
