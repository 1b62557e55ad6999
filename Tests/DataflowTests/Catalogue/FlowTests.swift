import Base
import Testing

@testable import Dataflow

/// Milliseconds as nanoseconds.
func ms(_ count: UInt64) -> UInt64 { count * Marbles.millisecond }

/// Nodes that gather, choose, merge and pace, by marble diagrams and by laws.
@Suite struct FlowTests {
  @Test("batches by count, by time, on command and at the end")
  func batches() throws {
    func joined(_ diagram: String, _ count: Int, _ within: UInt64?) throws -> String {
      try marbles(diagram) { builder, sources in
        [builder.place("batch", Batch(count: count, within: within) { $0.joined() }, after: sources[0])]
      }[0]
    }
    #expect(try joined("abcdefg|", 3, nil) == "--(abc)--(def)-(g|)")
    #expect(try joined("a-b----c|", 10, ms(4)) == "----(ab)---(c|)")
    // The second batch has its own time, though the first one's request for a tick still stands.
    #expect(try joined("(ab)-c------d|", 2, ms(4)) == "(ab)-----c---(d|)")
    #expect(try joined("ab!c|", 10, nil) == "--(ab)-(c|)")
    #expect(try joined("|", 3, ms(1)) == "|")
    #expect(try joined("a-#b|", 3, nil) == "--#-(ab|)")
    let builder = GraphBuilder()
    let batches = builder.batch("batch", builder.source("numbers", 0..<1000), count: 7)
    let collected = builder.collect("sink", builder.unbatch("unbatch", batches))
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(collected.received == Array(0..<1000))
    #expect(report[edge: "batch.out->unbatch.in"]?.delivered == 143)
  }

