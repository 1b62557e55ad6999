import Base
import Connectors
import TestSupport
import Testing

@testable import Dataflow

/// Graphs made by chance on real threads: the laws hold for any number of workers.
@Suite("stress/random graphs on workers") struct ThreadedGraphTests {
  static let rounds = UInt64(TestScale.pick(quick: 8, full: 100, deep: 2000))

  @Test("everything arrives or is accounted for", arguments: [1, 2, 3, 4])
  func workers(count: Int) throws {
    for seed in 1...Self.rounds {
      let lossless = seed % 2 == 0
      let shape = RandomGraph.Shape(
        isLossless: lossless, hasFaults: !lossless && seed % 3 == 0, hasIsolation: seed % 5 == 1)
      let graph = RandomGraph(seed: seed, shape: shape)
      let scheduler = Scheduler(try graph.builder.build(), on: ThreadExecutor(), SchedulerOptions(seed: seed))
      let report = try scheduler.run(workers: count)
      #expect(
        report.outcome == .completed, "seed \(seed), \(count) workers: \(String(describing: report.error))")
      let fault = graph.fault(in: report)
      #expect(fault == nil, "seed \(seed), \(count) workers: \(fault ?? "")")
      guard lossless, !shape.hasIsolation else { continue }
      for (sink, paths) in graph.expected {
        let received = graph.sinks.tokens(sink).values.reduce(0, +)
        #expect(received == paths * graph.messages, "seed \(seed), \(count) workers, \(sink)")
      }
    }
  }

  @Test("commands and stops from other threads take effect under load", arguments: [1, 2, 4])
  func commands(count: Int) throws {
    for seed in 1...Self.rounds {
      var random = SeededRandom(seed: seed)
      let builder = GraphBuilder()
      for lane in 0..<4 {
        let source = builder.source("source\(lane)") { _ -> SourceStep<Int> in .next(1) }
        let mapped = builder.map("map\(lane)", source, NodeSettings(), EdgeOptions(capacity: 8)) { $0 }
        builder.sink("sink\(lane)", mapped, NodeSettings(), EdgeOptions(capacity: 4)) { _ in }
      }
      let running = try RunningGraph(try builder.build(), options: Self.options(count))
      for _ in 0..<20 {
        let lane = random.below(4)
        switch random.below(4) {
        case 0: try running.scheduler.pause("map\(lane)")
        case 1: try running.scheduler.resume("map\(lane)")
        case 2:
          try running.scheduler.setCapacity(
            1 + Int(random.below(30)), ofEdge: "map\(lane).out->sink\(lane).in")
        default: try running.scheduler.setBand(.high, ofNode: "sink\(lane)")
        }
        _ = running.scheduler.report()
      }
      let shutdown = running.stop(within: 60_000_000_000)
      #expect(shutdown.isOver && shutdown.report.outcome == .stopped, "seed \(seed), \(count) workers")
      #expect(shutdown.report.leftovers.isEmpty, "seed \(seed), \(count) workers")
      for edge in shutdown.report.edges { #expect(edge.statistics.isConserved, "seed \(seed): \(edge.id)") }
    }
  }

  private static func options(_ workers: Int) -> RunningGraph.Options {
    var options = RunningGraph.Options()
    options.workers = workers
    return options
  }
}
