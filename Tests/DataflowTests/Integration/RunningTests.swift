import Testing

@testable import Dataflow

/// Whole graphs on a virtual clock: what goes in comes out, once, in order.
@Suite struct RunningTests {
  @Test("a chain of waiting edges delivers everything, in order, whatever the capacities")
  func chain() throws {
    for capacity in [1, 2, 3, 64] {
      let builder = GraphBuilder()
      let options = EdgeOptions<Int>(capacity: capacity)
      let source = builder.source("numbers", 0..<100)
      let once = builder.map("once", source, NodeSettings(), options) { $0 }
      let many = builder.flatMap("many", once, NodeSettings(), options) { (n: Int) -> Range<Int> in
        n * 3..<n * 3 + 3
      }
      var received: [Int] = []
      builder.sink("sink", many, NodeSettings(), options) { received.append($0) }
      let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
      #expect(report.outcome == .completed)
      #expect(received == Array(0..<300))
      for edge in report.edges { #expect(edge.statistics.isConserved) }
      #expect(report.leftovers.isEmpty)
      #expect(report.stopOrder == ["sink", "many", "once", "numbers"])
    }
  }

  @Test("fan-in takes turns, fan-out is atomic, both lose nothing")
  func fans() throws {
    let builder = GraphBuilder()
    let a = builder.source("a", repeatElement(1, count: 500))
    let b = builder.source("b", repeatElement(2, count: 500))
    var merged: [Int] = []
    let out = builder.node("merge") { node in
      let out = node.output("out", Int.self)
      let input = node.input("in", Int.self) { value, _ in
        merged.append(value)
        try out.emit(value)
      }
      builder.connect(a, to: input, EdgeOptions(capacity: 4))
      builder.connect(b, to: input, EdgeOptions(capacity: 4))
      return out
    }
    var sums = [0, 0]
    builder.sink("left", out, NodeSettings(), EdgeOptions(capacity: 1)) { sums[0] += $0 }
    builder.sink("right", out, NodeSettings(), EdgeOptions(capacity: 7)) { sums[1] += $0 }
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(report.outcome == .completed)
    #expect(sums == [1500, 1500])
    #expect(merged.count == 1000)
    // As long as both have something, neither is more than a slice ahead.
    var lead = 0
    for value in merged.prefix(900) {
      lead += value == 1 ? 1 : -1
      #expect(abs(lead) <= 16)
    }
  }

  @Test("ticks, retries, pauses and changes")
  func life() throws {
    let clock = ManualExecutor()
    let builder = GraphBuilder()
    var ticks = 0
    let out = builder.node("clock", NodeSettings(tickInterval: 1_000_000)) { node in
      let out = node.output("out", Int.self)
      node.onTick { context in
        ticks += 1
        try out.emit(ticks)
        if ticks == 10 { context.finish() }
      }
      return out
    }
    var tries = 0
    var received: [Int] = []
    struct Refused: Error {}
    builder.sink("sink", out, NodeSettings(onError: .retry(attempts: 3, backoff: 1000))) { value in
      tries += 1
      if tries % 3 != 0 { throw Refused() }
      received.append(value)
    }
    let report = try Scheduler(builder.build(), on: clock).run()
    #expect(report.outcome == .completed)
    #expect(received == Array(1...10))
    #expect(report[node: "sink"]?.errors == 20)
    #expect(clock.now >= 10_000_000 && clock.now < 11_000_000)
  }

  @Test("a cycle of lossy edges ends when nothing moves; a waiting one is refused")
  func cycles() throws {
    func ring(_ policy: OverflowPolicy<Int>) -> GraphBuilder {
      let builder = GraphBuilder()
      let source = builder.source("source", 1...3)
      builder.node("ring") { node in
        let out = node.output("out", Int.self)
        let input = node.input("in", Int.self) { value, _ in
          if value < 100 { try out.emit(value * 2) }
        }
        builder.connect(source, to: input)
        builder.connect(out, to: input, EdgeOptions(policy: policy))
      }
      return builder
    }
    let report = try Scheduler(ring(.dropNewest).build(), on: ManualExecutor()).run()
    #expect(report.outcome == .completed)
    #expect(ring(.block).validate() == [.blockingCycle(["ring", "ring"])])
  }

  @Test("a stop before the run and a run that is stopped twice")
  func stops() throws {
    let builder = GraphBuilder()
    let source = builder.source("endless") { (_: NodeContext) -> SourceStep<Int> in .next(1) }
    var count = 0
    builder.sink("sink", source) { count += $0 }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    scheduler.stop()
    let report = try scheduler.run()
    #expect(report.outcome == .stopped)
    #expect(count == 0)
    #expect(throws: DataflowError.notStartable(state: "stopped")) { try scheduler.run() }
  }

  @Test("a source whose payload an edge refuses counts an error and goes on")
  func refusedEmission() throws {
    let builder = GraphBuilder()
    let source = builder.source("numbers", 1...5)
    var received: [Int] = []
    builder.node("sink") { node in
      let input = node.input("in", Int.self, spec: .range("in", 1...3)) { value, _ in received.append(value) }
      builder.connect(source, to: input)
    }
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(report.outcome == .completed && received == [1, 2, 3])
    #expect(report[node: "numbers"]?.errors == 2)
    #expect(report.edges.map(\.statistics.rejected) == [2])
  }

  @Test("a chain of four thousand nodes is validated, ordered and run")
  func deep() throws {
    let builder = GraphBuilder()
    var out = builder.source("source", 1...2)
    for index in 0..<4_000 { out = builder.map("node\(index)", out) { $0 + 1 } }
    var received: [Int] = []
    builder.sink("sink", out) { received.append($0) }
    let graph = try builder.build()
    #expect(graph.topologicalOrder.first == "source" && graph.topologicalOrder.last == "sink")
    try Scheduler(graph, on: ManualExecutor()).run()
    #expect(received == [4001, 4002])
  }
}