  @Test("settings outside their range are issues of the graph, not traps")
  func badSettings() {
    let builder = GraphBuilder()
    let numbers = builder.source("numbers", 0..<3)
    let batch = builder.batch("batch", numbers, count: 0)
    let slow = builder.throttle("slow", builder.unbatch("flat", batch), 0, per: 0, burst: 0)
    let calm = builder.debounce("calm", slow, quiet: 0)
    let some = builder.sampler("some", calm, .chance(.nan))
    let one = builder.merger("one", [some], .weights([0, 1]))
    let last = builder.counter("last", one, every: 0, keys: 0, by: { $0 })
    builder.collect("sink", last, limit: -1)
    let settings = builder.validate().compactMap { issue -> String? in
      if case .badSetting(let node, let what, _, _) = issue { "\(node).\(what)" } else { nil }
    }
    #expect(
      settings == [
        "batch.count", "slow.count", "slow.period", "slow.burst", "calm.quiet", "some.chance", "one.weights",
        "one.weight", "last.every", "last.keys", "sink.limit",
      ])
  }

  @Test("routes, default and unroutable; branches with filters; nothing twice under back-pressure")
  func routes() throws {
    let routed = try marbles("abcdx|") { builder, sources in
      let routes = builder.router("router", sources[0], to: ["a", "b"], default: "rest") { $0 }.out
      return ["a", "b", "rest"].compactMap { routes[$0] }
    }
    #expect(routed == ["a----|", "-b---|", "--cdx|"])
    let builder = GraphBuilder()
    let (routes, router) = builder.router("router", builder.source("numbers", 0..<100), to: ["even"]) {
      $0.isMultiple(of: 2) ? "even" : $0 < 50 ? "nowhere" : nil
    }
    let even = try #require(routes["even"])
    let branches = builder.splitter(
      "splitter", even,
      branches: [("all", nil), ("tens", { $0.isMultiple(of: 10) }), ("none", { _ in false })])
    let collected = branches.enumerated().map {
      builder.collect("sink\($0)", $1, NodeSettings(), EdgeOptions(capacity: $0 + 1))
    }
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(report.outcome == .completed)
    #expect(router.unroutable == 50)
    #expect(collected[0].received == Array(stride(from: 0, to: 100, by: 2)))
    #expect(collected[1].received == Array(stride(from: 0, to: 100, by: 10)))
    #expect(collected[2].received.isEmpty)
  }

  @Test("merging in turn, by weight within a message a round, and by time")
  func merges() throws {
    for weights in [[1, 1], [3, 1], [1, 5, 2]] {
      let builder = GraphBuilder()
      let sources = weights.indices.map { builder.source("s\($0)", repeatElement($0, count: 600)) }
      let order = weights == [1, 1] ? MergeOrder.roundRobin : .weights(weights)
      let merged = builder.collect("sink", builder.merger("merge", sources, order))
      #expect(try Scheduler(builder.build(), on: ManualExecutor()).run().outcome == .completed)
      #expect(merged.received.count == 600 * weights.count)
      let round = weights.reduce(0, +)
      // As long as all have some, any stretch of whole rounds holds the weights exactly; the start may fill up first.
      let window = merged.received.dropFirst(2 * round).prefix(100 * round)
      for (position, weight) in weights.enumerated() {
        let count = window.count { $0 == position }
        #expect(abs(count - 100 * weight) <= 2 * weight, "\(weights) \(position): \(count)")
      }
    }
    let merged = try marbles("a@1-c@3--e@8|", "-b@2---d@6|") { builder, sources in
      [builder.merger("merge", sources, .timestamp())]
    }
    #expect(merged == ["-ab--(cd)(e|)"])
    let patient = try marbles("a@1-----------|", "---------b@2|") { builder, sources in
      [builder.merger("merge", sources, .timestamp(patience: ms(3)))]
    }
    #expect(patient == ["---a--------(b|)"])
  }

  @Test("a merger by time does not deadlock a diamond whose branches it holds apart")
  func diamond() throws {
    let builder = GraphBuilder()
    let source = builder.sequence("numbers", count: 100)
    let many = builder.filter("many", source, NodeSettings(), EdgeOptions(capacity: 2)) { _ in true }
    let none = builder.filter("none", source, NodeSettings(), EdgeOptions(capacity: 2)) { $0 > 99 }
    let merged = builder.merger(
      "merge", [many, none], .timestamp(), NodeSettings(), EdgeOptions(capacity: 2))
    let collected = builder.collect("sink", merged)
    #expect(try Scheduler(builder.build(), on: ManualExecutor()).run().outcome == .completed)
    #expect(collected.received.sorted() == (Array(1...100) + [100]).sorted())
  }

  @Test("a throttle keeps its rate, allows its burst, holds nothing and loses nothing")
  func throttles() throws {
    func paced(_ diagram: String, _ burst: Int) throws -> String {
      try marbles(diagram) { builder, sources in
        [
          builder.throttle(
            "slow", sources[0], 1, per: ms(3), burst: burst, NodeSettings(), EdgeOptions(capacity: 1))
        ]
      }[0]
    }
    #expect(try paced("(abcd)|", 1) == "a--b--c--(d|)")
    #expect(try paced("(abcd)|", 2) == "(ab)--c--(d|)")
    #expect(try paced("a---b---c|", 1) == "a---b---c|")
    #expect(try paced("(ab)------(cde)|", 2) == "(ab)------(cd)--(e|)")
    // A thousand messages in a second, whatever the schedule; the throttle's edge stays at its capacity.
    let builder = GraphBuilder()
    let slow = builder.throttle(
      "slow", builder.sequence("numbers", count: 1000), 1000, per: 1_000_000_000, NodeSettings(),
      EdgeOptions(capacity: 4))
    let collected = builder.collect("sink", slow)
    let clock = ManualExecutor()
    let report = try Scheduler(builder.build(), on: clock, SchedulerOptions(fuzzes: true)).run()
    #expect(collected.received == Array(1...1000))
    #expect(clock.now == 999_000_000)
    #expect(report[edge: "numbers.out->slow.in"]?.maxDepth == 4)
    var random = SeededRandom(seed: 5)
    var bucket = TokenBucket(7, per: 1000, burst: 5)
    var now: UInt64 = 0
    var taken = 0
    for _ in 0..<10_000 {
      now += random.below(300)
      while bucket.available(at: now) > 0, random.below(4) > 0 {
        bucket.take(at: now)
        taken += 1
      }
      #expect(taken <= 5 + Int(now / bucket.interval))
    }
  }

  @Test("debounce, sampling, triggers, beats")
  func times() throws {
    let calm = try marbles("abc-----d-e---f|") { builder, sources in
      [builder.debounce("calm", sources[0], quiet: ms(3))]
    }
    #expect(calm == ["-----c-------e-(f|)"])
    let picked = try marbles("abcdefg|") { builder, sources in
      [builder.sampler("some", sources[0], .every(3))]
    }
    #expect(picked == ["a--d--g|"])
    func chosen(_ seed: UInt64) throws -> [Int] {
      let builder = GraphBuilder()
      let numbers = builder.sequence("numbers", count: 20_000)
      let collected = builder.collect("sink", builder.sampler("some", numbers, .chance(0.3, seed: seed)))
      _ = try Scheduler(builder.build(), on: ManualExecutor()).run()
      return collected.received
    }
    #expect(try chosen(3) == chosen(3))
    #expect(try chosen(3) != chosen(4))
    #expect(try abs(chosen(3).count - 6000) < 200)
    let risen = try marbles("aXXaaXaX|") { builder, sources in
      [builder.trigger("rise", sources[0]) { $0 == "X" }]
    }
    #expect(risen == ["-X---X-X|"])
    let beats = try marbles { builder, _ in
      var armed = 0
      let looked = builder.trigger("look", every: ms(2)) { context in
        armed += 1
        if armed == 6 { context.finish() }
        return armed == 3 || armed == 4
      } make: { _ in
        "T"
      }
      let paced = builder.generator("abc", from: Array("abc"), every: ms(2)) { letters in
        letters.isEmpty ? nil : String(letters.removeFirst())
      }
      return [
        builder.map("text", builder.heartbeat("beat", every: ms(3), count: 3)) { "\($0)" }, looked, paced,
      ]
    }
    #expect(beats == ["---1--2--3--|", "------T-----|", "a-b-c-|"])
  }
}
