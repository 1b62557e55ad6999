import Base
import Synchronization
import Testing

@testable import Dataflow

/// Jobs and demand across real threads.
@Suite(.timeLimit(.minutes(10))) struct ThreadTests {
  @Test(
    "a worker pool has workers: jobs that wait for one another all come back, in order, with several schedulers"
  )
  func parallel() throws {
    for workers in [1, 3] {
      for keepsOrder in [true, false] {
        let gate = ConditionLock()
        let arrived = SharedCount()
        let builder = GraphBuilder()
        let options = WorkerOptions(concurrency: 4, keepsOrder: keepsOrder)
        let numbers = builder.sequence("numbers", count: 400)
        let (out, _) = builder.workers("pool", numbers, options, NodeSettings(), EdgeOptions(capacity: 2)) {
          number in
          // Nobody leaves a group of four before all four are there.
          let mine = arrived.count.add(1, ordering: .sequentiallyConsistent).newValue
          gate.broadcast()
          gate.wait(until: nil) {
            arrived.count.load(ordering: .sequentiallyConsistent) >= (mine + 3) / 4 * 4
          }
          return number * 2
        }
        let collected = builder.collect("sink", out)
        let report = try Scheduler(builder.build(), on: ThreadedExecutor()).run(workers: workers)
        #expect(report.outcome == .completed)
        let expected = (1...400).map { $0 * 2 }
        #expect((keepsOrder ? collected.received : collected.received.sorted()) == expected)
        #expect(report.edges.allSatisfy { $0.statistics.isConserved })
      }
    }
  }

  @Test("a job that hangs does not keep the graph from its end, and comes back to nothing")
  func hanging() throws {
    let gate = ConditionLock()
    let isFree = SharedCount()
    let back = SharedCount()
    do {
      let builder = GraphBuilder()
      let (out, dead) = builder.timeout("slow", builder.sequence("numbers", count: 5), after: 2_000_000_000) {
        number in
        if number == 2 { gate.wait(until: nil) { isFree.count.load(ordering: .relaxed) > 0 } }
        back.count.add(1, ordering: .relaxed)
        return number
      }
      let collected = builder.collect("sink", out)
      let lost = builder.collect("lost", dead)
      let report = try Scheduler(builder.build(), on: ThreadedExecutor()).run()
      #expect(report.outcome == .completed)
      #expect(collected.received == [1, 3, 4, 5])
      #expect(lost.received.map { $0.payload as? Int } == [2])
    }
    isFree.count.store(1, ordering: .relaxed)
    gate.broadcast()
    while back.count.load(ordering: .relaxed) < 5 {}
  }

  @Test("two graphs on threads of their own, joined by demand, lose nothing and never overrun")
  func bridge() throws {
    for capacity in [1, 5, 64] {
      let source = GraphBuilder("left")
      let publisher = source.publisher(
        "out", source.sequence("numbers", count: 5000), NodeSettings(), EdgeOptions(capacity: 8))
      let target = GraphBuilder("right")
      let (subscriber, out) = target.subscriber("in", Int.self, capacity: capacity)
      let collected = target.collect("sink", out)
      let left = Scheduler(try source.build(), on: ThreadedExecutor())
      let right = Scheduler(try target.build(), on: ThreadedExecutor())
      publisher.subscribe(subscriber)
      let thread = try SystemThread(for: "left") {
        do throws(DataflowError) { try left.run(workers: 2) } catch { Issue.record("\(error)") }
      }
      #expect(try right.run(workers: 2).outcome == .completed)
      thread.join()
      #expect(left.report().outcome == .completed)
      #expect(collected.received == Array(1...5000))
      #expect(
        right.report().edges.allSatisfy {
          $0.statistics.maxDepth <= max(1, capacity) || $0.id.contains("sink")
        })
    }
  }
}
