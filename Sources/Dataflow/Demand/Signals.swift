/// A stream that somebody may subscribe to. The rules are those of Reactive Streams 1.0.4
/// (github.com/reactive-streams/reactive-streams-jvm); numbers in comments are theirs.
public protocol Publisher<Payload>: AnyObject, Sendable {
  /// What it sends.
  associatedtype Payload: Sendable
  /// Asks for a subscription. Calls `onSubscribe` first, now or later, whatever follows (1.9).
  func subscribe(_ subscriber: any Subscriber<Payload>)
}

/// Who takes what a publisher sends, as much as it asked for. Its methods are called one at a time (1.3).
public protocol Subscriber<Payload>: AnyObject, Sendable {
  /// What it takes.
  associatedtype Payload: Sendable
  /// The first signal, once (2.12).
  func onSubscribe(_ subscription: any Subscription)
  /// One payload; never more in all than were requested (1.1).
  func onNext(_ payload: Payload)
  /// The stream has failed; nothing follows (1.7).
  func onError(_ error: any Error)
  /// The stream is over; nothing follows.
  func onComplete()
}

/// One subscriber's tie to its publisher. May be used from any thread, also inside a signal (3.2).
public protocol Subscription: AnyObject, Sendable {
  /// Allows so many more payloads; requests add up (3.8), `Int.max` is without bound (3.17). Fewer than one ends the
  /// stream with an error (3.9). Does nothing after the end or a cancellation (3.6).
  func request(_ count: Int)
  /// Ends the subscription: signals stop soon (1.8). A second time does nothing (3.7).
  func cancel()
}

/// Demand that adds up and saturates: `Int.max` is without bound.
func addDemand(_ demand: inout Int, _ count: Int) {
  demand = demand > Int.max - count ? Int.max : demand + count
}

/// A subscription to nothing: what a refused subscriber gets before it hears why.
final class NoSubscription: Subscription {
  func request(_ count: Int) {}
  func cancel() {}
}
