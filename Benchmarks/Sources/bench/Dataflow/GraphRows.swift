import CPeers
import Connectors
import Dataflow
import Foundation

/// Graphs through the scheduler: messages a hop, steps, control under load, idleness.
struct GraphRows {
  let messages: Int
  let repetitions: Int

  func rows() throws -> [Row] {
    var hop: [Double] = []
    var crowd: [Double] = []
    var chain: [Double] = []
    var measured: [Double] = []
    for _ in 0..<repetitions {
      hop.append(try run(stages: 0, messages))
      crowd.append(try run(stages: 0, messages, idle: 1000))
      measured.append(try run(stages: 0, messages, measures: true))
      chain.append(try run(stages: 8, messages / 8))
    }
    var rows: [Row] = [
      .limited("graph-hop", "message from a source to a sink", messages, median(hop), most: 200),
      .limited("graph-chain-10", "message through ten nodes", messages / 8, median(chain), most: 2000),
      Row(
        row: "graph-idle-nodes", map: "graph", key: "-", n: messages, op: "hop beside 1,000 idle nodes",
        ns: least(crowd), peer: "the same without", ratio: least(crowd) / least(hop), goal: 1.05),
      Row(
        row: "graph-measuring", map: "graph", key: "-", n: messages, op: "hop with measuring",
        ns: least(measured),
        peer: "without", ratio: least(measured) / least(hop), goal: 1.05),
    ]
    rows += try steps()
    rows.append(try control())
    rows.append(try idle())
    return rows
  }

  /// What a difference of a few in a hundred is read from: whatever else the machine does only ever adds.
  private func least(_ times: [Double]) -> Double { times.min() ?? .nan }

  /// Nanoseconds a message, source and sink and so many stages between.
  private func run(stages: Int, _ count: Int, idle: Int = 0, measures: Bool = false) throws -> Double {
    let builder = GraphBuilder()
    var out = builder.source("source", 0..<count)
    for stage in 0..<stages { out = builder.map("stage\(stage)", out) { $0 &+ 1 } }
    var sum = 0
    builder.sink("sink", out) { sum &+= $0 }
    for index in 0..<idle {
      let never = builder.source("never\(index)") { (_: NodeContext) -> SourceStep<Int> in .end }
      builder.sink("idle\(index)", never) { _ in }
    }
    var options = SchedulerOptions()
    options.measures = measures
    let scheduler = Scheduler(try builder.build(), on: ThreadExecutor(), options)
    try scheduler.start()
    // The first steps end the idle sources.
    for _ in 0..<idle * 3 { scheduler.step() }
    let start = bench_thread_cpu()
    while scheduler.step() != .finished {}
    let took = Double(bench_thread_cpu() - start)
    precondition(sum == (0..<count).reduce(0, &+) &+ stages * count, "a graph lost a message")
    return took / Double(count)
  }

  /// Single steps of a graph of 200 nodes, all with work.
  private func steps() throws -> [Row] {
    let builder = GraphBuilder()
    for lane in 0..<100 {
      let source = builder.source("source\(lane)") { (_: NodeContext) -> SourceStep<Int> in .next(1) }
      builder.sink("sink\(lane)", source) { _ in }
    }
    let scheduler = Scheduler(try builder.build(), on: ThreadExecutor())
    try scheduler.start()
    for _ in 0..<100_000 { scheduler.step() }
    let count = 200_000
    var times = [UInt64](repeating: 0, count: count)
    var last = monotonicNanoseconds()
    for index in 0..<count {
      scheduler.step()
      let now = monotonicNanoseconds()
      times[index] = now - last
      last = now
    }
    scheduler.cancel()
    scheduler.step()
    times.sort()
    // One reading of the clock is part of every time.
    return [
      .limited("graph-step-p50", "step at 200 nodes, median", count, Double(times[count / 2]), most: 200),
      .limited(
        "graph-step-p99", "step at 200 nodes, p99", count, Double(times[count * 99 / 100]), most: 1000),
    ]
  }

  /// From sending a command to its handler, while four lanes of data saturate the graph.
  private func control() throws -> Row {
    let builder = GraphBuilder()
    for lane in 0..<4 {
      let source = builder.source("source\(lane)") { (_: NodeContext) -> SourceStep<Int> in .next(1) }
      builder.sink("sink\(lane)", source) { _ in }
    }
    nonisolated(unsafe) var delays: [UInt64] = []
    nonisolated(unsafe) var sent: UInt64 = 0
    let handled = DispatchSemaphore(value: 0)
    let port = builder.node("door", NodeSettings(band: .control)) { node in
      node.onSignal { _, _ in
        delays.append(monotonicNanoseconds() - sent)
        handled.signal()
      }
      return node.input("in", Int.self) { _, _ in }
    }
    let door = builder.inlet("commands", to: port)
    let scheduler = Scheduler(try builder.build(), on: ThreadExecutor())
    let commands = 5_000
    let thread = Thread {
      do {
        for _ in 0..<commands {
          usleep(100)
          sent = monotonicNanoseconds()
          try door.send(Signal("ping"))
          handled.wait()
        }
      } catch {
        fatalError("\(error)")
      }
      scheduler.cancel()
    }
    thread.start()
    try scheduler.run()
    delays.sort()
    return .limited(
      "graph-control-p99", "command under saturating data, p99", commands,
      Double(delays[commands * 99 / 100]),
      most: 100_000)
  }

  /// Processor time of a graph with nothing to do, as a share of a core.
  private func idle() throws -> Row {
    let builder = GraphBuilder()
    let port = builder.node("sink") { node in node.input("in", Int.self) { _, _ in } }
    let door = builder.inlet("door", to: port)
    for index in 0..<5 {
      builder.node("clock\(index)", NodeSettings(tickInterval: 500_000_000)) { node in node.onTick { _ in } }
    }
    let scheduler = Scheduler(try builder.build(), on: ThreadExecutor())
    let seconds = 2.0
    let thread = Thread {
      Thread.sleep(forTimeInterval: seconds)
      scheduler.stop()
      door.close()
    }
    thread.start()
    let before = processorSeconds()
    try scheduler.run()
    let share = (processorSeconds() - before) / seconds
    return Row(
      row: "graph-idle", map: "graph", key: "-", n: 6, op: "share of a core when idle", ns: nil,
      peer: "0.1 %",
      ratio: share / 0.001, goal: 1)
  }

  private func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(.init(0), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
