import Testing

@testable import Dataflow

/// What the ancestor's scheduler got wrong, by the numbers of its defect list.
@Suite("unit/defects of the ancestor: scheduling") struct SchedulingDefectTests {
  private func scheduler(
    _ options: SchedulerOptions = SchedulerOptions(), _ build: (GraphBuilder) -> Void
  ) throws -> (scheduler: Scheduler, clock: ManualExecutor) {
    let builder = GraphBuilder()
    build(builder)
    let clock = ManualExecutor()
    return (Scheduler(try builder.build(), on: clock, options), clock)
  }

  @Test("1 a block pipeline in producer-first order delivers all, not 0 of 100")
  func blockPipeline() throws {
    var received: [Int] = []
    let (scheduler, _) = try scheduler { builder in
      let source = builder.source("p", 0..<100)
      let mapped = builder.map("map", source, NodeSettings(), EdgeOptions(capacity: 64)) { $0 }
      builder.sink("k", mapped, NodeSettings(), EdgeOptions(capacity: 8)) { received.append($0) }
    }
    #expect(try scheduler.run().outcome == .completed)
    #expect(received == Array(0..<100))
  }

  @Test("2 and 3 bands share 4:2:1 and nodes of a band take turns, instead of 19,523 : 0 : 0")
  func shares() throws {
    var counts: [Band: [Int]] = [.control: [0, 0], .high: [0, 0], .normal: [0, 0]]
    let (scheduler, _) = try scheduler { builder in
      for band in Band.allCases {
        for index in 0..<2 {
          let source = builder.source("\(band)\(index)", NodeSettings(band: band)) { _ -> SourceStep<Int> in
            .next(1)
          }
          builder.sink("sink-\(band)\(index)", source, NodeSettings(band: band)) { _ in
            counts[band]?[index] += 1
          }
        }
      }
    }
    _ = try scheduler.run(until: { counts[.control, default: []].reduce(0, +) > 20_000 })
    let sums = Band.allCases.map { counts[$0, default: []].reduce(0, +) }
    #expect(abs(Double(sums[2]) / Double(sums[0]) - 4) < 0.1, "\(sums)")
    #expect(abs(Double(sums[1]) / Double(sums[0]) - 2) < 0.1, "\(sums)")
    for pair in counts.values { #expect(abs(pair[0] - pair[1]) <= 16, "\(counts)") }
  }

  @Test("4 an idle moment does not end the run")
  func idleMoment() throws {
    var ticks = 0
    let (scheduler, clock) = try scheduler { builder in
      builder.node("clock", NodeSettings(tickInterval: 10_000_000_000)) { node in
        node.onTick { context in
          ticks += 1
          if ticks == 5 { context.finish() }
        }
      }
    }
    #expect(try scheduler.run().outcome == .completed)
    #expect(ticks == 5 && clock.now == 50_000_000_000)
  }

  @Test("5 fan-in reads every edge, not only the last")
  func fanIn() throws {
    var received = [0, 0, 0]
    let (scheduler, _) = try scheduler { builder in
      let sources = (0..<3).map { index in builder.source("s\(index)", repeatElement(index, count: 50)) }
      builder.node("k") { node in
        let input = node.input("in", Int.self) { value, _ in received[value] += 1 }
        for source in sources { builder.connect(source, to: input, EdgeOptions(capacity: 16)) }
      }
    }
    let report = try scheduler.run()
    #expect(received == [50, 50, 50])
    #expect(report.leftovers.isEmpty)
  }

  @Test("6 a control message reaches a node with nine full data ports, whatever the order")
  func ninthPort() throws {
    var commands = 0
    var data = 0
    var door: Inlet<Int>?
    let (scheduler, _) = try scheduler { builder in
      let sources = (0..<9).map { index in
        builder.source("s\(index)") { _ -> SourceStep<Int> in .next(index) }
      }
      builder.node("k") { node in
        node.onSignal { _, _ in commands += 1 }
        for (index, source) in sources.enumerated() {
          builder.connect(source, to: node.input("in\(index)", Int.self) { _, _ in data += 1 })
        }
        door = builder.inlet("door", to: node.input("control", Int.self) { _, _ in })
      }
    }
    _ = try scheduler.run(until: { data > 500 })
    let before = data
    for id in 0..<20 { try door?.send(Signal("now", id: UInt64(id))) }
    _ = try scheduler.run(until: { commands == 20 || data > before + 1000 })
    #expect(commands == 20)
    #expect(data - before <= 2 * 9)
  }

  @Test("13 the batch setting decides how many messages a slice handles", arguments: [1, 3, 8, 50])
  func batch(size: Int) throws {
    let (scheduler, _) = try scheduler(SchedulerOptions(batch: size)) { builder in
      let source = builder.source("p", 0..<1000)
      builder.sink("k", source) { _ in }
    }
    let slices = try scheduler.run()[node: "k"]?.slices ?? 0
    #expect(slices >= UInt64(1000 / size) && slices <= UInt64(1000 / size + 3))
  }

  @Test("14 a node that is always busy still ticks")
  func busyTick() throws {
    var handled = 0
    var ticks = 0
    let (scheduler, clock) = try scheduler { builder in
      let source = builder.source("p") { _ -> SourceStep<Int> in .next(1) }
      builder.node("k", NodeSettings(tickInterval: 1000)) { node in
        node.onTick { _ in ticks += 1 }
        builder.connect(source, to: node.input("in", Int.self) { _, _ in handled += 1 })
      }
    }
    while handled < 10_000 {
      scheduler.step()
      clock.advance(by: 100)
    }
    #expect(abs(ticks - Int(clock.now / 1000)) <= 2)
  }

  @Test("15 and 16 producers that are always ready starve nobody: 100 pairs, all sinks served")
  func pairs() throws {
    var received = Array(repeating: 0, count: 100)
    let (scheduler, _) = try scheduler { builder in
      for index in received.indices {
        let source = builder.source("p\(index)") { _ -> SourceStep<Int> in .next(1) }
        builder.sink("k\(index)", source) { received[index] += $0 }
      }
    }
    _ = try scheduler.run(until: { received[0] >= 1024 })
    #expect((received.min() ?? 0) >= 1000)
  }

  @Test("17 a stop before the run is remembered, and so is a capacity")
  func beforeTheRun() throws {
    let (scheduler, _) = try scheduler { builder in
      let source = builder.source("p") { _ -> SourceStep<Int> in .next(1) }
      builder.sink("k", source) { _ in }
    }
    try scheduler.setCapacity(3, ofEdge: "p.out->k.in")
    #expect(scheduler.graph.edge("p.out->k.in")?.capacity == 3)
    scheduler.stop(within: 5)
    #expect(try scheduler.run().outcome == .stopped)
  }

  @Test("27 a tick that throws is tried again at the next tick, not at once")
  func failingTick() throws {
    struct Fault: Error {}
    var times: [UInt64] = []
    let (scheduler, clock) = try scheduler { builder in
      builder.node("clock", NodeSettings(tickInterval: 1000)) { node in
        node.onTick { context in
          times.append(context.now)
          if times.count == 4 { context.finish() }
          throw Fault()
        }
      }
    }
    let report = try scheduler.run()
    #expect(times == [1000, 2000, 3000, 4000] && clock.now == 4000)
    #expect(report[node: "clock"]?.errors == 4)
  }

  @Test("35 a node whose output is blocked still hears control messages")
  func blockedNodeHears() throws {
    var heard: [String] = []
    let (scheduler, _) = try scheduler { builder in
      let source = builder.source("p") { _ -> SourceStep<Int> in .next(1) }
      let out = builder.node("node") { node in
        node.onSignal { signal, _ in heard.append(signal.name) }
        let out = node.output("out", Int.self)
        builder.connect(source, to: node.input("in", Int.self) { value, _ in try out.emit(value) })
        return out
      }
      builder.sink("k", out, NodeSettings(), EdgeOptions(capacity: 1)) { _ in }
    }
    try scheduler.pause("k")
    while case .worked = scheduler.step() {}
    let node = try scheduler.graph.node("node")
    #expect(node.parked == 1)
    let edge = try #require(scheduler.graph.edge("p.out->node.in") as? Edge<Int>)
    _ = try edge.put(Message(.control(Signal("flush"))))
    while case .worked = scheduler.step() {}
    #expect(heard == ["flush"] && node.parked == 1)
  }

  @Test("36 steps and messages cost the same in a graph with a thousand idle nodes")
  func size() throws {
    func slices(_ idle: Int) throws -> (UInt64, Int) {
      let (scheduler, _) = try scheduler { builder in
        var last = builder.source("p", 0..<500)
        for hop in 0..<10 { last = builder.map("hop\(hop)", last) { $0 } }
        builder.sink("k", last) { _ in }
        for index in 0..<idle {
          builder.node("idle\(index)", NodeSettings(tickInterval: 1 << 40)) { $0.onTick { $0.finish() } }
        }
      }
      _ = try scheduler.run(until: { scheduler.graph.nodes[11].phase == .ended })
      return (scheduler.steps.load(ordering: .relaxed), idle)
    }
    let (small, _) = try slices(0)
    let (large, idle) = try slices(1000)
    // Each idle node looks once whether there is something to do, and never again.
    #expect(large <= small + UInt64(idle))
  }
}
