import Base

@testable import Telemetry

/// Frames that tests render.
enum SampleFrame {
  static let silence = OperationLatency()

  /// A reading with a value in every member.
  static func fullReading() -> MapReading {
    var map = MapReading()
    map.backend = "grouped"
    map.migratingTo = "chaining"
    map.loadFactor = 0.75
    map.maxGroupLength = 3
    map.averageProbe = 0.125
    map.tombstoneRatio = 0.0625
    map.probeHistogram = [ProbeCount(distance: 0, count: 90), ProbeCount(distance: 2, count: 10)]
    map.overflowRatio = 0.1
    map.overflowBuckets = 2
    map.heatmap = KeyHeatmap(regions: [60, 40])
    map.regions = MapRegions([
      .init(segments: 3, settled: 1, entries: 60, slots: 80),
      .init(segments: 1, settled: 0, entries: 40, slots: 50),
    ])
    map.entries = 100
    map.segments = [NamedCount(name: "chaining", count: 1), NamedCount(name: "grouped", count: 3)]
    map.memory.keys = 1000
    map.memory.values = 1100
    map.memory.metadata = 500
    map.memory.slack = 996
    map.memory.arena = 500
    map.structure = [
      StructuralTotal(name: "split", events: 2, entries: 64, nanoseconds: 9000, longestNanoseconds: 5000)
    ]
    map.ledger = [
      LedgerEntry(
        operation: 80, kind: "split", reason: "growth", segment: 5, from: "grouped", to: "grouped",
        entries: 14,
        bytes: 512, nanoseconds: 4000)
    ]
    map.ledgerOmitted = 1
    map.migrations = 1
    map.compactions = 2
    return map
  }

  /// A frame with a value in every member, the second of its run.
  static func full() -> Frame {
    var latency = OperationLatency()
    var loop = OperationLatency()
    for index in 1...100 {
      latency.record(kind: index % 3, nanoseconds: UInt64(index * 20))
      loop.record(kind: index % 3, nanoseconds: UInt64(index * 25))
    }
    latency.record(kind: 0, nanoseconds: 123_456_789)
    var builder = FrameBuilder(
      runID: "run-1", buckets: .micro,
      thresholds: .init(loadFactor: 0.5, averageProbe: 8, tombstoneRatio: nil))
    _ = builder.tick(
      at: 0, counts: .init(), map: MapReading(), latency: silence, loopLatency: silence)
    let advice = RecommendationDocument(
      source: "forecast", created: "2026-11-21T03:00:00Z", runID: "run-0", summary: "make room",
      reason: "it grows",
      confidence: .moderate,
      details: [
        .init("layout", .text("compact")), .init("target", .text("breach:load_factor")),
        .init("operation", .count(500)),
      ])
    builder.setAdvice(RunAdvice([advice], setting: { _ in nil }))
    var event = TickEvent(.switched, seconds: 0.25, operation: 90)
    event.backend = "chaining"
    event.message = "moved"
    event.from = "grouped"
    event.to = "chaining"
    event.reason = "cost"
    event.source = "proactive"
    event.entries = 100
    event.bytes = 4096
    event.nanoseconds = 1500
    event.movedBytes = 3200
    event.deciding = TickEvent.Deciding("regret_ns", value: 2500, threshold: 1600)
    event.deciding?.nanosecondsBefore = 60
    event.deciding?.nanosecondsExpected = 45.5
    builder.note(event)
    return builder.tick(
      at: 0.5, counts: .init(puts: 50, gets: 40, deletes: 10, hits: 30), map: fullReading(), latency: latency,
      loopLatency: loop)
  }
}
