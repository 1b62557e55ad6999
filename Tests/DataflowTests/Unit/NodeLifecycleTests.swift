import Testing

@testable import Dataflow

/// A hook that throws harms nobody else; what the node's error policy says happens.
@Suite("unit/node lifecycle error isolation") struct NodeLifecycleTests {
  struct Fault: Error {}

  enum Hook: String, CaseIterable { case start, tick, message, end, stop }

  @Test("on_start, on_tick, on_message, on_end and on_stop may fail alone", arguments: Hook.allCases)
  func isolation(failing: Hook) throws {
    for policy in [ErrorPolicy.continue, .stopGraph] {
      let builder = GraphBuilder()
      var calls: [String] = []
      func visit(_ hook: Hook, _ node: String) throws {
        calls.append("\(node).\(hook)")
        if hook == failing, node == "bad" { throw Fault() }
      }
      let source = builder.source("source", 1...3)
      for name in ["bad", "good"] {
        builder.node(name, NodeSettings(onError: name == "bad" ? policy : .continue, tickInterval: 10)) {
          node in
          node.onStart { _ in try visit(.start, name) }
          node.onTick { _ in try visit(.tick, name) }
          node.onEnd { _ in try visit(.end, name) }
          node.onStop { _ in try visit(.stop, name) }
          let input = node.input("in", Int.self) { _, _ in try visit(.message, name) }
          builder.connect(source, to: input)
        }
      }
      let clock = ManualExecutor()
      let scheduler = Scheduler(try builder.build(), on: clock)
      for _ in 0..<2 where scheduler.step() != .finished { clock.advance(by: 20) }
      while scheduler.step() != .finished {}
      let report = scheduler.report()
      #expect((report[node: "bad"]?.errors ?? 0) >= 1)
      #expect(calls.contains("good.stop") && calls.contains("bad.stop"))
      #expect(scheduler.recentEvents.contains { $0.kind == .nodeError && $0.subject == "bad" })
      if policy == .continue {
        #expect(report.outcome == .completed)
        #expect(calls.count { $0 == "good.message" } == 3 && calls.count { $0 == "bad.message" } == 3)
      } else {
        #expect(report.outcome == .failed)
        #expect(report.error == .handlerFailed(node: "bad", reason: "Fault()"))
        if failing == .message { #expect(calls.count { $0 == "bad.message" } == 1) }
      }
    }
  }

  @Test("retry: doubling back-off, order kept, then the dead letter with attempts and reason")
  func retries() throws {
    let clock = ManualExecutor()
    let builder = GraphBuilder()
    var attempts: [(value: Int, time: UInt64)] = []
    var dead: [DeadLetter] = []
    let source = builder.source("source", 1...3)
    let letters = builder.node("node", NodeSettings(onError: .retry(attempts: 4, backoff: 100))) { node in
      let letters = node.deadLetters()
      let input = node.input("in", Int.self) { value, context in
        attempts.append((value, clock.now))
        #expect(context.attempt == attempts.count { $0.value == value })
        if value == 2 { throw Fault() }
      }
      builder.connect(source, to: input)
      return letters
    }
    builder.sink("letters", letters) { dead.append($0) }
    let report = try Scheduler(builder.build(), on: clock).run()
    #expect(attempts.map(\.value) == [1, 2, 2, 2, 2, 3])
    #expect(attempts.map(\.time) == [0, 0, 100, 300, 700, 700])
    #expect(dead.map(\.attempts) == [4] && dead.first?.payload as? Int == 2)
    #expect(report[node: "node"]?.handled == 3 && report[node: "node"]?.errors == 4)
    #expect(report.outcome == .completed)
  }
}
