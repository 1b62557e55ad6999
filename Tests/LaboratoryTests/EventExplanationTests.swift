import Base
import Telemetry
import Testing

@testable import Laboratory

@Suite struct EventExplanationTests {
  private func frames(firstAfter idle: Int = 0, _ event: (inout TickEvent) -> Void) -> [Frame] {
    var builder = FrameBuilder(runID: "r")
    let silence = OperationLatency()
    return (1...20).map { step in
      var map = MapReading()
      map.backend = step < 13 ? "grouped" : "chaining"
      map.entries = 1000
      map.averageProbe = step < 13 ? 2 : 0.5
      map.memory.keys = step < 13 ? 40_000 : 50_000
      func entry(_ kind: String, _ nanoseconds: UInt64) -> LedgerEntry {
        LedgerEntry(
          operation: UInt64(step) * 100, kind: kind, reason: "cost", segment: 0, from: "grouped",
          to: "chaining", entries: 10, bytes: 64, nanoseconds: nanoseconds)
      }
      if step == 8 { map.ledger = [entry("migration_began", 50)] }
      if step == 12 {
        map.ledger = [entry("convert", 700), entry("convert", 900), entry("migration_ended", 4_000_000)]
      }
      if step == 12 {
        var switched = TickEvent(.switched, seconds: Double(step), operation: UInt64(step) * 100)
        (switched.from, switched.to, switched.reason) = ("grouped", "chaining", "cost")
        switched.nanoseconds = 4_000_000
        switched.entries = 1000
        event(&switched)
        builder.note(switched)
      }
      return builder.tick(
        at: Double(step), counts: .init(puts: step > idle ? UInt64(step) * 100 : 0), map: map,
        latency: silence,
        loopLatency: silence)
    }
  }

  private func explained(_ event: (inout TickEvent) -> Void = { _ in }) throws -> EventExplanation {
    var explainer = EventExplainer()
    for frame in frames(event) { explainer.take(frame) }
    explainer.finish()
    #expect(explainer.explanations.count == 1)
    return try #require(explainer.explanations.first)
  }

  /// Frames from before the first operation tell nothing of how a map did.
  @Test func framesWithoutOperationsAreNoEvidence() throws {
    var explainer = EventExplainer()
    for frame in frames(firstAfter: 7, { _ in }) { explainer.take(frame) }
    explainer.finish()
    let one = try #require(explainer.explanations.first)
    #expect(one.before == nil && one.after != nil)
  }

  /// The end of work is held against the frames before its beginning, not against those while it lasted.
  @Test func whatItBroughtIsMeasuredFromBeforeTheBeginning() throws {
    let one = try explained()
    #expect(one.before?.frames == 5 && one.before?.averageProbe == 2 && one.before?.bytesPerEntry == 40)
    #expect(one.after?.averageProbe == 0.5 && one.after?.bytesPerEntry == 50)
    let brought = try #require(one.brought)
    #expect(brought.contains("average probe 2.000 to 0.500"), "\(brought)")
    #expect(brought.contains("bytes an entry 40.0 to 50.0 (+25.0 %)"), "\(brought)")
    // The longest step is that of a segment; the migration as a whole is the sum of all.
    #expect(one.changes == 2 && one.longestNanoseconds == 900)
    #expect(one.decision == nil, "a file of an earlier program tells no figure")
  }

  @Test func theFigureThatDecidedIsTold() throws {
    func decision(_ deciding: TickEvent.Deciding) throws -> String? {
      try explained { $0.deciding = deciding }.decision
    }
    var cost = TickEvent.Deciding("regret_ns", value: 70_000_000, threshold: 64_000_000)
    cost.nanosecondsBefore = 60
    cost.nanosecondsExpected = 45
    #expect(
      try decision(cost)
        == "regret_ns 70.0 ms, above the price of moving, 64.0 ms; an operation took 60.0 ns and was expected to take 45.0 ns"
    )
    #expect(
      try decision(.init("load_factor", value: 0.7134, threshold: 0.7))
        == "load_factor 0.713, threshold 0.700")
    #expect(
      try decision(.init("longest_group", value: 15, threshold: 14)) == "longest_group 15, threshold 14")
    #expect(
      try decision(.init("held_bytes", value: 3_145_728, threshold: 2_097_152))
        == "held_bytes 3.00 MiB, threshold 2.00 MiB")
    #expect(
      try decision(.init("segment_entries", value: 3, threshold: 8)) == "segment_entries 3, below 8")
    #expect(try decision(.init("held_bytes", value: -1, threshold: 1e30))?.isEmpty == false, "absurd figures")
  }
}
