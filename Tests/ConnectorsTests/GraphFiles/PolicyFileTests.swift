import Connectors
import Dataflow
import Testing

/// Overflow policies, said in a file and seen at a sink that takes nothing before its producers have ended.
@Suite struct PolicyFileTests {
  @Test("what a full edge keeps under each policy, at capacity 1 and n")
  func policies() throws {
    let all = Array(Int64(1)...10)
    let cases: [(policy: String, capacity: Int, keeps: [Int64], counts: KeyValuePairs<String, UInt64>)] = [
      ("dropAll", 1, [10], ["dropped": 9]), ("dropAll", 3, [10], ["dropped": 9]),
      ("dropAll", 4, [9, 10], ["dropped": 8]),
      ("dropOldest", 1, [10], ["dropped": 9]), ("dropOldest", 3, [8, 9, 10], ["dropped": 7]),
      ("dropNewest", 1, [1], ["dropped": 9]), ("dropNewest", 3, [1, 2, 3], ["dropped": 7]),
      ("latest", 1, [10], ["replaced": 9]), ("latest", 5, [10], ["replaced": 9]),
      ("coalesce:sum", 1, [55], ["coalesced": 9]), ("coalesce:sum", 2, [1, 54], ["coalesced": 8]),
      ("coalesce:max", 1, [10], ["coalesced": 9]), ("coalesce:min", 2, [1, 2], ["coalesced": 8]),
      ("block", 1, all, [:]), ("block", 4, all, [:]), ("fail", 10, all, [:]), ("block", 10, all, [:]),
    ]
    for expected in cases {
      let outcome = try GraphText.run(GraphText.gated(expected.policy, capacity: expected.capacity))
      let name = "\(expected.policy) at \(expected.capacity)"
      #expect(outcome.report.outcome == .completed, "\(name)")
      #expect(outcome.received.first?.values == expected.keeps.map { .integer($0) }, "\(name)")
      let counted = try #require(outcome.report[edge: "numbers.out->sink.in"])
      #expect(counted.isConserved && counted.offered == 10, "\(name)")
      let counts = ["dropped": counted.dropped, "replaced": counted.replaced, "coalesced": counted.coalesced]
      for (kind, count) in counts {
        #expect(count == expected.counts.first { $0.key == kind }?.value ?? 0, "\(name): \(kind)")
      }
    }
  }

  @Test("coalesce:count counts messages, also those that were merged before")
  func counts() throws {
    let outcome = try GraphText.run(GraphText.gated("coalesce:count", capacity: 2))
    #expect(outcome.received.first?.values == [.integer(1), .count(9)])
    let merge = try #require(Formulas.merge("count"))
    #expect(try merge(.count(9), .count(3)) == .count(12))
  }

  @Test("fail names edge, capacity and policy; what was queued is left")
  func fails() throws {
    let outcome = try GraphText.run(GraphText.gated("fail", capacity: 3))
    #expect(outcome.report.outcome == .failed)
    #expect(outcome.report.error == .edgeOverflow(edge: "numbers.out->sink.in", capacity: 3))
    #expect(
      outcome.report.error?.description == "edge numbers.out->sink.in: full at capacity 3 under policy fail")
    #expect(outcome.report.leftovers.map(\.queued) == [3])
  }

  @Test("a failing merge is an error of the producer and leaves the merged value as it was")
  func failingMerge() throws {
    let text = """
      [[node]]
      name = "mixed"
      type = "values"
      values = [1, 2, "three", 4]

      [[node]]
      name = "sink"
      type = "collect"
      open_after = "complete"

      [[edge]]
      from = "mixed.out"
      to = "sink.in"
      capacity = 1
      policy = "coalesce:sum"
      """
    let outcome = try GraphText.run(text)
    #expect(outcome.report.outcome == .completed)
    #expect(outcome.received.first?.values == [.integer(7)])
    #expect(outcome.report[node: "mixed"]?.errors == 1)
    #expect(outcome.report[edge: "mixed.out->sink.in"]?.rejected == 1)
  }

  @Test("a gate opens at its step, or when nothing else can happen")
  func gates() throws {
    for step in ["0", "1", "3", "1000"] {
      let outcome = try GraphText.run(GraphText.gated("block", capacity: 2, openAfter: step))
      #expect(outcome.received.first?.values.count == 10, "step \(step)")
      #expect(outcome.report.outcome == .completed, "step \(step)")
    }
    let early = try GraphText.run(GraphText.gated("dropOldest", capacity: 3, count: 100, openAfter: "5"))
    #expect((early.received.first?.values.count ?? 0) > 3)
    #expect(early.received.first?.values.suffix(3) == [.integer(98), .integer(99), .integer(100)])
  }

  @Test("a wait that takes too long is rejected and counted")
  func timeouts() throws {
    let text = GraphText.gated("block", capacity: 2) + "\ntimeout_ms = 5"
    let outcome = try GraphText.run(text)
    let counted = try #require(outcome.report[edge: "numbers.out->sink.in"])
    #expect(counted.isConserved && counted.rejected > 0)
    #expect(outcome.report[node: "numbers"]?.errors == counted.rejected)
  }

  @Test("the same seed gives the same run; a cut run tells what is left")
  func determinism() throws {
    let text = """
      [[node]]
      name = "random"
      type = "generator"
      count = 500

      [[node]]
      name = "more"
      type = "flat_map"
      function = "repeat:3"

      [[node]]
      name = "sink"
      type = "collect"

      [[edge]]
      from = "random.out"
      to = "more.in"
      capacity = 7

      [[edge]]
      from = "more.out"
      to = "sink.in"
      capacity = 5
      policy = "dropOldest"
      """
    for fuzzes in [false, true] {
      let runs = try [7, 7, 8].map { try GraphText.run(text, GraphRunOptions(seed: $0, fuzzes: fuzzes)) }
      #expect(runs[0].digest == runs[1].digest && runs[0].received == runs[1].received)
      #expect(runs[0].digest != runs[2].digest)
    }
    let cut = try GraphText.run(text, GraphRunOptions(steps: 9))
    #expect(cut.report.steps == 9 && cut.report.outcome == .cancelled && cut.isOK)
    #expect(!cut.report.leftovers.isEmpty)
  }
}
