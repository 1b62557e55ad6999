import Base
import Testing

@testable import Dataflow

/// The seed's end-to-end scenarios.
@Suite("integration/scenarios of the seed") struct ScenarioTests {
  /// The toggles of the test matrix: measurements, logging, and small, medium and large capacities.
  struct Toggle: Sendable, CustomTestStringConvertible {
    let measures: Bool
    let logs: Bool
    let capacity: Int

    var testDescription: String { "measures \(measures), logs \(logs), capacity \(capacity)" }

    var options: SchedulerOptions { SchedulerOptions(measures: measures, eventLimit: logs ? 256 : 0) }

    /// Has somebody listen where logging is on.
    func watch(_ scheduler: Scheduler) -> Ear {
      let ear = Ear()
      if logs { scheduler.observe(ear) }
      return ear
    }

    /// With logging on the life of a run stands in its log and reaches its observer, else nowhere.
    func check(_ scheduler: Scheduler, _ ear: Ear) {
      let kinds = scheduler.recentEvents.map(\.kind)
      #expect(logs ? kinds.first == .started && kinds.last == .stopped : kinds.isEmpty)
      #expect(ear.kinds == (logs ? Array(kinds) : []))
    }
  }

  /// Hears the events of a run.
  final class Ear: DataflowObserver {
    private let heard = Heard()
    var kinds: [DataflowEvent.Kind] { heard.lock.withLock { heard.kinds } }

    func observe(_ event: DataflowEvent, suppressed: Int) {
      heard.lock.withLock { heard.kinds.append(event.kind) }
    }

    private final class Heard: @unchecked Sendable {
      let lock = Lock()
      var kinds: [DataflowEvent.Kind] = []
    }
  }

  static let matrix: [Toggle] = [8, 16, 64, 256, 1024].enumerated().flatMap { position, capacity in
    [true, false].map { logs in
      Toggle(measures: (position % 2 == 0) == logs, logs: logs, capacity: capacity)
    }
  }

