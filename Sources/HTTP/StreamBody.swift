import Base

/// A body that comes in pieces, as fast as they arise and its client takes them.
///
/// `next` is called by a thread of the listener when there is room for more: bytes are sent, nothing at all means to ask
/// again after ``wake()``, nil is the end. It must not wait. A client that takes nothing is asked for nothing.
package final class StreamBody: @unchecked Sendable {
  /// How long a stream rests before its heartbeat is sent.
  static let heartbeatNanoseconds: UInt64 = 15_000_000_000

  let rest = Rest()
  private let heartbeat: [UInt8]
  private let next: @Sendable () -> [UInt8]?
  private let onEnd: @Sendable () -> Void
  /// What is left of the piece in hand; used by the listener's thread alone.
  private var piece: ArraySlice<UInt8> = []

  /// A stream. `heartbeat` is sent when it has rested for 15 s, so that a client that is gone is noticed; `onEnd` is
  /// called once, when it is over for whatever reason.
  package init(
    heartbeat: [UInt8] = [], onEnd: @escaping @Sendable () -> Void = {},
    next: @escaping @Sendable () -> [UInt8]?
  ) {
    self.heartbeat = heartbeat
    self.onEnd = onEnd
    self.next = next
  }

  /// There may be more to send. From any thread; returns at once.
  package func wake() { rest.wake() }

  /// Copies what there is; 0 after going to rest, nil at the end.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int? {
    while piece.isEmpty {
      let isLast = rest.clear()
      guard let more = next() else { return nil }
      piece = more[...]
      if !piece.isEmpty { break }
      if rest.takeHeartbeat(), !heartbeat.isEmpty {
        piece = heartbeat[...]
      } else if isLast {
        return nil
      } else if rest.lieDown() {
        return 0
      }
    }
    let part = piece.prefix(target.count)
    part.withUnsafeBytes { target.copyMemory(from: $0) }
    piece = piece.dropFirst(part.count)
    return part.count
  }

  func end() {
    rest.detach()
    onEnd()
  }
}

/// An answer that somebody gives later, from any thread. A listener that stops answers 503 in its place.
package final class PendingResponse: @unchecked Sendable {
  let rest = Rest()
  private let lock = Lock()
  private var response: Response?

  /// A promise of an answer.
  package init() {}

  /// Gives the answer: bytes or a stream. Only the first counts. Returns at once.
  package func answer(_ response: Response) {
    let isFirst = lock.withLock {
      if self.response != nil { return false }
      self.response = response
      return true
    }
    if isFirst { rest.wake() }
  }

  /// The answer, if it has come; nil after going to rest until it comes.
  func take() -> Response? {
    while true {
      let isLast = rest.clear()
      if let response = lock.withLock({ response }) { return response }
      if isLast { return Response(status: 503, text: "the server stops\n") }
      if rest.lieDown() { return nil }
    }
  }
}
