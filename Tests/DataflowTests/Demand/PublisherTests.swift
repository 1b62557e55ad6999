import Base
import Testing

@testable import Dataflow

/// A graph's end as a publisher, held to the Reactive Streams specification 1.0.4; rules by their numbers.
@Suite struct PublisherTests {
  @Test("1.01, 1.02, 3.08: no more than requested, fewer are allowed, requests add up")
  func demand() throws {
    let graph = try PublishedGraph(10)
    let probe = Probe<Int>()
    graph.publisher.subscribe(probe)
    #expect(graph.settle())
    #expect(probe.signals == ["subscribe"])
    probe.request(2)
    graph.settle()
    #expect(probe.payloads == [1, 2])
    probe.request(1)
    probe.request(3)
    graph.settle()
    #expect(probe.payloads == [1, 2, 3, 4, 5, 6])
    probe.request(100)
    #expect(!graph.settle())
    // 1.02, 1.05: fewer than requested, and the end said.
    #expect(probe.signals.suffix(2) == ["10", "complete"])
    #expect(probe.faults == [])
    #expect(graph.scheduler.report().outcome == .completed)
  }

  @Test(
    "1.03, 3.01, 3.03, 3.16, 3.17: serial signals, requests from inside without recursion, demand without bound"
  )
  func reentrancy() throws {
    let graph = try PublishedGraph(20_000)
    let probe = Probe<Int>()
    probe.atStart = { _ in probe.request(1) }
    probe.atNext = { _, _ in probe.request(1) }
    graph.publisher.subscribe(probe)
    #expect(!graph.settle())
    #expect(probe.payloads == Array(1...20_000))
    #expect(probe.deepest == 1)
    #expect(probe.faults == [])
    let endless = try PublishedGraph(5000)
    let greedy = Probe<Int>()
    endless.publisher.subscribe(greedy)
    endless.settle()
    greedy.request(Int.max)
    greedy.request(Int.max)
    #expect(!endless.settle())
    #expect(greedy.payloads.count == 5000)
    #expect(greedy.faults == [])
  }

