import Base
import Connectors
import TestSupport
import Testing

@testable import Dataflow

/// Load, and what it may cost. The budgets of debug builds on busy machines are wide; the benchmarks hold the narrow ones.
@Suite("stress/test_throughput_and_latency") struct ThroughputTests {
  @Test("test_scheduler_loop_latency_under_load_with_budgets", arguments: [true, false])
  func loopLatency(measures: Bool) throws {
    let builder = GraphBuilder()
    var handled = 0
    for lane in 0..<20 {
      let source = builder.source("p\(lane)") { _ -> SourceStep<Int> in .next(1) }
      builder.sink("k\(lane)", source) { handled += $0 }
    }
    let executor = ThreadExecutor()
    let scheduler = Scheduler(try builder.build(), on: executor, SchedulerOptions(measures: measures))
    var histogram = LatencyHistogram()
    let steps = TestScale.pick(quick: 20_000, full: 1_000_000, deep: 5_000_000)
    var before = executor.now
    for _ in 0..<steps {
      scheduler.step()
      let now = executor.now
      histogram.record(now - before)
      before = now
    }
    #expect(handled > 3 * steps)
    #expect(histogram.quantile(0.5) < 1_000_000)
    scheduler.cancel()
    while scheduler.step() != .finished {}
  }

  @Test("a control message overtakes saturating data within a slice of every node")
  func controlLatency() throws {
    let builder = GraphBuilder()
    var waits: [UInt64] = []
    var sent: UInt64 = 0
    var handled = 0
    let source = builder.source("p") { _ -> SourceStep<Int> in .next(1) }
    var door: Inlet<Int>?
    builder.node("k") { node in
      node.onSignal { _, _ in waits.append(UInt64(handled) - sent) }
      builder.connect(source, to: node.input("in", Int.self) { _, _ in handled += 1 })
      door = builder.inlet("door", to: node.input("control", Int.self) { _, _ in })
    }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    for round in 0..<200 {
      _ = try scheduler.run(until: { handled > round * 50 })
      sent = UInt64(handled)
      try door?.send(Signal("now"))
      _ = try scheduler.run(until: { waits.count > round })
    }
    #expect(waits.count == 200 && (waits.max() ?? .max) <= 16, "\(waits.max() ?? 0)")
  }
}
