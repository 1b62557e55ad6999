import Base

/// The end of a graph as an asynchronous sequence: the graph is held back when nobody takes what it sends. Buffers at
/// most `prefetch` payloads. For one iterator; dropping it or cancelling its task cancels the subscription.
public struct GraphStream<Payload: Sendable>: AsyncSequence, Sendable {
  /// What it yields.
  public typealias Element = Payload

  let publisher: any Publisher<Payload>
  let prefetch: Int

  /// A sequence of what a publisher sends, requested `prefetch` at a time (at least 1).
  public init(_ publisher: any Publisher<Payload>, prefetch: Int = 64) {
    self.publisher = publisher
    self.prefetch = Swift.max(1, prefetch)
  }

  /// Subscribes.
  public func makeAsyncIterator() -> Iterator {
    let buffer = StreamBuffer<Payload>(prefetch: prefetch)
    publisher.subscribe(buffer)
    return Iterator(tie: Tie(buffer))
  }

  /// Takes payloads one by one.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let tie: Tie

    /// The next payload; nil at the end and after cancellation. Throws when the stream has failed.
    public func next() async throws -> Payload? {
      let buffer = tie.buffer
      return try await withTaskCancellationHandler {
        try await buffer.next()
      } onCancel: {
        buffer.cancel()
      }
    }
  }

  /// Cancels when nobody holds the iterator any more.
  fileprivate final class Tie: Sendable {
    let buffer: StreamBuffer<Payload>
    init(_ buffer: StreamBuffer<Payload>) { self.buffer = buffer }
    deinit { buffer.cancel() }
  }
}

/// The subscriber behind a ``GraphStream``.
final class StreamBuffer<Payload: Sendable>: Subscriber, @unchecked Sendable {
  private enum End {
    case complete
    case failed(any Error)
  }

  private let prefetch: Int
  private let lock = Lock()
  private var payloads: [Payload] = []
  private var head = 0
  private var taken = 0
  private var end: End?
  private var subscription: (any Subscription)?
  private var waiter: CheckedContinuation<Payload?, any Error>?

  init(prefetch: Int) { self.prefetch = prefetch }

  func onSubscribe(_ subscription: any Subscription) {
    let isWanted = lock.withLock {
      guard end == nil, self.subscription == nil else { return false }
      self.subscription = subscription
      return true
    }
    if isWanted { subscription.request(prefetch) } else { subscription.cancel() }
  }

  func onNext(_ payload: Payload) {
    lock.acquire()
    guard let waiter, end == nil else {
      if end == nil { payloads.append(payload) }
      return lock.release()
    }
    self.waiter = nil
    let ask = noteTaken()
    lock.release()
    ask?.send()
    waiter.resume(returning: payload)
  }

  func onError(_ error: any Error) { finish(.failed(error)) }

  func onComplete() { finish(.complete) }

  private func finish(_ end: End) {
    let waiter = lock.withLock { () -> CheckedContinuation<Payload?, any Error>? in
      guard self.end == nil else { return nil }
      self.end = end
      subscription = nil
      defer { self.waiter = nil }
      return self.waiter
    }
    switch end {
    case .complete: waiter?.resume(returning: nil)
    case .failed(let error): waiter?.resume(throwing: error)
    }
  }

  /// Ends without a signal; what is buffered is forgotten.
  func cancel() {
    let (subscription, waiter) = lock.withLock {
      () -> ((any Subscription)?, CheckedContinuation<Payload?, any Error>?) in
      payloads = []
      head = 0
      end = end ?? .complete
      defer {
        self.subscription = nil
        self.waiter = nil
      }
      return (self.subscription, self.waiter)
    }
    subscription?.cancel()
    waiter?.resume(returning: nil)
  }

  func next() async throws -> Payload? {
    try await withCheckedThrowingContinuation { continuation in
      lock.acquire()
      guard head == payloads.count else {
        let payload = takeFirst()
        let ask = noteTaken()
        lock.release()
        ask?.send()
        return continuation.resume(returning: payload)
      }
      let end = self.end
      if end == nil { waiter = continuation } else { self.end = .complete }
      lock.release()
      switch end {
      case .complete: continuation.resume(returning: nil)
      case .failed(let error): continuation.resume(throwing: error)
      case nil: break
      }
    }
  }

  private func takeFirst() -> Payload {
    let payload = payloads[head]
    head += 1
    if head == payloads.count || head > prefetch {
      payloads.removeFirst(head)
      head = 0
    }
    return payload
  }

  /// A request to be made once the lock is free.
  private struct Ask {
    let subscription: any Subscription
    let count: Int
    func send() { subscription.request(count) }
  }

  /// Asks for more once half of what was asked for has been taken. The caller holds the lock.
  private func noteTaken() -> Ask? {
    taken += 1
    guard taken >= (prefetch + 1) / 2, let subscription else { return nil }
    defer { taken = 0 }
    return Ask(subscription: subscription, count: taken)
  }
}

extension GraphBuilder {
  /// Ends in an asynchronous sequence that holds the graph back when nobody takes from it. See ``GraphStream``.
  public func stream<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, prefetch: Int = 64,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> GraphStream<Payload> {
    GraphStream(publisher(name, upstream, settings, options), prefetch: prefetch)
  }
}
