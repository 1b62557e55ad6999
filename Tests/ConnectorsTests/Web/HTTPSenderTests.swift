import Base
import Dataflow
import HTTP
import TestSupport
import Testing

@testable import Connectors

/// `http_out`: what is sent, what is tried again, what is given up.
@Suite struct HTTPSenderTests {
  /// A server that answers the request with this number, counted from 1, as `answer` says.
  private func server(_ answer: @escaping @Sendable (Int, Request) -> Response) throws -> (
    Listener, SharedList
  ) {
    let asked = SharedList()
    let listener = try Listener(ListenerOptions()) { request in
      asked.add(asked.all.count)
      return answer(asked.all.count, request)
    }
    return (listener, asked)
  }

  private func sender(_ port: UInt16, _ change: (inout HTTPSender.Settings) -> Void = { _ in }) -> HTTPSender
  {
    var settings = HTTPSender.Settings(url: "http://127.0.0.1:\(port)/sink")
    settings.pause = 1_000_000
    change(&settings)
    return HTTPSender(settings)
  }

  @Test("bodies arrive whole, with their type; connections are kept")
  func sends() throws {
    let (listener, _) = try server { _, request in
      Response(
        text:
          "\(request.method) \(request.path) \(request.header("content-type") ?? "") \(request.body.count)")
    }
    let sender = sender(listener.port)
    for size in [0, 1, 1000, 60_000] {
      let answer = try sender.send([UInt8](repeating: 65, count: size))
      #expect(String(decoding: answer.body, as: UTF8.self) == "POST /sink application/json \(size)")
    }
    #expect(listener.acceptedCount == 1)
  }

