import Testing

@testable import Dataflow

/// ``Message`` and ``PortSpec`` by themselves, and a port's schema at the edge it guards.
@Suite("unit/messages and ports") struct MessageAndPortTests {
  @Test(
    "a message is one of three kinds; a transform keeps headers and leaves commands and failures as they are")
  func kinds() throws {
    let headers = Headers(
      trace: TraceID(high: 1, low: 2), timestamp: 3, schemaVersion: 4, contentType: .json)
    let data = Message(7, headers: headers)
    let control = Message<Int>(.control(Signal("flush", argument: "all", id: 9)), headers: headers)
    let failure = Message<Int>(.error(Failure(node: "n", reason: "why")), headers: headers)
    #expect([data, control, failure].map(\.kind) == [.data, .control, .error])
    #expect([data, control, failure].map(\.payload) == [7, nil, nil])
    for message in [data, control, failure] {
      let mapped = message.map { "<\($0)>" }
      #expect(mapped.headers == headers && mapped.kind.rawValue == message.kind.rawValue)
    }
    #expect(data.map { "<\($0)>" }.payload == "<7>")
    #expect(throws: Failure.self) { try data.map { _ throws -> Int in throw Failure(node: "", reason: "") } }
    #expect(try control.map { _ throws -> Int in throw Failure(node: "", reason: "") }.isControl)
    #expect(data == Message(7, headers: headers) && data != Message(7) && data != control)
  }

  @Test(
    "headers are empty where nobody said anything; traces read as 32 digits; signals and failures as one line"
  )
  func words() {
    let plain = Message("x")
    #expect(plain.headers == Headers() && plain.headers.trace == .none)
    #expect(plain.headers.timestamp == 0 && plain.headers.contentType == .unspecified)
    #expect("\(TraceID(high: 0xAB, low: 1))" == "00000000000000ab0000000000000001")
    #expect("\(Signal("flush"))" == "flush" && "\(Signal("set", argument: "a=1"))" == "set:a=1")
    #expect("\(Failure(node: "n", reason: "why"))" == "n: why")
    #expect(Signal("a", id: 1) != Signal("a", id: 2) && Signal("a").hashValue == Signal("a").hashValue)
    // The headers are all that a message costs beside its payload and the mark of its kind.
    #expect(MemoryLayout<Headers>.size <= 32 && MemoryLayout<Message<Int>>.stride <= 48)
  }

  @Test(
    "a source's messages begin traces that differ, carry the time, and are the same in every run of a seed")
  func traces() throws {
    func run(_ seed: UInt64) throws -> [Headers] {
      let builder = GraphBuilder()
      var seen: [Headers] = []
      let port = builder.node("sink") { node in
        node.input("in", Int.self) { _, context in seen.append(context.headers) }
      }
      builder.connect(builder.source("source", 0..<5), to: port)
      let clock = ManualExecutor(now: 77)
      _ = try Scheduler(builder.build(), on: clock, SchedulerOptions(seed: seed)).run()
      return seen
    }
    let first = try run(1)
    #expect(
      Set(first.map(\.trace)).count == 5 && first.allSatisfy { $0.timestamp == 77 && $0.trace != .none })
    #expect(try run(1) == first)
    #expect(try Set(run(2).map(\.trace)).isDisjoint(with: Set(first.map(\.trace))))
  }

  @Test("a port takes values by type, range, predicate and shape")
  func specifications() {
    let integer = PortSpec<Any>.type("in", Int.self)
    #expect(integer.mismatch(3) == nil)
    #expect(integer.mismatch(true) == "Bool true" && integer.mismatch("3") == "String 3")
    let range = PortSpec<Int>.range("in", 1...3)
    #expect(range.mismatch(1) == nil && range.mismatch(3) == nil && range.mismatch(0) == "0")
    let even = PortSpec<Int>("in", expecting: "an even number") { $0 % 2 == 0 }
    #expect(even.mismatch(2) == nil && even.mismatch(3) == "3")
    struct NoNumber: Error {}
    let shape = PortSpec<String>.shape("in", Int.self) { text throws in
      guard let number = Int(text) else { throw NoNumber() }
      return number
    }
    #expect(shape.mismatch("12") == nil && shape.mismatch("x") == "x")
    #expect(shape.expectation == "a value that decodes as Int")
    let secret = PortSpec<String>(
      "in", expecting: "a key", describe: { _ in "something else" }, where: { $0 == "k" })
    #expect(secret.mismatch("password") == "something else")
  }

  @Test(
    "what does not fit is refused at the edge: edge, port, expected and found are named, and it is counted")
  func guarded() throws {
    let edge = Edge<Int>(id: "a.out->b.in", spec: .range("in", 1...3))
    #expect(try edge.put(Message(2)) == .accepted)
    #expect(
      throws: DataflowError.schemaMismatch(
        edge: "a.out->b.in", port: "in", expected: "a value in 1...3", found: "9")
    ) { try edge.put(Message(9)) }
    // Commands carry no payload to be checked.
    _ = try edge.put(Message(.control(Signal("flush"))))
    let counted = edge.statistics
    #expect(counted.rejected == 1 && counted.offered == 3 && counted.queued == 2 && counted.isConserved)
  }
}
