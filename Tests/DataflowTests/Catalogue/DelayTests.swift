import Testing

@testable import Dataflow

/// ``Delay``: everything later, in order, bounded.
@Suite struct DelayTests {
  private func delayed(_ diagram: String, by time: UInt64, capacity: Int = 1024) throws -> [String] {
    try marbles(diagram) { builder, sources in
      [builder.delay("late", sources[0], by: time, capacity: capacity)]
    }
  }

  @Test("each message comes as much later as asked, failures in their place; the end waits for the last one")
  func marbleDiagrams() throws {
    #expect(try delayed("ab--c|", by: ms(3)) == ["---ab--(c|)"])
    #expect(try delayed("a#b|", by: ms(4)) == ["----a#(b|)"])
    #expect(try delayed("abc|", by: 0) == ["abc|"])
    // The command `flush` has all go at once.
    #expect(try delayed("ab-!---c|", by: ms(9)) == ["---(ab)------------(c|)"])
  }

  @Test("no more is held than there are places; the rest waits before it and loses nothing")
  func bound() throws {
    let builder = GraphBuilder()
    let numbers = builder.sequence("numbers", count: 500)
    let late = builder.delay(
      "late", numbers, by: ms(1), capacity: 7, NodeSettings(), EdgeOptions(capacity: 3))
    var most = 0
    var out: [Int] = []
    builder.sink("sink", late, NodeSettings(), EdgeOptions(capacity: 2)) { out.append($0) }
    let clock = ManualExecutor()
    let scheduler = Scheduler(try builder.build(), on: clock)
    _ = try finish(scheduler, clock) {
      let late = scheduler.report()[node: "late"]
      most = max(most, Int(late?.handled ?? 0) - Int(late?.emitted ?? 0))
    }
    #expect(out == Array(1...500))
    #expect(most <= 7)
  }

  @Test("a stop waits for what is held, and no longer than it may")
  func stops() throws {
    for (within, kept) in [(ms(50), 3), (ms(2), 0)] {
      let builder = GraphBuilder()
      var sent = 0
      let source = builder.source("source") { (_: NodeContext) -> SourceStep<Int> in
        sent += 1
        return sent > 3 ? .idle : .next(sent)
      }
      let collected = builder.collect("sink", builder.delay("late", source, by: ms(10)))
      let clock = ManualExecutor()
      let scheduler = Scheduler(try builder.build(), on: clock)
      try scheduler.run(until: { sent > 3 })
      scheduler.stop(within: within)
      let report = try finish(scheduler, clock)
      #expect(collected.received.count == kept)
      #expect(report.outcome == (kept == 3 ? .stopped : .timedOut))
    }
  }

  private func finish(
    _ scheduler: Scheduler, _ clock: ManualExecutor, looking: () -> Void = {}
  ) throws -> RunReport {
    while true {
      looking()
      switch scheduler.step() {
      case .finished: return scheduler.report()
      case .worked: continue
      case .idle(let moment):
        let goesOn = clock.wait(clock.ticket(), until: moment)
        #expect(goesOn, "the graph stands still")
        if !goesOn { scheduler.cancel() }
      }
    }
  }
}
