import Testing

@testable import Dataflow

/// Traces follow their cause, and spans know their parents.
@Suite struct TracerTests {
  @Test("a trace goes through transforms and fan-out; spans are whole, timed and bounded")
  func spans() throws {
    let clock = ManualExecutor()
    let builder = GraphBuilder()
    let source = builder.source("source", 0..<1000)
    let doubled = builder.map("double", source) { value in
      clock.advance(by: 5)
      return value * 2
    }
    builder.sink("left", doubled) { _ in clock.advance(by: 1) }
    builder.sink("right", doubled) { value in
      if value == 0 { throw DataflowError.badValue(what: "value", value: "0", expected: "more") }
    }
    let tracer = Tracer(oneIn: 4, limit: 300)
    let scheduler = Scheduler(try builder.build(), on: clock)
    try scheduler.trace(with: tracer)
    try scheduler.run()
    let spans = tracer.spans
    #expect(spans.count == 300)
    #expect(tracer.discarded > 0)
    var sampled = 0
    for double in spans where double.node == "double" {
      sampled += 1
      #expect(double.ended - double.began == 5 && double.parent == 0)
      let children = spans.filter { $0.trace == double.trace && $0.node != "double" && $0.id > double.id }
      if double.id + 24 < spans[299].id { #expect(Set(children.map(\.node)) == ["left", "right"]) }
      for child in children { #expect(child.parent == double.id) }
    }
    #expect(sampled > 50)
    #expect(throws: DataflowError.self) { try scheduler.trace(with: tracer) }
  }

  @Test("quantiles of durations are read to a sixteenth")
  func histogram() {
    for scale in [1, 37, 4096, 1_000_003, 1 << 30] as [UInt64] {
      let histogram = SharedHistogram()
      for value in 1...1000 as ClosedRange<UInt64> { histogram.record(value * scale) }
      let summary = histogram.summary
      #expect(summary.count == 1000 && summary.max == 1000 * scale && summary.sum == 500_500 * scale)
      for (found, exact) in [(summary.p50, 500 * scale), (summary.p99, 990 * scale)] {
        #expect(found >= exact && Double(found) <= Double(exact) * (1 + 1.0 / 16))
      }
    }
    #expect(SharedHistogram().summary == LatencySummary())
  }
}
