import Base
import Dataflow
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// `http_in`: what each request is answered with, and that nothing answered with 202 is lost.
@Suite struct HTTPReceiverTests {
  /// A graph that has not begun, with room for so many messages.
  private func door(_ capacity: Int) throws -> (Inlet<Value>, Scheduler) {
    let builder = GraphBuilder()
    let port = builder.node("sink") { node in node.input("in", Value.self) { _, _ in } }
    let inlet = builder.inlet("door", to: port, EdgeOptions(capacity: capacity))
    return (inlet, Scheduler(try builder.build(), on: ManualExecutor()))
  }

  @Test("every request has its answer: taken, no room, too large, not understood, not here")
  func answers() throws {
    let (inlet, scheduler) = try door(2)
    var settings = HTTPReceiver.Settings()
    settings.path = "/ticks"
    settings.largestBody = 64
    settings.retryAfter = 7
    func ask(_ method: String, _ path: String, _ body: [UInt8]) -> Response {
      HTTPReceiver.answer(Request(method: method, path: path, body: body), settings, inlet)
    }
    func status(_ method: String, _ path: String, _ body: String) -> Int {
      ask(method, path, Array(body.utf8)).status
    }
    #expect(status("POST", "/", "1") == 404)
    #expect(status("POST", "/ticks/", "1") == 404)
    for method in ["GET", "HEAD", "DELETE", "PATCH", "BREW"] {
      let answer = ask(method, "/ticks", [])
      #expect(answer.status == 405 && answer.header("Allow") == "POST, PUT")
    }
    #expect(status("POST", "/ticks", String(repeating: "1", count: 65)) == 413)
    for bad in ["", "{", "{\"a\":}", "nul", "1 2", "[1,]"] { #expect(status("POST", "/ticks", bad) == 400) }
    #expect(ask("POST", "/ticks", [0xFF]).status == 400)
    let unreadable = String(
      decoding: ask("POST", "/ticks", Array("{\"a\":}".utf8)).bytes ?? [], as: UTF8.self)
    #expect(unreadable.hasPrefix("body:1:6: "))
    settings.form = .text
    #expect(ask("POST", "/ticks", [0xC3, 0x28]).status == 400)
    #expect(inlet.statistics.offered == 0)
    #expect(status("PUT", "/ticks", "plain text") == 202)
    settings.form = .json
    #expect(status("POST", "/ticks", "{\"a\":1}") == 202)
    let full = ask("POST", "/ticks", Array("3".utf8))
    #expect(full.status == 503 && full.header("Retry-After") == "7")
    #expect(inlet.statistics.offered == 2 && inlet.statistics.blocked == 1)
    inlet.close()
    #expect(status("POST", "/ticks", "4") == 503)
    let report = try scheduler.run()
    #expect(report[node: "sink"]?.handled == 2)
    #expect(report.edges.allSatisfy { $0.statistics.isConserved })
  }

  /// `http_in` on a free port, a bounded edge, a sink that is gated or not.
  private func file(_ settings: String, sink: String = "") throws -> GraphFile {
    try GraphText.parse(
      """
      node:
        - {name: http, type: http_in, port: 0, \(settings)}
        - {name: sink, type: collect \(sink)}
      edge:
        - {from: http.out, to: sink.in, capacity: 4}
      """, path: "g.yaml")
  }

  /// A world that hands over the port that a listener has announced.
  private func world(_ port: Mailslot) -> GraphWorld {
    GraphWorld(seed: 1, isRealtime: true) { text in
      port.put(text.split(separator: " ").last.flatMap { UInt16($0) } ?? 0)
    }
  }

  @Test(
    "requests of several clients arrive, each once and those of one client in order; a stop delivers all that was taken"
  )
  func loopback() throws {
    let slot = Mailslot()
    let world = world(slot)
    let running = try RunningGraph(try file("queue: 64, path: /in").build(in: world))
    let port = slot.take()
    let taken = SharedList()
    var clients: [SystemThread] = []
    for client in 0..<4 {
      clients.append(
        try SystemThread(for: "a client") {
          do {
            let conversation = try Conversation(port: port)
            var number = 0
            while number < 100 {
              let id = client * 1000 + number
              let answer = try conversation.ask("/in", method: "POST", body: "\(id)")
              if answer.status == 503 { continue }
              #expect(answer.status == 202)
              taken.add(id)
              number += 1
            }
          } catch {
            Issue.record("client \(client): \(error)")
          }
        })
    }
    for client in clients { client.join() }
    let shutdown = running.stop(within: 60_000_000_000)
    #expect(shutdown.isOver && shutdown.report.outcome == .stopped)
    let received = world.collections[0].collection.received.compactMap { value -> Int? in
      if case .integer(let number) = value { Int(number) } else { nil }
    }
    #expect(received.sorted() == taken.all.sorted())
    for client in 0..<4 {
      #expect(received.filter { $0 / 1000 == client } == (0..<100).map { client * 1000 + $0 })
    }
    #expect(throws: Conversation.Failure.self) { try Conversation(port: port, patience: 1).ask("/in") }
  }

  @Test("with count the node ends by itself, and the last request still has its answer")
  func counted() throws {
    for _ in 0..<10 {
      let slot = Mailslot()
      let world = world(slot)
      let running = try RunningGraph(try file("count: 3").build(in: world))
      let client = try Conversation(port: slot.take())
      for number in 1...3 {
        #expect(try client.ask("/", method: "POST", body: "\(number)").status == 202)
      }
      #expect(try running.wait().outcome == .completed)
      #expect(world.collections[0].collection.received.count == 3)
    }
  }

  @Test("abuse over the socket: garbage, a huge body, half a request; the graph goes on")
  func abuse() throws {
    let slot = Mailslot()
    let world = world(slot)
    let running = try RunningGraph(try file("count: 1, largest: 100").build(in: world))
    let port = slot.take()
    let garbage = try Conversation(port: port)
    #expect(garbage.send("\u{0}\u{1}\u{2}garbage\r\n\r\n"))
    let half = try Conversation(port: port)
    #expect(half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf"))
    let huge = try Conversation(port: port)
    #expect(try huge.ask("/", method: "POST", body: String(repeating: "x", count: 5000)).status == 413)
    #expect(try Conversation(port: port).ask("/", method: "POST", body: "1").status == 202)
    #expect(try running.wait().outcome == .completed)
    #expect(world.collections[0].collection.received.count == 1)
  }

  @Test("a port that is taken ends the run with an error that says so")
  func portInUse() throws {
    let holder = try Listener(ListenerOptions()) { _ in Response(text: "") }
    let text =
      "node: [{name: http, type: http_in, port: \(holder.port)}, {name: sink, type: discard}]\n"
      + "edge: [{from: http.out, to: sink.in}]"
    let outcome = try GraphRun(
      GraphText.parse(text, path: "g.yaml"), GraphRunOptions(isRealtime: true)
    ).run()
    #expect(outcome.failure == .listener(.portInUse(host: "127.0.0.1", port: holder.port)))
  }

  @Test("virtual time and settings that cannot be are refused where they stand")
  func problems() throws {
    let file = try file("count: 1")
    do throws(ConnectorError) {
      _ = try file.build(in: GraphWorld(seed: 1))
      Issue.record("virtual time took a listener")
    } catch {
      #expect("\(error)" == "g.yaml:2:5: node http waits for the world, which virtual time does not")
    }
    func problems(_ node: String) -> [String] {
      GraphText.problems(
        "node: [{name: n, \(node)}, {name: s, type: values, values: [1]}, {name: d, type: discard}]",
        path: "g.yaml"
      ).filter { !$0.contains("leads") && !$0.contains("nothing") }
    }
    #expect(
      problems("type: http_in, port: 70000") == [
        "g.yaml:1:39: port of node n must be a whole number from 0 to 65535, not 70000"
      ])
    #expect(
      problems("type: http_in, port: 1, path: x") == [
        "g.yaml:1:48: path of node n must begin with /, not \"x\" | write \"/x\""
      ])
    #expect(problems("type: http_in") == ["g.yaml:1:8: node n needs port"])
    #expect(
      problems("type: http_out, url: 'file:///etc/passwd'") == [
        "g.yaml:1:39: url of node n must begin with http:// or https://, not \"file:///etc/passwd\""
      ])
  }
}

/// Hands one number from a thread to another.
final class Mailslot: Sendable {
  private let lock = ConditionLock()
  private let number = Atomic<Int>(-1)

  func put(_ number: UInt16) {
    lock.withLock { self.number.store(Int(number), ordering: .relaxed) }
    lock.broadcast()
  }

  func take() -> UInt16 {
    lock.wait(until: MonotonicClock.nanoseconds() + 60_000_000_000) { number.load(ordering: .relaxed) >= 0 }
    return UInt16(clamping: number.load(ordering: .relaxed))
  }
}

/// Numbers from several threads.
final class SharedList: @unchecked Sendable {
  private let lock = Lock()
  private var numbers: [Int] = []

  func add(_ number: Int) { lock.withLock { numbers.append(number) } }

  var all: [Int] { lock.withLock { numbers } }
}
