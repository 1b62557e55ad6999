/// Keeps calls away from what fails: closed while all is well, open after too many failures, half open on probation.
/// Pure.
public struct CircuitBreaker: Sendable, Equatable {
  /// Where a breaker stands.
  public enum State: String, Sendable {
    /// Calls pass.
    case closed
    /// Calls are refused until the recovery time is over.
    case open
    /// Calls pass on probation: one failure opens the breaker again.
    case halfOpen
  }

  /// So many failures open it.
  public let failures: Int
  /// One failure is forgiven each so many nanoseconds; nil never forgives.
  public let forgiveness: UInt64?
  /// Nanoseconds from opening to probation.
  public let recovery: UInt64
  /// So many successes on probation close it.
  public let successes: Int
  /// How often it opened.
  public private(set) var openings: UInt64 = 0
  private var failed = 0
  private var succeeded = 0
  private var forgivenUntil: UInt64 = 0
  private var current = State.closed
  private var opened: UInt64 = 0

  /// A closed breaker.
  public init(
    failures: Int = 5, forgiveness: UInt64? = 60_000_000_000, recovery: UInt64 = 60_000_000_000,
    successes: Int = 3
  ) {
    self.failures = failures
    self.forgiveness = forgiveness
    self.recovery = recovery
    self.successes = successes
  }

  /// When calls may pass again, while it is open.
  public var reopens: UInt64 { opened > .max - recovery ? .max : opened + recovery }

  /// Where it stands at a moment.
  public mutating func state(at now: UInt64) -> State {
    if current == .open, now >= reopens {
      current = .halfOpen
      succeeded = 0
    }
    return current
  }

  /// A call came back well.
  public mutating func succeed(at now: UInt64) {
    guard state(at: now) == .halfOpen else { return forgive(now) }
    succeeded += 1
    guard succeeded >= successes else { return }
    current = .closed
    failed = 0
  }

  /// A call failed.
  public mutating func fail(at now: UInt64) {
    switch state(at: now) {
    case .open: return
    case .halfOpen: open(now)
    case .closed:
      forgive(now)
      if failed == 0 { forgivenUntil = now }
      failed += 1
      if failed >= failures { open(now) }
    }
  }

  private mutating func open(_ now: UInt64) {
    current = .open
    opened = now
    openings += 1
    failed = 0
  }

  /// Time passes: failures are forgiven one by one.
  private mutating func forgive(_ now: UInt64) {
    guard let forgiveness, failed > 0, now > forgivenUntil else { return }
    let forgiven = (now - forgivenUntil) / max(1, forgiveness)
    failed = forgiven >= UInt64(failed) ? 0 : failed - Int(forgiven)
    forgivenUntil += forgiven * max(1, forgiveness)
  }
}

/// A transform behind a circuit breaker. Holds nothing.
///
/// While the breaker is open, payloads go to the optional port `rejected`, or, when it `holds`, stay in the edge before
/// it until probation. A payload whose transform fails goes to `rejected` too, unless the node's error policy retries.
public final class Breaker<In: Sendable, Out: Sendable>: Relay {
  private var breaker: CircuitBreaker
  private let holds: Bool
  private let transform: (In) throws -> Out
  /// Payloads refused because the breaker was open.
  @exclusivity(unchecked) public private(set) var refused: UInt64 = 0

  /// `transform` behind a breaker.
  public init(_ breaker: CircuitBreaker, holds: Bool = false, _ transform: @escaping (In) throws -> Out) {
    self.breaker = breaker
    self.holds = holds
    self.transform = transform
  }

  /// Declares `in`, `out` and `rejected`.
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>) {
    let all = allPorts(node)
    return (all.in, all.out)
  }

  /// Declares all ports and gives them back.
  public func allPorts(
    _ node: NodeDeclaration
  ) -> (in: Input<In>, out: Output<Out>, rejected: Output<DeadLetter>) {
    node.require("failures", breaker.failures, in: 1...1 << 30)
    node.require("successes", breaker.successes, in: 1...1 << 30)
    let out = node.output("out", Out.self)
    let rejected = node.letterBox("rejected")
    let box = InputBox<In>()
    let retries = if case .retry = node.core.settings.onError { true } else { false }
    func reject(_ payload: In, _ reason: String, _ context: NodeContext) throws {
      try rejected.emit(
        DeadLetter(
          node: context.name, input: "in", reason: reason, attempts: context.attempt, payload: payload))
    }
    let input = node.input("in", In.self) { [self] payload, context in
      guard breaker.state(at: context.now) != .open else {
        refused += 1
        return try reject(payload, "circuit open", context)
      }
      do {
        let result = try transform(payload)
        breaker.succeed(at: context.now)
        try out.emit(result)
      } catch {
        breaker.fail(at: context.now)
        holdBack(box.input, context)
        if retries { throw error }
        context.report(error)
        try reject(payload, "\(error)", context)
      }
    }
    box.input = input
    if holds { node.onTick { [self] context in holdBack(box.input, context) } }
    return (input, out, rejected)
  }

  private func holdBack(_ input: AnyInput?, _ context: NodeContext) {
    guard holds else { return }
    let isOpen = breaker.state(at: context.now) == .open
    input?.credit = isOpen ? 0 : .max
    if isOpen { context.wake(at: breaker.reopens) }
  }
}

extension GraphBuilder {
  /// A transform behind a circuit breaker. See ``Breaker``.
  public func breaker<In: Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, _ breaker: CircuitBreaker = CircuitBreaker(), holds: Bool = false,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<In> = EdgeOptions(),
    _ transform: @escaping (In) throws -> Out
  ) -> (out: Output<Out>, rejected: Output<DeadLetter>) {
    let stage = Breaker(breaker, holds: holds, transform)
    return node(name, settings) { node in
      let ports = stage.allPorts(node)
      connect(upstream, to: ports.in, options)
      return (ports.out, ports.rejected)
    }
  }

  /// A transform that is tried again when it fails: `attempts` times in all, after pauses of `backoff` nanoseconds that
  /// double each time; data behind the failed payload waits in its edge. What fails for good goes to `dead`. Holds one.
  @inlinable
  public func retry<In: Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, attempts: Int, backoff: UInt64,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<In> = EdgeOptions(),
    _ transform: @escaping (In) throws -> Out
  ) -> (out: Output<Out>, dead: Output<DeadLetter>) {
    var settings = settings
    settings.onError = .retry(attempts: attempts, backoff: backoff)
    return node(name, settings) { node in
      let out = node.output("out", Out.self)
      let dead = node.deadLetters()
      let input = node.input("in", In.self) { payload, _ in try out.emit(transform(payload)) }
      connect(upstream, to: input, options)
      return (out, dead)
    }
  }
}
