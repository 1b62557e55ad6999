import Testing

@testable import Dataflow

/// Outputs that stand for others with another type.
@Suite struct ConversionTests {
  @Test("a converted output carries the other type, waits like any, and counts each message once")
  func conversion() throws {
    let builder = GraphBuilder()
    let source = builder.source("numbers", 1...100)
    builder.node("n") { node in
      let out = node.output("out", Int.self)
      let input = node.input("in", Int.self) { value, _ in try out.emit(value) }
      builder.connect(source, to: input)
      #expect(node.convert("out", from: Int.self, to: String.self) { "<\($0)>" })
      #expect(!node.convert("out", from: Int.self, to: String.self) { "\($0)" })
    }
    var received: [String] = []
    let texts = try #require(builder.output("n.out", String.self))
    builder.sink("sink", texts, NodeSettings(), EdgeOptions(capacity: 1)) { received.append($0) }
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(report.outcome == .completed)
    #expect(received == (1...100).map { "<\($0)>" })
    #expect(report[node: "n"]?.emitted == 100)
    for edge in report.edges { #expect(edge.statistics.isConserved) }
  }

  @Test("dead letters may be converted, and need a listener as before")
  func deadLetters() throws {
    struct Refused: Error {}
    func graph(_ listens: Bool) -> (GraphBuilder, () -> [String]) {
      let builder = GraphBuilder()
      let source = builder.source("numbers", 1...4)
      var received: [String] = []
      builder.node("n") { node in
        _ = node.deadLetters()
        node.convert("dead", from: DeadLetter.self, to: String.self) { "\($0.payload)" }
        let input = node.input("in", Int.self) { value, _ in if value % 2 == 0 { throw Refused() } }
        builder.connect(source, to: input)
      }
      if listens, let dead = builder.output("n.dead", String.self) {
        builder.sink("sink", dead) { received.append($0) }
      }
      return (builder, { received })
    }
    let (builder, received) = graph(true)
    #expect(try Scheduler(builder.build(), on: ManualExecutor()).run().outcome == .completed)
    #expect(received() == ["2", "4"])
    #expect(graph(false).0.validate() == [.unconnectedDeadLetters(node: "n")])
  }

  @Test("a standstill is replayed where it was")
  func standstill() throws {
    func graph() throws -> (Graph, Collect<Int>) {
      let builder = GraphBuilder()
      let source = builder.source("numbers", 1...20)
      let sink = builder.collect(
        "sink", source, opensAfter: .complete, NodeSettings(), EdgeOptions(capacity: 3))
      return (try builder.build(), sink)
    }
    let (first, kept) = try graph()
    let recorded = Scheduler(first, on: ManualExecutor(), SchedulerOptions(records: true))
    let report = try recorded.run()
    let (second, again) = try graph()
    let replayed = Scheduler(second, on: ManualExecutor(), SchedulerOptions(records: true))
    try replayed.replay(recorded.schedule)
    #expect(try replayed.run().outcome == .completed && report.outcome == .completed)
    #expect(again.received == kept.received && kept.received == Array(1...20))
    #expect(replayed.schedule == recorded.schedule)
  }
}