  @Test("1.04, 1.06, 1.07: failures end the stream, once, and nothing follows")
  func failures() throws {
    for isNews in [false, true] {
      let graph = try PublishedGraph(10, failsAt: isNews ? nil : 4, news: isNews ? 4 : nil)
      let probe = Probe<Int>()
      graph.publisher.subscribe(probe)
      graph.settle()
      probe.request(100)
      #expect(!graph.settle())
      #expect(probe.signals.last == "error")
      if isNews { #expect(probe.payloads == [1, 2, 3]) }
      probe.request(5)
      probe.subscription?.cancel()
      graph.settle()
      #expect(probe.signals.count { $0 == "error" || $0 == "complete" } == 1)
      #expect(probe.faults == [])
    }
  }

  @Test(
    "1.05, 1.09: an empty stream subscribes, then completes, without demand; a late subscriber hears both")
  func empty() throws {
    let graph = try PublishedGraph(0)
    let probe = Probe<Int>()
    graph.publisher.subscribe(probe)
    #expect(!graph.settle())
    #expect(probe.signals == ["subscribe", "complete"])
    let unheard = try PublishedGraph(0)
    #expect(!unheard.settle())
    let late = Probe<Int>()
    unheard.publisher.subscribe(late)
    #expect(late.signals == ["subscribe", "complete"])
    #expect(probe.faults + late.faults == [])
  }

  @Test(
    "1.08, 3.05, 3.06, 3.07, 3.13: a cancellation ends the signals, frees the subscriber, and a second does nothing"
  )
  func cancellation() throws {
    let graph = try PublishedGraph(1_000_000)
    weak var gone: Probe<Int>?
    var subscription: (any Subscription)?
    do {
      let probe = Probe<Int>()
      gone = probe
      graph.publisher.subscribe(probe)
      graph.settle()
      subscription = probe.subscription
      probe.request(3)
      graph.settle()
      subscription?.cancel()
      subscription?.cancel()
      subscription?.request(5)
      subscription?.request(-1)
      // Nobody listens any more: the sources end, and the graph with them.
      #expect(!graph.settle())
      #expect(probe.signals == ["subscribe", "1", "2", "3"])
      #expect(probe.faults == [])
    }
    #expect(gone == nil)
    #expect(graph.scheduler.report().outcome == .completed)
    subscription?.cancel()
    // From inside a signal, too.
    let inner = try PublishedGraph(1000)
    let probe = Probe<Int>()
    probe.atNext = { number, subscription in if number == 4 { subscription.cancel() } }
    inner.publisher.subscribe(probe)
    inner.settle()
    probe.request(Int.max)
    #expect(!inner.settle())
    #expect(probe.payloads == [1, 2, 3, 4])
  }

  @Test("1.10, 1.11: a second subscriber gets a subscription and an error, the first goes on undisturbed")
  func second() throws {
    let graph = try PublishedGraph(5)
    let first = Probe<Int>()
    let second = Probe<Int>()
    graph.publisher.subscribe(first)
    graph.publisher.subscribe(second)
    second.subscription?.request(3)
    graph.settle()
    first.request(10)
    #expect(!graph.settle())
    #expect(second.signals == ["subscribe", "error"])
    #expect(first.signals == ["subscribe", "1", "2", "3", "4", "5", "complete"])
    #expect(first.faults + second.faults == [])
  }

  @Test("3.09: fewer than one requested is an error signal, at the start and in the middle")
  func badRequests() throws {
    for (bad, before) in [(0, 0), (-1, 2), (Int.min, 0)] {
      let graph = try PublishedGraph(10)
      let probe = Probe<Int>()
      graph.publisher.subscribe(probe)
      graph.settle()
      if before > 0 { probe.request(before) }
      graph.settle()
      probe.subscription?.request(bad)
      probe.subscription?.request(5)
      #expect(!graph.settle())
      #expect(probe.signals == ["subscribe"] + (1...2).prefix(before).map { "\($0)" } + ["error"])
      #expect(probe.faults == [])
    }
  }

  @Test(
    "without demand the graph is held back by its edges; a stop, a cancellation and a graph given up end with an error"
  )
  func ends() throws {
    for end in 0..<3 {
      let probe = Probe<Int>()
      do {
        let graph = try PublishedGraph(1_000_000, capacity: 4)
        graph.publisher.subscribe(probe)
        graph.settle()
        probe.request(2)
        graph.settle()
        #expect(graph.scheduler.report().edges.allSatisfy { $0.statistics.maxDepth <= 4 })
        #expect(graph.scheduler.report()[node: "numbers"]?.emitted ?? 0 < 40)
        if end == 0 { graph.scheduler.stop() }
        if end == 1 { graph.scheduler.cancel() }
        if end < 2 { #expect(!graph.settle()) }
      }
      #expect(probe.signals == ["subscribe", "1", "2", "error"], "\(end)")
      probe.request(1)
      #expect(probe.faults == [])
    }
  }

  @Test("a publisher taken out of a running graph ends its stream with an error")
  func removal() throws {
    let graph = try PublishedGraph(1_000_000)
    let probe = Probe<Int>()
    graph.publisher.subscribe(probe)
    graph.settle()
    probe.request(1)
    graph.settle()
    try graph.scheduler.change { builder in
      builder.remove(node: "publisher")
      if let out: Output<Int> = builder.output("pass.out") { builder.collect("sink", out, limit: 0) }
    }
    for _ in 0..<10 { _ = graph.scheduler.step() }
    #expect(probe.signals == ["subscribe", "1", "error"])
    probe.request(1)
    graph.scheduler.cancel()
    graph.settle()
    #expect(probe.faults == [])
  }
}
