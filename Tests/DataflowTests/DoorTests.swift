import Base
import Synchronization
import Testing

@testable import Dataflow

/// Doors into a graph, at the end of the run and after it.
@Suite struct DoorTests {
  @Test("a run that ends lets those go who wait at its doors, and a door outlives its graph")
  func ends() throws {
    let room = Atomic<Int>(0)
    var kept: Inlet<Int>?
    do {
      let builder = GraphBuilder()
      let (input, sink) = builder.node("sink") { node in
        (node.input("in", Int.self) { _, context in context.stopGraph("enough") }, node.name)
      }
      let inlet = builder.inlet("door", to: input, EdgeOptions(capacity: 2))
      let scheduler = Scheduler(try builder.build(), on: ManualExecutor())
      try scheduler.pause(sink)
      try scheduler.start()
      #expect(try inlet.offer(1) == .accepted)
      #expect(try inlet.offer(2) == .accepted)
      #expect(try inlet.offer(3) == .blocked)
      #expect(inlet.onRoom { room.add(1, ordering: .relaxed) })
      scheduler.cancel()
      let step = try scheduler.run(until: { false })
      #expect(step == .finished)
      #expect(room.load(ordering: .relaxed) == 1)
      #expect(try inlet.offer(4) == .rejected)
      #expect(inlet.statistics.isConserved)
      kept = inlet
    }
    #expect(try kept?.offer(5) == .rejected)
    kept?.close()
    #expect(kept?.statistics.rejected == 2)
  }

  @Test("news of a failure reaches a node that asks for it, and passes the others by")
  func failures() throws {
    let builder = GraphBuilder()
    let source = Marbles("a#b|").source("source", in: builder)
    let sink = MarbleSink()
    sink.attach("sink", builder.map("map", source) { $0 + $0 }, in: builder)
    #expect(try Scheduler(builder.build(), on: ManualExecutor()).run().outcome == .completed)
    #expect(sink.diagram == "(aa)#(bb)|")
  }
}
