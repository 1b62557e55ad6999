import Testing

@testable import Dataflow

/// What the ancestor's messages and edges got wrong, by the numbers of its defect list.
@Suite("unit/defects of the ancestor: messages and edges") struct MessageDefectTests {
  @Test("7 back-pressure loses nothing in flat-maps: 200 of 200, not 80")
  func flatMap() throws {
    let builder = GraphBuilder()
    var received: [Int] = []
    let source = builder.source("p", 0..<20)
    let many = builder.flatMap("many", source) { value in (0..<10).map { value * 10 + $0 } }
    builder.sink("k", many, NodeSettings(), EdgeOptions(capacity: 4)) { received.append($0) }
    #expect(try Scheduler(builder.build(), on: ManualExecutor()).run().outcome == .completed)
    #expect(received == Array(0..<200))
  }

  @Test("8 fan-out is atomic: no edge gets a message twice, or before its siblings may have it")
  func atomicFanOut() throws {
    let builder = GraphBuilder()
    var received: [[Int]] = [[], [], []]
    let source = builder.source("p", 0..<100)
    for (index, capacity) in [1, 16, 1024].enumerated() {
      builder.sink("k\(index)", source, NodeSettings(), EdgeOptions(capacity: capacity)) { value in
        received[index].append(value)
      }
    }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    while scheduler.step() != .finished {
      let offered = scheduler.graph.edges.map(\.statistics.offered)
      #expect(Set(offered).count == 1, "\(offered)")
    }
    for values in received { #expect(values == Array(0..<100)) }
  }

  @Test("9 a stop drains what is queued, and its deadline is kept")
  func drain() throws {
    for deadline in [UInt64.max, 0] {
      let builder = GraphBuilder()
      var count = 0
      let source = builder.source("p") { _ -> SourceStep<Int> in .next(1) }
      builder.sink("k", source, NodeSettings(batch: 1), EdgeOptions(capacity: 500)) { count += $0 }
      let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
      _ = try scheduler.run(until: { scheduler.graph.edges[0].depth > 300 })
      let queued = scheduler.graph.edges[0].depth
      let before = count
      scheduler.stop(within: deadline)
      while scheduler.step() != .finished {}
      let report = scheduler.report()
      if deadline == 0 {
        #expect(report.outcome == .timedOut)
        #expect(report.leftovers == [.init(edge: "p.out->k.in", queued: queued, waiting: 0)])
      } else {
        #expect(report.outcome == .stopped && report.leftovers.isEmpty)
        #expect(count == before + queued)
      }
    }
  }

  @Test("10 and 11 latest keeps the newest, and nothing is lost by default or uncounted")
  func latestAndDefault() throws {
    let latest = Edge<Int>(options: EdgeOptions(capacity: 4, policy: .latest))
    let plain = Edge<Int>(options: EdgeOptions(capacity: 4))
    for value in 0..<10 {
      _ = try latest.put(Message(value))
      _ = try plain.put(Message(value))
    }
    #expect(latest.data.all.compactMap(\.payload) == [9])
    #expect(latest.statistics.replaced == 9)
    #expect(plain.kind == .block && plain.data.all.compactMap(\.payload) == [0, 1, 2, 3])
    #expect(plain.statistics.dropped == 0 && plain.statistics.blocked == 6)
  }

  @Test("12 blocked time is the time during which the producer was blocked, on the edge in the way alone")
  func blockedTime() throws {
    let builder = GraphBuilder()
    let clock = ManualExecutor(now: 5)
    let source = builder.source("p", 0..<2)
    builder.sink("slow", source, NodeSettings(), EdgeOptions(capacity: 1)) { _ in }
    builder.sink("quick", source, NodeSettings(), EdgeOptions(capacity: 9)) { _ in }
    let scheduler = Scheduler(try builder.build(), on: clock)
    try scheduler.pause("slow")
    while case .worked = scheduler.step() {}
    clock.advance(by: 1234)
    try scheduler.resume("slow")
    while scheduler.step() != .finished {}
    let report = scheduler.report()
    #expect(report[edge: "p.out->slow.in"]?.blockedNanoseconds == 1234)
    #expect(report[edge: "p.out->slow.in"]?.blocked == 1)
    #expect(report[edge: "p.out->quick.in"]?.blockedNanoseconds == 0)
  }

  @Test("26 a merge gets payloads, and one that fails costs neither value nor source")
  func merge() throws {
    struct Refused: Error {}
    let builder = GraphBuilder()
    var sums: [Int] = []
    let source = builder.source("p", 1...10)
    let policy = OverflowPolicy<Int>.coalesce { queued, new in
      if new == 5 { throw Refused() }
      return queued + new
    }
    builder.sink("k", source, NodeSettings(), EdgeOptions(capacity: 1, policy: policy)) { sums.append($0) }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor(), SchedulerOptions(batch: 100))
    let report = try scheduler.run()
    #expect(sums == [50] && report[node: "p"]?.errors == 1)
    #expect(report.outcome == .completed)
  }

  @Test(
    "31 offered = delivered + dropped + replaced + coalesced + rejected + queued after every single operation"
  )
  func identity() throws {
    for kind in OverflowKind.allCases {
      let policy: OverflowPolicy<Int> =
        switch kind {
        case .block: .block
        case .dropNewest: .dropNewest
        case .dropOldest: .dropOldest
        case .dropAll: .dropAll
        case .latest: .latest
        case .coalesce: .coalesce { $0 + $1 }
        case .fail: .fail
        }
      let edge = Edge<Int>(options: EdgeOptions(capacity: 3, policy: policy))
      for step in 0..<60 {
        if step % 4 == 3 {
          _ = edge.take()
        } else {
          do throws(DataflowError) { _ = try edge.put(Message(step)) } catch { #expect(kind == .fail) }
        }
        #expect(edge.statistics.isConserved && edge.statistics.queued == edge.data.count)
      }
    }
  }

  @Test("32 a message without a value is not an empty queue")
  func none() throws {
    let edge = Edge<Int?>()
    _ = try edge.put(Message(nil))
    let message = edge.take()
    #expect(message?.isData == true && message?.payload == .some(nil))
    #expect(edge.take() == nil)
  }

  @Test("34 headers are values, kinds are checked by the compiler, messages are hashable")
  func immutable() {
    var headers = Headers(trace: TraceID(high: 1, low: 2))
    let message = Message(7, headers: headers)
    headers.schemaVersion = 9
    #expect(message.headers.schemaVersion == 0)
    let changed = message.with { $0.timestamp = 5 }
    #expect(message.headers.timestamp == 0 && changed.headers.timestamp == 5)
    #expect(Set([message, message, changed]).count == 2)
    #expect(Message<Int>.Kind.allCases.count == 3)
  }
}
