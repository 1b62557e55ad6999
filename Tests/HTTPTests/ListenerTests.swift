import Base
import TestSupport
import Testing

@testable import HTTP

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Listeners on real sockets of this machine.
@Suite struct ListenerTests {
  private func listener(_ change: (inout ListenerOptions) -> Void = { _ in }) throws -> Listener {
    var options = ListenerOptions()
    change(&options)
    return try Listener(options, handler: Self.echo)
  }

  private func serving(_ handler: @escaping @Sendable (Request) -> Response) throws -> Listener {
    try Listener(ListenerOptions(), handler: handler)
  }

  /// What was asked, as text.
  private static let echo: @Sendable (Request) -> Response = { request in
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let body = String(decoding: request.body, as: UTF8.self)
    return Response(
      text: "\(request.method) \(request.path) [\(query)] \(request.header("x-word") ?? "-") \(body)")
  }

  @Test func itTellsTheHandlerWhatWasAskedAndKeepsTheConnection() throws {
    let listener = try listener()
    let client = try Conversation(port: listener.port)
    let cases: [(path: String, method: String, headers: [String], body: String, answer: String)] = [
      ("/a", "GET", [], "", "GET /a [] - "),
      ("/a%20b?x=1&y=a%26b&z", "GET", ["X-Word: hello"], "", "GET /a b [x=1&y=a&b&z=] hello "),
      ("/p", "POST", ["X-WORD: w"], "{\"a\":1}", "POST /p [] w {\"a\":1}"),
      ("/..%2f..%2fetc", "GET", [], "", "GET /../../etc [] - "),
      ("/", "OPTIONS", [], "", "OPTIONS / [] - "), ("/", "BREW", [], "", "BREW / [] - "),
    ]
    for (path, method, headers, body, expected) in cases {
      let answer = try client.ask(path, method: method, headers: headers, body: body)
      #expect(answer.status == 200)
      #expect(answer.text == expected)
    }
    let head = try client.ask("/a", method: "HEAD")
    #expect(head.headers["content-length"] == "\("HEAD /a [] - ".utf8.count)")
    #expect(head.body.isEmpty)
    #expect(try client.ask("/after").text == "GET /after [] - ")
    #expect(listener.acceptedCount == 1)
    listener.stop()
    #expect(throws: Conversation.Failure.self) { try Conversation(port: listener.port, patience: 1).ask("/") }
  }

  @Test func bytesAreMadeOnceAndHeadersCannotBeInjected() throws {
    let same = Response(headers: [("X-Text", "a\r\nSet-Cookie: b")], body: .bytes(Array("same".utf8)))
    let listener = try serving { _ in same }
    let client = try Conversation(port: listener.port)
    for _ in 0..<3 {
      let answer = try client.ask("/")
      #expect(answer.text == "same")
      #expect(answer.headers["x-text"] == "aSet-Cookie: b")
      #expect(answer.headers["set-cookie"] == nil)
    }
    #expect(same.native() == same.native())
  }

  @Test func whatIsTooLongIsRefusedAndTheServerStaysUp() throws {
    let listener = try listener {
      $0.headerBytes = 8192
      $0.bodyBytes = 1000
      $0.requestSeconds = 3
      $0.refusal = { Response(status: $0, text: "refused: \($1)") }
    }
    func ask(_ text: String) throws -> Conversation.Answer {
      let client = try Conversation(port: listener.port)
      client.send(text)
      return try client.answer()
    }
    let long = String(repeating: "x", count: 9000)
    let header = try ask("GET / HTTP/1.1\r\nHost: a\r\nX-Long: \(long)\r\n\r\n")
    #expect(header.status == 431)
    #expect(header.text == "refused: the headers are longer than 8192 bytes")
    let path = try ask("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(path.status == 431)
    let announced = try ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n")
    #expect(announced.status == 413)
    #expect(announced.text == "refused: the body is larger than 1000 bytes")
    let chunks = String(repeating: "10\r\n0123456789abcdef\r\n", count: 100)
    let streamed = try ask(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\n\r\n")
    #expect(streamed.status == 413)
    // Far beyond the limits the library answers, or nobody.
    let huge = try Conversation(port: listener.port)
    huge.send("GET / HTTP/1.1\r\nX-Long: \(String(repeating: "x", count: 200_000))\r\n\r\n")
    #expect((try? huge.answer())?.status ?? 431 == 431)
    let garbage = try Conversation(port: listener.port)
    garbage.send("\u{0}\u{1} nonsense\r\n\r\n")
    #expect((try? garbage.answer())?.status ?? 400 == 400)
    #expect(try Conversation(port: listener.port).ask("/fine").status == 200)
  }

  @Test func aSlowRequestIsCutAndDoesNotDelayOthers() throws {
    let listener = try listener {
      $0.requestSeconds = 1
      $0.idleSeconds = 60
    }
    let slow = try Conversation(port: listener.port)
    slow.send("GET / HTTP/1.1\r\nX-Slow: ")
    #expect(try Conversation(port: listener.port).ask("/quick").status == 200)
    // A byte now and then does not help: the whole request must have come in time.
    while slow.send("x"), listener.expiredCount == 0 { usleep(50_000) }
    #expect(try slow.isClosedByServer())
    #expect(listener.expiredCount >= 1)
    #expect(try Conversation(port: listener.port).ask("/quick").status == 200)
  }

  @Test func aStreamSendsWhatComesUntilItsEnd() throws {
    let source = Source()
    let stream = StreamBody(onEnd: { source.hasEnded = true }, next: { source.next() })
    let listener = try serving { _ in
      Response(headers: [("Content-Type", "text/event-stream")], body: .stream(stream))
    }
    let client = try Conversation(port: listener.port)
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try client.head().status == 200)
    for number in 0..<50 {
      source.add("piece \(number)")
      stream.wake()
      #expect(try client.chunk() == Array("piece \(number)".utf8))
    }
    source.add(String(repeating: "large ", count: 100_000))
    stream.wake()
    var size = 0
    while size < 600_000, let chunk = try client.chunk() { size += chunk.count }
    #expect(size == 600_000)
    source.finish()
    stream.wake()
    #expect(try client.chunk() == nil)
    while !source.hasEnded { usleep(1000) }
    // Calls after the end reach nobody.
    stream.wake()
  }

  @Test func aStopEndsStreamsAndAnswersWhatIsOwed() throws {
    let listener = try serving { request in
      request.path == "/later"
        ? Response(body: .later(PendingResponse())) : Response(body: .stream(StreamBody { [] }))
    }
    let streaming = try Conversation(port: listener.port)
    streaming.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try streaming.head().status == 200)
    let owed = try Conversation(port: listener.port)
    owed.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
    while listener.acceptedCount < 2 { usleep(1000) }
    usleep(20_000)
    listener.stop(within: 20)
    #expect(try streaming.chunk() == nil)
    #expect(try owed.answer().status == 503)
    listener.stop()
  }

