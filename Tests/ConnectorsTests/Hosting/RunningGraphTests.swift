import Base
import Dataflow
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// Graphs on threads of their own: their end is reported, whatever their handlers do.
@Suite("integration/running graphs") struct RunningGraphTests {
  /// A gate that a handler waits at.
  private final class Gate: @unchecked Sendable {
    private let lock = ConditionLock()
    private var isOpen = false
    let arrivals = Atomic<Int>(0)

    func pass() {
      arrivals.add(1, ordering: .relaxed)
      lock.wait(until: nil) { isOpen }
    }

    func open() {
      lock.withLock { isOpen = true }
      lock.broadcast()
    }
  }

  @Test("a graph runs to its end beside its owner; a second start is refused")
  func runs() throws {
    let builder = GraphBuilder()
    let sum = Atomic<Int>(0)
    let source = builder.source("source", 1...1000)
    builder.sink("sink", source) { sum.add($0, ordering: .relaxed) }
    let graph = try RunningGraph(try builder.build())
    #expect(try graph.wait().outcome == .completed)
    #expect(sum.load(ordering: .relaxed) == 500_500)
    #expect(throws: DataflowError.notStartable(state: "stopped")) { try graph.scheduler.run() }
    let shutdown = graph.stop(within: 1)
    #expect(shutdown.isOver && shutdown.stuck.isEmpty)
  }

  @Test("a stop drains an endless graph", arguments: [1, 2, 4])
  func stops(workers: Int) throws {
    let builder = GraphBuilder()
    let handled = Atomic<Int>(0)
    for lane in 0..<3 {
      let source = builder.source("source\(lane)") { _ -> SourceStep<Int> in .next(1) }
      let mapped = builder.map("map\(lane)", source, NodeSettings(), EdgeOptions(capacity: 16)) { $0 }
      builder.sink("sink\(lane)", mapped) { handled.add($0, ordering: .relaxed) }
    }
    var options = RunningGraph.Options()
    options.workers = workers
    let graph = try RunningGraph(try builder.build(), options: options)
    while handled.load(ordering: .relaxed) < 1000 { SystemThread.yield() }
    try graph.scheduler.setCapacity(3, ofEdge: "source0.out->map0.in")
    try graph.scheduler.pause("sink1")
    let shutdown = graph.stop(within: 30_000_000_000)
    #expect(shutdown.isOver && shutdown.report.outcome == .stopped)
    #expect(shutdown.report.leftovers.isEmpty)
    for edge in shutdown.report.edges { #expect(edge.statistics.isConserved) }
    let emitted = shutdown.report.nodes.filter { $0.name.hasPrefix("source") }.reduce(0) { $0 + $1.emitted }
    #expect(UInt64(handled.load(ordering: .relaxed)) == emitted)
  }

  @Test("a handler that hangs is named by the watchdog and by the shutdown's report", arguments: [1, 2])
  func hangs(workers: Int) throws {
    let gate = Gate()
    let builder = GraphBuilder()
    let source = builder.source("source", 0..<100)
    builder.sink("stuck", source, NodeSettings(slowAfter: 1_000_000), EdgeOptions(capacity: 10)) { _ in
      gate.pass()
    }
    var options = RunningGraph.Options()
    options.workers = workers
    options.watchInterval = 1_000_000
    let graph = try RunningGraph(try builder.build(), options: options)
    while gate.arrivals.load(ordering: .relaxed) == 0 { SystemThread.yield() }
    while !graph.scheduler.recentEvents.contains(where: { $0.kind == .slowHandler && $0.subject == "stuck" })
    {
      SystemThread.yield()
    }
    let shutdown = graph.stop(within: 1_000_000)
    #expect(!shutdown.isOver)
    #expect(shutdown.stuck.map(\.node) == ["stuck"])
    #expect((shutdown.stuck.first?.nanoseconds ?? 0) > 1_000_000)
    let left = shutdown.report.leftovers.reduce(0) { $0 + $1.queued + $1.waiting }
    let known = shutdown.report[node: "source"]?.emitted ?? 0
    let delivered = shutdown.report[edge: "source.out->stuck.in"]?.delivered ?? 0
    #expect(UInt64(left) == known - delivered && left > 0)
    gate.open()
    _ = try graph.wait()
  }

  @Test("a node added live that hangs in onStart is named by the shutdown's report", arguments: [1, 2])
  func hangsAtStart(workers: Int) throws {
    let gate = Gate()
    let builder = GraphBuilder()
    let source = builder.source("source") { (_: NodeContext) -> SourceStep<Int> in .idle }
    builder.sink("sink", source) { _ in }
    var options = RunningGraph.Options()
    options.workers = workers
    options.watchInterval = 1_000_000
    let graph = try RunningGraph(try builder.build(), options: options)
    try graph.scheduler.change { builder in
      builder.node("late", NodeSettings(tickInterval: 1_000_000_000, slowAfter: 1_000_000)) { node in
        node.onStart { _ in gate.pass() }
        node.onTick { _ in }
      }
    }
    while gate.arrivals.load(ordering: .relaxed) == 0 { SystemThread.yield() }
    while !graph.scheduler.recentEvents.contains(where: { $0.kind == .slowHandler && $0.subject == "late" }) {
      SystemThread.yield()
    }
    let shutdown = graph.stop(within: 1_000_000)
    #expect(!shutdown.isOver)
    #expect(shutdown.stuck.map(\.node) == ["late"])
    #expect(shutdown.report.runningNow.map(\.node) == ["late"])
    gate.open()
    _ = try graph.wait()
  }

  @Test("after a trap the flight record names node and message")
  func flight() async throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/adhash-flight-\(getpid())"
    defer { unlink(path) }
    await #expect(processExitsWith: .failure) {
      let path = "\(FileManager.default.temporaryDirectory.path)/adhash-flight-\(getppid())"
      let builder = GraphBuilder()
      let source = builder.source("source", 1...50)
      let same = builder.map("same", source) { $0 }
      builder.sink("trap", same) { value in
        precondition(value < 20, "a handler that traps")
      }
      var options = RunningGraph.Options()
      options.flightPath = path
      let graph = try RunningGraph(try builder.build(), options: options)
      _ = try graph.wait()
    }
    let entries = try FlightRecorder.read(path)
    #expect(entries.map(\.node) == ["trap"])
    // The source's twentieth message.
    #expect(entries.first?.trace.low == 20)
  }

  @Test("a run that ends leaves an empty record; other files are refused")
  func records() throws {
    let folder = try TemporaryFolder()
    let builder = GraphBuilder()
    let source = builder.source("source", 1...50)
    builder.sink("sink", source) { _ in }
    var options = RunningGraph.Options()
    options.flightPath = folder.file("flight")
    let graph = try RunningGraph(try builder.build(), options: options)
    #expect(try graph.wait().outcome == .completed)
    #expect(try FlightRecorder.read(folder.file("flight")).isEmpty)
    #expect(throws: ConnectorError.self) { try FlightRecorder.read(folder.write("other", "no record")) }
    #expect(throws: ConnectorError.self) { try FlightRecorder.read(folder.file("absent")) }
    #expect(throws: ConnectorError.self) { try FlightRecorder(path: folder.file("a/b"), nodes: ["n"]) }
  }
}
