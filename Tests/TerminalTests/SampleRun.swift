import Base
import Telemetry

@testable import Terminal

/// A run that grows, migrates from grouped to chaining, compacts, alerts and ends; the same every time.
enum SampleRun {
  static let id = "5eed5eed5eed5eed5eed5eed5eed5eed"

  /// Three recommendations: one the grouped map follows, one it contradicts, and a forecast.
  static let advice: [RecommendationDocument] = [
    RecommendationDocument(
      source: "profile", summary: "use --mode grouped", reason: "least time", confidence: .high,
      details: [.init("layout", .text("grouped"))]),
    RecommendationDocument(
      source: "policy-lab", summary: "set adaptive.start_backend=compact", reason: "less memory",
      confidence: .moderate, details: [.init("layout", .text("compact"))]),
    RecommendationDocument(
      source: "forecast", summary: "make room before the next breach of load_factor", reason: "trend",
      confidence: .moderate,
      details: [.init("target", .text("breach:load_factor")), .init("operation", .count(2_000_000))]),
  ]

  static func frames(
    _ count: Int = 40, id: String = id, advice: [RecommendationDocument] = []
  ) -> [Frame] {
    var builder = FrameBuilder(
      runID: id, buckets: .micro, thresholds: .init(loadFactor: 0.8, averageProbe: nil, tombstoneRatio: nil))
    if !advice.isEmpty { builder.setAdvice(RunAdvice(advice, setting: { _ in nil })) }
    var random = SeededRandom(seed: 20)
    var latency = OperationLatency()
    let loop = OperationLatency()
    var frames: [Frame] = []
    var counts = OperationCounts()
    for index in 0..<count {
      let share = Double(index) / Double(max(1, count - 1))
      if index > 0 {
        for _ in 0..<20 {
          latency.record(
            kind: Int(random.next() % 3), nanoseconds: 300 + random.next() % 2000 * UInt64(1 + index % 7))
        }
        counts.puts += 4000 + random.next() % 3000
        counts.gets += 11_000 + random.next() % 5000
        counts.deletes += 500
        counts.hits += 7000
      }
      note(index, of: count, counts, into: &builder)
      frames.append(
        builder.tick(
          at: Double(index) * 0.25, counts: counts, map: reading(index, share), latency: latency,
          loopLatency: loop))
    }
    return frames
  }

  private static func note(
    _ index: Int, of count: Int, _ counts: OperationCounts, into builder: inout FrameBuilder
  ) {
    func event(_ kind: TickEvent.Kind, _ change: (inout TickEvent) -> Void) {
      var event = TickEvent(kind, seconds: Double(index) * 0.25, operation: counts.total)
      change(&event)
      builder.note(event)
    }
    switch index {
    case 0: event(.start) { $0.message = "workload started" }
    case 15:
      event(.switchBegan) {
        ($0.from, $0.to, $0.reason) = ("grouped", "chaining", "regret")
      }
    case 22:
      event(.switched) {
        ($0.from, $0.to, $0.entries, $0.nanoseconds) = ("grouped", "chaining", 88_000, 7_300_000)
      }
    case 30: event(.compaction) { ($0.source, $0.entries, $0.nanoseconds) = ("command", 90_000, 5_200_000) }
    case count - 1: event(.complete) { $0.message = "workload completed" }
    default: break
    }
  }

  private static func reading(_ index: Int, _ share: Double) -> MapReading {
    var map = MapReading()
    map.backend = index < 15 ? "grouped" : "chaining"
    map.migratingTo = (15..<22).contains(index) ? "chaining" : nil
    map.loadFactor = 0.25 + 0.6 * share
    map.maxGroupLength = 10 + index / 4
    map.averageProbe = 0.02 + share / 10
    map.probeHistogram = [
      ProbeCount(distance: 0, count: 1000 * (index + 1)), ProbeCount(distance: 1, count: 90 * index + 7),
      ProbeCount(distance: 3, count: index + 1),
    ]
    map.entries = 2500 * (index + 1)
    let moved = index < 15 ? 0 : min(64, (index - 15) * 9)
    map.segments = [
      NamedCount(name: "chaining", count: moved), NamedCount(name: "grouped", count: 64 - moved),
    ]
    map.memory.keys = 16_000 * (index + 1)
    map.memory.values = 16_000 * (index + 1)
    map.memory.metadata = 4000 * (index + 1)
    map.memory.slack = 9000 * (index + 1)
    map.heatmap = KeyHeatmap(regions: (0..<64).map { 100 + ($0 * 37 + index * 11) % 90 })
    map.regions = MapRegions(
      (0..<64).map { place in
        let isNew = place < moved
        let isSettled = isNew == (map.backend == "chaining")
        return .init(
          segments: 1, settled: isSettled ? 1 : 0, entries: 100 + (place * 37 + index * 11) % 90,
          slots: 200 - index)
      })
    map.migrations = index < 22 ? 0 : 1
    map.compactions = index < 30 ? 0 : 1
    if index % 5 == 1 {
      map.ledger = [
        LedgerEntry(
          operation: UInt64(index) * 20_000, kind: "split", reason: "growth", segment: UInt64(index),
          from: "grouped",
          to: "grouped", entries: 416, bytes: 16_000, nanoseconds: 98_757)
      ]
    }
    if (16..<22).contains(index) {
      map.ledger = (0..<3).map { part in
        LedgerEntry(
          operation: UInt64(index) * 20_000 + UInt64(part), kind: "convert", reason: "regret",
          segment: UInt64(index * 3 + part), from: "grouped", to: "chaining", entries: 1300, bytes: 40_000,
          nanoseconds: 15_400)
      }
      map.ledgerOmitted = 6
    }
    return map
  }

  /// A model that has seen so many frames of the run.
  static func model(
    _ count: Int = 40, wantsTrace: Bool = false, advice: [RecommendationDocument] = []
  ) -> Model {
    var model = Model(source: "run/metrics.ndjson", wantsTrace: wantsTrace)
    var news = FrameNews()
    news.frames = Array(frames(advice: advice).prefix(count))
    _ = model.update(.news(news))
    return model
  }
}
