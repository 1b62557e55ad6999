import Telemetry

/// Runs that tests ask about.
enum SampleFeed {
  /// A feed of a run whose frames have everything.
  static func make(
    _ frames: Int, run: String = "run", limit: Int = 1200, registry: Registry = Registry()
  ) throws -> FrameFeed {
    let feed = FrameFeed(runID: run, frameLimit: limit, registry: registry)
    let builder = Builder(run)
    for _ in 0..<frames { try feed.publish(builder.next()) }
    return feed
  }

  /// Makes the frames of a run one after the other.
  final class Builder {
    private var builder: FrameBuilder
    private var latency = OperationLatency()
    private var index = 0

    init(_ run: String) { builder = FrameBuilder(runID: run, thresholds: .init(loadFactor: 0.8)) }

    func next(message: String? = nil) -> Frame {
      var map = MapReading()
      map.backend = "grouped"
      map.loadFactor = index % 3 == 2 ? 0.9 : 0.5
      map.entries = index * 10
      map.probeHistogram = [ProbeCount(distance: 0, count: index), ProbeCount(distance: 2, count: 1)]
      map.heatmap = KeyHeatmap(regions: [index, 2, 3])
      map.segments = [NamedCount(name: "grouped", count: 4)]
      latency.record(kind: index % 3, nanoseconds: UInt64(index * 1000))
      var event = TickEvent(index == 0 ? .start : .compaction, seconds: Double(index), operation: 7)
      event.message = message
      builder.note(event)
      defer { index += 1 }
      return builder.tick(
        at: Double(index), counts: .init(puts: UInt64(index * 100), gets: 5), map: map, latency: latency,
        loopLatency: latency)
    }
  }
}
