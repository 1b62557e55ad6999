import Base
import HTTP
import TestSupport
import Testing

@testable import Connectors

/// What leaves by a thread of its own: in order, bounded, counted once, given up in time.
@Suite struct HTTPOutboxTests {
  /// What a receiver heard, or what an outbox reported.
  private final class Heard<Element: Sendable>: @unchecked Sendable {
    private let lock = Lock()
    private var elements: [Element] = []
    func add(_ element: Element) { lock.withLock { elements.append(element) } }
    var all: [Element] { lock.withLock { elements } }
  }

  private func outbox(
    _ port: UInt16, capacity: Int = 256, tries: Int = 1, bearer: String? = nil,
    _ fates: Heard<HTTPOutbox.Fate>
  ) throws -> HTTPOutbox {
    var settings = HTTPSender.Settings(url: "http://127.0.0.1:\(port)/secret")
    settings.tries = tries
    settings.pause = 1_000_000
    settings.timeout = 600_000_000_000
    settings.bearer = bearer
    return try HTTPOutbox(settings, capacity: capacity) { fates.add($0) }
  }

  @Test("everything arrives in its order, with the token, before close returns")
  func arrives() throws {
    let bodies = Heard<String>()
    let listener = try Listener(ListenerOptions()) { request in
      bodies.add(String(decoding: request.body, as: UTF8.self) + (request.header("Authorization") ?? ""))
      return Response(status: 202, text: "")
    }
    let fates = Heard<HTTPOutbox.Fate>()
    let outbox = try outbox(listener.port, bearer: "t0k", fates)
    for number in 0..<50 { outbox.put(Array("\(number) ".utf8)) }
    outbox.close(within: 600_000_000_000)
    #expect(bodies.all == (0..<50).map { "\($0) Bearer t0k" })
    #expect(fates.all == [HTTPOutbox.Fate](repeating: .delivered(lostBefore: 0), count: 50))
    outbox.put([1])
    #expect(fates.all.last == .dropped(isFirst: true), "what comes after the end is dropped")
    outbox.close(within: 0)
  }

  @Test("a burst of failures says so once, its end says how many were lost")
  func bursts() throws {
    let asked = SharedList()
    let listener = try Listener(ListenerOptions()) { _ in
      asked.add(1)
      return Response(status: [1, 2, 3, 5].contains(asked.all.count) ? 404 : 200, text: "")
    }
    let fates = Heard<HTTPOutbox.Fate>()
    let outbox = try outbox(listener.port, fates)
    for _ in 0..<6 { outbox.put([1]) }
    outbox.close(within: 600_000_000_000)
    let refused = "refused with status 404"
    #expect(
      fates.all == [
        .failed(reason: refused, isFirst: true), .failed(reason: refused, isFirst: false),
        .failed(reason: refused, isFirst: false), .delivered(lostBefore: 3),
        .failed(reason: refused, isFirst: true), .delivered(lostBefore: 1),
      ])
  }

  @Test(
    "a receiver that is silent holds up nobody: the queue is bounded, the rest is dropped, close gives up")
  func bounds() throws {
    let silent = try Listener(ListenerOptions()) { _ in Response(body: .later(PendingResponse())) }
    let fates = Heard<HTTPOutbox.Fate>()
    let outbox = try outbox(silent.port, capacity: 3, fates)
    outbox.put([1])
    // The first is under way, so that exactly three find room.
    while silent.connectionCount == 0 { SystemThread.yield() }
    for _ in 0..<5 { outbox.put([1]) }
    #expect(fates.all == [.dropped(isFirst: true), .dropped(isFirst: false)])
    outbox.close(within: 1_000_000)
    let ended = "the program ended before it was sent"
    #expect(
      fates.all.dropFirst(2) == [
        .failed(reason: ended, isFirst: true), .failed(reason: ended, isFirst: false),
        .failed(reason: ended, isFirst: false), .failed(reason: ended, isFirst: false),
      ])
    silent.stop(within: 0)
  }

  @Test("reasons do not tell the address")
  func keepsSecrets() throws {
    let gone = try Listener(ListenerOptions()) { _ in Response(text: "") }
    gone.stop()
    let fates = Heard<HTTPOutbox.Fate>()
    let outbox = try outbox(gone.port, tries: 2, fates)
    outbox.put([1])
    outbox.close(within: 600_000_000_000)
    guard case .failed(let reason, true) = fates.all.first else {
      Issue.record("\(fates.all)")
      return
    }
    #expect(reason.contains("connect") && reason.contains("after 2 tries") && !reason.contains("secret"))
    let failures: [HTTPSender.Failure] = [
      .noLibrary("x"), .refused(status: 400, url: "http://secret"),
      .gaveUp(tries: 1, url: "http://secret", reason: "late"), .cancelled(url: "http://secret"),
    ]
    for failure in failures { #expect(!failure.reason.contains("secret")) }
  }
}