  @Test("test_producer_slowed_by_block_policy_slow_consumer", arguments: matrix)
  func slowConsumer(toggle: Toggle) throws {
    let builder = GraphBuilder()
    var received: [Int] = []
    var produced = 0
    let source = builder.source("producer") { _ -> SourceStep<Int> in
      produced += 1
      return produced <= 3000 ? .next(produced) : .end
    }
    builder.sink("consumer", source, NodeSettings(batch: 1), EdgeOptions(capacity: toggle.capacity)) {
      value in
      received.append(value)
      // The producer is never further ahead than the edge holds, and one message that waits.
      #expect(produced - value <= toggle.capacity + 1)
    }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor(), toggle.options)
    let ear = toggle.watch(scheduler)
    let report = try scheduler.run()
    toggle.check(scheduler, ear)
    #expect(received == Array(1...3000))
    #expect((report[edge: "producer.out->consumer.in"]?.blocked ?? 0) > 0)
    #expect(report[edge: "producer.out->consumer.in"]?.maxDepth == toggle.capacity)
  }

  @Test("test_control_pierces_data_under_sustained_load", arguments: matrix)
  func pierces(toggle: Toggle) throws {
    let builder = GraphBuilder()
    var data = 0
    var heard: [Int] = []
    let source = builder.source("data") { _ -> SourceStep<Int> in .next(1) }
    let switcher = builder.node("switch", NodeSettings(tickInterval: 1000)) { node in
      let out = node.output("out", Int.self)
      node.onTick { _ in out.send(Signal("toggle")) }
      return out
    }
    builder.node("worker") { node in
      node.onSignal { _, _ in heard.append(data) }
      builder.connect(
        source, to: node.input("in", Int.self) { _, _ in data += 1 }, EdgeOptions(capacity: toggle.capacity))
      builder.connect(switcher, to: node.input("control", Int.self) { _, _ in })
    }
    let clock = ManualExecutor()
    let scheduler = Scheduler(try builder.build(), on: clock, toggle.options)
    let ear = toggle.watch(scheduler)
    for _ in 0..<3000 {
      scheduler.step()
      clock.advance(by: 100)
    }
    // Every tick's command arrives before the next tick, however much data is queued.
    #expect(abs(heard.count - Int(clock.now / 1000)) <= 1)
    #expect(data > 3000)
    scheduler.cancel()
    while scheduler.step() != .finished {}
    toggle.check(scheduler, ear)
  }

  @Test("test_latest_and_drop_under_burst_with_bounded_depth", arguments: matrix)
  func burst(toggle: Toggle) throws {
    let builder = GraphBuilder()
    var received: [String: [Int]] = [:]
    let source = builder.source("burst", NodeSettings(batch: 5000), next: Self.counter(5000))
    let policies: [(String, OverflowPolicy<Int>)] = [
      ("latest", .latest), ("oldest", .dropOldest), ("newest", .dropNewest), ("sum", .coalesce { $0 + $1 }),
    ]
    for (name, policy) in policies {
      builder.sink(name, source, NodeSettings(), EdgeOptions(capacity: toggle.capacity, policy: policy)) {
        value in
        received[name, default: []].append(value)
      }
    }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor(), toggle.options)
    let ear = toggle.watch(scheduler)
    let report = try scheduler.run()
    toggle.check(scheduler, ear)
    let n = toggle.capacity
    #expect(received["latest"] == [5000])
    #expect(received["oldest"] == Array(5001 - n...5000))
    #expect(received["newest"] == Array(1...n))
    #expect(received["sum"]?.reduce(0, +) == 5000 * 5001 / 2)
    for edge in report.edges {
      #expect(edge.statistics.isConserved && edge.statistics.maxDepth <= n)
    }
  }

  private static func counter(_ total: Int) -> (NodeContext) -> SourceStep<Int> {
    var next = 0
    return { _ in
      next += 1
      return next <= total ? .next(next) : .end
    }
  }

  @Test("test_graceful_shutdown_respects_policies_and_timeout_and_ordering", arguments: [true, false])
  func shutdown(hasTime: Bool) throws {
    let builder = GraphBuilder()
    var delivered: [String: Int] = [:]
    var stopped: [String] = []
    let source = builder.node("producer") { node in
      let out = node.output("out", Int.self)
      node.source(out) { _ in .next(1) }
      node.onStop { _ in stopped.append("producer") }
      return out
    }
    for (name, drain) in [("kept", DrainRule.deliver), ("thrown", .discard)] {
      builder.node(name, NodeSettings(batch: 1)) { node in
        node.onStop { _ in stopped.append(name) }
        let input = node.input("in", Int.self) { value, _ in delivered[name, default: 0] += value }
        builder.connect(source, to: input, EdgeOptions(capacity: 100, drain: drain))
      }
    }
    let clock = ManualExecutor()
    let scheduler = Scheduler(try builder.build(), on: clock)
    _ = try scheduler.run(until: { scheduler.graph.edges[0].depth > 50 })
    let before = delivered
    let queued = scheduler.graph.edges.map(\.depth)
    scheduler.stop(within: hasTime ? 1_000_000 : 20)
    while scheduler.step() != .finished { clock.advance(by: 1) }
    let report = scheduler.report()
    #expect(Set(stopped.prefix(2)) == ["kept", "thrown"] && stopped.last == "producer")
    #expect(report[edge: "producer.out->thrown.in"]?.dropped == UInt64(queued[1]))
    if hasTime {
      #expect(report.outcome == .stopped && report.leftovers.isEmpty)
      #expect(delivered["kept"] == (before["kept"] ?? 0) + queued[0])
    } else {
      #expect(report.outcome == .timedOut && clock.now <= 25)
      let left = queued[0] - (delivered["kept"] ?? 0) + (before["kept"] ?? 0)
      #expect(report.leftovers.first { $0.edge == "producer.out->kept.in" }?.queued == left)
    }
  }

  @Test(
    "a dead sink behind an isolating output stalls neither its siblings nor their producer",
    arguments: [1, 2])
  func isolation(sinks: Int) throws {
    let builder = GraphBuilder()
    var received = 0
    let out = builder.node("producer") { node in
      let out = node.output("out", Int.self, fanOut: .isolating(backlog: 10))
      node.source(out, next: Self.counter(1000))
      return out
    }
    builder.sink("dead", out, NodeSettings(), EdgeOptions(capacity: 5)) { _ in }
    if sinks == 2 {
      builder.sink("live", out, NodeSettings(), EdgeOptions(capacity: 2000)) { _ in received += 1 }
    }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    try scheduler.pause("dead")
    while case .worked = scheduler.step() {}
    #expect(scheduler.report()[node: "producer"]?.emitted == 1000)
    #expect(sinks == 1 || received == 1000)
    try scheduler.resume("dead")
    while scheduler.step() != .finished {}
    let dead = try #require(scheduler.report()[edge: "producer.out->dead.in"])
    #expect(dead.delivered == 15 && dead.dropped == 985 && dead.isConserved)
  }

  @Test("a timeout on a block edge gives up the message there, tells the node, and goes on")
  func timeout() throws {
    let builder = GraphBuilder()
    var received: [Int] = []
    let source = builder.source("p", next: Self.counter(5))
    builder.sink("k", source, NodeSettings(), EdgeOptions(capacity: 1, timeout: 1000)) { received.append($0) }
    let clock = ManualExecutor()
    let scheduler = Scheduler(try builder.build(), on: clock)
    try scheduler.pause("k")
    while scheduler.report()[node: "p"]?.errors != 2 {
      if case .idle(let until?) = scheduler.step() { clock.advance(by: until - clock.now) }
    }
    try scheduler.resume("k")
    while scheduler.step() != .finished {}
    #expect(received == [1, 4, 5])
    #expect(scheduler.report()[edge: "p.out->k.in"]?.rejected == 2)
    #expect(scheduler.recentEvents.count { $0.kind == .timedOut } == 2)
  }
}
