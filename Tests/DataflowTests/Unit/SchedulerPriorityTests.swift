import Base
import Testing

@testable import Dataflow

/// The seed's cases for bands: the ready queue by itself, and schedulers under saturation.
@Suite("unit/test_scheduler_priority") struct SchedulerPriorityTests {
  private func cores(_ count: Int) -> [NodeCore] {
    (0..<count).map { NodeCore(name: "\($0)", settings: NodeSettings()) }
  }

  /// A graph of endless sources, one a lane, each feeding a sink of its band; returns how often each sink was served in a
  /// number of slices of sinks.
  private func shares(_ bands: [Band], slices: Int, weights: BandWeights = BandWeights()) throws -> [Int] {
    let builder = GraphBuilder()
    var order: [Int] = []
    for (lane, band) in bands.enumerated() {
      builder.node("lane\(lane)", NodeSettings(band: band, batch: 1)) { node in
        let out = node.output("out", Int.self)
        out.isOptional = true
        node.source(out) { _ in
          order.append(lane)
          return .next(1)
        }
      }
    }
    let options = SchedulerOptions(weights: weights)
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor(), options)
    _ = try scheduler.run(until: { order.count >= slices })
    return order
  }

  @Test("test_control_plane_preempts_data_plane")
  func preempts() throws {
    let builder = GraphBuilder()
    var seen: [String] = []
    let data = builder.source("data") { _ -> SourceStep<Int> in .next(1) }
    let (input, commands) = builder.node("node") { node in
      node.onSignal { signal, _ in seen.append(signal.name) }
      let input = node.input("in", Int.self) { _, _ in seen.append("data") }
      let commands = node.input("commands", Int.self) { _, _ in }
      return (input, commands)
    }
    builder.connect(data, to: input, EdgeOptions(capacity: 64))
    let door = builder.inlet("door", to: commands)
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    _ = try scheduler.run(until: { seen.count > 200 })
    let before = seen.count
    try door.send(Signal("flush"))
    _ = try scheduler.run(until: { seen.contains("flush") })
    // No more than one slice that had begun, though 64 messages are queued.
    #expect((seen.firstIndex(of: "flush") ?? .max) - before <= 8)
  }

  @Test("test_fairness_within_priority_band_round_robin")
  func roundRobin() throws {
    for count in [2, 3, 25] {
      let order = try shares(Array(repeating: .normal, count: count), slices: 100 * count)
      for (index, lane) in order.enumerated() where order[index % count] != lane {
        Issue.record("slice \(index) of \(count) lanes went to \(lane)")
      }
    }
  }

  @Test("test_pq_edge_cases_and_starvation_avoidance")
  func starvation() throws {
    // Nobody waits longer than the weights sum up to, whoever else has work.
    let weights = BandWeights()
    let round = weights.control + weights.high + weights.normal
    let order = try shares([.control, .high, .normal], slices: 7000)
    for lane in 0..<3 {
      var last = 0
      for (index, served) in order.enumerated() where served == lane {
        #expect(index - last <= round, "lane \(lane) waited from \(last) to \(index)")
        last = index
      }
    }
    let counts = (0..<3).map { lane in order.count { $0 == lane } }
    for (lane, weight) in [4, 2, 1].enumerated() {
      let share = Double(counts[lane]) / 7000
      #expect(abs(share - Double(weight) / 7) <= 0.02 * Double(weight) / 7, "\(counts)")
    }
    // Chi-square against the weights, two degrees of freedom: 5.99 at 5 %.
    let chi = zip(counts, [4000.0, 2000, 1000]).reduce(0) {
      $0 + ($1.1 - Double($1.0)) * ($1.1 - Double($1.0)) / $1.1
    }
    #expect(chi < 5.99)
    for weights in [BandWeights(control: 0), BandWeights(high: -1), BandWeights(normal: 0)] {
      #expect(throws: DataflowError.self) { _ = try shares([.normal], slices: 1, weights: weights) }
    }
  }

  @Test("test_deduplication_on_reenqueue")
  func deduplication() throws {
    let builder = GraphBuilder()
    let source = builder.source("source", 0..<1)
    builder.sink("sink", source) { _ in }
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
    try scheduler.start()
    let node = scheduler.graph.nodes[1]
    for band in [Band.normal, .high, .normal, .control, .high] { scheduler.signalled(node, band.rawValue) }
    #expect(scheduler.readyNodes.flatMap(\.nodes).filter { $0 == "sink" }.count == 1)
    #expect(scheduler.readyNodes.first?.nodes == ["sink"])
  }

  @Test("test_fifo_within_band_under_reenqueue")
  func fifo() {
    var queue = ReadyQueue(weights: BandWeights())
    let nodes = cores(5)
    for node in nodes { queue.append(node, band: 0) }
    queue.remove(nodes[2])
    queue.append(nodes[2], band: 0)
    var order: [String] = []
    while let node = queue.popNext()?.takeUnretainedValue() { order.append(node.name) }
    #expect(order == ["0", "1", "3", "4", "2"])
    #expect(queue.isEmpty)
  }

  @Test("test_ratio_bias_prefers_control_but_services_lower_bands")
  func ratio() {
    var queue = ReadyQueue(weights: BandWeights(control: 4, high: 2, normal: 1))
    let nodes = cores(3)
    for (band, node) in nodes.enumerated() { queue.append(node, band: UInt8(band)) }
    var counts = [0, 0, 0]
    for _ in 0..<700 {
      guard let node = queue.popNext()?.takeUnretainedValue() else { break }
      let band = Int(node.name) ?? 0
      counts[band] += 1
      queue.append(node, band: UInt8(band))
    }
    #expect(counts == [100, 200, 400])
  }

  @Test("test_fallback_selects_any_available_band", arguments: [0, 1, 2])
  func fallback(band: Int) {
    var queue = ReadyQueue(weights: BandWeights())
    let node = cores(1)[0]
    for _ in 0..<10 {
      queue.append(node, band: UInt8(band))
      #expect(queue.popNext()?.takeUnretainedValue() === node)
      #expect(queue.popNext()?.takeUnretainedValue() == nil)
    }
  }

  @Test("test_bounded_skew_two_nodes_same_band")
  func skew() throws {
    let order = try shares([.high, .high], slices: 1000)
    var lead = 0
    for lane in order {
      lead += lane == 0 ? 1 : -1
      #expect(abs(lead) <= 1)
    }
  }
}
