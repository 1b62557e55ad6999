import Base

/// The end of a graph as a publisher: demand is how much its input may take, so an unasked-for message stays in its edge
/// and holds back whoever sends it. Holds nothing.
///
/// For one subscriber; a second one is refused with an error (1.11). Signals come from the threads that run the graph.
/// News of a failure, a graph that fails, and a run that ends with messages undelivered, end the stream with an error; a
/// cancellation ends the node.
public final class GraphPublisher<Payload: Sendable>: Publisher, Node, @unchecked Sendable {
  private enum Phase {
    case waiting, pending, active, done
  }

  private let lock = Lock()
  private var phase = Phase.waiting
  private var subscriber: (any Subscriber<Payload>)?
  private var demanded = 0
  private var badRequest: Int?
  private var isCancelled = false
  /// Whether a signal is being given: whoever gives it looks at requests afterwards.
  private var isSignalling = false
  /// What whoever subscribes after the end hears, when nobody had subscribed before.
  private var end: DataflowError?
  private var wasNeverTaken = true
  private weak var core: NodeCore?
  private var bell: Mailbox?
  private unowned(unsafe) var input: Input<Payload>?

  /// A publisher to be added to a graph; see ``GraphBuilder/publisher(_:_:_:_:)``.
  public init() {}

  // MARK: Publisher

  /// Asks for the subscription. `onSubscribe` comes once the graph runs; at once when its run is over.
  public func subscribe(_ subscriber: any Subscriber<Payload>) {
    let (isTaken, isOver) = lock.withLock {
      guard phase == .waiting else { return (false, phase == .done && self.subscriber == nil) }
      phase = .pending
      self.subscriber = subscriber
      return (true, false)
    }
    if isTaken { return wake() }
    subscriber.onSubscribe(NoSubscription())
    if isOver, let hadNone = lock.withLock({ wasNeverTaken ? Optional(end) : nil }) {
      if let error = hadNone { subscriber.onError(error) } else { subscriber.onComplete() }
    } else {
      subscriber.onError(
        DataflowError.badValue(
          what: "subscribe", value: "a further subscriber", expected: "the only one of this publisher"))
    }
  }

  fileprivate func request(_ count: Int) {
    let rings = lock.withLock {
      guard phase == .active, !isCancelled else { return false }
      if count < 1 { badRequest = badRequest ?? count } else { addDemand(&demanded, count) }
      return !isSignalling
    }
    if rings { wake() }
  }

  fileprivate func cancel() {
    let rings = lock.withLock {
      guard phase == .active, !isCancelled else { return false }
      isCancelled = true
      return !isSignalling
    }
    if rings { wake() }
  }

  private func wake() {
    let (core, bell) = lock.withLock { (self.core, self.bell) }
    if let core { bell?.ring(core, core.ownBand.load(ordering: .relaxed)) }
  }

  // MARK: Node

  /// Declares `in`.
  public func declare(_ node: NodeDeclaration) { _ = port(node) }

  /// Declares `in` and gives it back.
  public func port(_ node: NodeDeclaration) -> Input<Payload> {
    let input = node.input("in", Payload.self) { [self] payload, context in
      signal(context) { $0.onNext(payload) }
    }
    input.credit = 0
    self.input = input
    core = node.core
    node.onStart { [self] context in lock.withLock { bell = context.core.scheduler?.mail } }
    node.onSlice { [self] context in
      greet()
      settle(context)
    }
    node.onFailure { [self] failure, context in
      terminate(.handlerFailed(node: failure.node, reason: failure.reason))
      context.finish()
    }
    node.onEnd { [self] context in
      let isWhole = input.hasEnded
      terminate(
        isWhole ? nil : .handlerFailed(node: context.name, reason: "stopped before all was delivered"))
    }
    node.core.hooks.detach = { [self] in
      let failure = core?.scheduler?.firstFailure
      terminate(failure ?? .handlerFailed(node: core?.name ?? "", reason: "the run is over"))
      lock.withLock {
        core = nil
        bell = nil
      }
    }
    return input
  }

  /// Gives a waiting subscriber its subscription.
  private func greet() {
    let subscriber = lock.withLock { () -> (any Subscriber<Payload>)? in
      guard phase == .pending else { return nil }
      phase = .active
      wasNeverTaken = false
      isSignalling = true
      return self.subscriber
    }
    guard let subscriber else { return }
    subscriber.onSubscribe(GraphSubscription(self))
    lock.withLock { isSignalling = false }
  }

  private func signal(_ context: NodeContext, _ body: (any Subscriber<Payload>) -> Void) {
    let subscriber = lock.withLock { () -> (any Subscriber<Payload>)? in
      guard phase == .active, !isCancelled, badRequest == nil else { return nil }
      isSignalling = true
      return self.subscriber
    }
    if let subscriber { body(subscriber) }
    settle(context)
  }

  /// Does what requests and cancellations ask for.
  private func settle(_ context: NodeContext) {
    let (count, bad, cancelled) = lock.withLock {
      isSignalling = false
      defer { demanded = 0 }
      return (demanded, badRequest, isCancelled && phase == .active)
    }
    if cancelled {
      lock.withLock {
        phase = .done
        subscriber = nil
      }
      context.finish()
    } else if let bad {
      terminate(.badValue(what: "request", value: "\(bad)", expected: "at least 1 (rule 3.9)"))
      context.finish()
    } else if count > 0, let input {
      addDemand(&input.credit, count)
    }
  }

  /// The last signal, once; nobody who subscribes later gets more than it.
  private func terminate(_ error: DataflowError?) {
    greet()
    let subscriber = lock.withLock { () -> (any Subscriber<Payload>)? in
      guard phase != .done else { return nil }
      phase = .done
      end = error
      defer { self.subscriber = nil }
      return isCancelled ? nil : self.subscriber
    }
    guard let subscriber else { return }
    if let error { subscriber.onError(error) } else { subscriber.onComplete() }
  }
}

/// The subscription of a graph's publisher.
private final class GraphSubscription<Payload: Sendable>: Subscription {
  let publisher: GraphPublisher<Payload>

  init(_ publisher: GraphPublisher<Payload>) { self.publisher = publisher }

  func request(_ count: Int) { publisher.request(count) }

  func cancel() { publisher.cancel() }
}

extension GraphBuilder {
  /// Ends in a publisher: what `upstream` sends goes to whoever subscribes, as far as they ask. See ``GraphPublisher``.
  public func publisher<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> GraphPublisher<Payload> {
    let publisher = GraphPublisher<Payload>()
    node(name, settings) { node in connect(upstream, to: publisher.port(node), options) }
    return publisher
  }
}
