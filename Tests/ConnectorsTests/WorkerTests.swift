import Connectors
import Dataflow
import Synchronization
import Testing

/// Graphs on real threads.
@Suite struct WorkerTests {
  @Test("several workers deliver everything once", arguments: [1, 2, 4])
  func workers(count: Int) throws {
    let builder = GraphBuilder()
    let total = Atomic<Int>(0)
    let messages = 20_000
    for lane in 0..<4 {
      let source = builder.source("source\(lane)", 1...messages)
      let left = builder.map("left\(lane)", source, NodeSettings(), EdgeOptions(capacity: 8)) { $0 * 2 }
      let right = builder.map("right\(lane)", source, NodeSettings(), EdgeOptions(capacity: 16)) { -$0 }
      builder.node("sink\(lane)") { node in
        let input = node.input("in", Int.self) { value, _ in
          total.add(value, ordering: .relaxed)
        }
        builder.connect(left, to: input, EdgeOptions(capacity: 3))
        builder.connect(right, to: input, EdgeOptions(capacity: 5))
      }
    }
    let report = try Scheduler(builder.build(), on: ThreadExecutor()).run(workers: count)
    #expect(report.outcome == .completed)
    #expect(total.load(ordering: .relaxed) == 4 * messages * (messages + 1) / 2)
    for edge in report.edges { #expect(edge.statistics.isConserved) }
    for lane in 0..<4 { #expect(report[node: "sink\(lane)"]?.handled == UInt64(2 * messages)) }
  }

  @Test("an inlet feeds a sleeping graph from another thread")
  func inlet() throws {
    let builder = GraphBuilder()
    let sum = Atomic<Int>(0)
    let input = builder.node("sink") { node in
      node.input("in", Int.self) { value, _ in sum.add(value, ordering: .relaxed) }
    }
    let door = builder.inlet("door", to: input, EdgeOptions(capacity: 4))
    let executor = ThreadExecutor()
    let scheduler = Scheduler(try builder.build(), on: executor)
    let accepted = executor.dispatch {
      for value in 1...10_000 {
        Self.offer(value, door)
      }
      door.close()
    }
    #expect(accepted)
    #expect(try scheduler.run().outcome == .completed)
    #expect(sum.load(ordering: .relaxed) == 50_005_000)
  }

  @Test("a job that hangs keeps no other waiting while a thread may be had")
  func hangingJobs() {
    let executor = ThreadExecutor(poolThreads: 3)
    for _ in 0..<200 {
      let release = Atomic<Bool>(false)
      let ran = Atomic<Int>(0)
      for _ in 0..<2 {
        let taken = executor.dispatch { while !release.load(ordering: .acquiring) {} }
        #expect(taken)
      }
      #expect(executor.dispatch { ran.add(1, ordering: .releasing) })
      let deadline = executor.now + 20_000_000_000
      while ran.load(ordering: .acquiring) == 0, executor.now < deadline {}
      #expect(ran.load(ordering: .acquiring) == 1)
      release.store(true, ordering: .releasing)
    }
  }

  private static func offer(_ value: Int, _ door: Inlet<Int>) {
    do {
      while try door.offer(value) == .blocked {}
    } catch {
      Issue.record(error)
    }
  }
}
