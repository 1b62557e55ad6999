import Base
import Testing

@testable import Dataflow

/// What holds for every relay of the catalogue: traces, order of the schedule, commands, and settings of edges.
@Suite struct RelayTests {
  /// Each relay over text, by name; what it does to "abcdefgh" sent a millisecond apart, flushed in the middle.
  static let relays: [(name: String, build: @Sendable (GraphBuilder, Output<String>) -> Output<String>)] = [
    ("batch", { $0.place("n", Batch(count: 3, within: ms(2)) { $0.joined() }, after: $1) }),
    ("throttle", { $0.throttle("n", $1, 1, per: ms(2)) }),
    ("debounce", { $0.debounce("n", $1, quiet: ms(2)) }),
    ("sampler", { $0.sampler("n", $1, .every(2)) }),
    ("trigger", { $0.trigger("n", $1) { $0 == "c" } }),
    ("merger", { $0.merger("n", [$1], .timestamp()) }),
    ("weights", { $0.merger("n", [$1], .weights([3])) }),
    ("cache", { $0.cache("n", $1, capacity: 2, by: { $0 }, { $0 }) }),
    ("deduplicate", { $0.deduplicate("n", $1, capacity: 2) { $0 } }),
    ("retry", { $0.retry("n", $1, attempts: 2, backoff: 1) { $0 }.out }),
    ("breaker", { $0.breaker("n", $1) { $0 }.out }),
    ("workers", { $0.workers("n", $1) { $0 }.out }),
    ("timeout", { $0.timeout("n", $1, after: ms(5)) { $0 }.out }),
    ("window", { $0.map("m", $0.window("n", $1, .tumbling(size: ms(3))).out) { $0.joined() } }),
    ("session", { $0.map("m", $0.window("n", $1, .session(gap: ms(3))).out) { $0.joined() } }),
  ]

  @Test(
    "every relay carries its cause's trace, keeps order, passes failures and commands on, under any schedule")
  func laws() throws {
    for (name, build) in Self.relays {
      var seen: Set<String> = []
      for seed in UInt64(1)...5 {
        let builder = GraphBuilder()
        let source = Marbles("abc!d#efgh|").source("source", in: builder)
        let sink = MarbleSink()
        sink.attach("sink", build(builder, source), in: builder, capacity: 2)
        let options = SchedulerOptions(seed: seed, fuzzes: seed > 1)
        let report = try Scheduler(builder.build(), on: ManualExecutor(), options).run()
        #expect(report.outcome == .completed, "\(name)")
        #expect(sink.traces.allSatisfy { $0.high == 7 }, "\(name) makes up traces")
        let letters = sink.events.map(\.letter).filter(\.isLetter)
        #expect(letters == letters.sorted(), "\(name) \(letters)")
        #expect(Set(letters).count == letters.count, "\(name) says something twice")
        #expect(sink.events.contains { $0.letter == "#" }, "\(name) swallows failures")
        #expect(report[edge: report.edges.last?.id ?? ""]?.isConserved == true)
        if !["debounce", "sampler", "trigger"].contains(name) {
          #expect(letters == Array("abcdefgh"), "\(name)")
        }
        seen.insert(String(letters))
      }
      #expect(seen.count == 1, "\(name) depends on the schedule: \(seen)")
    }
  }

  @Test("no relay holds more than it says: with its consumer stopped, the rest stays in the edge before it")
  func bounds() throws {
    for (name, build) in Self.relays {
      let builder = GraphBuilder()
      var next = 0
      let source = builder.source("source") { context -> SourceStep<String> in
        next += 1
        return .next(String(UnicodeScalar(UInt8(97 + next % 26))))
      }
      let out = build(builder, source)
      builder.node("sink") { node in
        let input = node.input("in", String.self) { _, _ in }
        builder.connect(out, to: input, EdgeOptions(capacity: 4))
      }
      let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
      try scheduler.pause("sink")
      try scheduler.start()
      let executor = scheduler.executor as? ManualExecutor
      for _ in 0..<3000 {
        if case .idle = scheduler.step() { executor?.advance(by: ms(1)) }
        if executor?.now ?? 0 > ms(10_000) { break }
      }
      let report = scheduler.report()
      let taken = Int(report[node: "n"]?.handled ?? 0)
      let isSieve = ["debounce", "trigger", "cache", "deduplicate", "window", "session", "sampler"].contains(
        name)
      if !isSieve { #expect(taken < 200, "\(name) took \(taken) with nowhere to put them") }
      #expect(report.edges.allSatisfy { $0.statistics.isConserved })
      scheduler.cancel()
      _ = scheduler.step()
      scheduler.finish()
    }
  }
}
