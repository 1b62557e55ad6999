import Base
import TestSupport
import Testing

@testable import Dataflow

/// Graphs made by chance, on a virtual clock: the laws hold whatever they look like and whatever happens to them.
/// Every failure names its seed.
@Suite("integration/random graphs") struct RandomGraphTests {
  static let rounds = UInt64(TestScale.pick(quick: 30, full: 400, deep: 4000))

  /// Runs to the end, but not for ever.
  private static func finish(_ scheduler: Scheduler, _ seed: UInt64) throws -> RunReport {
    guard let clock = scheduler.executor as? ManualExecutor else { return scheduler.report() }
    for _ in 0..<2_000_000 {
      switch scheduler.step() {
      case .finished: return scheduler.report()
      case .worked: continue
      case .idle(let until?): clock.advance(by: until > clock.now ? until - clock.now : 0)
      case .idle: scheduler.cancel()
      }
    }
    let stuck = scheduler.graph.nodes.filter { $0.phase != .ended }
    Issue.record(
      "seed \(seed) goes on for ever: \(stuck.map { "\($0.name) \($0.phase) parked \($0.parked)" }) \(scheduler.report().leftovers)"
    )
    return scheduler.report()
  }

  @Test("lossless graphs deliver every message on every path, once, in any schedule")
  func lossless() throws {
    for seed in 1...Self.rounds {
      let graph = RandomGraph(seed: seed, shape: .init(isLossless: true))
      let options = SchedulerOptions(seed: seed, fuzzes: seed % 2 == 0)
      let report = try Scheduler(graph.builder.build(), on: ManualExecutor(), options).run()
      #expect(
        report.outcome == .completed, "seed \(seed): \(report.outcome) \(String(describing: report.error))")
      #expect(graph.fault(in: report) == nil, "seed \(seed): \(graph.fault(in: report) ?? "")")
      for (sink, paths) in graph.expected {
        let tokens = graph.sinks.tokens(sink)
        let all = graph.sources * graph.messages
        #expect(tokens.values.reduce(0, +) == paths * graph.messages, "seed \(seed), \(sink)")
        #expect(tokens.count <= all, "seed \(seed), \(sink)")
      }
    }
  }

  @Test("whatever the policies, faults and cycles, everything is accounted for and nothing stands still")
  func lossy() throws {
    for seed in 1...Self.rounds {
      let shape = RandomGraph.Shape(
        hasCycles: seed % 3 == 0, hasFaults: seed % 2 == 0, hasIsolation: seed % 5 < 2, messages: 120)
      let graph = RandomGraph(seed: seed, shape: shape)
      let options = SchedulerOptions(seed: seed, fuzzes: seed % 4 == 1)
      let report = try Scheduler(graph.builder.build(), on: ManualExecutor(), options).run()
      #expect(
        report.outcome == .completed, "seed \(seed): \(report.outcome) \(String(describing: report.error))")
      #expect(graph.fault(in: report) == nil, "seed \(seed): \(graph.fault(in: report) ?? "")")
    }
  }

  @Test("stops, cancellations and deadlines at any moment leave nothing unaccounted for")
  func interrupted() throws {
    for seed in 1...Self.rounds {
      var random = SeededRandom(seed: seed &* 77)
      let shape = RandomGraph.Shape(
        isLossless: seed % 4 == 0, hasCycles: seed % 3 == 0, hasFaults: seed % 2 == 0,
        hasIsolation: seed % 5 < 2)
      let graph = RandomGraph(seed: seed, shape: shape)
      let clock = ManualExecutor()
      let scheduler = Scheduler(try graph.builder.build(), on: clock, SchedulerOptions(seed: seed))
      let moment = random.below(600)
      let kind = random.below(3)
      var steps: UInt64 = 0
      while steps < moment, scheduler.step() != .finished { steps += 1 }
      switch kind {
      case 0: scheduler.stop()
      case 1: scheduler.stop(within: random.below(50))
      default: scheduler.cancel()
      }
      var isOver = false
      while !isOver {
        switch scheduler.step() {
        case .finished: isOver = true
        case .worked: clock.advance(by: 1)
        case .idle(let until?): clock.advance(by: until > clock.now ? until - clock.now : 0)
        case .idle: scheduler.cancel()
        }
      }
      let report = scheduler.report()
      #expect(graph.fault(in: report) == nil, "seed \(seed): \(graph.fault(in: report) ?? "")")
      let ends: Set<RunReport.Outcome> = [.completed, .stopped, .timedOut, .cancelled]
      #expect(
        ends.contains(report.outcome), "seed \(seed): \(report.outcome) \(String(describing: report.error))")
      if report.outcome == .stopped { #expect(report.leftovers.isEmpty, "seed \(seed)") }
      #expect(report.stopOrder.count == graph.builder.nodes.count, "seed \(seed)")
    }
  }

  @Test("a seed fixes a run, and a record of its schedule repeats it")
  func repeats() throws {
    for seed in 1...Self.rounds / 2 {
      let shape = RandomGraph.Shape(hasFaults: seed % 2 == 0, hasIsolation: seed % 3 == 0, messages: 80)
      func run(_ options: SchedulerOptions, _ replay: ScheduleRecord?) throws -> (Scheduler, String) {
        let graph = RandomGraph(seed: seed, shape: shape)
        let scheduler = Scheduler(try graph.builder.build(), on: ManualExecutor(), options)
        if let replay { try scheduler.replay(replay) }
        let report = try scheduler.run()
        #expect(report.outcome == .completed, "seed \(seed): \(String(describing: report.error))")
        return (scheduler, "\(report.nodes) \(report.edges.map(\.statistics))")
      }
      let fuzzed = SchedulerOptions(seed: seed, fuzzes: true, measures: false, records: true)
      let first = try run(fuzzed, nil)
      let second = try run(fuzzed, nil)
      #expect(first.1 == second.1, "seed \(seed)")
      #expect(first.0.schedule == second.0.schedule, "seed \(seed)")
      let plain = SchedulerOptions(seed: seed, measures: false, records: true)
      let replayed = try run(plain, first.0.schedule)
      #expect(replayed.1 == first.1, "seed \(seed)")
      #expect(replayed.0.schedule.picks == first.0.schedule.picks, "seed \(seed)")
    }
  }

  @Test("capacities, policies, bands, pauses and nodes change at any moment, and nothing is lost unseen")
  func changes() throws {
    for seed in 1...Self.rounds {
      var random = SeededRandom(seed: seed &* 131)
      let shape = RandomGraph.Shape(hasFaults: seed % 2 == 0, hasIsolation: seed % 3 == 0, messages: 150)
      let graph = RandomGraph(seed: seed, shape: shape)
      let clock = ManualExecutor()
      let scheduler = Scheduler(try graph.builder.build(), on: clock, SchedulerOptions(seed: seed))
      var swapped: Set<String> = []
      var steps = 0
      var isOver = false
      while !isOver {
        steps += 1
        if random.below(12) == 0, steps < 2000 { try Self.change(scheduler, graph, &random, &swapped) }
        if steps == 2000 { for name in graph.middles { try scheduler.resume(name) } }
        switch scheduler.step() {
        case .finished: isOver = true
        case .worked: clock.advance(by: 3)
        case .idle(let until?): clock.advance(by: until > clock.now ? until - clock.now : 0)
        case .idle: for name in graph.middles { try scheduler.resume(name) }
        }
      }
      let report = scheduler.report()
      #expect(
        report.outcome == .completed, "seed \(seed): \(report.outcome) \(String(describing: report.error))")
      let fault = graph.fault(in: report, swapped: swapped)
      #expect(fault == nil, "seed \(seed): \(fault ?? "")")
    }
  }

  private static func change(
    _ scheduler: Scheduler, _ graph: RandomGraph, _ random: inout SeededRandom, _ swapped: inout Set<String>
  ) throws {
    let edge = graph.edges[Int(random.below(UInt64(graph.edges.count)))].id
    let node = graph.middles[Int(random.below(UInt64(graph.middles.count)))]
    switch random.below(7) {
    case 0: try scheduler.setCapacity(1 + Int(random.below(20)), ofEdge: edge)
    case 1: try scheduler.setPolicy(OverflowPolicy<RandomGraph.Token>.block, ofEdge: edge)
    case 2: try scheduler.setPolicy(OverflowPolicy<RandomGraph.Token>.dropOldest, ofEdge: edge)
    case 3: try scheduler.setBand(Band.allCases[Int(random.below(3))], ofEdge: edge)
    case 4: try scheduler.pause(node)
    case 5: try scheduler.resume(node)
    default:
      guard scheduler.state == .running else { return }
      swapped.insert(node)
      try scheduler.change { builder in
        let old = builder.output("\(node).out", RandomGraph.Token.self)
        builder.swap(node: node) { declaration in
          let out = declaration.output("out", RandomGraph.Token.self, fanOut: old?.fanOut ?? .atomic)
          declaration.input("in", RandomGraph.Token.self) { token, _ in try out.emit(token) }
        }
      }
    }
  }
}
