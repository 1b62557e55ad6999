import CPeers
import Connectors
import Dataflow
import Foundation

/// Well-known shapes beside what else can run here: Swift's AsyncStream, a C++ queue with a mutex, and, where Java and
/// the library are installed, Java's queues and the Disruptor. Reported without goals.
struct Topologies {
  let messages: Int
  let repetitions: Int

  func rows() throws -> [Row] {
    var rows: [Row] = []
    for (name, workers, body) in shapes {
      let nanoseconds = try median((0..<repetitions).map { _ in try body(workers) })
      rows.append(row(name, workers == 1 ? "graph" : "graph, \(workers) workers", nanoseconds))
    }
    var stream: [Double] = []
    for _ in 0..<repetitions { stream.append(asyncStream()) }
    rows.append(row("1P-1C", "Swift AsyncStream", median(stream)))
    let queue = (0..<repetitions).map { _ in peer_mutex_queue(UInt64(messages), 1024) / Double(messages) }
    rows.append(row("1P-1C", "C++ queue with a mutex", median(queue)))
    for (shape, peer, nanoseconds) in try JavaPeers(messages: messages).figures() {
      rows.append(row(shape, peer, nanoseconds))
    }
    for row in rows {
      print("\(Report.pad(row.op, 12)) \(Report.pad(row.map, 28)) \(Report.format(row.ns ?? 0)) ns")
    }
    return rows
  }

  private func row(_ shape: String, _ who: String, _ nanoseconds: Double) -> Row {
    Row(
      Cell(
        map: who, key: "topology", entries: messages, operation: shape, nanoseconds: nanoseconds,
        bytesPerEntry: nil))
  }

  private var shapes: [(String, Int, (Int) throws -> Double)] {
    [
      ("1P-1C", 1, { try run($0, producers: 1, consumers: 1) }),
      ("1P-1C", 2, { try run($0, producers: 1, consumers: 1) }),
      ("3P-1C", 1, { try run($0, producers: 3, consumers: 1) }),
      ("1P-3C", 1, { try run($0, producers: 1, consumers: 3) }),
      ("pipeline-3", 1, { try pipeline($0) }),
      ("diamond", 1, { try diamond($0) }),
      ("ping-pong", 1, { try pingPong($0) }),
    ]
  }

  private func run(_ workers: Int, producers: Int, consumers: Int) throws -> Double {
    let builder = GraphBuilder()
    let each = messages / producers
    var inputs: [Input<Int>] = []
    for index in 0..<consumers {
      inputs.append(builder.node("sink\(index)") { node in node.input("in", Int.self) { _, _ in } })
    }
    for index in 0..<producers {
      let source = builder.source("source\(index)", 0..<each)
      for input in inputs { builder.connect(source, to: input) }
    }
    return try timed(builder, workers, each * producers)
  }

  private func pipeline(_ workers: Int) throws -> Double {
    let builder = GraphBuilder()
    let first = builder.map("first", builder.source("source", 0..<messages)) { $0 &+ 1 }
    builder.sink("sink", builder.map("second", first) { $0 &* 3 }) { _ in }
    return try timed(builder, workers, messages)
  }

  private func diamond(_ workers: Int) throws -> Double {
    let builder = GraphBuilder()
    let source = builder.source("source", 0..<messages)
    let left = builder.map("left", source) { $0 &+ 1 }
    let right = builder.map("right", source) { $0 &- 1 }
    let input = builder.node("sink") { node in node.input("in", Int.self) { _, _ in } }
    builder.connect(left, to: input)
    builder.connect(right, to: input)
    return try timed(builder, workers, messages)
  }

  /// One message back and forth; the time is for a round trip.
  private func pingPong(_ workers: Int) throws -> Double {
    let builder = GraphBuilder()
    let rounds = messages / 4
    let (ping, ball) = builder.node("ping") { node in
      let out = node.output("out", Int.self)
      var served = false
      node.source(out) { _ in
        defer { served = true }
        return served ? .idle : .next(0)
      }
      let input = node.input("in", Int.self) { value, context in
        if value < rounds { try out.emit(value + 1) } else { context.finish() }
      }
      return (input, out)
    }
    let pong = builder.map("pong", ball) { $0 }
    builder.connect(pong, to: ping, EdgeOptions(policy: .dropNewest))
    return try timed(builder, workers, rounds)
  }

  private func timed(_ builder: GraphBuilder, _ workers: Int, _ count: Int) throws -> Double {
    let scheduler = Scheduler(try builder.build(), on: ThreadExecutor())
    let start = monotonicNanoseconds()
    let report = try scheduler.run(workers: workers)
    let took = Double(monotonicNanoseconds() - start)
    precondition(report.edges.allSatisfy { $0.statistics.isConserved }, "an edge does not add up")
    return took / Double(count)
  }

  private func asyncStream() -> Double {
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .unbounded)
    let count = messages
    let done = DispatchSemaphore(value: 0)
    let start = monotonicNanoseconds()
    Task.detached {
      for value in 0..<count { continuation.yield(value) }
      continuation.finish()
    }
    Task.detached {
      var sum = 0
      for await value in stream { sum &+= value }
      precondition(sum == (count - 1) * count / 2, "AsyncStream lost a message")
      done.signal()
    }
    done.wait()
    return Double(monotonicNanoseconds() - start) / Double(count)
  }
}