  @Test func anAnswerMayComeLaterFromAnyThread() throws {
    let listener = try serving { request in
      let pending = PendingResponse()
      let text = request.path + String(decoding: request.body, as: UTF8.self)
      if request.path == "/now" {
        pending.answer(Response(text: text))
      } else {
        do throws(SystemError) {
          try SystemThread(for: "an answer") {
            usleep(10_000)
            pending.answer(Response(text: text))
            pending.answer(Response(text: "a second answer"))
          }.detach()
        } catch { pending.answer(Response(status: 500, text: "\(error)")) }
      }
      return Response(body: .later(pending))
    }
    let client = try Conversation(port: listener.port)
    for round in 0..<20 {
      #expect(try client.ask("/now").text == "/now")
      #expect(try client.ask("/x", method: "POST", body: "\(round)").text == "/x\(round)")
    }
  }

  @Test func aClientThatLeavesEndsItsStream() throws {
    let source = Source()
    let stream = StreamBody(onEnd: { source.hasEnded = true }, next: { source.next() })
    let listener = try serving { _ in Response(body: .stream(stream)) }
    var client: Conversation? = try Conversation(port: listener.port)
    client?.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try client?.head().status == 200)
    client = nil
    while !source.hasEnded {
      source.add(String(repeating: "x", count: 1000))
      stream.wake()
      usleep(1000)
    }
    while listener.connectionCount > 0 { usleep(1000) }
  }

  @Test func whoComesWhenAllPlacesAreTakenWaits() throws {
    let listener = try listener { $0.connections = 3 }
    var first: [Conversation] = try (0..<3).map { _ in try Conversation(port: listener.port) }
    for client in first { #expect(try client.ask("/").status == 200) }
    #expect(listener.filledCount == 1 && listener.connectionCount == 3)
    let next = try Conversation(port: listener.port)
    next.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try first[0].ask("/").status == 200, "who is served goes on being served")
    first.removeFirst()
    #expect(try next.answer().text.hasPrefix("GET /late"))
  }

  @Test func whatCannotListenSaysWhyAndWhatToDo() throws {
    let first = try listener()
    #expect(throws: HTTPError.portInUse(host: "127.0.0.1", port: first.port)) {
      try listener { $0.port = first.port }
    }
    #expect(throws: HTTPError.address(host: "203.0.113.7", detail: "this machine has no such address")) {
      try listener { $0.host = "203.0.113.7" }
    }
    for change: (inout ListenerOptions) -> Void in [
      { $0.host = "no.such.host.invalid" }, { $0.certificate = ("nonsense", "nonsense") },
    ] {
      do {
        _ = try listener(change)
        Issue.record("it listens")
      } catch let error as HTTPError {
        #expect(!error.description.isEmpty && !error.hint.isEmpty)
      }
    }
  }
}

/// Pieces for a stream, from any thread.
private final class Source: @unchecked Sendable {
  private let lock = Lock()
  private var pieces: [[UInt8]] = []
  private var isFinished = false
  private var isOver = false

  var hasEnded: Bool {
    get { lock.withLock { isOver } }
    set { lock.withLock { isOver = newValue } }
  }

  func add(_ text: String) { lock.withLock { pieces.append(Array(text.utf8)) } }

  func finish() { lock.withLock { isFinished = true } }

  func next() -> [UInt8]? {
    lock.withLock {
      if !pieces.isEmpty { return pieces.removeFirst() }
      return isFinished ? nil : []
    }
  }
}