  @Test("what may pass with time is tried again, what is refused for good is not")
  func retries() throws {
    let (listener, asked) = try server { number, _ in
      number < 3
        ? Response(status: [503, 429][number - 1], text: "later") : Response(status: 202, text: "taken")
    }
    #expect(try sender(listener.port).send([1]).status == 202)
    #expect(asked.all.count == 3)
    for status in [400, 401, 404, 413] {
      let (refusing, asked) = try server { _, _ in Response(status: status, text: "no") }
      #expect(
        throws: HTTPSender.Failure.refused(status: status, url: "http://127.0.0.1:\(refusing.port)/sink")
      ) {
        try sender(refusing.port).send([1])
      }
      #expect(asked.all.count == 1)
    }
    let (failing, tried) = try server { _, _ in Response(status: 500, text: "no") }
    #expect(
      throws: HTTPSender.Failure.gaveUp(
        tries: 4, url: "http://127.0.0.1:\(failing.port)/sink", reason: "status 500")
    ) {
      try sender(failing.port) { $0.tries = 4 }.send([1])
    }
    #expect(tried.all.count == 4)
  }

  @Test(
    "no answer in time, nobody there, an answer without end, a host that is none: each is an error with its reason"
  )
  func failures() throws {
    let silent = try Listener(ListenerOptions()) { _ in Response(body: .later(PendingResponse())) }
    let gone = try Listener(ListenerOptions()) { _ in Response(text: "") }
    let (talkative, _) = try server { _, _ in Response(text: String(repeating: "x", count: 10_000)) }
    gone.stop()
    func reason(_ port: UInt16, _ change: (inout HTTPSender.Settings) -> Void) -> String {
      do throws(HTTPSender.Failure) {
        _ = try sender(port) {
          $0.tries = 1
          change(&$0)
        }.send([1])
        return "none"
      } catch {
        return error.description
      }
    }
    #expect(reason(silent.port) { $0.timeout = 100_000_000 }.contains("timed out"))
    #expect(reason(gone.port) { _ in }.contains("connect"))
    #expect(reason(talkative.port) { $0.largestAnswer = 100 }.contains("longer than 100 bytes"))
    #expect(reason(1) { $0.url = "http://nowhere.invalid/" }.contains("resolve"))
    #expect(reason(1) { $0.url = "http://" }.contains("after 1 try"))
  }

  @Test("a cancelled sender gives up what is under way and what it rests before")
  func cancels() throws {
    let silent = try Listener(ListenerOptions()) { _ in Response(body: .later(PendingResponse())) }
    let (failing, asked) = try server { _, _ in
      Response(status: 503, headers: [("Retry-After", "60")], text: "")
    }
    for (port, isAsked) in [
      (silent.port, { silent.connectionCount > 0 }), (failing.port, { !asked.all.isEmpty }),
    ] {
      let sender = sender(port) { $0.timeout = 600_000_000_000 }
      let failure = SharedList()
      let thread = try SystemThread(for: "a request") {
        do throws(HTTPSender.Failure) {
          _ = try sender.send([1])
          failure.add(0)
        } catch {
          failure.add(error == .cancelled(url: "http://127.0.0.1:\(port)/sink") ? 1 : 2)
        }
      }
      while !isAsked() { SystemThread.yield() }
      sender.cancel()
      thread.join()
      #expect(failure.all == [1])
    }
  }

  private func run(_ url: String, _ settings: String, count: Int) throws -> GraphOutcome {
    try GraphRun(
      GraphText.parse(
        """
        node:
          - {name: numbers, type: sequence, count: \(count)}
          - {name: post, type: http_out, url: '\(url)', \(settings)}
          - {name: ok, type: collect}
          - {name: bad, type: collect}
        edge:
          - {from: numbers.out, to: post.in, capacity: 2}
          - {from: post.out, to: ok.in}
          - {from: post.dead, to: bad.in}
        """, path: "g.yaml"), GraphRunOptions(isRealtime: true)
    ).run()
  }

  @Test(
    "a graph sends each value once, a bounded number at a time; what is refused goes to dead, nothing is lost"
  )
  func graph() throws {
    let busy = SharedList()
    let (listener, asked) = try server { _, request in
      busy.add(1)
      let number = Int(String(decoding: request.body, as: UTF8.self)) ?? 0
      return number % 5 == 0 ? Response(status: 404, text: "") : Response(text: "<\(number)>")
    }
    let outcome = try run("http://127.0.0.1:\(listener.port)/", "concurrency: 3", count: 50)
    #expect(outcome.report.outcome == .completed)
    #expect(asked.all.count == 50)
    let answers = outcome.received[0].values.map(\.description).sorted()
    #expect(
      answers == (1...50).filter { $0 % 5 != 0 }.map { "{\"status\":200,\"body\":\"<\($0)>\"}" }.sorted())
    #expect(outcome.received[1].values.count == 10)
    #expect(listener.acceptedCount <= 3)
    #expect(outcome.report.edges.allSatisfy { $0.statistics.isConserved })
  }

  @Test("from graph to graph: a receiver without room holds its sender back, and all arrives")
  func together() throws {
    let slot = Mailslot()
    let world = GraphWorld(seed: 1, isRealtime: true) { text in
      slot.put(text.split(separator: " ").last.flatMap { UInt16($0) } ?? 0)
    }
    let receiving = try GraphText.parse(
      """
      node:
        - {name: http, type: http_in, port: 0, queue: 1, count: 12}
        - {name: slow, type: throttle, count: 1, per_ms: 2}
        - {name: sink, type: collect}
      edge:
        - {from: http.out, to: slow.in, capacity: 1}
        - {from: slow.out, to: sink.in, capacity: 1}
      """, path: "g.yaml")
    let running = try RunningGraph(receiving.build(in: world))
    let outcome = try run(
      "http://127.0.0.1:\(slot.take())/", "tries: 1000, pause_ms: 1, concurrency: 4", count: 12)
    #expect(try running.wait().outcome == .completed)
    #expect(outcome.received[0].values.count == 12)
    let received = world.collections[0].collection.received.map(\.description)
    #expect(Set(received) == Set((1...12).map(String.init)) && received.count == 12)
  }
}
