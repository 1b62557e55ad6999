import Base
import Documents
import Telemetry
import TestSupport
import Testing

@testable import Server

@Suite struct FrameReaderTests {
  private func lines(_ path: String) throws -> [Substring] {
    try Repository.text(path).split(separator: "\n")
  }

  private func line(_ frame: Frame) -> String { String(decoding: PublishedFrame(frame).json, as: UTF8.self) }

  @Test(arguments: ["tick-full", "tick-first"])
  func linesOfThisProgramComeBackExactly(name: String) throws {
    let text = try #require(try lines("Tests/Goldens/telemetry/\(name).ndjson").first)
    var reader = FrameReader(file: name)
    let frame = try reader.read(text.utf8, number: 1)
    #expect(line(frame) == text)
  }

  /// Files of the earlier program: no numbers, no run, and every tick repeats all events.
  @Test func linesOfTheEarlierProgramAreCountedOn() throws {
    var reader = FrameReader(file: "m")
    var frames: [Frame] = []
    let text = try lines("Tests/Corpus/ancestor/run/adaptive/metrics.ndjson")
    for (index, line) in (text + text).enumerated() {
      frames.append(try reader.read(line.utf8, number: index + 1))
    }
    #expect(frames.map(\.frame) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    #expect(Set(frames.map(\.runID)) == ["m#1", "m#2"])
    let events = frames.prefix(5).flatMap(\.events).map { "\($0.kind) \($0.seconds)" }
    #expect(Set(events).count == events.count && !events.isEmpty)
    #expect(frames[4].counts.total > 0 && frames[4].latency.overall.quantiles[0] > 0)
    #expect(frames[4].latency.overall.count == frames[4].latency.overall.cumulative.last)
    #expect(frames[4].instantRate > 0 && frames[0].instantRate == 0)
    let feed = FrameFeed(runID: "m#1", registry: Registry())
    for frame in frames.prefix(5) { try feed.publish(frame) }
    #expect(Answers(feed, generatedAt: 0).events(limit: 9).count > 80)
  }

  @Test(arguments: [
    ("", "m:7:1: expected a value, found the end of the text"),
    ("[1]", "m:7:1: expected an object, found an array"),
    ("{\"t\":1", "m:7:7: "),
    (
      "{\"schema\":\"metrics.v2\",\"t\":1}",
      "m:7:11: the schema is the text \"metrics.v2\", not \"metrics.v1\""
    ),
    ("{\"t\":1,\"ops\":2}", "m:7:1: not a tick: t, backend and ops are needed"),
    ("{\"t\":\"1\",\"ops\":2,\"backend\":\"b\"}", "not a tick"),
  ])
  func whatIsNoTickIsRefused(text: String, message: String) {
    var reader = FrameReader(file: "m")
    do {
      _ = try reader.read(text.utf8, number: 7)
      Issue.record("accepted \(text)")
    } catch { #expect("\(error)".contains(message), "\(error)") }
  }

  /// Members of a wrong kind, absurd sizes and hostile texts do no harm.
  @Test func hostileMembersAreHarmless() throws {
    let text = """
      {"t":0.5,"ops":10,"backend":"<script>\\u0000","puts":-5,"gets":1e300,"dels":"x","frame":3,"run_id":"r",\
      "probe_hist":[[1],[2,-7],[0,3,4],"x"],"key_heatmap":{"rows":1,"cols":0,"matrix":[[1]]},\
      "structure":{"split":4,"magic":{"events":1}},"latency_ms":{"put":{"p50":-1,"p90":1e300}},"latency_hist_ms":\
      {"put":[{"le":"9","count":1}]},"events":[{"type":"nonsense"},{"type":"start"},5],"alerts":[{}],\
      "alert_flags":{"load_factor":true},"memory_bytes":{"keys":9223372036854775807,"slack":9223372036854775807},"segments":{"grouped":-4},"entries":3.7}
      """
    var reader = FrameReader(file: "m")
    let frame = try reader.read(text.utf8, number: 1)
    #expect(frame.counts == OperationCounts(puts: 0, gets: 0, deletes: 0, hits: 0))
    #expect(frame.map.heatmap == nil && frame.map.probeHistogram == [ProbeCount(distance: 2, count: 0)])
    #expect(frame.events.map(\.kind) == [.start] && frame.alertFlags[0] && frame.map.entries == 4)
    #expect(frame.latency.byKind[0].quantiles[0] == 0 && frame.latency.byKind[0].cumulative.isEmpty)
    let registry = Registry()
    let text2 = String(decoding: registry.exposition(of: frame), as: UTF8.self)
    #expect(!text2.contains("<script>") && text2.contains("hashmap_frame_number 3\n"))
    _ = registry.exposition(of: frame, names: .ancestor, format: .openMetrics)
    var again = FrameReader(file: "m")
    #expect(try again.read(PublishedFrame(frame).json, number: 1).counts == frame.counts)
  }
}
