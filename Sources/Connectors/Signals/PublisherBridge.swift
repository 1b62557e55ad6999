import Base
import Dataflow

/// A graph as a publisher for another process: requests come in as lines, signals go out as lines.
package final class PublisherBridge: @unchecked Sendable {
  /// What the publisher sends: 1, 2, 3, …
  package enum Source: Equatable, Sendable {
    /// So many, then the end.
    case finite(Int)
    /// Without end.
    case endless
    /// So many, then an error.
    case failing(Int)

    /// Reads `finite:N`, `endless` or `failing:N`; nil for anything else.
    package init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      let count = parts.count == 2 ? Int(parts[1]).flatMap { $0 >= 0 ? $0 : nil } : nil
      switch (parts.first, count) {
      case ("finite", let count?): self = .finite(count)
      case ("failing", let count?): self = .failing(count)
      case ("endless", nil) where parts.count == 1: self = .endless
      default: return nil
      }
    }
  }

  private let publisher: GraphPublisher<Value>
  private let scheduler: Scheduler
  private let executor = ThreadExecutor()

  /// A publisher of that source.
  package init(_ source: Source) throws(ConnectorError) {
    let builder = GraphBuilder("publisher")
    var last: Int64 = 0
    let out = builder.node("source") { node in
      let out = node.output("out", Value.self)
      node.source(out) { [unowned(unsafe) out] _ in
        switch source {
        case .finite(let count) where last == count: return .end
        case .failing(let count) where last == count:
          // In order behind what was sent, which a failing graph would throw away.
          try out.forward(
            Message(.error(Failure(node: "source", reason: "failed on purpose after \(count)"))))
          return .end
        default:
          last += 1
          return .next(.integer(last))
        }
      }
      return out
    }
    publisher = builder.publisher("publisher", out, NodeSettings(), EdgeOptions(capacity: 16))
    do throws(DataflowError) {
      scheduler = Scheduler(try builder.build(), on: executor)
    } catch {
      throw .runtime(error)
    }
  }

  /// Serves one subscriber until its lines end; what it requested until then is still sent.
  package func serve(input: Int32, output: Int32, isInterrupted: () -> Bool) throws(ConnectorError) {
    let subscriber = LineSubscriber(SignalWriter(descriptor: output))
    let ended = ConditionFlag()
    let isStarted = executor.dispatch { [self] in
      do throws(DataflowError) { try scheduler.run() } catch { subscriber.onError(error) }
      ended.raise()
    }
    guard isStarted else { throw .runtime(.missingWorkers(wanted: 1, started: 0)) }
    defer {
      scheduler.cancel()
      ended.wait()
    }
    var reader = SignalReader(descriptor: input)
    while let signal = try reader.next(isInterrupted: isInterrupted) {
      switch signal {
      case .subscribe:
        publisher.subscribe(subscriber.isTaken ? LineSubscriber(subscriber.writer) : subscriber)
      case .request(let count): subscriber.request(count)
      case .cancel: subscriber.cancel()
      default:
        throw .invalidSignal(reader.refusal("a publisher takes subscribe, request and cancel"))
      }
    }
    if !isInterrupted() { subscriber.waitUntilServed() }
    subscriber.cancel()
  }
}

/// The subscriber on the other side of the lines.
private final class LineSubscriber: Subscriber, @unchecked Sendable {
  let writer: SignalWriter
  private let lock = ConditionLock()
  private var subscription: (any Subscription)?
  private var isSubscribing = false
  private var isOver = false
  private var requested = 0
  private var received = 0
  /// Whether a request was made that must end the stream.
  private var hasBadRequest = false
  /// Requests that came before the subscription did.
  private var early: [Int] = []

  init(_ writer: SignalWriter) { self.writer = writer }

  /// Whether it has been handed to a publisher; noted on the first look.
  var isTaken: Bool {
    lock.withLock {
      defer { isSubscribing = true }
      return isSubscribing
    }
  }

  func request(_ count: Int) {
    let subscription = lock.withLock { () -> (any Subscription)? in
      hasBadRequest = hasBadRequest || count < 1
      requested = count < 1 ? requested : requested > Int.max - count ? Int.max : requested + count
      if self.subscription == nil, !isOver { early.append(count) }
      return self.subscription
    }
    subscription?.request(count)
  }

  func cancel() {
    let subscription = lock.withLock { () -> (any Subscription)? in
      isOver = true
      return self.subscription
    }
    subscription?.cancel()
    lock.broadcast()
  }

  /// How long an end that needs no request is waited for.
  private static let grace: UInt64 = 250_000_000

  /// Returns when everything requested has been sent, or nothing more will be.
  func waitUntilServed() {
    guard lock.withLock({ isSubscribing }) else { return }
    lock.wait(until: nil) {
      isOver || (subscription != nil && !hasBadRequest && early.isEmpty && received >= requested)
    }
    lock.wait(until: MonotonicClock.nanoseconds() + Self.grace) { isOver }
  }

  func onSubscribe(_ subscription: any Subscription) {
    writer.write(.onSubscribe)
    let counts = lock.withLock {
      self.subscription = subscription
      defer { early = [] }
      return early
    }
    for count in counts { subscription.request(count) }
    lock.broadcast()
  }

  func onNext(_ payload: Value) {
    let isHeard = writer.write(.onNext(payload))
    lock.withLock { received += 1 }
    if isHeard { lock.broadcast() } else { cancel() }
  }

  func onError(_ error: any Error) { end(.onError("\(error)")) }

  func onComplete() { end(.onComplete) }

  private func end(_ signal: SignalLine) {
    let isWanted = lock.withLock {
      defer {
        isOver = true
        subscription = nil
      }
      return !isOver
    }
    if isWanted { writer.write(signal) }
    lock.broadcast()
  }
}

/// A flag that threads can wait for.
final class ConditionFlag: @unchecked Sendable {
  private let lock = ConditionLock()
  private var isRaised = false

  /// Raises it for good.
  func raise() {
    lock.withLock { isRaised = true }
    lock.broadcast()
  }

  /// Returns once it is raised.
  func wait() { lock.wait(until: nil) { isRaised } }
}
