import Base

/// The beginning of a graph as a subscriber: asks its publisher for as much as fits, and for more in batches as the graph
/// takes it. Holds at most `capacity` payloads, in the edge behind it.
///
/// A failed stream goes on as news of a failure and ends the node; a publisher that sends more than was asked for is
/// cancelled and treated as failed. When the graph ends first, the subscription is cancelled.
public final class GraphSubscriber<Payload: Sendable>: Subscriber, @unchecked Sendable {
  private let name: String
  private let capacity: Int
  private let batch: Int
  private let inlet: Inlet<Payload>
  private let lock = Lock()
  private var subscription: (any Subscription)?
  /// Requested and not yet come.
  private var outstanding = 0
  private var toRequest = 0
  private var toCancel = false
  private var isDone = false
  /// Whether somebody is calling the subscription: whoever wants something meanwhile leaves it to them (2.7).
  private var isCalling = false
  /// Taken by the graph and not yet requested anew; belongs to the graph.
  private var taken = 0

  fileprivate init(_ name: String, capacity: Int, batch: Int, inlet: Inlet<Payload>) {
    self.name = name
    self.capacity = capacity
    self.batch = batch
    self.inlet = inlet
  }

  /// Takes the first subscription and asks for as much as fits; cancels every further one (2.5).
  public func onSubscribe(_ subscription: any Subscription) {
    let isFirst = lock.withLock {
      guard self.subscription == nil, !isDone else { return false }
      self.subscription = subscription
      toRequest = capacity
      return true
    }
    if isFirst { call() } else { subscription.cancel() }
  }

  /// Passes a payload into the graph.
  public func onNext(_ payload: Payload) {
    let (isWanted, isExcess) = lock.withLock {
      guard !isDone else { return (false, false) }
      outstanding -= 1
      return (true, outstanding < 0)
    }
    guard isWanted else { return }
    if isExcess { return fail("more was sent than requested (rule 1.1)") }
    do throws(DataflowError) {
      if try inlet.offer(payload) != .accepted { giveUp() }
    } catch {
      fail(error.description)
    }
  }

  /// Sends news of the failure into the graph and ends the node.
  public func onError(_ error: any Error) {
    guard finish() else { return }
    inlet.fail(Failure(node: name, reason: "\(error)"))
  }

  /// Ends the node once the graph has taken what there is.
  public func onComplete() {
    if finish() { inlet.close() }
  }

  /// Marks the stream as over: from now on the subscription is not called any more (2.3, 2.4).
  private func finish() -> Bool {
    lock.withLock {
      defer {
        isDone = true
        subscription = nil
      }
      return !isDone
    }
  }

  private func fail(_ reason: String) {
    giveUp()
    inlet.fail(Failure(node: name, reason: reason))
  }

  /// Nobody wants more: cancels the subscription.
  fileprivate func giveUp() {
    lock.withLock {
      toCancel = toCancel || !isDone && subscription != nil
      isDone = true
    }
    call()
  }

  /// The graph has taken one payload.
  fileprivate func noteTaken() {
    taken += 1
    guard taken >= batch else { return }
    lock.withLock { toRequest += taken }
    taken = 0
    call()
  }

  /// Makes the calls that are due, one after the other, never two at a time.
  private func call() {
    while true {
      lock.acquire()
      guard !isCalling, let known = subscription, toCancel || (toRequest > 0 && !isDone) else {
        return lock.release()
      }
      isCalling = true
      let (count, cancels) = (toRequest, toCancel)
      toRequest = 0
      if cancels { subscription = nil } else { outstanding += count }
      lock.release()
      if cancels { known.cancel() } else { known.request(count) }
      lock.withLock { isCalling = false }
    }
  }
}

extension GraphBuilder {
  /// Begins with a subscriber: what its publisher sends goes on to `out`. At most `capacity` payloads (1 to 1,048,576)
  /// are under way between publisher and graph; they are requested `batch` at a time, half the capacity by default.
  public func subscriber<Payload: Sendable>(
    _ name: String, _ type: Payload.Type = Payload.self, capacity: Int = 256, batch: Int? = nil,
    _ settings: NodeSettings = NodeSettings()
  ) -> (subscriber: GraphSubscriber<Payload>, out: Output<Payload>) {
    var subscriber: GraphSubscriber<Payload>?
    return node(name, settings) { node in
      node.require("capacity", capacity, in: 1...1 << 20)
      node.require("batch", batch, in: 1...max(1, capacity))
      let out = node.output("out", Payload.self)
      let input = node.input("in", Payload.self) { payload, _ in
        // Asked for before it is sent on, and so before it can be held back: its place in the edge is free either way.
        subscriber?.noteTaken()
        try out.emit(payload)
      }
      let inlet = inlet("\(name)-publisher", to: input, EdgeOptions(capacity: max(1, capacity)))
      let made = GraphSubscriber<Payload>(
        name, capacity: max(1, capacity), batch: batch ?? max(1, capacity / 2), inlet: inlet)
      subscriber = made
      node.onEnd { _ in made.giveUp() }
      node.core.hooks.detach = { made.giveUp() }
      return (made, out)
    }
  }
}
