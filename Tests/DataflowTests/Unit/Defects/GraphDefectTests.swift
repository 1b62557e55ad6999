import Testing

@testable import Dataflow

/// What the ancestor's graphs and instruments got wrong, by the numbers of its defect list.
@Suite("unit/defects of the ancestor: graphs and instruments") struct GraphDefectTests {
  @Test("18, 19 and 25 everything wrong with a graph is found at once and named; an invalid graph cannot run")
  func validation() {
    let builder = GraphBuilder()
    let words = builder.source("words", ["a"])
    _ = builder.source("words", ["b"])
    builder.node("numbers") { node in
      node.input("in", Int.self) { _, _ in }.allowsFanIn = false
      node.input("loose", Int.self) { _, _ in }
    }
    builder.connect(from: "words.out", to: "numbers.in", carrying: Int.self, EdgeOptions())
    builder.connect(from: "words.out", to: "number.in", carrying: Int.self, EdgeOptions())
    builder.node("ring") { node in
      let out = node.output("out", Int.self)
      builder.connect(out, to: node.input("in", Int.self) { _, _ in })
    }
    builder.sink("none", words, NodeSettings(batch: 0), EdgeOptions(capacity: 0)) { _ in }
    let issues = builder.validate()
    #expect(issues.contains(.duplicateNode("words")))
    #expect(
      issues.contains(.typeMismatch(edge: "words.out->numbers.in", expected: "Int", found: "String")))
    #expect(issues.contains(.unknownNode("number", nearest: "numbers")))
    #expect(issues.contains(.blockingCycle(["ring", "ring"])))
    #expect(issues.contains(.badCapacity(edge: "words.out->none.in", capacity: 0)))
    #expect(issues.contains(.unconnectedInput("numbers.loose")))
    #expect(issues.contains { if case .badSetting("none", "batch", _, _) = $0 { true } else { false } })
    for issue in issues { #expect(issue.description.count > 15) }
    #expect(throws: DataflowError.self) { _ = try builder.build() }
  }

  @Test("20 an unknown port is an error that names node, port and what there is")
  func unknownPort() {
    let builder = GraphBuilder()
    let source = builder.source("p", 0..<1)
    builder.sink("k", source) { _ in }
    builder.connect(from: "p.output", to: "k.in", carrying: Int.self, EdgeOptions())
    #expect(builder.validate() == [.unknownPort(node: "p", port: "output", known: ["out"])])
    #expect(builder.validate()[0].description == "node p has no port output; it has out")
  }

  @Test("21 the trace goes along through transforms, fan-outs and merges; sources begin new ones")
  func trace() throws {
    let builder = GraphBuilder()
    var traces: [String: [TraceID]] = [:]
    let source = builder.source("p", 0..<20)
    let left = builder.map("left", source) { $0 + 1 }
    let right = builder.flatMap("right", source) { [$0, $0] }
    for (name, output) in [("l", left), ("r", right)] {
      builder.node(name) { node in
        let input = node.input("in", Int.self) { _, context in
          traces[name, default: []].append(context.headers.trace)
        }
        builder.connect(output, to: input)
      }
    }
    _ = try Scheduler(builder.build(), on: ManualExecutor()).run()
    let first = traces["l", default: []]
    #expect(Set(first).count == 20 && !first.contains(.none))
    #expect(traces["r"] == first.flatMap { [$0, $0] })
    #expect(first[0].description.count == 32)
  }

  @Test("22 and 23 events are bounded, told at a bounded rate, and cleaned of secrets")
  func events() throws {
    final class Listener: DataflowObserver, @unchecked Sendable {
      var heard: [DataflowEvent] = []
      var suppressed = 0
      func observe(_ event: DataflowEvent, suppressed: Int) {
        heard.append(event)
        self.suppressed += suppressed
      }
    }
    struct Secret: Error, CustomStringConvertible { let description = "password=42" }
    let builder = GraphBuilder()
    let source = builder.source("p", 0..<1000)
    builder.sink("k", source) { _ in throw Secret() }
    let options = SchedulerOptions(eventLimit: 64)
    let scheduler = Scheduler(try builder.build(), on: ManualExecutor(), options)
    let listener = Listener()
    scheduler.observe(listener)
    scheduler.redact { _ in "***" }
    let report = try scheduler.run()
    #expect(report[node: "k"]?.errors == 1000)
    #expect(scheduler.recentEvents.count == 64)
    #expect(listener.heard.count { $0.kind == .nodeError } == EventLog.rateLimit)
    #expect(listener.heard.allSatisfy { !$0.detail.contains("42") })
  }

  @Test("28 what waits inside nodes is bounded: one call cannot leave more behind than the limit")
  func bounded() throws {
    let builder = GraphBuilder()
    let source = builder.source("p", 0..<1)
    let out = builder.node("flood") { node in
      let out = node.output("out", Int.self)
      let input = node.input("in", Int.self) { _, _ in
        for value in 0..<AnyOutput.emissionLimit + 100 { try out.emit(value) }
      }
      builder.connect(source, to: input)
      return out
    }
    var count = 0
    builder.sink("k", out, NodeSettings(), EdgeOptions(capacity: 1)) { _ in count += 1 }
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(report.outcome == .completed && report[node: "flood"]?.errors == 1)
    #expect(count == AnyOutput.emissionLimit + 1)
    #expect(report[edge: "flood.out->k.in"]?.isConserved == true)
  }

  @Test("30 durations are measured to the nanosecond, and counts are those of the messages")
  func measures() throws {
    let builder = GraphBuilder()
    let clock = ManualExecutor()
    let source = builder.source("p", 0..<5000)
    builder.sink("k", source) { _ in clock.advance(by: 70) }
    let report = try Scheduler(builder.build(), on: clock).run()
    #expect(report[node: "k"]?.handled == 5000 && report[edge: "p.out->k.in"]?.delivered == 5000)
    let times = try #require(report[node: "k"]?.sliceTimes)
    #expect(times.count >= 1 && times.p50 >= 500 && times.p50 <= 600)
  }
}
