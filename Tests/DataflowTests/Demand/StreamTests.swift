import Base
import Synchronization
import Testing

@testable import Dataflow

/// Asynchronous sequences out of graphs and into them, with the graph on a thread of its own.
@Suite(.timeLimit(.minutes(10))) struct StreamTests {
  /// Runs a graph on a thread beside `body`; its report after both have ended.
  private func run(
    _ builder: GraphBuilder, _ body: (Scheduler) async throws -> Void
  ) async throws -> RunReport {
    let scheduler = Scheduler(try builder.build(), on: ThreadedExecutor())
    let thread = try SystemThread(for: "a graph") {
      do throws(DataflowError) { try scheduler.run() } catch { Issue.record("\(error)") }
    }
    defer { thread.join() }
    do {
      try await body(scheduler)
    } catch {
      scheduler.cancel()
      throw error
    }
    while scheduler.state != .stopped { await Task.yield() }
    return scheduler.report()
  }

  @Test("everything comes out in order, whatever the prefetch, and the graph runs no further ahead than that")
  func out() async throws {
    for prefetch in [1, 2, 7, 256] {
      let builder = GraphBuilder()
      let stream = builder.stream(
        "stream", builder.sequence("numbers", count: 600), prefetch: prefetch, NodeSettings(),
        EdgeOptions(capacity: 8))
      var received: [Int] = []
      let report = try await run(builder) { scheduler in
        for try await number in stream {
          received.append(number)
          if number % 100 == 0 {
            let ahead = Int(scheduler.report()[node: "numbers"]?.emitted ?? 0) - number
            // What was asked for, the edge, and one slice.
            #expect(ahead <= prefetch + 8 + 8)
          }
        }
      }
      #expect(received == Array(1...600))
      #expect(report.outcome == .completed)
    }
  }

  @Test("leaving the loop, cancelling the task and a failing graph end both sides")
  func ends() async throws {
    func endless() -> (GraphBuilder, GraphStream<Int>) {
      let builder = GraphBuilder()
      return (builder, builder.stream("stream", builder.sequence("numbers", count: .max), prefetch: 4))
    }
    let (left, leftStream) = endless()
    let report = try await run(left) { _ in
      for try await number in leftStream where number == 10 { break }
    }
    #expect(report.outcome == .completed)
    let (cancelled, cancelledStream) = endless()
    _ = try await run(cancelled) { _ in
      let task = Task {
        var count = 0
        for try await _ in cancelledStream { count += 1 }
        return count
      }
      task.cancel()
      _ = try await task.value
    }
    let failing = GraphBuilder()
    let numbers = failing.source("numbers", 1...10)
    let checked = failing.map("checked", numbers, NodeSettings(onError: .stopGraph)) {
      (number: Int) throws -> Int in
      if number == 5 { throw Failure(node: "checked", reason: "five") }
      return number
    }
    let stream = failing.stream("stream", checked)
    await #expect(throws: DataflowError.handlerFailed(node: "checked", reason: "checked: five")) {
      _ = try await run(failing) { _ in for try await _ in stream {} }
    }
  }

  @Test(
    "a sequence feeds a graph as fast as that takes it; failures go along; several feeds wait at one door")
  func feeds() async throws {
    func ingest() -> (GraphBuilder, Inlet<Int>, Collect<Int>, SharedCount) {
      let builder = GraphBuilder()
      let sink = Collect<Int>()
      let news = SharedCount()
      let input = builder.node("sink") { node in
        node.onFailure { _, _ in news.count.add(1, ordering: .relaxed) }
        return sink.port(node)
      }
      return (builder, builder.inlet("door", to: input, EdgeOptions(capacity: 2)), sink, news)
    }
    let (whole, door, sink, _) = ingest()
    let report = try await run(whole) { _ in
      try await door.feed(
        AsyncStream { next in
          for number in 1...2000 { next.yield(number) }
          next.finish()
        })
    }
    #expect(sink.received == Array(1...2000))
    #expect(report.outcome == .completed)
    #expect(report.edges.allSatisfy { $0.statistics.isConserved && $0.statistics.maxDepth <= 2 })

    let (broken, brokenDoor, brokenSink, news) = ingest()
    let half = AsyncThrowingStream<Int, any Error> { next in
      for number in 1...5 { next.yield(number) }
      next.finish(throwing: Failure(node: "far", reason: "away"))
    }
    _ = try await run(broken) { _ in
      await #expect(throws: Failure.self) { try await brokenDoor.feed(half) }
    }
    #expect(brokenSink.received == Array(1...5))
    #expect(news.count.load(ordering: .relaxed) == 1)

    let (shared, sharedDoor, sharedSink, _) = ingest()
    _ = try await run(shared) { _ in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for feeder in 0..<4 {
          group.addTask {
            for number in 0..<250 {
              let isTaken = try await sharedDoor.put(feeder * 250 + number)
              #expect(isTaken)
            }
          }
        }
        try await group.waitForAll()
      }
      sharedDoor.close()
    }
    #expect(sharedSink.received.sorted() == Array(0..<1000))
  }

  @Test("who waits at a full door is let go by a cancellation and by the end of the run")
  func waiting() async throws {
    let builder = GraphBuilder()
    let input = builder.node("sink") { node in node.input("in", Int.self) { _, _ in } }
    let door = builder.inlet("door", to: input, EdgeOptions(capacity: 1))
    let scheduler = Scheduler(try builder.build(), on: ThreadedExecutor())
    try scheduler.pause("sink")
    try scheduler.start()
    #expect(try await door.put(1))
    let cancelled = Task { try await door.put(2) }
    let ended = Task { try await door.put(3) }
    while door.statistics.blocked < 2 { await Task.yield() }
    cancelled.cancel()
    #expect(try await cancelled.value == false)
    scheduler.cancel()
    _ = try scheduler.run(until: { false })
    #expect(try await ended.value == false)
    #expect(try await door.put(4) == false)
  }
}
